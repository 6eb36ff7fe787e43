// Dots that stay where the dot of a live figure was.

import { readAxes } from "./draw/axes.js";
import { element } from "./draw/path.js";

/**
 * @param {HTMLElement} listing a live figure
 * @param {string} part its moving dot
 */
export const keepDots = (listing, part) => {
  const dot = listing.querySelector(`[data-part="${part}"]`);
  const axes = readAxes(dot.closest("g[data-x]"));
  const marks = element(dot, "g");
  marks.classList.add("marks");
  dot.before(marks);
  const kept = new Map(); // by where they are across the figure
  const inFigure = (place) => axes.toFigure(place).map((value) => value.toFixed(1));
  const leave = (place) => {
    const [cx, cy] = inFigure(place);
    if (kept.has(cx)) return;
    const mark = element(dot, "circle");
    kept.set(cx, mark);
    if (!axes.contains(place)) return; // remembered all the same: Undo may lead there
    for (const [name, value] of Object.entries({ cx, cy, r: "2.2" })) mark.setAttribute(name, value);
    marks.append(mark);
  };
  /** Takes away the dot at this place and those left after it; all of them, where there is none. */
  const cut = (place) => {
    const all = [...kept];
    const from = all.findIndex(([cx]) => cx === inFigure(place)[0]);
    for (const [cx, mark] of all.slice(Math.max(0, from))) {
      kept.delete(cx);
      mark.remove();
    }
  };
  const clear = () => {
    kept.clear();
    marks.replaceChildren();
  };
  return { leave, cut, clear };
};
