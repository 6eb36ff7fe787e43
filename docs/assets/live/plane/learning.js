// The network of docs/beyond/plane.md and how it learns: the same operations as in the page's Python, but its sums are added
// up in another order, and the last bits of tanh and exp differ from numpy's.

import { rules } from "../core/rules.js";
import { clamp } from "../handle.js";
import { round } from "../python.js";

export const EACH = 4; // numbers of a unit: w0, w1, b, v
const SEEN = { low: -1.1, high: 1.1 }; // where points are
const PORTION = 100; // steps between two looks whether something newer waits

const draws = (seed, count) => {
  let state = 866350 + 1000003 * seed;
  return Array.from({ length: count }, () => {
    state = (state * 16807) % 2147483647;
    return (2 * state) / 2147483647 - 1;
  });
};

/** Where a point of each data set is: how far along its colour, on which side, and two numbers that look like chance, spread by `noise`. */
const PLACES = [
  (along, side, noise, [c0, c1]) => {
    const turn = Math.PI * along;
    return [side * (0.35 - 0.7 * Math.cos(turn)) + noise * 0.12 * c0, side * (0.7 * Math.sin(turn) - 0.2) + noise * 0.12 * c1];
  },
  (along, side, noise, [c0, c1]) => {
    const far = (side > 0 ? 0.4 * Math.sqrt(along) : 0.88) + noise * 0.1 * c0;
    const turn = 14 * Math.PI * along + c1;
    return [far * Math.cos(turn), far * Math.sin(turn)];
  },
  (along, side, noise, [c0, c1], half) => [0.55 * half + noise * 0.38 * c0, 0.55 * half * side + noise * 0.38 * c1],
  (along, side, noise, [c0, c1]) => {
    const [far, turn] = [0.1 + 0.9 * along, Math.PI * (1.9 * along + (side > 0 ? 1 : 0))];
    return [far * Math.cos(turn) + noise * 0.03 * c0, far * Math.sin(turn) + noise * 0.03 * c1];
  },
];

/** @typedef {{ place: [number, number], blue: number }} Point `blue` is 1, or 0 for orange */

/** @returns {Point[]} */
export const dataSet = (data, noise = 1, count = 80, seed = 100) => {
  const chance = draws(seed + data, 2 * count);
  return Array.from({ length: count }, (_, i) => {
    const [pair, blue] = [Math.floor(i / 2), i % 2];
    const place = PLACES[data](pair / (count / 2 - 1), 2 * blue - 1, noise, [chance[i], chance[count + i]], (pair % 2) * 2 - 1);
    return { place: place.map((value) => round(clamp(value, SEEN), 2)), blue };
  });
};

/** The network before the first step. */
export const start = (seed, hidden) => draws(seed, EACH * hidden + 1);

/** A unit at a point: its soft step, without its height. */
export const unitAt = (w, j, [x0, x1]) => Math.tanh(x0 * w[EACH * j] + x1 * w[EACH * j + 1] + w[EACH * j + 2]);

export const hiddenOf = (w) => (w.length - 1) / EACH;

export const scoreAt = (w, place) => {
  let score = 0;
  for (let j = 0; j < hiddenOf(w); j++) score += unitAt(w, j, place) * w[EACH * j + 3];
  return score + w.at(-1);
};

/** The loss of the network w on points, and how many of them have the right colour. */
const look = (w, points) => {
  let [loss, right] = [0, 0];
  for (const { place, blue } of points) {
    const score = scoreAt(w, place);
    const wrong = blue ? -score : score;
    loss += Math.max(0, wrong) + Math.log1p(Math.exp(-Math.abs(wrong)));
    right += Number(score > 0 === Boolean(blue));
  }
  return { loss: loss / points.length, right };
};

/** The gradient of the loss of the network w on points. */
const gradient = (w, points) => {
  const grad = w.map(() => 0);
  for (const { place, blue } of points) {
    const slope = (1 / (1 + Math.exp(-scoreAt(w, place))) - blue) / points.length;
    for (let j = 0; j < hiddenOf(w); j++) {
      const unit = unitAt(w, j, place);
      const inner = slope * w[EACH * j + 3] * (1 - unit * unit);
      grad[EACH * j] += place[0] * inner;
      grad[EACH * j + 1] += place[1] * inner;
      grad[EACH * j + 2] += inner;
      grad[EACH * j + 3] += slope * unit;
    }
    grad[grad.length - 1] += slope;
  }
  return grad;
};

/**
 * @typedef {{ w: number[], memory: any }} State
 * @typedef {{ loss: number, right: number }} Look
 * @typedef {State & Look & { learned: State, own: object[], unseen: Look }} Passed `learned`: before its
 *   `own` changes
 */

/**
 * @param {Point[]} points
 * @param {Point[]} unseen of which it learns nothing
 * @param {number[]} first the network before the first step
 * @param {number} lr
 * @param {number} beta
 */
export const makeTraining = (points, unseen, first, lr, beta) => {
  const rule = rules.Momentum({ lr, beta });
  /** @type {Passed[]} */
  const passed = [];
  const applied = ({ w, memory }, own) => {
    const changed = w.slice();
    for (const { unit, numbers } of own) changed.splice(EACH * (unit - 1), EACH, ...numbers);
    return own.length > 0 ? { w: changed, memory: rule.init(changed) } : { w, memory };
  };
  const stepped = ({ w, memory }) => {
    const [step, next] = rule.update(gradient(w, points), memory);
    return { w: w.map((value, i) => value + step[i]), memory: next };
  };
  return {
    points,
    unseen,
    /**
     * The network at the start and after each of so many steps; what was learned since a change that is new is learned anew.
     *
     * @param {number} steps
     * @param {import("./changes.js").Change[]} changes
     */
    *after(steps, changes) {
      const known = changes.filter(({ unit }) => unit <= hiddenOf(first));
      const ownOf = (k) => known.filter(({ at }) => at === k);
      const isOld = ({ own }, k) => JSON.stringify(own) !== JSON.stringify(ownOf(k));
      const places = [...new Set([...known.map(({ at }) => at), ...passed.flatMap(({ own }, k) => (own.length ? [k] : []))])];
      const from = places.sort((a, b) => a - b).find((k) => k < passed.length && isOld(passed[k], k));
      let learned = from === undefined ? null : passed.splice(from)[0].learned;
      while (passed.length <= steps) {
        const k = passed.length;
        learned ??= k === 0 ? { w: first, memory: rule.init(first) } : stepped(passed[k - 1]);
        const own = ownOf(k);
        const state = applied(learned, own);
        passed.push({ ...state, learned, own, ...look(state.w, points), unseen: look(state.w, unseen) });
        learned = null;
        if (k % PORTION === PORTION - 1) yield;
      }
      return passed;
    },
  };
};
