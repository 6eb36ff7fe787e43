// One step, exact line search in a long valley, and Newton's parabola: docs/beyond/line-search.md.

import { addButton } from "../button.js";
import { Backtracking, ExactLineSearch, descend, surfaces } from "../core/index.js";
import { START_HANDLE, distances, numbered } from "../descents.js";
import { keepDots } from "../kept.js";
import { live } from "../live.js";
import { general } from "../python.js";
import { evenly } from "../shapes.js";

const { ravine } = surfaces;

const HERE = [10, 0.5];
const AWAY = evenly(-2.4, 1.5, 61); // farther towards the bottom, as far as the vertex may lie
const STEPS = document.documentElement.lang.startsWith("zh")
  ? ["走一步", "走一步，加上回溯"]
  : ["Step", "Step with backtracking"];
const NEAR = 0.001;

const hollow = (x) => -Math.exp(-(x * x) / 2);

/** The path of a rule from there, as far as the middle is near. */
const pathOf = (rule, start) => {
  const { x } = descend(ravine, start, rule, 120, { grad: ravine.grad });
  const end = x.findIndex((point) => Math.hypot(...point) < NEAR);
  return end < 0 ? x : x.slice(0, end + 1);
};

let tried; // dots of the rates that were tried
let trail; // dots of the places that were left by a step
let here; // x on the hollow
let next = 0; // x after Newton's step: that of the vertex
let kept = 0; // x after a step with backtracking
let stepping = false;

live({
  along: {
    settings: { lr: "rate" },
    ranges: { lr: { low: 0.01, high: 2.4 } },
    equip: (listing) => {
      tried = keepDots(listing, "dot");
      listing.addEventListener("reset", tried.clear);
    },
    run: ({ lr }, isPassing) => {
      const slope = ravine.grad(HERE);
      const reached = HERE.map((at, i) => at - lr * slope[i]);
      const f = ravine(reached);
      const text = `f = ${general(ravine(HERE), 3)} before, ${general(f, 3)} after`;
      const parts = { step: [[HERE, reached]], landing: [[reached]], dot: [[[lr, f]]] };
      return { text, parts, paint: () => isPassing || tried.leave([lr, f]) };
    },
  },
  exact: {
    settings: { init_x0: "coordinate", init_x1: "coordinate" },
    handle: START_HANDLE,
    run: ({ init_x0, init_x1 }) => {
      const start = [init_x0, init_x1];
      const halved = pathOf(Backtracking(ravine, { lr: 1.8, slope: 0.25 }), start);
      const exact = pathOf(ExactLineSearch(ravine, ravine.grad), start);
      const awayOf = (x) => [numbered(distances({ x }))];
      return {
        text: `backtracking: ${halved.length - 1} steps\nexact: ${exact.length - 1} steps`,
        parts: {
          path: [halved],
          start: [[start]],
          sharp: [exact],
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
      addButton(listing, "start", () => goTo(next), [STEPS[0]]);
      addButton(listing, "start", () => goTo(kept), [STEPS[1]]);
    },
    run: ({ start }, isPassing) => {
      const height = hollow(start);
      const slope = -start * height;
      const bend = (start * start - 1) * height;
      here = start;
      next = start - slope / bend;
      let step = bend > 0 ? -slope / bend : -slope; // Newton's, if it leads downhill
      while (hollow(start + step) > height + 0.0001 * slope * step) step /= 2;
      kept = start + step;
      const side = start < 0 ? -1 : 1;
      const vertex = height - (slope * slope) / bend / 2;
      return {
        text: `Step leads to x = ${general(next, 4)}\nwith backtracking, to x = ${general(kept, 4)}`,
        parts: {
          parabola: [AWAY.map((far) => far * side).map((way) => [start + way, height + slope * way + (bend / 2) * (way * way)])],
          drop: [[[next, vertex], [next, hollow(next)]]],
          vertex: [[[next, vertex]]],
          landing: [[[next, hollow(next)]]],
          point: [[[start, height]]],
        },
        paint: () => {
          if (isPassing) return;
          if (!stepping) trail.cut([here, hollow(here)]); // undone: as far as there; else none is left
          stepping = false;
        },
      };
    },
  },
});
