// Which stationary points of a landscape are minima, and which of them a run reaches.

import { CHAPTER_H, centralGradient } from "../core/gradient.js";

/** A run has reached a minimum when its last point is closer than this. */
const NEAR = 0.1;

const H = 1e-4;
const SETTLED = 1e-6; // from here a step shorter than a thousandth of that leads nowhere else
const FAR_AWAY = 1e9; // no run comes back

/** Where both curvatures are positive: a > 0 and det > 0 for the Hessian ((a, b), (b, c)). */
export const minima = ({ grad, stationaryPoints }) =>
  stationaryPoints.filter(([x0, x1]) => {
    const column = (d0, d1) => {
      const [plus, minus] = [grad([x0 + d0, x1 + d1]), grad([x0 - d0, x1 - d1])];
      return plus.map((slope, i) => (slope - minus[i]) / (2 * H));
    };
    const [[a, b], [, c]] = [column(H, 0), column(0, H)];
    return a > H && a * c - b * b > H;
  });

/** The number of the minimum that a run of `stepNum` steps reaches, or -1. It is the run that `descend` makes. */
export const reached = (surface, rule, start, stepNum, goals) => {
  let x = start;
  let state = rule.init(x);
  const nearest = (radius) => goals.findIndex(([x0, x1]) => Math.hypot(x[0] - x0, x[1] - x1) < radius);
  for (let k = 0; k < stepNum; k++) {
    const [step, next] = rule.update(centralGradient(surface, x, CHAPTER_H), state);
    x = [x[0] + step[0], x[1] + step[1]];
    state = next;
    const length = Math.abs(step[0]) + Math.abs(step[1]);
    if (length < SETTLED / 1000 && nearest(SETTLED) >= 0) break;
    if (!(Math.abs(x[0]) + Math.abs(x[1]) < FAR_AWAY)) return -1;
  }
  return nearest(NEAR);
};
