// The learning rate with which a rule ends lowest and no longer bounces.

import { descending } from "../core/descent.js";

/** The numbers of one digit from 0.0001 to 90. */
const RATES = [-4, -3, -2, -1, 0, 1].flatMap((power) => Array.from({ length: 9 }, (_, i) => Number(`${i + 1}e${power}`)));

const LATE = 0.75; // of the steps: from there on a run must not bounce
const CLIMB = 0.01; // of its fall: a step that climbs by more bounces

/** Whether f climbs too much with a late step. */
const bounces = (f) => {
  const most = CLIMB * (f[0] - f.at(-1));
  return f.slice(Math.floor(LATE * (f.length - 1))).some((value, i, late) => value - late[i - 1] > most);
};

/**
 * The rate of RATES after which f is lowest, of those with which the run stays within the limits and does not bounce, since
 * a last bounce is low by chance; without any such, of those within the limits, else of those that do not bounce, else of
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
  let best = { faults: Infinity, f: Infinity };
  for (const lr of RATES) {
    const trace = yield* descending(f, initX, rule(lr), stepNum);
    const run = { faults: 2 * !trace.x.every(isIn) + bounces(trace.f), f: trace.f.at(-1), lr };
    if (Number.isFinite(run.f) && (run.faults === best.faults ? run.f < best.f : run.faults < best.faults)) best = run;
    yield;
  }
  return best.lr;
}
