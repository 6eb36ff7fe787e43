// Which stationary point a start ends at, as in gdbook/basins.py, for one start.

import { divergence, partEdges } from "./status.js";

const DYING_OUT = 0.99; // steps die out if the longest of the last quarter is at most this share of the one before
const AT_REST = 1e-3; // in units of tol: steps up to this length need not die out

/**
 * @param {import("./surfaces.js").Surface} surface
 * @param {import("./rules.js").Rule<any>} rule
 * @param {[number, number]} start
 * @param {number} stepNum
 * @param {[number, number][]} targets
 * @param {number} tol how near a run must end
 * @returns {{ reached: number, escaped: boolean }} the number of the target where the run settles, or -1
 */
export const basin = (surface, rule, start, stepNum, targets, tol = 1e-3) => {
  const quarter = Math.max(Math.floor(stepNum / 4), 1);
  const edges = partEdges(stepNum);
  const parts = edges.slice(1).map(() => 0);
  let [first, lastButOne, last] = [0, 0, 0]; // the longest step of a quarter of the run
  let x = start;
  let state = rule.init(x);
  const firstValue = surface(x);
  let value = firstValue;
  for (let k = 1; k <= stepNum; k++) {
    const [step, next] = rule.update(surface.grad(x), state);
    const moved = [x[0] + step[0], x[1] + step[1]];
    const length = Math.hypot(moved[0] - x[0], moved[1] - x[1]);
    [x, state] = [moved, next];
    if (k <= quarter) first = Math.max(first, length);
    if (k > stepNum - quarter) last = Math.max(last, length);
    else if (k > stepNum - 2 * quarter) lastButOne = Math.max(lastButOne, length);
    if (k > edges[0]) {
      const part = edges.findIndex((edge) => k <= edge) - 1;
      parts[part] = Math.max(parts[part], length);
    }
    const there = surface(x);
    if (Number.isFinite(there)) value = there;
    if (!Number.isFinite(x[0]) && !Number.isFinite(x[1])) break;
  }
  const inside = targets.findLastIndex(([x0, x1]) => (x[0] - x0) ** 2 + (x[1] - x1) ** 2 <= tol * tol);
  const dyingOut = last <= Math.max(DYING_OUT * lastButOne, AT_REST * tol);
  const reached = dyingOut ? inside : -1;
  const { diverged } = divergence(surface, start, x, firstValue, value, first, parts);
  return { reached, escaped: reached < 0 && diverged };
};
