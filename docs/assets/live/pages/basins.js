// From slow convergence to chaos: docs/beyond/basins.md.

import { descend, rules, surfaces } from "../core/index.js";
import { numbered, rounded } from "../descents.js";
import { live } from "../live.js";
import { array } from "../python.js";

const { GradientDescent } = rules;
const { double_well } = surfaces;

live({
  dial: {
    settings: { start: "coordinate", lr: "positive" },
    handle: { part: "dial", moves: ["lr", null] },
    run: ({ start, lr }) => {
      const trace = descend(double_well, [start, 0], GradientDescent({ lr }), 400, { grad: double_well.grad });
      const x0 = trace.x.map(([x0]) => x0);
      const last = x0.slice(-32).map((x0) => [lr, x0]);
      const clamped = Math.min(1.5, Math.max(-1.5, x0.at(-1)));
      const parts = { last: [last], dial: [[[lr, clamped]]], orbit: [numbered(x0.slice(0, 41))] };
      return { text: `the last four: ${array(rounded(x0.slice(-4), 4))}`, parts, trace };
    },
  },
});
