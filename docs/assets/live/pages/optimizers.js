// Gradient descent and AdaGrad in a ravine, AdaGrad and RMSProp on a wall, a fading mean, a ravine
// that is turned: docs/beyond/optimizers.md.

import { descend } from "../core/descent.js";
import { rules } from "../core/rules.js";
import { surfaces } from "../core/surfaces.js";
import { START_HANDLE } from "../descents.js";
import { live } from "../live.js";
import { fixed, general } from "../python.js";
import { around } from "../shapes.js";
import { words } from "../words.js";

const isChinese = document.documentElement.lang.startsWith("zh");
words.names.beta = isChinese ? "s 保留的比例" : "share of the last s that is kept";
words.names.degrees = isChinese ? "山谷轉的角度（度）" : "angle of the ravine, in degrees";

const START = [-7, 2];
const CIRCLE = around(37);

const wall = (x) => 5 * Math.max(0, 1 - x) ** 2 - 0.5 * x;
const wallSlope = (x) => -10 * Math.max(0, 1 - x) - 0.5;

/** Turns points by so many degrees. */
const turned = (degrees) => {
  const cos = Math.cos((degrees * Math.PI) / 180);
  const sin = Math.sin((degrees * Math.PI) / 180);
  return ([a, b]) => [cos * a - sin * b, sin * a + cos * b];
};

const TRIO = {
  momentum: rules.Momentum({ lr: 1, beta: 0.5 }),
  AdaGrad: rules.AdaGrad({ lr: 2.6 }),
  Adam: rules.Adam({ lr: 2, beta1: 0.5 }),
};

/** The learning rate of each axis. */
const ratesOf = ({ lr }, { total, square, squareWeight }) => {
  const s = total ?? square?.map((each) => each / squareWeight) ?? [1, 1];
  return s.map((each) => lr / Math.sqrt(each));
};

const GRADS = [
  [1.3, 1.8, 1.3, -0.3, 1.9, 1.4, 0.5, 1.6, 1.4, 1.3],
  [1.0, 1.5, 0.3, 0.8, 0.5, 1.6, 1.0, 0.7, 0.2, 0.7],
  [1.0, 0.7, 2.3, 2.0, -1.7, -0.9, 0.8, 0.6, 1.2, 1.2],
  [3.1, -0.1, 0.6, 3.0, 1.6, 1.7, 0.5, -0.6, 1.2, 1.1],
].flat();

live({
  stretch: {
    settings: { init_x0: "coordinate", init_x1: "coordinate", kappa: "positive", lr: "positive" },
    ranges: { kappa: { low: 1, high: 100 }, lr: { low: 0.01, high: 10 } },
    handle: START_HANDLE,
    run: ({ init_x0, init_x1, kappa, lr }) => {
      const start = [init_x0, init_x1];
      const f = (x) => (x[0] * x[0] + kappa * x[1] * x[1]) / 20;
      const grad = (x) => [x[0] / 10, (kappa * x[1]) / 10];
      const runs = [rules.GradientDescent({ lr }), rules.AdaGrad({ lr: 1.5 })].map((rule) =>
        descend(f, start, rule, 30, { grad }),
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
        parts: { ring: [...rings, ...rings], path: runs.map(({ x }) => x), start: [[start], [start]] },
      };
    },
  },
  forget: {
    settings: { beta: "share", step_num: "steps" },
    run: ({ beta, step_num }) => {
      const parts = { dots: [], length: [] };
      const text = ["AdaGrad", "RMSProp"].map((name) => {
        let x = 0;
        let s = 0;
        const rows = [];
        for (let k = 0; k <= step_num; k++) {
          const g = wallSlope(x);
          s = name === "AdaGrad" || k === 0 ? s + g * g : beta * s + (1 - beta) * (g * g);
          const step = (-0.1 * g) / Math.sqrt(s);
          rows.push([x, step]);
          x += step;
        }
        parts.dots.push(rows.map(([at]) => [at, wall(at)]));
        parts.length.push(rows.map(([, length], k) => [k, length]));
        return `${name}: at ${general(rows.at(-1)[0], 4)}`;
      });
      return { text: text.join("\n"), parts };
    },
  },
  angle: {
    settings: { degrees: "coordinate" },
    ranges: { degrees: { low: -45, high: 45 } },
    run: ({ degrees }) => {
      const turn = turned(degrees);
      const back = turned(-degrees);
      const oval = CIRCLE.map((angle) => turn([7 * Math.cos(angle), (7 * Math.sin(angle)) / Math.sqrt(20)]));
      const parts = { oval: [], path: [], start: [], bar: [] };
      const text = Object.entries(TRIO).map(([name, rule]) => {
        const track = [turn(START)];
        let state = rule.init(track[0]);
        for (let k = 0; k < 10; k++) {
          const [step, next] = rule.update(turn(surfaces.ravine.grad(back(track[k]))), state);
          state = next;
          track.push(track[k].map((x, i) => x + step[i]));
        }
        const rates = ratesOf(rule, state);
        parts.oval.push(oval);
        parts.path.push(track);
        parts.start.push([track[0]]);
        const [along, across] = rates.map((rate) => 2 * rate - 8.6);
        parts.bar.push([[-8.6, -8.6], [along, -8.6]], [[-8.6, -8.6], [-8.6, across]]);
        const row = rates.map((rate) => fixed(rate, 2)).join(" ");
        return `${name.padEnd(8)} ${fixed(Math.hypot(...track[10]), 2)} away, rates ${row}`;
      });
      return { text: text.join("\n"), parts };
    },
  },
  calm: {
    settings: { beta1: "share" },
    run: ({ beta1 }) => {
      let m = 0;
      const means = GRADS.map((g) => (m = beta1 * m + (1 - beta1) * g));
      const text = `m: ${general(means[9], 3)} after 10 steps, ${general(means[39], 3)} after 40`;
      return { text, parts: { mean: [means.map((mean, k) => [k + 1, mean])] } };
    },
  },
});
