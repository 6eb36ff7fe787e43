// A bowl with noise: docs/beyond/schedules.md.

import { surfaces } from "../core/index.js";
import { numbered } from "../descents.js";
import { live } from "../live.js";
import { general } from "../python.js";

const { bowl } = surfaces;

live({
  shake: {
    settings: { early: "positive", late: "positive" },
    ranges: { early: { low: 1e-3, high: 1 }, late: { low: 1e-3, high: 1 } },
    run: ({ early, late }) => {
      const x = [[-3, 4]];
      for (let k = 0; k < 200; k++) {
        const lr = k < 100 ? early : late;
        const angle = 6.084 * k ** 3;
        const noise = [Math.sin(angle), Math.cos(angle)].map((share) => Math.SQRT2 * share);
        const slope = bowl.grad(x[k]);
        x.push(x[k].map((at, i) => at - lr * (slope[i] + noise[i])));
      }
      const f = x.map(bowl);
      const mean = f.slice(-50).reduce((sum, height) => sum + height, 0) / 50;
      const text = `mean of the last 50 f: ${general(mean, 3)}`;
      const [path, calm] = [x.slice(0, 101), x.slice(100)];
      const [loss, rest] = [numbered(f).slice(0, 101), numbered(f).slice(100)];
      return { text, parts: { path: [path], start: [[x[0]]], calm: [calm], loss: [loss], rest: [rest] } };
    },
  },
});
