// One learning rate after another: docs/chapter/learning-rate.md.

import { descend, rules, surfaces } from "../core/index.js";
import { DESCENT, START_HANDLE, numbered } from "../descents.js";
import { live } from "../live.js";
import { array } from "../python.js";

const { GradientDescent } = rules;
const { bowl } = surfaces;

live({
  rate: {
    settings: DESCENT,
    handle: START_HANDLE,
    run: ({ init_x0, init_x1, lr, step_num }) => {
      const trace = descend(bowl, [init_x0, init_x1], GradientDescent({ lr }), step_num);
      const parts = { path: [trace.x], start: [[trace.x[0]]], loss: [numbered(trace.f)] };
      return { text: `${array(trace.x.at(-1))} ${trace.status}`, parts, trace };
    },
  },
});
