// Steps on a curve, what they promise, the chapter's program, and why a path turns: docs/chapter/gradient-method.md.

import { around, arrow } from "../shapes.js";
import { descend, rules, surfaces } from "../core/index.js";
import { START_HANDLE, descent, distances, numbered } from "../descents.js";
import { live } from "../live.js";
import { array, general } from "../python.js";

const { bowl } = surfaces;
const HERE = -3;
const FLOOR = -2;
const CIRCLE = around(61);

const f = (x) => x * x;
const slope = (x) => 2 * x;

live({
  steps: {
    settings: { start: "coordinate", lr: "positive", step_num: "steps" },
    ranges: { lr: { low: 0.01, high: 2 } },
    handle: { part: "start", moves: ["start", null] },
    run: ({ start, lr, step_num }) => {
      const x = [start];
      for (let k = 0; k < step_num; k++) x.push(x[k] - lr * slope(x[k]));
      const dots = x.map((at) => [at, f(at)]);
      const jumps = x.slice(1).flatMap((to, k) => [[to, f(x[k]) + slope(x[k]) * (to - x[k])], dots[k + 1]]);
      const [at, height, steep] = [x.at(-1), f(x.at(-1)), slope(x.at(-1))].map((value) => general(value, 4));
      return {
        text: `x = ${at}, f = ${height}\nslope there: ${steep}`,
        parts: { jumps: [[dots[0], ...jumps]], dots: [dots], shadow: [x.map((at) => [at, FLOOR])], start: [[dots[0]]] },
      };
    },
  },
  program: descent(bowl, ({ x }) => array(x.at(-1))),
  promise: {
    settings: { lr: "coordinate" },
    ranges: { lr: { low: 0, high: 1.2 } },
    handle: { part: "point", moves: ["lr", null] },
    run: ({ lr }) => {
      const g = slope(HERE);
      const promise = (rate) => rate * g * g;
      const delivery = (rate) => f(HERE) - f(HERE - rate * g);
      const [promised, delivered] = [promise(lr), delivery(lr)];
      const there = HERE - lr * g;
      const drop = (size) => [[there, f(HERE)], [there, f(HERE) - size]];
      const every = Array.from({ length: 61 }, (_, i) => (lr * i) / 60);
      return {
        text: `promised ${general(promised, 4)}, delivered ${general(delivered, 4)}`,
        parts: {
          promised: [drop(promised), every.map((rate) => [rate, promise(rate)])],
          delivered: [drop(delivered), every.map((rate) => [rate, delivery(rate)])],
          landing: [[[there, f(there)]]],
          point: [[[lr, delivered]]],
        },
      };
    },
  },
  speed: {
    settings: { lr: "positive" },
    ranges: { lr: { low: 0.01, high: 2 } },
    run: ({ lr }) => {
      const trace = descend(bowl, [-3, 4], rules.GradientDescent({ lr }), 100);
      const distance = distances(trace);
      const text = `distance after 100 steps: ${general(distance.at(-1), 4)}`;
      return { text, parts: { distance: [numbered(distance)] }, trace };
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
      const arrows = slopes.flatMap(([u, v], k) => {
        const points = arrow(path[k], [-u, -v], 0.06);
        return [...points, points[1], points[0]];
      });
      const rings = [1, 2, 3, 4].map((r) =>
        CIRCLE.map((angle) => [Math.sqrt(kappa) * r * Math.cos(angle), r * Math.sin(angle)]),
      );
      const lines = [0, 9].map((k) => {
        const [u, v] = slopes[k].map((value) => general(-value, 4));
        return `step ${k + 1}: −∇f = (${u}, ${v})`;
      });
      return { text: lines.join("\n"), parts: { ring: rings, arrows: [arrows], path: [path], start: [[path[0]]] } };
    },
  },
});
