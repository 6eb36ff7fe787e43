// Gradient descent and AdaGrad in a ravine, AdaGrad and RMSProp on a wall, a fading mean: docs/beyond/optimizers.md.

import { descend } from "../core/descent.js";
import { rules } from "../core/rules.js";
import { live } from "../live.js";
import { general } from "../python.js";
import { around } from "../shapes.js";
import { words } from "../words.js";

const isChinese = document.documentElement.lang.startsWith("zh");
words.names.beta = isChinese ? "s 保留的比例" : "share of the last s that is kept";

const START = [-7, 2];
const CIRCLE = around(37);

const wall = (x) => 5 * Math.max(0, 1 - x) ** 2 - 0.5 * x;
const wallSlope = (x) => [-10 * Math.max(0, 1 - x[0]) - 0.5];

const GRADS = [
  [1.3, 1.8, 1.3, -0.3, 1.9, 1.4, 0.5, 1.6, 1.4, 1.3],
  [1.0, 1.5, 0.3, 0.8, 0.5, 1.6, 1.0, 0.7, 0.2, 0.7],
  [1.0, 0.7, 2.3, 2.0, -1.7, -0.9, 0.8, 0.6, 1.2, 1.2],
  [3.1, -0.1, 0.6, 3.0, 1.6, 1.7, 0.5, -0.6, 1.2, 1.1],
].flat();

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
      const parts = { dots: [], steep: [], root: [] };
      const text = [["AdaGrad", { lr: 0.1 }], ["RMSProp", { lr: 0.1, beta }]].map(([name, settings]) => {
        const rule = rules[name](settings);
        let x = [0];
        let state = rule.init(x);
        const rows = [];
        for (let k = 0; k <= step_num; k++) {
          const g = wallSlope(x);
          const [step, next] = rule.update(g, state);
          state = next;
          rows.push([x[0], Math.abs(g[0]), Math.sqrt((state.total ?? state.square)[0])]);
          x = [x[0] + step[0]];
        }
        parts.dots.push(rows.map(([at]) => [at, wall(at)]));
        parts.steep.push(rows.map(([, steep], k) => [k, steep]));
        parts.root.push(rows.map(([, , root], k) => [k, root]));
        return `${name}: at ${general(rows.at(-1)[0], 4)}`;
      });
      return { text: text.join("\n"), parts };
    },
  },
  calm: {
    settings: { beta1: "share" },
    run: ({ beta1 }) => {
      let m = 0;
      const means = GRADS.map((g) => (m = beta1 * m + (1 - beta1) * g));
      const text = `m: from ${general(means[0], 4)} to ${general(means.at(-1), 4)}`;
      return { text, parts: { mean: [means.map((mean, k) => [k + 1, mean])] } };
    },
  },
});
