// Two valleys, a pass, a plateau, a line that turns, and a push: docs/chapter/saddle-points.md.

import { descend, descending, rules, surfaces } from "../core/index.js";
import { numbered, partsOf, rounded } from "../descents.js";
import { live } from "../live.js";
import { array, fixed, repr, round } from "../python.js";

const { double_well, plateau } = surfaces;
const rule = rules.GradientDescent({ lr: 0.1 });
const CUT = Array.from({ length: 29 }, (_, i) => (i - 14) / 10);

const plain = (x) => 1 + plateau(x);
const valleys = ([x0]) => ((x0 * x0 - 1) * (x0 * x0 - 1)) / 4 + x0 / 10;

/** Where the picture of the pass shows a place. */
const seen = ([x0, x1]) => [x0 + 1.2 * (x1 - 1), 0.3 * x1 - 0.36 * x0 + 2.6 * double_well([x0, x1])];

/** A and B where they are pushed, at step 60. */
const LEVEL = [
  { ground: valleys, start: [1.6] },
  { ground: double_well, start: [1e-6, 1] },
].map(({ ground, start }) => ({ ground, place: descend(ground, start, rule, 60).x[60] }));

live({
  valleys: {
    settings: { start: "coordinate" },
    handle: { part: "start", moves: ["start", null] },
    run: ({ start }) => {
      const slope = (x) => x * x * x - x + 0.1;
      const x = [start];
      for (let k = 0; k < 200; k++) x.push(x[k] - 0.1 * slope(x[k]));
      const path = x.map((at) => [at, valleys([at])]);
      const [end, height] = path[200].map((value) => repr(round(value, 4)));
      return { text: `the end: x = ${end}, f = ${height}`, parts: { path: [path], start: [[path[0]]] } };
    },
  },
  saddle: {
    settings: { offset: "small" },
    ranges: { offset: { low: -1, high: 1 } }, // in the picture
    handle: { part: "start", moves: ["offset", null] },
    run: ({ offset }) => {
      const trace = descend(double_well, [offset, 1], rule, 300);
      const gone = trace.x.findIndex(([x0]) => Math.abs(x0) >= 0.5);
      const below = gone < 0 ? 300 : gone;
      const end = array(rounded(trace.x.at(-1), 6).map((value) => value + 0)); // no -0
      const [out, inwards] = [0, 1].map((i) => [numbered(trace.x.map((x) => Math.max(Math.abs(x[i]), 1e-15)))]);
      const text = `steps with |x0| below 0.5: ${below < 300 ? below : "300 (all)"}\nthe end: ${end}`;
      const path = trace.x.map(seen);
      return { text, parts: { ...partsOf(trace), path: [path], start: [[path[0]]], out, in: inwards }, trace };
    },
  },
  flat: {
    settings: { lr: "positive", step_num: "steps" },
    *run({ lr, step_num }) {
      const trace = yield* descending(plain, [4, 0], rules.GradientDescent({ lr }), step_num);
      const places = trace.x.map(([x0], k) => [x0, trace.f[k]]);
      const apart = Math.max(1, Math.floor(step_num / 20));
      const path = places.filter((_, k) => k % apart === 0);
      const [height, slope] = [trace.f.at(-1), Math.hypot(...trace.grad.at(-1))].map((value) => fixed(value, 5));
      const steep = numbered(trace.grad.map((gradient) => Math.max(Math.hypot(...gradient), 1e-15)));
      const parts = { path: [path], start: [[places[0]]], last: [[places.at(-1)]], steep: [steep] };
      return { text: `f = ${height}, slope ${slope}`, parts, trace };
    },
  },
  kinds: {
    settings: { degrees: "angle" },
    handle: { part: "point", moves: ["degrees", null] },
    run: ({ degrees }) => {
      const angle = (degrees * Math.PI) / 180;
      const [x0, x1] = [Math.cos(angle), Math.sin(angle)];
      const cut = (t) => {
        const [a, b] = [t * x0, t * x1];
        return a * a + 3 * a * b + b * b;
      };
      const h = 1e-3;
      const c = (cut(-h) - 2 * cut(0) + cut(h)) / h ** 2;
      return {
        text: `c along the line: ${repr(round(c, 4) + 0)}`,
        parts: {
          line: [[-1.4, 1.4].map((t) => [x0 * t, x1 * t])],
          cut: [CUT.map((t) => [t, cut(t)])],
          point: [[[degrees, c]]],
        },
      };
    },
  },
  push: {
    settings: { push: "small" },
    run: ({ push }) => {
      const runs = LEVEL.map(({ ground, place }) => {
        const moved = place.map((value) => value + push);
        return { before: ground(place), trace: descend(ground, moved, rule, 140) };
      });
      const after = runs.map(({ before, trace }) => [[60, before], ...trace.f.map((value, k) => [60 + k, value])]);
      const [a, b] = runs.map(({ trace }) => trace);
      const [first, last] = [a.f[0], a.f[140]].map((value) => repr(round(value, 4)));
      const gone = b.x.slice(0, 140).findIndex(([x0]) => !(Math.abs(x0) < 0.5));
      const when = gone < 0 ? "200 or later" : 60 + gone;
      const texts = [`A: f jumps to ${first}, ends at ${last}`, `B: |x0| reaches 0.5 at step ${when}`];
      return { text: [...texts, "   (if not pushed: 139)"].join("\n"), parts: { after } };
    },
  },
});
