// A descent and a heavy ball in a ravine, its velocity as a sum, in a valley, and over all settings: docs/beyond/momentum.md.

import { descend, rules } from "../core/index.js";
import { distances, numbered } from "../descents.js";
import { live } from "../live.js";
import { general } from "../python.js";
import { makeRolling } from "../rolling.js";
import { plus } from "../shapes.js";

const START = [-7, 2];
const STEPS = 50;
const PUSHES = 10;
const CURVATURE = { along: 0.02, across: 2 };

const f = (x) => 0.01 * x[0] * x[0] + x[1] * x[1];
const grad = (x) => [0.02 * x[0], 2 * x[1]];
const walk = (lr, beta) => descend(f, START, rules.Momentum({ lr, beta }), STEPS, { grad });

/** The parts that show a run, and its last distance. */
const shown = (trace) => {
  const distance = distances(trace);
  const parts = { path: [trace.x], start: [[START]], distance: [numbered(distance)] };
  return { parts, text: `distance after ${STEPS} steps: ${general(distance.at(-1), 4)}` };
};

/** One arrow a row, from zero; of no length where there is none. */
const stacked = (lengths, width) =>
  Array.from({ length: PUSHES + 1 }, (_, row) => {
    const end = lengths[row] ?? 0;
    const head = Math.sign(end) * Math.min(0.04 * width, Math.abs(end));
    const wing = (10 * Math.abs(head)) / width;
    const y = row - 1;
    return [[0, y], [end, y], [end - head, y + wing], [end, y], [end - head, y - wing]];
  });

/** The larger absolute value of the roots of z^2 - b z + beta, where b = 1 + beta - lr c. */
const factorOf = (lr, beta, c) => {
  const b = 1 + beta - lr * c;
  const apart = b * b - 4 * beta;
  return apart < 0 ? Math.sqrt(beta) : (Math.abs(b) + Math.sqrt(apart)) / 2;
};

const [SWINGS, SHOWN] = [100, 40];
let track = []; // of the ball in a valley
let rolling = null;
/** Where it is between two steps. */
const swung = (at) => {
  const k = Math.min(Math.floor(at), SHOWN - 1);
  return track[k] + (at - k) * (track[k + 1] - track[k]);
};

live({
  ball: {
    settings: { lr: "positive" },
    ranges: { lr: { low: 0.05, high: 2 } },
    run: ({ lr }) => {
      const trace = descend(f, START, rules.GradientDescent({ lr }), STEPS, { grad });
      return { ...shown(trace), trace };
    },
  },
  memory: {
    settings: { beta: "share" },
    run: ({ beta }) => {
      const trace = walk(0.95, beta);
      return { ...shown(trace), trace };
    },
  },
  pushes: {
    settings: { lr: "positive", beta: "share" },
    ranges: { lr: { low: 0.05, high: 2 } },
    run: ({ lr, beta }) => {
      const trace = descend(f, START, rules.GradientDescent({ lr }), PUSHES, { grad });
      const pushes = trace.x.slice(1).map((point, k) => plus(point, trace.x[k], -1)).reverse();
      const faded = pushes.map((push, age) => push.map((part) => beta ** age * part));
      const velocity = [0, 1].map((i) => pushes.reduceRight((v, push) => beta * v + push[i], 0));
      const row = (name, v) => [name.padEnd(11), ...v.map((part) => general(part, 4).padStart(9))].join(" ");
      const [along, across] = [1.5, 8].map((width, i) => stacked([velocity, ...faded].map((push) => push[i]), width));
      const rows = ["direction       along    across", row("newest push", pushes[0]), row("velocity", velocity)];
      return { text: rows.join("\n"), parts: { along, across }, trace };
    },
  },
  spring: {
    settings: { start: "coordinate", lr: "positive", beta: "share" },
    handle: { part: "start", moves: ["start", null] },
    equip: (element) => {
      const places = [(at) => [swung(at), swung(at) ** 2 / 2], (at) => [at, swung(at)]];
      rolling = makeRolling(element, "beta", places, SHOWN);
    },
    run: ({ start, lr, beta }) => {
      rolling?.stop();
      let [x, v] = [start, 0];
      track = [start];
      for (let k = 0; k < SWINGS; k++) {
        v = beta * v - lr * x;
        x += v;
        track.push(x);
      }
      const crossed = track.slice(1).filter((x, k) => x < 0 !== track[k] < 0).length;
      const rest = 1 + track.findLastIndex((x) => !(Math.abs(x) < 0.01));
      const shown = track.slice(0, SHOWN + 1);
      const onCurve = shown.map((x) => [x, (x * x) / 2]);
      return {
        text: `steps until within 0.01 for good: ${rest > SWINGS ? `more than ${SWINGS}` : rest}\ntimes past 0: ${crossed}`,
        parts: { track: [onCurve], start: [[onCurve[0]]], orbit: [numbered(shown)] },
      };
    },
  },
  choice: {
    settings: { lr: "positive", beta: "share" },
    ranges: { lr: { low: 0.02, high: 2 } },
    handle: { part: "setting", moves: ["lr", "beta"] },
    run: ({ lr, beta }) => {
      const trace = walk(lr, beta);
      const { text, parts: { path, start } } = shown(trace);
      const factors = Object.values(CURVATURE).map((c) => factorOf(lr, beta, c));
      const [along, across, rho] = [...factors, Math.max(...factors)].map((factor) => general(factor, 4));
      return {
        text: `kept: along ${along}, across ${across}\nrho: ${rho}\n${text}`,
        parts: { path, start, setting: [[[lr, beta]]] },
        trace,
      };
    },
  },
});
