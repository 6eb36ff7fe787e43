// From slow convergence to chaos: docs/beyond/basins.md.

import { descend, rules, surfaces } from "../core/index.js";
import { numbered, rounded } from "../descents.js";
import { live } from "../live.js";
import { array } from "../python.js";

const { GradientDescent } = rules;
const { double_well } = surfaces;

live({
  dial: {
    settings: { start: "coordinate", lr: "rate" },
    ranges: { lr: { low: 0.01, high: 2.2 } },
    handle: { part: "dial", moves: ["lr", null] },
    run: ({ start, lr }) => {
      const from = (x0, steps) => descend(double_well, [x0, 0], GradientDescent({ lr }), steps, { grad: double_well.grad });
      const trace = from(start, 400);
      const along = ({ x }) => x.map(([x0]) => x0);
      const x0 = along(trace);
      const parts = {
        last: [x0.slice(-32).map((x0) => [lr, x0])],
        dial: [[[lr, -1.5]]],
        twin: [numbered(along(from(start + 0.0001, 40)))],
        orbit: [numbered(x0.slice(0, 41))],
      };
      return { text: `the last four: ${array(rounded(x0.slice(-4), 4))}`, parts, trace };
    },
  },
});
