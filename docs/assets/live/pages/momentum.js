// A descent and a heavy ball in a ravine, its velocity as a sum, in a valley, and over all settings: docs/beyond/momentum.md.

import { descend } from "../core/descent.js";
import { rules } from "../core/rules.js";
import { START_HANDLE, distances, numbered } from "../descents.js";
import { live } from "../live.js";
import { general } from "../python.js";
import { makeRolling } from "../rolling.js";
import { plus } from "../shapes.js";

const START = [-7, 2];
const STEPS = 50;
const LONGER = 100;
const PUSHES = 10;
const CURVATURE = { along: 0.02, across: 2 };

const f = (x) => 0.01 * x[0] * x[0] + x[1] * x[1];
const grad = (x) => [0.02 * x[0], 2 * x[1]];
const walk = (start, lr, beta, steps = STEPS) => descend(f, start, rules.Momentum({ lr, beta }), steps, { grad });

/** The parts that show a run, and its last distance. */
const shown = (trace) => {
  const distance = distances(trace);
  const parts = { path: [trace.x], distance: [numbered(distance)] };
  return { parts, text: `distance after ${STEPS} steps: ${general(distance.at(-1), 4)}`, trace };
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

/** Where a run is between two steps. */
const between = (track, at) => {
  const k = Math.min(Math.floor(at), track.length - 2);
  return track[k].map((value, i) => value + (at - k) * (track[k + 1][i] - value));
};

const [SWINGS, SHOWN] = [100, 40];
let track = []; // of the ball in a valley
let path = []; // of the ball in the ravine
const rolling = {};

live({
  ball: {
    settings: { lr: "positive" },
    ranges: { lr: { low: 0.05, high: 2 } },
    run: ({ lr }) => shown(descend(f, START, rules.GradientDescent({ lr }), STEPS, { grad })),
  },
  memory: {
    settings: { beta: "share", init_x0: "coordinate", init_x1: "coordinate" },
    handle: START_HANDLE,
    equip: (element) => {
      const places = [(at) => between(path, at), (at) => [at, Math.hypot(...between(path, at))]];
      rolling.memory = makeRolling(element, "beta", places, STEPS);
    },
    run: ({ beta, init_x0, init_x1 }) => {
      rolling.memory?.stop();
      const start = [init_x0, init_x1];
      const { parts, text, trace } = shown(walk(start, 0.95, beta));
      const plain = shown(walk(start, 0.95, 0)).parts;
      path = trace.x;
      return { text, parts: { ...parts, start: [[start]], plain: [...plain.path, ...plain.distance] }, trace };
    },
  },
  pushes: {
    settings: { beta: "share" },
    run: ({ beta }) => {
      const { x } = descend(f, START, rules.GradientDescent({ lr: 1 }), PUSHES, { grad });
      const pushes = x.slice(1).map((point, k) => plus(point, x[k], -1)).reverse();
      const faded = pushes.map((push, age) => push.map((part) => beta ** age * part));
      const velocity = [0, 1].map((i) => pushes.reduceRight((v, push) => beta * v + push[i], 0));
      const [along, across] = [1.5, 8].map((width, i) => stacked([velocity, ...faded].map((push) => push[i]), width));
      const ratios = velocity.map((part, i) => general(part / pushes[0][i], 4));
      const text = `along:  velocity / push = ${ratios[0]}\nacross: velocity / push = ${ratios[1]}`;
      return { text, parts: { along, across } };
    },
  },
  spring: {
    settings: { start: "coordinate", lr: "positive", beta: "share" },
    handle: { part: "start", moves: ["start", null] },
    equip: (element) => {
      const swung = (at) => between(track, at)[0];
      const places = [(at) => [swung(at), swung(at) ** 2 / 2], (at) => [at, swung(at)]];
      rolling.spring = makeRolling(element, "beta", places, SHOWN);
    },
    run: ({ start, lr, beta }) => {
      rolling.spring?.stop();
      let [x, v] = [start, 0];
      const swings = [start];
      for (let k = 0; k < SWINGS; k++) {
        v = beta * v - lr * x;
        x += v;
        swings.push(x);
      }
      const rest = 1 + swings.findLastIndex((x) => !(Math.abs(x) < 0.01));
      const shown = swings.slice(0, SHOWN + 1);
      track = shown.map((x) => [x]);
      const lines = [1, -1].map((side) => shown.map((_, k) => [k, side * Math.abs(start) * Math.sqrt(beta) ** k]));
      const onCurve = shown.map((x) => [x, (x * x) / 2]);
      return {
        text: `steps until within 0.01 for good: ${rest <= SWINGS ? rest : `more than ${SWINGS}`}`,
        parts: { track: [onCurve], start: [[onCurve[0]]], orbit: [numbered(shown)], swing: lines },
      };
    },
  },
  choice: {
    settings: { lr: "positive", beta: "share" },
    ranges: { lr: { low: 0.02, high: 2 } },
    handle: { part: "setting", moves: ["lr", "beta"] },
    run: ({ lr, beta }) => {
      const trace = walk(START, lr, beta, LONGER);
      const factors = Object.values(CURVATURE).map((c) => factorOf(lr, beta, c));
      const [along, across, rho] = [...factors, Math.max(...factors)].map((factor) => general(factor, 4));
      return {
        text: `along ${along}, across ${across}\nrho: ${rho}`,
        parts: { setting: [[[lr, beta]]], distance: [numbered(distances(trace))] },
        trace,
      };
    },
  },
});
