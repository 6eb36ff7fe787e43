// Steps on a curve, what they promise, the chapter's program, and why a path turns: docs/chapter/gradient-method.md.

import { around, arrow, evenly } from "../shapes.js";
import { surfaces } from "../core/index.js";
import { START_HANDLE, descent } from "../descents.js";
import { live } from "../live.js";
import { array, general } from "../python.js";

const { bowl } = surfaces;
const BEARABLE = 1.1; // a rate far above would freeze the run in 100 steps, which comes two pages later
const ARC = evenly(0, 180, 21).map((degrees) => (degrees * Math.PI) / 180);
const CIRCLE = around(61);

const f = (x) => x * x;
const slope = (x) => 2 * x;

/** A step along x, as an arc over it. */
const hop = (from, to) => {
  const half = (to - from) / 2;
  return ARC.map((angle) => [from + half - half * Math.cos(angle), Math.abs(half) * Math.sin(angle)]);
};

live({
  steps: {
    settings: { start: "coordinate", lr: "positive", step_num: "steps" },
    ranges: { lr: { low: 0.02, high: 1 } },
    handle: { part: "start", moves: ["start", null] },
    run: ({ start, lr, step_num }) => {
      const x = [start];
      for (let k = 0; k < step_num; k++) x.push(x[k] - lr * slope(x[k]));
      const dots = x.map((at) => [at, f(at)]);
      const marks = x.map((at) => [at, 0]);
      const hops = [marks[0], ...x.slice(1).flatMap((to, k) => hop(x[k], to))];
      const [at, steep] = [x.at(-1), slope(x.at(-1))].map((value) => general(value, 4));
      return {
        text: `x = ${at}, slope there ${steep}`,
        parts: { dots: [dots], start: [[dots[0]]], hops: [hops], marks: [marks] },
      };
    },
  },
  program: {
    ...descent(bowl, ({ x }) => array(x.at(-1)), ({ x }) => ({ path: [x], start: [[x[0]]] })),
    ranges: { lr: { low: 0.001, high: BEARABLE } },
  },
  promise: {
    settings: { lr: "coordinate" },
    ranges: { lr: { low: 0, high: 1.2 } },
    handle: { part: "point", moves: ["lr", null] },
    run: ({ lr }) => {
      const promise = (rate) => 64 * rate;
      const delivery = (rate) => 16 - f(4 - 8 * rate);
      const [promised, delivered] = [promise(lr), delivery(lr)];
      const there = 4 - 8 * lr;
      const drop = (size, side) => [[there + side, 16], [there + side, 16 - size]];
      const every = Array.from({ length: 61 }, (_, i) => (lr * i) / 60);
      return {
        text: `promised ${general(promised, 4)}, delivered ${general(delivered, 4)}`,
        parts: {
          promised: [drop(promised, -0.15), every.map((rate) => [rate, promise(rate)])],
          delivered: [drop(delivered, 0.15), every.map((rate) => [rate, delivery(rate)])],
          landing: [[[there, f(there)]]],
          point: [[[lr, delivered]]],
        },
      };
    },
  },
  turning: {
    settings: { kappa: "positive", init_x0: "coordinate", init_x1: "coordinate" },
    ranges: { kappa: { low: 1, high: 20 } },
    handle: START_HANDLE,
    run: ({ kappa, init_x0, init_x1 }) => {
      const path = [[init_x0, init_x1]];
      const slopes = [];
      for (let k = 0; k < 15; k++) {
        const [x0, x1] = path[k];
        slopes.push([(2 * x0) / kappa, 2 * x1]);
        path.push([x0 - 0.2 * slopes[k][0], x1 - 0.2 * slopes[k][1]]);
      }
      const marked = [0, 2, 4];
      const arrows = marked.map((k) => arrow(path[k], slopes[k].map((value) => -value), 0.06));
      const corners = marked.map((k) => {
        const [a, b] = path[k];
        const length = Math.hypot(...slopes[k]) || 1;
        const [p, q] = slopes[k].map((value) => (-value * 0.6) / length);
        return [[a - q, b + p], [a + p - q, b + p + q], [a + p, b + q]];
      });
      const rings = marked.map((k) => {
        const r = Math.hypot(path[k][0] / Math.sqrt(kappa), path[k][1]);
        return CIRCLE.map((angle) => [Math.sqrt(kappa) * r * Math.cos(angle), r * Math.sin(angle)]);
      });
      const text = `−∇f at the start: ${array(slopes[0].map((value) => -value))}`;
      return { text, parts: { ring: rings, arrows, corner: corners, path: [path], start: [[path[0]]] } };
    },
  },
});
