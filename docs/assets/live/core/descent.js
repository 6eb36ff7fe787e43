// The loop, and the trace it leaves, as in gdbook/descent.py.

import { callable, count, point, positive } from "./checks.js";
import { CHAPTER_H, centralGradient } from "./gradient.js";
import { ending, length } from "./status.js";

/**
 * @typedef {{ x: number[][], f: number[], grad: number[][], status: import("./status.js").Status, unbounded: boolean }} Trace
 */

const PORTION = 1000; // steps: at most about a millisecond of work

/**
 * The run as a whole: row 0 is the start, row -1 the last point.
 *
 * @param {(x: number[]) => number} f
 * @param {number[]} initX one point, never changed
 * @param {import("./rules.js").Rule<any>} rule
 * @param {number} stepNum
 * @param {{ grad?: (x: number[]) => number[], tol?: number }} options without `grad`, the chapter's central difference
 * @returns {Trace}
 */
export const descend = (...given) => finish(descending(...given));

/** `descend` in portions: a generator that yields between them and returns the trace. */
export function* descending(f, initX, rule, stepNum, { grad, tol } = {}) {
  callable("f", f);
  if (typeof rule?.init !== "function" || typeof rule?.update !== "function") {
    throw new TypeError(`rule must have the methods init and update, got ${String(rule)}`);
  }
  count("stepNum", stepNum);
  if (grad !== undefined) callable("grad", grad);
  if (tol !== undefined) positive("tol", tol);
  let x = point("initX", initX);
  const gradient = grad ?? ((x) => centralGradient(f, x, CHAPTER_H));
  const trace = { x: [], f: [], grad: [] };
  let state = rule.init(x);
  for (let k = 0; ; k++) {
    const slope = gradient(x.slice());
    trace.x.push(x);
    trace.f.push(f(x.slice()));
    trace.grad.push(slope);
    if (k === stepNum || (tol !== undefined && length(slope) <= tol) || !x.every(Number.isFinite)) break;
    const [step, next] = rule.update(slope, state);
    x = sum(x, step);
    state = next;
    if (k % PORTION === PORTION - 1) yield;
  }
  if (stepNum >= PORTION) yield;
  return { ...trace, ...ending(f, trace, tol, grad === undefined) };
}

/** Runs a generator to its end. */
export const finish = (work) => {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
};

const sum = (a, b) => {
  const total = a.slice();
  for (let i = 0; i < a.length; i++) total[i] += b[i];
  return total;
};
