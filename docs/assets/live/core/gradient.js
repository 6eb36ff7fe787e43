// Numerical derivatives, as in gdbook/numdiff.py.

import { callable, number, point, positive } from "./checks.js";

/** The step of the chapter's program. */
export const CHAPTER_H = 1e-4;

/** f'(x) of a function of one variable: (f(x + h) - f(x - h)) / 2h. */
export const numericalDiff = (f, x, h = CHAPTER_H) => {
  callable("f", f);
  number("x", x);
  positive("h", h);
  return (f(x + h) - f(x - h)) / (2 * h);
};

/**
 * The gradient of f at the point x: df/dx_i ~ (f(x + h e_i) - f(x - h e_i)) / 2h.
 *
 * @param {(x: number[]) => number} f
 * @param {number[]} x one point; not modified
 * @param {number} h
 * @returns {number[]}
 */
export const numericalGradient = (f, x, h = CHAPTER_H) => {
  callable("f", f);
  positive("h", h);
  return centralGradient(f, point("x", x), h);
};

/** `numericalGradient` without argument checks, for use in loops. */
export const centralGradient = (f, x, h) => {
  const gradient = x.slice(); // not [], which would make room for many
  for (let i = 0; i < x.length; i++) {
    const forward = x.slice();
    const backward = x.slice();
    forward[i] += h;
    backward[i] -= h;
    gradient[i] = (f(forward) - f(backward)) / (2 * h);
  }
  return gradient;
};
