// Two valleys, leaving a saddle, a plateau, and a line that turns: docs/chapter/saddle-points.md.

import { descend, descending, rules, surfaces } from "../core/index.js";
import { numbered, partsOf, rounded } from "../descents.js";
import { live } from "../live.js";
import { array, fixed, repr, round } from "../python.js";

const { GradientDescent } = rules;
const { double_well, plateau } = surfaces;
const ACROSS = Array.from({ length: 73 }, (_, i) => -1.8 + i / 20);
const GRID = Array.from({ length: 121 }, (_, i) => [Math.floor(i / 11) - 5, (i % 11) - 5].map((n) => n / 5));
const ANGLES = Array.from({ length: 37 }, (_, i) => 5 * i);
const ALONG = Array.from({ length: 21 }, (_, i) => (i - 10) / 10);

const direction = (degrees) => {
  const angle = (degrees * Math.PI) / 180;
  return [Math.cos(angle), Math.sin(angle)];
};

live({
  valleys: {
    settings: { tilt: "coordinate", start: "coordinate" },
    handle: { part: "start", moves: ["start", null] },
    run: ({ tilt, start }) => {
      const f = (x) => ((x * x - 1) * (x * x - 1)) / 4 + tilt * x;
      const slope = (x) => x * x * x - x + tilt;
      const x = [start];
      for (let k = 0; k < 200; k++) x.push(x[k] - 0.1 * slope(x[k]));
      const [ground, path] = [ACROSS, x].map((places) => places.map((at) => [at, f(at)]));
      const [end, height] = [x[200], f(x[200])].map((value) => repr(round(value, 4)));
      return { text: `the end: x = ${end}, f = ${height}`, parts: { ground: [ground], path: [path], start: [[path[0]]] } };
    },
  },
  saddle: {
    settings: { offset: "small" },
    handle: { part: "start", moves: ["offset", null] },
    run: ({ offset }) => {
      const trace = descend(double_well, [offset, 1], GradientDescent({ lr: 0.1 }), 300);
      const gone = trace.x.findIndex(([x0]) => Math.abs(x0) >= 0.5);
      const below = gone < 0 ? 300 : gone;
      const end = array(rounded(trace.x.at(-1), 6));
      const away = [numbered(trace.x.map(([x0]) => Math.max(Math.abs(x0), 1e-15)))];
      const marked = [20, 120].map((k) => Math.min(k, trace.x.length - 1));
      const [early, late] = marked.map((k) => [[trace.x[k]]]);
      const [early2, late2] = marked.map((k) => [[[k, trace.f[k]]]]);
      const text = `steps with |x0| below 0.5: ${below < 300 ? below : "300 (all)"}\nthe end: ${end}`;
      return { text, parts: { ...partsOf(trace), away, early, late, early2, late2 }, trace };
    },
  },
  flat: {
    settings: { lr: "positive", step_num: "steps" },
    *run({ lr, step_num }) {
      const trace = yield* descending(plateau, [4, 0], GradientDescent({ lr }), step_num);
      const places = trace.x.map(([x0], k) => [x0, trace.f[k]]);
      const path = places.filter((_, k) => k % 100 === 0);
      const [height, slope] = [trace.f.at(-1), Math.hypot(...trace.grad.at(-1))].map((value) => fixed(value, 5));
      const steep = numbered(trace.grad.map((gradient) => Math.max(Math.hypot(...gradient), 1e-15)));
      const parts = { path: [path], start: [[places[0]]], last: [[places.at(-1)]], loss: [numbered(trace.f)], steep: [steep] };
      return { text: `f = ${height}, slope ${slope}`, parts, trace };
    },
  },
  kinds: {
    settings: { degrees: "coordinate", lift: "coordinate" },
    handle: { part: "point", moves: ["degrees", null] },
    ranges: { lift: { low: -1.5, high: 1.5 } },
    run: ({ degrees, lift }) => {
      const ground = ([x0, x1]) => 2 * x0 * x1 + lift * (x0 * x0 + x1 * x1);
      const curvature = (angle) => 2 * ground(direction(angle));
      const [x0, x1] = direction(degrees);
      const bend = curvature(degrees);
      return {
        text: `curvature along the line: ${repr(round(bend, 4))}`,
        parts: {
          higher: [GRID.filter((x) => ground(x) > 0)],
          lower: [GRID.filter((x) => ground(x) < 0)],
          line: [[-1.25, 1.25].map((t) => [x0 * t, x1 * t])],
          cut: [ALONG.map((t) => [t, (bend / 2) * t ** 2])],
          wave: [ANGLES.map((angle) => [angle, curvature(angle)])],
          most: [[[45, 2 + 2 * lift]]],
          least: [[[135, -2 + 2 * lift]]],
          point: [[[degrees, bend]]],
        },
      };
    },
  },
});
