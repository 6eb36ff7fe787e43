// One learning rate after another: docs/chapter/learning-rate.md.

import { surfaces } from "../core/surfaces.js";
import { descent, numbered } from "../descents.js";
import { drawGuesses } from "../guesses.js";
import { keepDots } from "../kept.js";
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

let tried; // dots of the rates that were tried

live({
  three: {
    settings: { start: "coordinate", step_num: "steps" },
    handle: { part: "start", moves: ["start", null] },
    equip: (listing) => {
      const onCurve = (places) => places.map((x) => [x, x * x]);
      const [rest, jump, climb] = [...[[-3, 3.12, -2, 1, 0], [-3, 3.12, -3, 3.12]].map(onCurve), walk(-3, 1.02, 11)];
      drawGuesses(listing, "run", [rest, jump, climb], [rest[1], jump[1], climb.at(-1)]); // no run goes outside the valley
    },
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
    equip: (listing) => {
      tried = keepDots(listing, "count");
      listing.addEventListener("reset", tried.clear);
    },
    run: ({ lr }, isPassing) => {
      const factor = 1 - 2 * lr;
      const x = [-3];
      for (let k = 0; k < 1000; k++) x.push(factor * x[k]);
      const near = x.findIndex((place) => Math.abs(place) < 0.01);
      const isNear = near >= 0;
      const said = isNear ? `within 0.01 from step ${near}` : "not within 0.01 in 1000 steps";
      const count = [lr, isNear ? near : 2000];
      return {
        text: `factor ${general(factor, 10)}\n${said}`,
        parts: { dot: [[[lr, 0]]], count: [[count]], hops: [numbered(x.slice(0, 17))] },
        paint: () => isPassing || tried.leave(count),
      };
    },
  },
  rate: descent(bowl, ({ x, status }) => `${array(x.at(-1))}\n${status}`),
});
