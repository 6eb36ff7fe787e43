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
  const beside = x.slice(); // one for all: memory is what long runs wait for
  const value = (i, by) => {
    for (let j = 0; j < x.length; j++) beside[j] = x[j]; // f may have changed it
    beside[i] += by;
    return f(beside);
  };
  for (let i = 0; i < x.length; i++) gradient[i] = (value(i, h) - value(i, -h)) / (2 * h);
  return gradient;
};
