// The line searches of gdbook/linesearch.py, for one start: the same operations in the same order.

import { callable, inside, positive } from "./checks.js";

const EPS = Number.EPSILON;
const TINY = 2 ** -1022; // below the smallest normal number, multiplying by 0.9 may change nothing
const DOUBLINGS = 200;
const LEVEL = 1e-10;

/**
 * x <- x - a g with the first a among lr, lr shrink, lr shrink^2, ... at which f falls by slope a |g|^2.
 *
 * @param {(x: number[]) => number} f
 * @param {{ lr?: number, shrink?: number, slope?: number }} settings the length tried first at every step, what is left
 *   of a rejected one, and the share of the promised fall that is required
 * @returns {import("./rules.js").Rule<{ x: number[], value: number }>}
 */
export const Backtracking = (f, { lr = 1, shrink = 0.5, slope = 1e-4 } = {}) => {
  callable("f", f);
  positive("lr", lr);
  inside("shrink", shrink);
  inside("slope", slope);
  return {
    init: (x) => ({ x, value: f(x.slice()) }),
    update: (grad, { x, value }) => {
      const canFall = value > -Infinity && grad.every(Number.isFinite);
      for (let length = lr; canFall && length >= TINY; length *= shrink) {
        const step = grad.map((g) => -length * g);
        const reached = x.map((component, i) => component + step[i]);
        const lower = f(reached.slice());
        const promised = step.reduce((sum, s, i) => sum + s * grad[i], 0);
        if (lower <= value + slope * promised) return [step, { x: reached, value: lower }];
        if (reached.every((component, i) => component === x[i])) break; // shorter steps change nothing
      }
      return [grad.map(() => 0), { x, value }];
    },
  };
};

/** Whether f ends no higher than at the start, up to rounding. */
const noHigher = (end, start) => end.value <= start.value + 16 * EPS * (Math.abs(start.value) + Math.abs(end.value));

/**
 * x <- x - a g with the a > 0 at which f has its first minimum along -g.
 *
 * @param {(x: number[]) => number} f
 * @param {(x: number[]) => number[]} gradient
 * @param {{ lr?: number }} settings the length tried first at the first step
 * @returns {import("./rules.js").Rule<{ x: number[], length: number }>}
 */
export const ExactLineSearch = (f, gradient, { lr = 1 } = {}) => {
  callable("f", f);
  callable("grad", gradient);
  positive("lr", lr);
  return {
    init: (x) => ({ x, length: lr }),
    update: (grad, { x, length: first }) => {
      const largest = Math.max(...grad.map(Math.abs));
      const direction = grad.map((g) => (largest > 0 ? g / largest : g)); // a product with grad may overflow
      const probe = (length) => {
        const point = x.map((component, i) => component - length * grad[i]);
        const slope = -gradient(point.slice()).reduce((sum, g, i) => sum + g * direction[i], 0);
        return { length, value: f(point), slope };
      };
      const length = lowest(probe, first);
      const step = grad.map((g) => -length * g);
      return [step, { x: x.map((component, i) => component + step[i]), length: length > 0 ? length : first }];
    },
  };
};

/** The length of the lowest point: bracketed by doubling, then found by the Illinois method. */
const lowest = (probe, first) => {
  const start = probe(0);
  let low = start;
  let high = probe(first);
  for (let i = 0; i < DOUBLINGS && high.slope < 0 && noHigher(high, low); i++) {
    [low, high] = [high, probe(2 * high.length)];
  }
  let length = low.length;
  if (!(start.slope < 0)) return length;
  const level = LEVEL * Math.min(Math.abs(start.slope), high.slope > 0 ? high.slope : Infinity);
  if (Math.abs(high.slope) <= level && noHigher(high, start)) return high.length; // the first length is the right one
  let lastMoved = 0; // -1 for low, 1 for high
  for (let i = 0; i < 2 * DOUBLINGS; i++) {
    const secant = low.length - (low.slope * (high.length - low.length)) / (high.slope - low.slope);
    const bisection = (low.length + high.length) / 2;
    const trial = probe(high.slope > 0 && Number.isFinite(high.slope) ? secant : bisection);
    const falls = trial.slope < 0 && noHigher(trial, low);
    const found = Math.abs(trial.slope) <= level && noHigher(trial, start);
    if (falls || found) length = trial.length;
    // Where the same end moves twice in a row, the slope at the other end counts half.
    if (falls) {
      if (lastMoved < 0) high = { ...high, slope: high.slope / 2 };
      low = trial;
    } else {
      if (lastMoved > 0) low = { ...low, slope: low.slope / 2 };
      high = trial;
    }
    lastMoved = falls ? -1 : 1;
    if (found || !(high.length - low.length > 4 * EPS * high.length)) break;
  }
  return length;
};
