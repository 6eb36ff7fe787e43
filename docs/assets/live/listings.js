// What each live listing computes: the twin of the Python beside it on the page, by the name in data-live.
//
// settings   the cyan numbers, and of which kind each is (settings.js)
// handle     the part of the figure that the reader can move, and the settings of its two coordinates
// run        from the settings to { text, parts, trace }: what is printed; the points of each part of the figures, once
//            for every artist of that gid; the run of which a remark may be made

import { descend, numericalDiff, numericalGradient, rules, surfaces } from "./core/index.js";
import { array, repr, round } from "./python.js";

const { GradientDescent, Momentum } = rules;
const { bowl, double_well, himmelblau, ravine } = surfaces;

const numbered = (values) => values.map((value, k) => [k, value]);
const rounded = (values, places) => values.map((value) => round(value, places));

/** A descent on the bowl, as the chapter's program has it. */
const START = { init_x0: "coordinate", init_x1: "coordinate" };
const DESCENT = { ...START, lr: "positive", step_num: "steps" };
const START_HANDLE = { part: "start", moves: ["init_x0", "init_x1"] };

export const listings = {
  // docs/index.md
  walks: {
    settings: DESCENT,
    handle: START_HANDLE,
    run: ({ init_x0, init_x1, lr, step_num }) => {
      const starts = [[0, 0], [0.3, 0], [0, 0.3], [0.3, 0.3]].map(([right, up]) => [init_x0 + right, init_x1 + up]);
      const traces = starts.map((start) => descend(himmelblau, start, GradientDescent({ lr }), step_num));
      const ends = traces.map(({ x }) => array(rounded(x.at(-1), 2)));
      return {
        text: starts.map((start, i) => `from ${array(start)} to ${ends[i]}`).join("\n"),
        parts: {
          path: traces.map(({ x }) => x),
          start: starts.map((start) => [start]),
          loss: traces.map(({ f }) => numbered(f)),
        },
        trace: traces.find(({ status }) => status !== "finished") ?? traces[0],
      };
    },
  },

  // docs/chapter/gradient.md
  tangent: {
    settings: { at: "coordinate" },
    handle: { part: "point", moves: ["at", null] },
    run: ({ at }) => {
      const f = (x) => 0.01 * (x * x) + 0.1 * x;
      const slope = numericalDiff(f, at);
      const touching = (x) => [x, f(at) + slope * (x - at)];
      return { text: repr(slope), parts: { tangent: [[touching(0), touching(20)]], point: [[[at, f(at)]]] } };
    },
  },
  slope: {
    settings: { x0: "coordinate", x1: "coordinate" },
    handle: { part: "start", moves: ["x0", "x1"] },
    run: ({ x0, x1 }) => {
      const x = [x0, x1];
      const gradient = numericalGradient(bowl, x);
      const tip = x.map((component, i) => component - gradient[i] / 4);
      return { text: array(gradient), parts: { path: [[x, tip]], start: [[x]] } };
    },
  },

  // docs/chapter/numerical-gradient.md
  difference: {
    settings: { x0: "coordinate", x1: "coordinate", h: "positive" },
    run: ({ x0, x1, h }) => {
      const gradient = numericalGradient((x) => x[0] * x[0] + x[1] * x[1], [x0, x1], h);
      return { text: `[${gradient.map(repr).join(", ")}]`, parts: {} };
    },
  },

  // docs/chapter/gradient-method.md
  program: {
    settings: DESCENT,
    handle: START_HANDLE,
    run: ({ init_x0, init_x1, lr, step_num }) => {
      const trace = descend(bowl, [init_x0, init_x1], GradientDescent({ lr }), step_num);
      const distance = trace.x.map((x) => Math.hypot(...x));
      const parts = { path: [trace.x], start: [[trace.x[0]]], distance: [numbered(distance)] };
      return { text: array(trace.x.at(-1)), parts, trace };
    },
  },

  // docs/chapter/saddle-points.md
  saddle: {
    settings: { offset: "coordinate" },
    handle: { part: "start", moves: ["offset", null] },
    run: ({ offset }) => {
      const trace = descend(double_well, [offset, 1], GradientDescent({ lr: 0.1 }), 300);
      const waited = trace.x.filter(([x0]) => Math.abs(x0) < 0.5).length;
      const end = array(rounded(trace.x.at(-1), 6));
      const parts = { path: [trace.x], start: [[trace.x[0]]], loss: [numbered(trace.f)] };
      return { text: `${waited} steps until |x0| is 0.5; the end: ${end}`, parts, trace };
    },
  },

  // docs/chapter/learning-rate.md
  rate: {
    settings: DESCENT,
    handle: START_HANDLE,
    run: ({ init_x0, init_x1, lr, step_num }) => {
      const trace = descend(bowl, [init_x0, init_x1], GradientDescent({ lr }), step_num);
      const parts = { path: [trace.x], start: [[trace.x[0]]], loss: [numbered(trace.f)] };
      return { text: `${array(trace.x.at(-1))} ${trace.status}`, parts, trace };
    },
  },

  // docs/chapter/hyperparameters.md
  valley: {
    settings: { lr: "positive", beta: "share" },
    run: ({ lr, beta }) => {
      const trace = descend(ravine, [-7, 2], Momentum({ lr, beta }), 30);
      const loss = trace.status === "finished" ? trace.f.at(-1) : Infinity;
      const parts = { path: [trace.x], start: [[trace.x[0]]], loss: [numbered(trace.f)] };
      return { text: repr(round(loss, 4)), parts, trace };
    },
  },
};
