// One step, exact line search in a long valley, and Newton's parabola: docs/beyond/line-search.md.

import { addButton } from "../button.js";
import { ExactLineSearch, descend, rules, surfaces } from "../core/index.js";
import { START_HANDLE, numbered, partsOf } from "../descents.js";
import { readAxes } from "../draw/axes.js";
import { element as drawn } from "../draw/path.js";
import { live } from "../live.js";
import { general } from "../python.js";
import { evenly } from "../shapes.js";

const { ravine } = surfaces;

const HERE = [10, 0.5];
const AWAY = evenly(-1.5, 1.5, 61);
const STEP = document.documentElement.lang.startsWith("zh") ? "走一步" : "Step";

const hollow = (x) => -Math.exp(-(x * x) / 2);

let leaveDot = () => {}; // for a rate that was tried
let next = 0; // x of the parabola's vertex

/** Dots that stay where the last one was, until the listing is reset. */
const keepDots = (listing) => {
  const dot = listing.querySelector('[data-part="dot"]');
  const axes = readAxes(dot.closest("g[data-x]"));
  const marks = drawn(dot, "g");
  marks.classList.add("marks");
  const kept = new Set();
  dot.before(marks);
  leaveDot = (place) => {
    const [cx, cy] = axes.toFigure(place).map((value) => value.toFixed(1));
    if (!axes.contains(place) || kept.has(cx)) return;
    kept.add(cx);
    const mark = drawn(dot, "circle");
    for (const [name, value] of Object.entries({ cx, cy, r: "2.2" })) mark.setAttribute(name, value);
    marks.append(mark);
  };
  listing.addEventListener("reset", () => {
    kept.clear();
    marks.replaceChildren();
  });
};

live({
  along: {
    settings: { lr: "rate" },
    ranges: { lr: { low: 0.01, high: 2.4 } },
    equip: keepDots,
    run: ({ lr }) => {
      const slope = ravine.grad(HERE);
      const reached = HERE.map((at, i) => at - lr * slope[i]);
      const f = ravine(reached);
      const text = `f = ${general(ravine(HERE), 3)} before, ${general(f, 3)} after`;
      const parts = { step: [[HERE, reached]], landing: [[reached]], dot: [[[lr, f]]] };
      return { text, parts, paint: () => leaveDot([lr, f]) };
    },
  },
  exact: {
    settings: { init_x0: "coordinate", init_x1: "coordinate" },
    handle: START_HANDLE,
    run: ({ init_x0, init_x1 }) => {
      const start = [init_x0, init_x1];
      const exact = ExactLineSearch(ravine, ravine.grad);
      const trace = descend(ravine, start, exact, 10, { grad: ravine.grad });
      const steady = descend(ravine, start, rules.GradientDescent({ lr: 2 / 2.1 }), 10, { grad: ravine.grad });
      return {
        text: `exact: each step leaves ${general((trace.f.at(-1) / trace.f[0]) ** 0.1, 4)} of f`,
        parts: {
          ...partsOf(trace),
          constant: [steady.x],
          newton: [[start, [0, 0]]],
          steady: [numbered(steady.f)],
          leap: [numbered([trace.f[0], 1e-9])],
        },
      };
    },
  },
  parabola: {
    settings: { start: "coordinate" },
    handle: { part: "point", moves: ["start", null] },
    equip: (listing, set) => {
      const short = () => String(Number(Number(next.toPrecision(4)).toFixed(5))); // four digits, and none behind the fifth place
      const press = () => Number.isFinite(next) && set({ start: short() });
      addButton(listing, "start", press, [STEP, STEP]);
    },
    run: ({ start }) => {
      const height = hollow(start);
      const slope = -start * height;
      const bend = (start * start - 1) * height;
      next = start - slope / bend;
      const vertex = height - (slope * slope) / bend / 2;
      return {
        text: `next x = ${general(next, 4)}`,
        parts: {
          parabola: [AWAY.map((way) => [start + way, height + slope * way + (bend / 2) * (way * way)])],
          drop: [[[next, vertex], [next, hollow(next)]]],
          vertex: [[[next, vertex]]],
          landing: [[[next, hollow(next)]]],
          point: [[[start, height]]],
        },
      };
    },
  },
});
