// A bowl with noise, and how the mean of f sinks under three plans: docs/beyond/schedules.md.

import { addButton } from "../button.js";
import { surfaces } from "../core/surfaces.js";
import { numbered } from "../descents.js";
import { readAxes } from "../draw/axes.js";
import { makeGrowing } from "../draw/growing.js";
import { readPart } from "../draw/parts.js";
import { live } from "../live.js";
import { general, round } from "../python.js";
import { between, makeRolling } from "../rolling.js";
import { around } from "../shapes.js";
import { words } from "../words.js";

const { bowl } = surfaces;
const STEPS = 200;
const TURN = 20; // the first step with the later rate
const LOWEST = 7e-4; // below the frames

const [ACROSS, UP] = [[-7, -5, -4, -3, -3, 0, 3, 4, 6, 9], [-3, 1, 8, -8, 4, -5, -3, 7, 2, -3]];
const POINTS = ACROSS.map((across, i) => [across / 10, UP[i] / 10]); // the data
const [CLOUD, CALM] = [200, 50]; // steps, and the first from which on the width is measured
const ROLLED = 40; // steps of the ball: each is seen with its batch
const SEEDS = 99;
const ROUND = around(37);
const { batch, seed, drawAgain } = document.documentElement.lang.startsWith("zh")
  ? { batch: "每一步抽幾筆資料", seed: "第幾次抽", drawAgain: "重新抽" }
  : { batch: "number of points in a batch", seed: "number of the draw", drawAgain: "Draw again" };
Object.assign(words.names, { batch, seed });

/** Descent on batches of the data, drawn as in the page's Python: each place, and each batch. */
const descentOn = (lr, beta, size, number) => {
  let state = 866350 + 1000003 * number;
  const [x, drawn] = [[[-0.9, 0.8]], []];
  let v = [0, 0];
  for (let k = 0; k < CLOUD; k++) {
    const keys = POINTS.map(() => (state = (state * 16807) % 2147483647));
    const order = keys.map((_, i) => i).sort((i, j) => keys[i] - keys[j]);
    drawn.push(order.slice(0, size).map((i) => POINTS[i]));
    const mean = [0, 1].map((i) => drawn[k].reduce((sum, point) => sum + point[i], 0) / size);
    v = v.map((speed, i) => beta * speed - lr * (2 * (x[k][i] - mean[i])));
    x.push(x[k].map((at, i) => at + v[i]));
  }
  return { x, drawn };
};

let cloud; // as it is drawn

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
  cloud: {
    settings: { lr: "positive", beta: "share", batch: "steps", seed: "steps" },
    ranges: { lr: { low: 0.01, high: 1 }, batch: { low: 1, high: POINTS.length }, seed: { low: 0, high: SEEDS } },
    equip: (element, set, values, drawn) => {
      addButton(element, "seed", () => set({ seed: String((values.seed + 1) % (SEEDS + 1)) }), [drawAgain]);
      cloud = descentOn(values.lr, values.beta, values.batch, values.seed);
      const group = element.querySelector("[data-part=drawn]");
      const part = readPart(group, readAxes(group.closest("[data-x]")));
      const paths = ["noisy", "way", "path", "away", "still"];
      const grow = makeGrowing(element, drawn, { paths, from: { ring: [CLOUD], width: [CLOUD] } });
      const places = ["noisy", "away"].map((name) => (at) => between(drawn()[name][0], at));
      const show = (at) => {
        part.draw(cloud.drawn[at === ROLLED ? 0 : Math.floor(at)]).show();
        grow(at < ROLLED ? at : Infinity);
      };
      makeRolling(element, "batch", places, ROLLED, show, 4);
    },
    run: ({ lr, beta, batch: size, seed: number }) => {
      const noisy = descentOn(lr, beta, size, number);
      const full = descentOn(lr, beta, POINTS.length, number);
      const away = noisy.x.map((point) => Math.hypot(...point));
      const later = away.slice(CALM);
      const width = Math.sqrt(later.reduce((sum, distance) => sum + distance * distance, 0) / later.length);
      return {
        text: `width of the cloud: ${general(round(width, 3), 3)}`,
        parts: {
          drawn: [noisy.drawn[0]],
          noisy: [noisy.x],
          way: [noisy.x.slice(0, ROLLED + 1)],
          path: [full.x],
          start: [[full.x[0]]],
          ring: [ROUND.map((angle) => [width * Math.cos(angle), width * Math.sin(angle)])],
          away: [numbered(away)],
          still: [numbered(full.x.map((point) => Math.hypot(...point)))],
          width: [[[CALM, width], [CLOUD, width]]],
        },
        paint: () => (cloud = noisy),
      };
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
