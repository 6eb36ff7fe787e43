// Gradient descent and AdaGrad in a ravine, AdaGrad and RMSProp on a wall: docs/beyond/optimizers.md.

import { descend } from "../core/descent.js";
import { rules } from "../core/rules.js";
import { live } from "../live.js";
import { general } from "../python.js";
import { around } from "../shapes.js";

const START = [-7, 2];
const CIRCLE = around(37);

const wall = (x) => 5 * Math.max(0, 1 - x) ** 2 - 0.5 * x;
const wallSlope = (x) => [-10 * Math.max(0, 1 - x[0]) - 0.5];

live({
  stretch: {
    settings: { kappa: "positive", lr: "positive" },
    ranges: { kappa: { low: 1, high: 100 }, lr: { low: 0.01, high: 10 } },
    run: ({ kappa, lr }) => {
      const f = (x) => (x[0] * x[0] + kappa * x[1] * x[1]) / 20;
      const grad = (x) => [x[0] / 10, (kappa * x[1]) / 10];
      const runs = [rules.GradientDescent({ lr }), rules.AdaGrad({ lr: 1.5 })].map((rule) =>
        descend(f, START, rule, 30, { grad }),
      );
      const rings = [1, 0.5, 0.2, 0.05].map((share) => {
        const radius = Math.sqrt(20 * share * f(START));
        return CIRCLE.map((angle) => [radius * Math.cos(angle), (radius * Math.sin(angle)) / Math.sqrt(kappa)]);
      });
      const text = ["gradient descent", "AdaGrad"].map(
        (name, i) => `${name}: ends ${general(Math.hypot(...runs[i].x.at(-1)), 4)} away`,
      );
      return {
        text: text.join("\n"),
        parts: { ring: [...rings, ...rings], path: runs.map(({ x }) => x), start: [[START], [START]] },
      };
    },
  },
  forget: {
    settings: { beta: "share", step_num: "steps" },
    run: ({ beta, step_num }) => {
      const dots = [];
      const text = [["AdaGrad", { lr: 0.1 }], ["RMSProp", { lr: 0.1, beta }]].map(([name, settings]) => {
        const trace = descend((x) => wall(x[0]), [0], rules[name](settings), step_num, { grad: wallSlope });
        dots.push(trace.x.map(([x]) => [x, wall(x)]));
        return `${name}: at ${general(trace.x.at(-1)[0], 4)}`;
      });
      return { text: text.join("\n"), parts: { dots } };
    },
  },
});
