// The loop, and the trace it leaves, as in gdbook/descent.py.

import { callable, count, point, positive } from "./checks.js";
import { CHAPTER_H, centralGradient } from "./gradient.js";

/** @typedef {"finished" | "converged" | "diverged" | "frozen"} Status */
/** @typedef {{ x: number[][], f: number[], grad: number[][], status: Status }} Trace */

/** A run has diverged when a component ends this many times as large as the start (or as 1, if that is larger). */
const FAR_AWAY = 1e6;

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
export const descend = (f, initX, rule, stepNum, { grad, tol } = {}) => {
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
    x = x.map((component, i) => component + step[i]);
    state = next;
  }
  return { ...trace, status: statusOf(trace, tol, grad === undefined) };
};

/** The 2-norm of a gradient, scaled so that it overflows only when the norm itself does. */
export const length = (gradient) => {
  const sizes = gradient.map(Math.abs);
  const largest = Math.max(...sizes); // NaN if any is
  const scale = largest > 0 && Number.isFinite(largest) ? largest : 1;
  return scale * Math.sqrt(sizes.reduce((sum, size) => sum + (size / scale) * (size / scale), 0));
};

const statusOf = ({ x, grad }, tol, numerical) => {
  const last = x.at(-1);
  const slope = grad.at(-1);
  const largest = (point) => Math.max(...point.map(Math.abs));
  if (numerical && slope.every((g) => g === 0) && last.some((component) => component + CHAPTER_H === component)) {
    return "frozen";
  }
  if (tol !== undefined && length(slope) <= tol) return "converged";
  if (!(largest(last) / Math.max(1, largest(x[0])) <= FAR_AWAY)) return "diverged";
  return "finished";
};
