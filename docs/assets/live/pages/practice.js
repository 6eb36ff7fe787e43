// Gradient descent in a bent valley, without and with a bound on the length of the gradient: docs/beyond/practice.md.

import { descending, rules, surfaces } from "../core/index.js";
import { DESCENT, START_HANDLE, partsOf } from "../descents.js";
import { live } from "../live.js";
import { general } from "../python.js";

const { GradientDescent } = rules;
const { rosenbrock } = surfaces;

const clipped = (longest) => (x) => {
  const g = rosenbrock.grad(x);
  const factor = longest / Math.max(longest, Math.sqrt(g[0] * g[0] + g[1] * g[1]));
  return g.map((component) => component * factor);
};

const shown = (trace, parts) => ({ text: `${trace.status}, f = ${general(trace.f.at(-1), 3)}`, parts, trace });

live({
  steep: {
    settings: DESCENT,
    handle: START_HANDLE,
    *run({ init_x0, init_x1, lr, step_num }) {
      const { grad } = rosenbrock;
      const trace = yield* descending(rosenbrock, [init_x0, init_x1], GradientDescent({ lr }), step_num, { grad });
      return shown(trace, partsOf(trace));
    },
  },
  clip: {
    settings: { lr: "positive", longest: "positive" },
    ranges: { longest: { low: 10, high: 1e4 } },
    *run({ lr, longest }) {
      const grad = clipped(longest);
      const trace = yield* descending(rosenbrock, [2, 0], GradientDescent({ lr }), 500, { grad });
      const { path, start } = partsOf(trace);
      const g = rosenbrock.grad([2, 0]);
      const leap = [[[2, 0], [2 - lr * g[0], -lr * g[1]]]];
      return shown(trace, { path, start, leap });
    },
  },
});
