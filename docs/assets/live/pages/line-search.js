// One step, exact line search in a long valley, and Newton's parabola: docs/beyond/line-search.md.

import { addButton } from "../button.js";
import { ExactLineSearch, descend, rules, surfaces } from "../core/index.js";
import { START_HANDLE, distances, numbered } from "../descents.js";
import { readAxes } from "../draw/axes.js";
import { element as drawn } from "../draw/path.js";
import { live } from "../live.js";
import { general } from "../python.js";
import { evenly } from "../shapes.js";

const { ravine } = surfaces;

const HERE = [10, 0.5];
const AWAY = evenly(-2.4, 1.5, 61); // farther towards the bottom, as far as the vertex may lie
const STEPS = document.documentElement.lang.startsWith("zh")
  ? { newton: "走一步", kept: "走一步，加上回溯" }
  : { newton: "Step", kept: "Step with backtracking" };
const SHARE = 0.25; // of the promised fall, in the ravine
const USUAL = 1e-4; // and in the hollow
const NEAR = 0.001;

const hollow = (x) => -Math.exp(-(x * x) / 2);

/** Begins each step with 1.8 and halves it until f falls far enough, as gdbook's Backtracking does. */
const halving = {
  init: (x) => ({ x, value: ravine(x) }),
  update: (grad, { x, value }) => {
    for (let lr = 1.8; lr > 0; lr /= 2) {
      const step = grad.map((g) => -lr * g);
      const reached = x.map((component, i) => component + step[i]);
      const f = ravine(reached);
      const promised = step.reduce((sum, s, i) => sum + s * grad[i], 0);
      if (f <= value + SHARE * promised) return [step, { x: reached, value: f }];
    }
    return [grad.map(() => 0), { x, value }];
  },
};

/** The path of a rule from there, as far as the middle is near. */
const pathOf = (rule, start) => {
  const { x } = descend(ravine, start, rule, 120, { grad: ravine.grad });
  const end = x.findIndex((point) => Math.hypot(...point) < NEAR);
  return end < 0 ? x : x.slice(0, end + 1);
};

/** The place that the second button goes to: along Newton's step, or against the slope where that points uphill. */
const keptFrom = (x, slope, bend) => {
  let step = bend > 0 ? -slope / bend : -slope;
  while (hollow(x + step) > hollow(x) + USUAL * slope * step && x + step !== x) step /= 2;
  return x + step;
};

/** Dots that stay where the last one was, until the listing is reset. */
const keepDots = (listing, part) => {
  const dot = listing.querySelector(`[data-part="${part}"]`);
  const axes = readAxes(dot.closest("g[data-x]"));
  const marks = drawn(dot, "g");
  marks.classList.add("marks");
  const kept = new Set();
  dot.before(marks);
  const leave = (place) => {
    const [cx, cy] = axes.toFigure(place).map((value) => value.toFixed(1));
    if (!axes.contains(place) || kept.has(cx)) return;
    kept.add(cx);
    const mark = drawn(dot, "circle");
    for (const [name, value] of Object.entries({ cx, cy, r: "2.2" })) mark.setAttribute(name, value);
    marks.append(mark);
  };
  const clear = () => {
    kept.clear();
    marks.replaceChildren();
  };
  listing.addEventListener("reset", clear);
  return { leave, clear };
};

let tried; // dots of the rates that were tried
let trail; // dots of the places that were left by a step
let here; // x on the hollow
let next = 0; // x of the parabola's vertex
let kept = 0; // x after a step with backtracking
let stepping = false;

live({
  along: {
    settings: { lr: "rate" },
    ranges: { lr: { low: 0.01, high: 2.4 } },
    equip: (listing) => {
      tried = keepDots(listing, "dot");
    },
    run: ({ lr }) => {
      const slope = ravine.grad(HERE);
      const reached = HERE.map((at, i) => at - lr * slope[i]);
      const f = ravine(reached);
      const text = `f = ${general(ravine(HERE), 3)} before, ${general(f, 3)} after`;
      const parts = { step: [[HERE, reached]], landing: [[reached]], dot: [[[lr, f]]] };
      return { text, parts, paint: () => tried?.leave([lr, f]) };
    },
  },
  exact: {
    settings: { init_x0: "coordinate", init_x1: "coordinate" },
    handle: START_HANDLE,
    run: ({ init_x0, init_x1 }) => {
      const start = [init_x0, init_x1];
      const halved = pathOf(halving, start);
      const exact = pathOf(ExactLineSearch(ravine, ravine.grad), start);
      const constant = pathOf(rules.GradientDescent({ lr: 2 / 2.1 }), start);
      const awayOf = (x) => [numbered(distances({ x }))];
      return {
        text: `backtracking: ${halved.length - 1} steps\nexact: ${exact.length - 1} steps\nNewton: 1 step`,
        parts: {
          path: [halved],
          start: [[start]],
          constant: [constant],
          sharp: [exact],
          newton: [[start, [0, 0]]],
          steady: awayOf(constant),
          leap: [numbered([Math.hypot(...start), 5e-4])],
          halved: awayOf(halved),
          loss: awayOf(exact),
        },
      };
    },
  },
  parabola: {
    settings: { start: "coordinate" },
    handle: { part: "point", moves: ["start", null] },
    equip: (listing, set) => {
      trail = keepDots(listing, "point");
      const short = (x) => String(Number(Number(x.toPrecision(4)).toFixed(5))); // four digits, and none behind the fifth place
      const goTo = (x) => {
        if (!Number.isFinite(x)) return;
        stepping = true;
        trail.leave([here, hollow(here)]);
        set({ start: short(x) });
      };
      addButton(listing, "start", () => goTo(next), [STEPS.newton, STEPS.newton]);
      addButton(listing, "start", () => goTo(kept), [STEPS.kept, STEPS.kept]);
      const { style } = listing.querySelector(".dial");
      [style.flexWrap, style.height, style.justifyContent] = ["wrap", "auto", "end"]; // a phone has no room for two beside it
    },
    run: ({ start }) => {
      const height = hollow(start);
      const slope = -start * height;
      const bend = (start * start - 1) * height;
      here = start;
      next = start - slope / bend;
      kept = keptFrom(start, slope, bend);
      const side = start < 0 ? -1 : 1;
      const vertex = height - (slope * slope) / bend / 2;
      return {
        text: `next x = ${general(next, 4)}`,
        parts: {
          parabola: [AWAY.map((far) => far * side).map((way) => [start + way, height + slope * way + (bend / 2) * (way * way)])],
          drop: [[[next, vertex], [next, hollow(next)]]],
          vertex: [[[next, vertex]]],
          landing: [[[next, hollow(next)]]],
          point: [[[start, height]]],
        },
        paint: () => {
          if (!stepping) trail?.clear();
          stepping = false;
        },
      };
    },
  },
});
