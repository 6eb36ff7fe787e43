// A bowl with noise, what noise and slope do to f in a step, and plans: docs/beyond/schedules.md.

import { surfaces } from "../core/index.js";
import { numbered } from "../descents.js";
import { live } from "../live.js";
import { general } from "../python.js";

const { bowl } = surfaces;
const STEPS = 200;
const TURN = 20; // the first step with the later rate
const END = 0.205; // of the axis of f
const FLOOR = 7e-4; // below the frame of the means

/** The mean of f at each step of a plan: what the pull keeps, and what the throws add. */
const meansOf = (plan) => {
  const f = [25];
  for (let k = 0; k < STEPS; k++) {
    const lr = plan(k);
    const keep = 1 - 2 * lr;
    f.push(keep * keep * f[k] + 2 * lr * lr);
  }
  return f;
};

/** The mean of the last 50 values. */
const lastOf = (f) => f.slice(-50).reduce((sum, height) => sum + height, 0) / 50;

live({
  shake: {
    settings: { early: "positive", late: "positive" },
    ranges: { early: { low: 1e-3, high: 1 }, late: { low: 1e-3, high: 1 } },
    run: ({ early, late }) => {
      const x = [[-3, 4]];
      for (let k = 0; k < STEPS; k++) {
        const lr = k < TURN ? early : late;
        const angle = 8.809 * k ** 3;
        const noise = [Math.sin(angle), Math.cos(angle)].map((share) => Math.SQRT2 * share);
        const slope = bowl.grad(x[k]);
        x.push(x[k].map((at, i) => at - lr * (slope[i] + noise[i])));
      }
      const f = x.map(bowl);
      const mean = lastOf(f);
      const text = `mean of the last 50 f: ${general(mean, 3)}`;
      const [path, calm] = [x.slice(0, TURN + 1), x.slice(TURN)];
      const [loss, rest] = [numbered(f).slice(0, TURN + 1), numbered(f).slice(TURN)];
      const bar = [[150, mean], [200, mean]];
      return { text, parts: { path: [path], start: [[x[0]]], calm: [calm], loss: [loss], rest: [rest], mean: [bar] } };
    },
  },
  balance: {
    settings: { lr: "rate" },
    ranges: { lr: { low: 0.02, high: 0.25 } },
    run: ({ lr }) => {
      const [added, taken] = [2 * lr * lr, 4 * lr * (1 - lr)];
      const balance = added / taken;
      const where = lr < 1 ? `balance: f = ${general(balance, 3)}` : "no balance";
      return {
        text: `a step adds ${general(added, 3)} and takes ${general(taken, 3)} f\n${where}`,
        parts: {
          added: [[[0, added], [END, added]]],
          taken: [[[0, 0], [END, taken * END]]],
          drop: [[[balance, 0], [balance, added]]],
          dot: [[[balance, added]]],
        },
      };
    },
  },
  plans: {
    settings: { factor: "rate", lr: "positive" },
    ranges: { factor: { low: 0.9, high: 1 }, lr: { low: 2e-3, high: 0.5 } },
    run: ({ factor, lr }) => {
      const exponential = (k) => 0.2 * factor ** k;
      const cosine = (k) => (lr * (1 + Math.cos((Math.PI * k) / STEPS))) / 2;
      const plans = { constant: () => 0.015, exponential, cosine };
      const means = Object.fromEntries(Object.entries(plans).map(([name, plan]) => [name, meansOf(plan)]));
      const lines = Object.entries(means).map(([name, f]) => `${name.padEnd(12)} ${general(lastOf(f), 2)}`);
      const ratesOf = (plan) => Array.from({ length: STEPS }, (_, k) => plan(k));
      const levelsOf = (rates) => numbered(rates.map((rate) => Math.max(rate / (2 * (1 - rate)), FLOOR)));
      const [rates, wave] = [ratesOf(exponential), ratesOf(cosine)];
      return {
        text: ["mean of the last 50 f:", ...lines].join("\n"),
        parts: {
          rates: [numbered(rates)],
          level: [levelsOf(rates)],
          sinks: [numbered(means.exponential)],
          wave: [numbered(wave)],
          ebb: [levelsOf(wave)],
          falls: [numbered(means.cosine)],
        },
      };
    },
  },
});
