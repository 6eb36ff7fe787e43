// Gradient descent in a bent valley, and in a long one with a steep strip, where long gradients are clipped: docs/beyond/practice.md.

import { descending, rules, surfaces } from "../core/index.js";
import { DESCENT, START_HANDLE, partsOf } from "../descents.js";
import { live } from "../live.js";
import { general } from "../python.js";

const { GradientDescent } = rules;
const { ravine, rosenbrock } = surfaces;

const clipped = (longest) => (x) => {
  const steep = Math.abs(x[0] + 3) < 0.1 ? 90 : 1;
  const g = ravine.grad(x).map((component) => component * steep);
  const factor = longest / Math.max(longest, Math.sqrt(g[0] * g[0] + g[1] * g[1]));
  return g.map((component) => component * factor);
};

live({
  steep: {
    settings: DESCENT,
    handle: START_HANDLE,
    *run({ init_x0, init_x1, lr, step_num }) {
      const { grad } = rosenbrock;
      const trace = yield* descending(rosenbrock, [init_x0, init_x1], GradientDescent({ lr }), step_num, { grad });
      return { text: `${trace.status}, f = ${general(trace.f.at(-1), 3)}`, parts: partsOf(trace), trace };
    },
  },
  clip: {
    settings: { longest: "positive" },
    ranges: { longest: { low: 1, high: 100 } },
    *run({ longest }) {
      const grad = clipped(longest);
      const trace = yield* descending(ravine, [-7, 2], GradientDescent({ lr: 0.5 }), 80, { grad });
      return { text: `f = ${general(trace.f.at(-1), 2)}`, parts: partsOf(trace), trace };
    },
  },
});
