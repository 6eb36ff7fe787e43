// Nine tries on a hidden map: each choice of the reader's that stands for a moment leaves a dot, and a line that leads
// down to its loss in the panel below. After the last of them, or at the press of a button, the map is shown. A link of
// the text to a place shows the map and the loss there, and is no try; nor is a choice after the ninth try.

import { readAxes } from "./draw/axes.js";
import { dots, element } from "./draw/path.js";
import { general } from "./python.js";
import { words } from "./words.js";

const MOST = 9;
const REST = 400; // milliseconds: a choice by dials that stands so long is a try,
const TYPED = 1200; // or so long by keys, of which there may be more to come
const RADIUS = 2.8; // of a dot, in the figure's units
const LETTER = 6; // the width of one of a label, at most
const LINE = 11; // and its height

/**
 * @param {HTMLElement} block a live figure of two panels with one horizontal axis, the upper with a map as an image
 *   under it, the lower for the losses, and prose with `.tries` and `.show-map`
 * @returns {(place: number[], loss: number) => void} to be called with each choice; the first one is not a try
 */
export const makeTries = (block) => {
  const [plane, losses] = Array.from(block.querySelectorAll('g[data-x^="log"]'), readAxes);
  const point = block.querySelector('[data-part="point"]');
  const said = block.querySelector(".tries");
  const button = block.querySelector(".show-map");
  const marks = element(point, "g");
  point.before(marks);
  marks.classList.add("marks");
  let tries = [];
  let known = []; // the built choice, and those tried: to come back to one costs nothing
  let latest = null;
  let timer = 0;
  let held = false;
  let typed = false; // the last choice, by keys
  let source = "address"; // of the latest place, or "text" or "reader": only the reader's is a try
  let asked = false; // to see the map
  let standing = null; // a known choice that the point stands on, and its loss: before the first try it shows what a try does
  let told = null; // the place of a link of the text or of a choice after the last try, and the loss there

  const show = () => {
    const best = tries.reduce((low, each) => (each.loss < low.loss ? each : low), tries[0]);
    const isAwaited = tries.length === 0 && !asked;
    const example = isAwaited && !told ? standing : null;
    const extra = told ?? example; // its place is where the handle is
    const shown = extra ? [...tries, extra] : tries;
    const ends = shown.map(({ place, loss }) => losses.toFigure([place[0], Math.min(loss, losses.y.high)]));
    const drawn = shown.flatMap((each, i) => {
      const [x, y] = plane.toFigure(each.place);
      const [, end] = ends[i];
      const isExtra = each === extra;
      const look = isExtra ? (told ? "told" : "example") : each === best ? "best" : "";
      const line = path(`M${x} ${y}V${end}`, isExtra ? `fall ${look}` : "fall");
      const landed = each.loss < losses.y.high ? dot(x, end, `end ${look}`) : path(`M${x} ${end}${CROSS}`, `end ${look}`);
      return isExtra ? [line, landed] : [line, dot(x, y, `try ${look}`), landed];
    });
    const lit = asked || tries.length === MOST;
    marks.replaceChildren(...(lit ? [] : cover()), ...drawn);
    const named = extra ?? best;
    if (named) marks.append(label(general(named.loss, 2), ends[shown.indexOf(named)], ends));
    if (isAwaited) marks.append(invitation());
    block.classList.toggle("lit", lit); // the style sheet hides the map until then, and then the button
    if (lit && document.activeElement === button) block.querySelector(".handle")?.focus({ preventScroll: true });
    const numbered = (each) => each && { number: tries.indexOf(each) + 1, loss: general(each.loss, 2) };
    said.textContent = words.tries(MOST - tries.length, numbered(tries.at(-1)), numbered(best));
  };

  const dot = (x, y, look) => {
    const r = (look.endsWith("best") ? 1.4 : 1) * RADIUS;
    return made("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: r.toFixed(1), class: look });
  };
  const path = (d, look) =>
    made("path", { d: d.replace(/\d+\.\d+/g, (number) => Number(number).toFixed(1)), class: look });

  /** Words around x. */
  const written = (content, x, y) => {
    const text = made("text", { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": "middle" });
    text.textContent = content;
    text.style.fontSize = "11px";
    return text;
  };

  const made = (name, attributes) => {
    const part = element(point, name);
    for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
    return part;
  };

  /** What lies over the map: a dot at each power of ten. */
  const cover = () => {
    const [{ from: left, to: right }, { from: bottom, to: top }] = [plane.x, plane.y];
    const sizes = { x: left, y: top, width: right - left, height: bottom - top };
    const [across, up] = [plane.x, plane.y].map(decadesOf);
    const places = across.flatMap((lr) => up.map((h) => plane.toFigure([lr, h])));
    return [made("rect", { ...sizes, class: "cover" }), made("path", { d: dots(places), class: "cover" })];
  };

  const invitation = () => {
    const [left, right] = [plane.x.from, plane.x.to];
    return written(words.firstTry, (left + right) / 2, 0.25 * plane.y.from + 0.75 * plane.y.to);
  };

  /** A loss, on a side of its dot where it covers no other, if there is one. */
  const label = (content, [x, y], ends) => {
    const { x: edge, width } = point.ownerSVGElement.viewBox.baseVal;
    const wide = LETTER * content.length;
    const gap = 2.5 * RADIUS;
    const sides = [[x - gap - wide, y], [x + gap, y], [x - wide / 2, y - gap - LINE / 2]];
    const free = ([from, middle]) =>
      from > edge &&
      from + wide < edge + width &&
      ends.every(([a, b]) => a < from - RADIUS || a > from + wide + RADIUS || Math.abs(b - middle) > LINE / 2 + RADIUS);
    const [from, middle] = sides.find(free) ?? sides[0];
    return written(content, from + wide / 2, middle + 0.35 * LINE);
  };

  const isKnown = (place) => known.some((each) => each.every((value, i) => value === place[i]));
  const isNew = (place) => tries.length < MOST && !isKnown(place);
  const settle = () => {
    clearTimeout(timer);
    if (held || !latest) return;
    block.classList.remove("untold");
    const { place } = latest;
    if (isNew(place)) {
      tries.push(latest);
      known.push(place);
      show();
    }
    latest = null;
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(settle, typed || document.activeElement?.matches("input[type=text]") ? TYPED : REST);
  };

  for (const kind of ["pointerdown", "keydown", "input", "click"]) {
    block.addEventListener(kind, () => (source = "reader"), true);
  }
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => (typed = kind === "keydown"), true);
  block.addEventListener("returned", () => (source = "address"));
  block.addEventListener("linked", () => {
    settle(); // the try before it
    source = "text";
    asked = true;
  });
  addEventListener("pointerdown", () => (held = true), true);
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, () => {
      held = false;
      wait();
    });
  }
  point.closest(".stage").addEventListener("click", settle);
  block.addEventListener("reset", () => {
    clearTimeout(timer);
    [tries, known, latest, asked] = [[], known.slice(0, 1), null, false];
    show();
  });
  button.addEventListener("click", () => {
    asked = true;
    show();
  });
  said.setAttribute("role", "status");
  show();

  return (place, loss) => {
    if (source !== "reader") known.push(place);
    latest = { place, loss };
    block.classList.toggle("untold", isNew(place)); // the style sheet hides what would give the loss away
    const before = told ?? standing;
    standing = isKnown(place) ? latest : null;
    const isOver = tries.length === MOST && !isKnown(place); // a choice after the last try shows its loss, too
    told = source === "text" || isOver ? latest : null;
    if (told || before || standing) show();
    wait();
  };
};

/** The powers of ten on an axis. */
const decadesOf = ({ low, high }) => {
  const [first, last] = [Math.ceil(Math.log10(low)), Math.floor(Math.log10(high))];
  return Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
};

const CROSS = "m-3 -3l6 6m0 -6l-6 6";
