// Leaving a saddle: docs/chapter/saddle-points.md.

import { descend, rules, surfaces } from "../core/index.js";
import { numbered, rounded } from "../descents.js";
import { live } from "../live.js";
import { array } from "../python.js";

const { GradientDescent } = rules;
const { double_well } = surfaces;

live({
  saddle: {
    settings: { offset: "small" },
    handle: { part: "start", moves: ["offset", null] },
    run: ({ offset }) => {
      const trace = descend(double_well, [offset, 1], GradientDescent({ lr: 0.1 }), 300);
      const away = trace.x.findIndex(([x0]) => Math.abs(x0) >= 0.5);
      const when = away < 0 ? "more than 300 steps" : `${away} steps`;
      const end = array(rounded(trace.x.at(-1), 6));
      const parts = { path: [trace.x], start: [[trace.x[0]]], loss: [numbered(trace.f)] };
      return { text: `${when} until |x0| is 0.5; the end: ${end}`, parts, trace };
    },
  },
});
