// Nine tries on a hidden map: each choice of the reader's that stands for a moment shows a square of it. The last and
// the best are numbered.

import { readAxes } from "./draw/axes.js";
import { general } from "./python.js";
import { words } from "./words.js";

const MOST = 9;
const REST = 400; // milliseconds: a choice by dials that stands so long is a try,
const TYPED = 1200; // or so long by keys, of which there may be more to come
const HALF = 9.5; // of the side of a square, in the figure's units

/**
 * @param {HTMLElement} element a live block: a figure with a map as an image under its axes, and prose with `.tries`
 * @returns {(place: number[], loss: number) => void} to be called with each choice; the first one is not a try
 */
export const makeTries = (element) => {
  const axes = readAxes(element.querySelector('g[data-x^="log"]'));
  const point = element.querySelector('[data-part="point"]');
  const said = element.querySelector(".tries");
  const image = element.querySelector("svg image");
  const [squares, marks, lit] = ["clipPath", "g", "g"].map(make);
  squares.id = `${element.dataset.live}-tried`;
  const map = image.closest("[data-x]");
  map.replaceWith(lit);
  lit.append(squares, map);
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
    squares.replaceChildren(...tries.map(square));
    marks.replaceChildren(
      ...tries.flatMap((each, i) => {
        const [x, y] = axes.toFigure(each.place);
        const frame = square(each);
        if (each === best) frame.classList.add("best");
        else if (each !== last) return frame;
        const number = make("text");
        number.textContent = i + 1;
        const left = x < axes.toFigure((each === best ? last : best).place)[0]; // so that the two numbers keep apart
        number.setAttribute("text-anchor", left ? "end" : "start");
        number.setAttribute("x", (x + (left ? -3.6 : 3.6)).toFixed(1));
        number.setAttribute("y", (y - 2.6).toFixed(1));
        number.style.fontSize = "8px";
        return [frame, number];
      }),
    );
    if (tries.length === 0) marks.append(invitation());
    if (tries.length === MOST) lit.removeAttribute("clip-path");
    else lit.setAttribute("clip-path", `url(#${squares.id})`);
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
    text.style.fontSize = "10px";
    return text;
  };

  const square = ({ place }) => {
    const [x, y] = axes.toFigure(place);
    const box = make("rect");
    const sizes = { x: x - HALF, y: y - HALF, width: 2 * HALF, height: 2 * HALF };
    for (const [name, value] of Object.entries(sizes)) box.setAttribute(name, value.toFixed(1));
    return box;
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
  element.classList.add("lit"); // the style sheet hides the map until it is clipped

  return (place, loss) => {
    if (!chosen) known.push(place);
    latest = { place, loss };
    wait();
  };
};

const make = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);
