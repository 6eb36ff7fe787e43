// Nine tries on a hidden map: each choice of the reader's that stands for a moment leaves a dot, and a line that leads
// down to its loss in the panel below. After the last of them, or at the press of a button, the map is shown. A link of
// the text to a place shows the map and the loss there, and is no try.

import { readAxes } from "./draw/axes.js";
import { general } from "./python.js";
import { words } from "./words.js";

const MOST = 9;
const REST = 400; // milliseconds: a choice by dials that stands so long is a try,
const TYPED = 1200; // or so long by keys, of which there may be more to come
const RADIUS = 2.8; // of a dot, in the figure's units
const LETTER = 6; // the width of one of a label, at most
const LINE = 11; // and its height

/**
 * @param {HTMLElement} element a live block: a figure of two panels with one horizontal axis, the upper with a map
 *   as an image under it, the lower for the losses, and prose with `.tries` and `.show-map`
 * @returns {(place: number[], loss: number) => void} to be called with each choice; the first one is not a try
 */
export const makeTries = (element) => {
  const [plane, losses] = Array.from(element.querySelectorAll('g[data-x^="log"]'), readAxes);
  const point = element.querySelector('[data-part="point"]');
  const said = element.querySelector(".tries");
  const button = element.querySelector(".show-map");
  const marks = make("g");
  point.before(marks);
  marks.classList.add("marks");
  let tries = [];
  let known = []; // the built choice, and those tried: to come back to one costs nothing
  let latest = null;
  let timer = 0;
  let held = false;
  let chosen = false; // by the reader, not by the address
  let typed = false; // and by keys
  let asked = false; // to see the map
  let linked = false; // the place comes from a link of the text
  let told = null; // and the loss there

  const show = () => {
    const best = tries.reduce((low, each) => (each.loss < low.loss ? each : low), tries[0]);
    const last = tries.at(-1);
    const ends = tries.map(({ place, loss }) => losses.toFigure([place[0], Math.min(loss, losses.y.high)]));
    const drawn = tries.flatMap((each, i) => {
      const [x, y] = plane.toFigure(each.place);
      const [, end] = ends[i];
      const look = each === best ? "best" : "";
      const landed = each.loss < losses.y.high ? dot(x, end, `end ${look}`) : path(`M${x} ${end}${CROSS}`, "end");
      return [path(`M${x} ${y}V${end}`, "fall"), dot(x, y, `try ${look}`), landed];
    });
    marks.replaceChildren(...drawn);
    if (told) marks.append(...tell(ends));
    else if (best) marks.append(label(general(best.loss, 2), ends[tries.indexOf(best)], ends));
    if (tries.length === 0 && !asked) marks.append(invitation());
    const lit = asked || tries.length === MOST;
    element.classList.toggle("lit", lit); // the style sheet hides the map until then, and then the button
    if (lit && document.activeElement === button) element.querySelector(".handle")?.focus({ preventScroll: true });
    const numbered = (each) => each && { number: tries.indexOf(each) + 1, loss: general(each.loss, 2) };
    said.textContent = words.tries(MOST - tries.length, numbered(tries.at(-1)), numbered(best));
  };

  /** The line from the place of a link, and its loss. */
  const tell = (ends) => {
    const [x, y] = plane.toFigure(told.place);
    const [, end] = losses.toFigure([told.place[0], Math.min(told.loss, losses.y.high)]);
    const landed = told.loss < losses.y.high ? dot(x, end, "told") : path(`M${x} ${end}${CROSS}`, "told");
    return [path(`M${x} ${y}V${end}`, "fall told"), landed, label(general(told.loss, 2), [x, end], ends)];
  };

  const invitation = () => {
    const [left, right] = [plane.x.from, plane.x.to];
    return written(words.firstTry, (left + right) / 2, 0.25 * plane.y.from + 0.75 * plane.y.to);
  };

  /** The lowest loss, on a side of its dot where it covers no other, if there is one. */
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

  const isNew = (place) =>
    tries.length < MOST && !known.some((each) => each.every((value, i) => value === place[i]));
  /** The style sheet hides what a listing prints as long as it would give a loss away. */
  const hide = (isHidden) => element.classList.toggle("untold", isHidden);

  const settle = () => {
    if (held || !latest) return;
    hide(false);
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

  const choose = () => {
    chosen = true;
    linked = false;
  };
  for (const kind of ["pointerdown", "keydown", "input"]) element.addEventListener(kind, choose, true);
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => (typed = kind === "keydown"), true);
  const go = () => (chosen = linked = false);
  addEventListener("popstate", go, true); // before the settings of the address arrive
  const press = ({ target }) => {
    const link = target.closest('a[href^="?"]'); // nor are they chosen, if the text sets them
    if (!link) return;
    chosen = false;
    if (!link.matches(`a[href^="?${element.dataset.live}."]`)) return;
    linked = asked = true;
  };
  addEventListener("click", press, true);
  addEventListener("pointerdown", () => (held = true), true);
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, () => {
      held = false;
      wait();
    });
  }
  point.closest(".stage").addEventListener("click", () => {
    clearTimeout(timer);
    settle();
  });
  element.addEventListener("reset", () => {
    clearTimeout(timer);
    hide(false);
    [tries, known, latest, asked, told] = [[], known.slice(0, 1), null, false, null];
    show();
  });
  button.addEventListener("click", () => {
    asked = true;
    show();
  });
  said.setAttribute("role", "status");
  show();

  return (place, loss) => {
    if (!chosen) known.push(place);
    latest = { place, loss };
    hide(isNew(place));
    const before = told;
    told = linked ? latest : null;
    if (told || before) show();
    wait();
  };
};

const CROSS = "m-3 -3l6 6m0 -6l-6 6";

const dot = (x, y, look) => {
  const made = make("circle");
  const sizes = { cx: x, cy: y, r: look.endsWith("best") ? 1.4 * RADIUS : RADIUS };
  for (const [name, value] of Object.entries(sizes)) made.setAttribute(name, value.toFixed(1));
  made.setAttribute("class", look.trim());
  return made;
};

const path = (d, look) => {
  const made = make("path");
  made.setAttribute("d", d.replace(/\d+\.\d+/g, (number) => Number(number).toFixed(1)));
  made.setAttribute("class", look);
  return made;
};

/** Words around x. */
const written = (content, x, y) => {
  const text = make("text");
  text.textContent = content;
  for (const [name, value] of Object.entries({ x, y })) text.setAttribute(name, value.toFixed(1));
  text.setAttribute("text-anchor", "middle");
  text.style.fontSize = "11px";
  return text;
};

const make = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);
