// How a run ended, as in gdbook/status.py: the same operations in the same order, for one start.

import { CHAPTER_H } from "./gradient.js";

/** @typedef {"finished" | "converged" | "diverged" | "frozen" | "unresolved"} Status */

const EPS = Number.EPSILON;
const GROWTH = 1 + 1e-9; // less may be rounding, as in a 2-cycle
const RUNAWAY = 1e3; // a run that falls has run away only if its steps have grown by this factor
const FAR = 1e60; // beyond it f may be NaN because terms of it overflow
const NEIGHBOURS = 8; // doubles over which differences are taken where x + h equals x

/**
 * @param {(x: number[]) => number} f
 * @param {{ x: number[][], f: number[], grad: number[][] }} trace
 * @param {number | undefined} tol
 * @param {boolean} numerical whether the gradients were measured by central differences
 * @returns {{ status: Status, unbounded: boolean }} whether f has no lowest value on the way of the run
 */
export const ending = (f, { x, f: values, grad }, tol, numerical) => {
  const [start, last] = [x[0], x.at(-1)];
  const slope = grad.at(-1);
  const steps = lengthsOfSteps(x);
  const first = largest(steps.slice(0, Math.max(Math.floor(steps.length / 4), 1)));
  const lastFinite = values.findLast(Number.isFinite) ?? values[0];
  const found = divergence(f, start, last, values[0], lastFinite, first, longestOfParts(steps));
  if (!last.every(Number.isFinite)) {
    // x that is NaN has left the domain of f; only if it or f overflowed downhill is there no lowest value.
    const infinite = x.some((point) => point.some((component) => Math.abs(component) === Infinity));
    const downhill = lastFinite < values[0] && !values.includes(Infinity);
    const overflowed = downhill && (infinite || values.includes(-Infinity));
    return { status: "diverged", unbounded: found.unbounded || overflowed };
  }
  const short = tol !== undefined && length(slope) <= tol;
  const zero = slope.every((g) => g === 0);
  if (numerical && (zero || short)) {
    const { frozen, unresolved } = lostSlopes(f, last, slope, zero, short, tol);
    if (frozen) {
      const fell = values.at(-1) < values[0];
      return { status: "frozen", unbounded: found.unbounded || (fell && fallsOn(f, start, last, values.at(-1))) };
    }
    if (unresolved) return { status: "unresolved", unbounded: false };
  }
  if (short) return { status: "converged", unbounded: false };
  return found.diverged ? { status: "diverged", ...found } : { status: "finished", unbounded: false };
};

const lengthsOfSteps = (x) => {
  const step = x[0].slice();
  const lengths = new Float64Array(x.length - 1);
  for (let k = 0; k < lengths.length; k++) {
    for (let i = 0; i < step.length; i++) step[i] = x[k + 1][i] - x[k][i];
    lengths[k] = length(step);
  }
  return lengths;
};

/** The 2-norm of a vector, scaled so that it overflows only when the norm itself does. */
export const length = (vector) => {
  let most = 0; // NaN if any is
  for (const component of vector) most = Math.max(most, Math.abs(component));
  const scale = most > 0 && Number.isFinite(most) ? most : 1;
  let sum = 0;
  for (const component of vector) sum += (component / scale) * (component / scale);
  return scale * Math.sqrt(sum);
};

const largest = (values) => values.reduce((most, value) => Math.max(most, value), 0);

/** The last quarter of the steps in up to eight parts: where each begins, and the end. */
export const partEdges = (stepNum) => {
  const recent = Math.max(Math.floor(stepNum / 4), Math.min(stepNum, 4));
  const parts = Math.min(recent, 8);
  return Array.from({ length: parts + 1 }, (_, i) => stepNum - recent + Math.floor((i * recent) / Math.max(parts, 1)));
};

const longestOfParts = (steps) => {
  const edges = partEdges(steps.length);
  return edges.slice(1).map((end, i) => largest(steps.slice(edges[i], end)));
};

/** Whether the steps grow and f rises, or f falls as far as doubles reach; or x is not finite. */
export const divergence = (f, start, last, firstValue, lastValue, firstStep, longest) => {
  const finite = last.every(Number.isFinite);
  const grow = longest.length > 1 && longest.every((step, i) => i === 0 || step > GROWTH * longest[i - 1]);
  const fell = lastValue < firstValue;
  const suspect = grow && finite && fell && longest.at(-1) > RUNAWAY * firstStep;
  const runaway = suspect && fallsOn(f, start, last, lastValue);
  return { diverged: !finite || (grow && lastValue > firstValue) || runaway, unbounded: runaway };
};

/** Whether f keeps falling from `last` straight on, away from `start`, until it or x overflows. */
const fallsOn = (f, start, last, value) => {
  let distance = last.map((component, i) => component - start[i]);
  for (;;) {
    const point = last.map((component, i) => component + distance[i]);
    if (!point.every(Number.isFinite)) return true;
    const there = f(point.slice());
    if (Number.isNaN(there) && point.some((component) => Math.abs(component) > FAR)) return true;
    if (!(there < value || there === -Infinity)) return false;
    value = there;
    distance = distance.map((component) => 2 * component);
  }
};

/** Whether a gradient that is zero, or no longer than tol, is so only because of rounding. */
const lostSlopes = (f, x, grad, zero, short, tol) => {
  let steps = x.map((component) => Math.max(CHAPTER_H, NEIGHBOURS * spacing(Math.abs(component))));
  const { slope, noise, flat } = slopes(f, x, steps);
  const frozen = zero && slope.some((s, i) => Math.abs(s) > noise[i]);
  if (tol !== undefined) {
    const measured = slope.map((s, i) => (steps[i] > CHAPTER_H ? s : grad[i]));
    const trusted = length(measured) <= tol && length(noise) <= tol;
    return { frozen, unresolved: short && !trusted && !frozen };
  }
  let unresolved = zero && !frozen && slope.some((s) => s !== 0); // over a step longer than h
  let unknown = zero && flat && !frozen; // f does not change over h
  while (unknown && steps.every((step) => step < CHAPTER_H / EPS)) {
    steps = steps.map((step) => 4 * step);
    const wider = slopes(f, x, steps);
    unresolved ||= !wider.flat && wider.slope.every((s, i) => Math.abs(s) <= 2 * noise[i]);
    unknown = wider.flat;
  }
  return { frozen, unresolved };
};

/** Central differences, their rounding errors, and whether f was the same at all points. */
const slopes = (f, x, steps) => {
  const found = { slope: [], noise: [], flat: true };
  const centre = f(x.slice());
  for (const [i, step] of steps.entries()) {
    const [forward, backward] = [x.slice(), x.slice()];
    forward[i] += step;
    backward[i] -= step;
    const width = forward[i] - backward[i];
    const [up, down] = [f(forward), f(backward)];
    found.slope.push((up - down) / width);
    found.noise.push((EPS * (Math.abs(up) + Math.abs(down))) / width);
    found.flat &&= up === centre && down === centre;
  }
  return found;
};

const double = new Float64Array(1);
const bits = new BigUint64Array(double.buffer);

/** The distance from a double, 0 or more, to the next larger one. */
const spacing = (value) => {
  double[0] = value;
  bits[0] += 1n;
  return double[0] - value;
};
