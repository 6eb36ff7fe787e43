// One learning rate after another: docs/chapter/learning-rate.md.

import { surfaces } from "../core/index.js";
import { descent, numbered } from "../descents.js";
import { live } from "../live.js";
import { array, general } from "../python.js";

const { bowl } = surfaces;
const RATES = [0.05, 0.4, 1.02];

/** The points of a run on x². */
const walk = (start, lr, stepNum) => {
  const x = [start];
  for (let k = 0; k < stepNum; k++) x.push(x[k] - lr * (2 * x[k]));
  return x.map((point) => [point, point * point]);
};

live({
  three: {
    settings: { start: "coordinate", step_num: "steps" },
    handle: { part: "start", moves: ["start", null] },
    run: ({ start, step_num }) => {
      const run = [];
      const lines = RATES.map((lr) => {
        run.push(walk(start, lr, step_num));
        const [x, f] = run.at(-1).at(-1).map((value) => general(value, 4));
        return `η = ${general(lr, 4)}: x = ${x}, f = ${f}`;
      });
      return { text: lines.join("\n"), parts: { run, start: [[run[0][0]]] } };
    },
  },
  factor: {
    settings: { lr: "coordinate" },
    handle: { part: "dot", moves: ["lr", null] },
    run: ({ lr }) => {
      const factor = 1 - 2 * lr;
      const x = Array.from({ length: 17 }, (_, k) => -3 * factor ** k);
      const text = `factor ${general(factor, 10)}\ndistance after 16 steps ${general(Math.abs(x[16]), 4)}`;
      return { text, parts: { dot: [[[lr, 0]]], hops: [numbered(x)] } };
    },
  },
  rate: descent(bowl, ({ x, status }) => `${array(x.at(-1))}\n${status}`),
});
