// A heavy ball in a ravine, its velocity as a sum, on a spring, and over all settings: docs/beyond/momentum.md.

import { descending, finish, rules } from "../core/index.js";
import { distances, numbered } from "../descents.js";
import { live } from "../live.js";
import { general } from "../python.js";
import { around } from "../shapes.js";

const START = [-7, 2];
const STEPS = 50;
const ROWS = 10;
const CURVATURE = { along: 0.02, across: 2 };
const CIRCLE = around(37);

const f = (x) => 0.01 * x[0] * x[0] + x[1] * x[1];
const grad = (x) => [0.02 * x[0], 2 * x[1]];
const walking = (lr, beta, stepNum) => descending(f, START, rules.Momentum({ lr, beta }), stepNum, { grad });
const walk = (...given) => finish(walking(...given));

/** The parts that show a run, and its last distance. */
const shown = (trace) => {
  const distance = distances(trace);
  const parts = { path: [trace.x], start: [[START]], distance: [numbered(distance)] };
  return { parts, text: `distance after ${STEPS} steps: ${general(distance.at(-1), 4)}` };
};

/** The velocity as arrows from sum to sum, the newest push in row 0. */
const stacked = (parts, reach) => {
  let end = 0;
  return Array.from({ length: ROWS }, (_, row) => {
    const start = end;
    end += parts[row] ?? 0;
    const head = Math.sign(end - start) * Math.min(0.05 * reach, Math.abs(end - start));
    const wing = (6 * Math.abs(head)) / reach;
    return [[start, -row], [end, -row], [end - head, wing - row], [end, -row], [end - head, -wing - row]];
  });
};

/** The roots of z^2 - b z + beta, where b = 1 + beta - lr c, as points of the plane. */
const rootsOf = (lr, beta, c) => {
  const b = 1 + beta - lr * c;
  const apart = b * b - 4 * beta;
  const root = Math.sqrt(Math.abs(apart)) / 2;
  return apart < 0 ? [[b / 2, root], [b / 2, -root]] : [[b / 2 + root, 0], [b / 2 - root, 0]];
};

live({
  ball: {
    settings: { lr: "positive", beta: "share" },
    run: ({ lr, beta }) => {
      const trace = walk(lr, beta, STEPS);
      return { ...shown(trace), trace };
    },
  },
  pushes: {
    settings: { lr: "positive", beta: "share", step_num: "steps" },
    *run({ lr, beta, step_num }) {
      const trace = yield* walking(lr, beta, step_num);
      const newestFirst = trace.grad.slice(0, -1).reverse();
      const row = (name, [along, across]) =>
        `${name} ${general(along, 4).padStart(9)} along ${general(across, 4).padStart(9)} across`;
      const [along, across] = [0, 1].map((i) => newestFirst.map((g, age) => beta ** age * (-lr * g[i])));
      const velocity = [along, across].map((parts) => parts.reduce((sum, part) => sum + part, 0));
      const line = (x) => [[x, -ROWS], [x, 1]];
      return {
        text: `${row("newest push:", [along[0] ?? 0, across[0] ?? 0])}\n${row("velocity:   ", velocity)}`,
        parts: { along: stacked(along, 1), across: stacked(across, 4), total: velocity.map(line) },
        trace,
      };
    },
  },
  spring: {
    settings: { start: "coordinate", lr: "positive", beta: "share" },
    handle: { part: "start", moves: ["start", null] },
    run: ({ start, lr, beta }) => {
      let [x, v] = [start, 0];
      const track = [start];
      for (let k = 0; k < 40; k++) {
        v = beta * v - lr * x;
        x += v;
        track.push(x);
      }
      const crossed = track.slice(1).filter((x, k) => x < 0 !== track[k] < 0).length;
      const onCurve = track.map((x) => [x, (x * x) / 2]);
      return {
        text: `x after 40 steps: ${general(x, 4)}\ntimes past 0: ${crossed}`,
        parts: { track: [onCurve], start: [[onCurve[0]]], orbit: [numbered(track)] },
      };
    },
  },
  choice: {
    settings: { lr: "positive", beta: "share" },
    handle: { part: "setting", moves: ["lr", "beta"] },
    run: ({ lr, beta }) => {
      const trace = walk(lr, beta, STEPS);
      const { parts, text } = shown(trace);
      const [along, across] = Object.values(CURVATURE).map((c) => rootsOf(lr, beta, c));
      const [slow, fast] = [along, across].map((roots) => Math.max(...roots.map((root) => Math.hypot(...root))));
      const rho = Math.max(slow, fast);
      const ring = CIRCLE.map((angle) => [rho * Math.cos(angle), rho * Math.sin(angle)]);
      return {
        text: `factor along ${general(slow, 4)}, across ${general(fast, 4)}\n${text}`,
        parts: { ...parts, setting: [[[lr, beta]]], along: [along], across: [across], ring: [ring] },
        trace,
      };
    },
  },
});
