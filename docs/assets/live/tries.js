// Nine tries on a hidden map: each choice of the reader's that stands for a moment leaves a dot with its loss. After the
// last of them the map is shown.

import { readAxes } from "./draw/axes.js";
import { general } from "./python.js";
import { words } from "./words.js";

const MOST = 9;
const REST = 400; // milliseconds: a choice by dials that stands so long is a try,
const TYPED = 1200; // or so long by keys, of which there may be more to come
const RADIUS = 2.8; // of a dot, in the figure's units
const LETTER = 5.1; // the width of one of its label, at most
const LINE = 9; // and its height

/**
 * @param {HTMLElement} element a live block: a figure with a map as an image under its axes, and prose with `.tries`
 * @returns {(place: number[], loss: number) => void} to be called with each choice; the first one is not a try
 */
export const makeTries = (element) => {
  const axes = readAxes(element.querySelector('g[data-x^="log"]'));
  const point = element.querySelector('[data-part="point"]');
  const said = element.querySelector(".tries");
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

  const show = () => {
    const best = tries.reduce((low, each) => (each.loss < low.loss ? each : low), tries[0]);
    const last = tries.at(-1);
    const dots = tries.map((each) => {
      const dot = make("circle");
      const [x, y] = axes.toFigure(each.place);
      const sizes = { cx: x, cy: y, r: each === best ? 1.4 * RADIUS : RADIUS };
      for (const [name, value] of Object.entries(sizes)) dot.setAttribute(name, value.toFixed(1));
      if (each === best) dot.classList.add("best");
      return dot;
    });
    marks.replaceChildren(...dots, ...labels());
    if (tries.length === 0) marks.append(invitation());
    element.classList.toggle("lit", tries.length === MOST); // the style sheet hides the map until then
    const told = (each) => each && { number: tries.indexOf(each) + 1, loss: general(each.loss, 2) };
    said.textContent = words.tries(MOST - tries.length, told(tries.at(-1)), told(best));
  };

  const invitation = () => {
    const text = make("text");
    text.textContent = words.firstTry;
    const { x, y, width, height } = point.ownerSVGElement.viewBox.baseVal;
    text.setAttribute("text-anchor", "middle");
    text.setAttribute("x", (x + 0.55 * width).toFixed(1));
    text.setAttribute("y", (y + 0.4 * height).toFixed(1));
    text.style.fontSize = "11px";
    return text;
  };

  /** The losses, each on a side of its dot where it covers no other, if there is one. */
  const labels = () => {
    const centres = tries.map(({ place }) => axes.toFigure(place));
    const taken = centres.map(([x, y]) => [x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS]);
    const { x: edge, width } = point.ownerSVGElement.viewBox.baseVal;
    return tries.map(({ loss }, i) => {
      const text = make("text");
      text.textContent = general(loss, 2);
      const [x, y] = centres[i];
      const wide = LETTER * text.textContent.length;
      const gap = i === tries.length - 1 ? 2.2 * RADIUS : 1.5 * RADIUS; // the last lies under the reader's point
      const [right, left, centre] = [x + gap, x - gap - wide, x - wide / 2];
      const sides = [[right, y], [left, y], [centre, y - gap - LINE / 2], [centre, y + gap + LINE / 2]];
      const boxes = sides.map(([from, middle]) => [from, middle - LINE / 2, from + wide, middle + LINE / 2]);
      const free = ([from, top, to, bottom]) =>
        from > edge && to < edge + width && taken.every(([a, b, c, d]) => to < a || from > c || bottom < b || top > d);
      const box = boxes.find(free) ?? boxes[0];
      taken.push(box);
      text.setAttribute("x", ((box[0] + box[2]) / 2).toFixed(1));
      text.setAttribute("y", (box[3] - 1.4).toFixed(1));
      text.setAttribute("text-anchor", "middle");
      text.style.fontSize = "9px";
      return text;
    });
  };

  const settle = () => {
    if (held || !latest) return;
    const { place } = latest;
    const isKnown = known.some((each) => each.every((value, i) => value === place[i]));
    if (tries.length < MOST && !isKnown) {
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

  for (const kind of ["pointerdown", "keydown", "input"]) element.addEventListener(kind, () => (chosen = true), true);
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => (typed = kind === "keydown"), true);
  addEventListener("popstate", () => (chosen = false), true); // before the settings of the address arrive
  addEventListener("click", (event) => (chosen &&= !event.target.closest('a[href^="?"]')), true); // nor by the text
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
  element.querySelector(".live-bar").addEventListener("click", ({ target }) => {
    if (target.textContent !== words.reset) return;
    clearTimeout(timer);
    [tries, known, latest] = [[], known.slice(0, 1), null];
    show();
  });
  said.setAttribute("role", "status");
  show();

  return (place, loss) => {
    if (!chosen) known.push(place);
    latest = { place, loss };
    wait();
  };
};

const make = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);
