// A bowl with noise, and how the mean of f sinks under three plans: docs/beyond/schedules.md.

import { surfaces } from "../core/surfaces.js";
import { numbered } from "../descents.js";
import { live } from "../live.js";
import { general } from "../python.js";

const { bowl } = surfaces;
const STEPS = 200;
const TURN = 20; // the first step with the later rate
const LOWEST = 7e-4; // below the frames

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

/** What a plan does: its rates, their floors, and how the mean of f sinks. */
const sinking = (plan) => {
  const rates = Array.from({ length: STEPS }, (_, k) => plan(k));
  const f = meansOf(plan);
  return {
    text: `mean of f after ${STEPS} steps: ${general(f.at(-1), 2)}`,
    rates: numbered(rates.map((rate) => Math.max(rate, LOWEST))),
    level: numbered(rates.map((rate) => Math.max(rate / (2 * (1 - rate)), LOWEST))),
    sinks: numbered(f),
  };
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
  change: {
    settings: { turn: "steps" },
    ranges: { turn: { low: 0, high: 60 } },
    run: ({ turn }) => {
      const f = meansOf((k) => (k < turn ? 0.2 : 0.05));
      const text = `mean of f above 0.03 for ${f.filter((height) => height > 0.03).length} steps`;
      const at = Math.min(turn, STEPS);
      return { text, parts: { changed: [numbered(f)], turn: [[[at, f[at]]]] } };
    },
  },
  plans: {
    settings: { factor: "rate" },
    ranges: { factor: { low: 0.9, high: 1 } },
    run: ({ factor }) => {
      const { text, rates, level, sinks } = sinking((k) => 0.2 * factor ** k);
      return { text, parts: { rates: [rates], level: [level], sinks: [sinks] } };
    },
  },
  cosine: {
    settings: { lr: "positive" },
    ranges: { lr: { low: 2e-3, high: 0.2 } },
    run: ({ lr }) => {
      const plan = (k) => (lr * (1 + Math.cos((Math.PI * k) / STEPS))) / 2;
      const { text, rates, level, sinks } = sinking(plan);
      return { text, parts: { wave: [rates], ebb: [level], falls: [sinks] } };
    },
  },
});
