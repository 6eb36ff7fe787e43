// The learning rate with which a rule ends lowest.

import { descending } from "../core/descent.js";

/** The numbers of one digit from 0.0001 to 90. */
const RATES = [-4, -3, -2, -1, 0, 1].flatMap((power) => Array.from({ length: 9 }, (_, i) => Number(`${i + 1}e${power}`)));

/**
 * The rate of RATES after which f is lowest, of those with which the run stays within the limits; without any such, of
 * all; undefined if no run ends at a finite f. A generator, since it makes as many runs as there are rates.
 *
 * @param {(x: number[]) => number} f
 * @param {number[]} initX
 * @param {(lr: number) => import("../core/rules.js").Rule<any>} rule
 * @param {number} stepNum
 * @param {[number, number][]} limits of each coordinate
 */
export function* bestOf(f, initX, rule, stepNum, limits) {
  const isIn = (x) => limits.every(([low, high], i) => x[i] >= low && x[i] <= high);
  let best = { out: true, f: Infinity };
  for (const lr of RATES) {
    const trace = yield* descending(f, initX, rule(lr), stepNum);
    const run = { out: !trace.x.every(isIn), f: trace.f.at(-1), lr };
    if (Number.isFinite(run.f) && (run.out === best.out ? run.f < best.f : best.out)) best = run;
    yield;
  }
  return best.lr;
}
