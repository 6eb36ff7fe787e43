// What a step is made of, for each rule: arrows, whose tails and tips are points of the plane.

import { rules } from "../core/rules.js";
import { short } from "../python.js";

const scaled = (vector, factor) => vector.map((component, i) => component * (factor[i] ?? factor));
const sum = (a, b) => a.map((component, i) => component + b[i]);

/**
 * @typedef {object} Step
 * @property {number[]} from
 * @property {number[]} step
 * @property {number[]} slope
 * @property {{ name: "push" | "memory" | "ahead" | "downhill", tail: number[], vector: number[] }[]} arrows
 * @property {[name: string, formula: string, numbers: number[]][]} phases how the step comes about, one after the other
 * @property {number[]} [kept] the velocity before
 * @property {number[]} [ahead] how far Nesterov looks ahead of its ball before the step
 * @property {number[]} [ball] where Nesterov's ball is after it
 * @property {number[][]} [means] Adam's mean of the slopes before, after, and corrected
 * @property {number[][]} [squares] the squares of the slopes before, what is kept of them, after, and corrected
 * @property {number[]} [source] what is divided
 * @property {number[]} [oval] how far along each axis a slope of this length would lead
 */

const slopePhase = (grad) => ["slope", "g", grad];
const pushPhase = ({ lr }, push) => ["push", `−ηg = −${short(lr)} g`, push];
/** A share that is kept of something, and the rest of what is new. */
const blend = (name, share, added) => `${name} = ${short(share)} ${name} + ${short(1 - share)} ${added}`;
const ratesOf = ({ lr, eps }, squares) => squares.map((s) => lr / (Math.sqrt(s) + eps));

/**
 * Each rule's parts of a step, from the gradient, its state before, its state after and the step. The rule with the
 * richest step comes first.
 *
 * @type {Record<string, (rule: any, grad: number[], before: any, after: any, step: number[]) => object>}
 */
const PARTS = {
  Momentum: (rule, grad, { velocity }, _, step) => {
    const chain = { memory: scaled(velocity, rule.beta), push: scaled(grad, -rule.lr) };
    const phases = [["memory", `βv = ${short(rule.beta)} v`, chain.memory], slopePhase(grad), pushPhase(rule, chain.push), ["step", "βv − ηg", step]];
    return { chain, phases, kept: velocity };
  },
  Nesterov: (rule, grad, before, { velocity }, step) => {
    const ahead = scaled(before.velocity, rule.beta);
    const chain = { push: scaled(grad, -rule.lr), ahead: scaled(velocity, rule.beta) };
    const phases = [["lookahead", "βv", ahead], ["slopeThere", "g", grad], pushPhase(rule, chain.push), ["ahead", "βv", chain.ahead], ["step", "−ηg + βv", step]];
    return { chain, phases, ahead };
  },
  Adam: (rule, grad, before, { mean, square, meanWeight, squareWeight }, step) => {
    const source = mean.map((m) => m / meanWeight);
    const fair = square.map((s) => s / squareWeight);
    const phases = [
      slopePhase(grad),
      ["mean", blend("m", rule.beta1, "g"), mean],
      ["fair", `m′ = m / ${short(meanWeight)}`, source],
      ["squares", blend("s", rule.beta2, "g²"), square],
      ["evened", `s′ = s / ${short(squareWeight)}`, fair],
      ["divided", "η/√s′", ratesOf(rule, fair)],
      ["step", "−ηm′/√s′", step],
    ];
    const squares = [before.square, scaled(before.square, rule.beta2), square, fair];
    return { source, phases, means: [before.mean, mean, source], squares };
  },
  RMSProp: (rule, grad, before, { square }, step) => {
    const squares = [before.square, scaled(before.square, rule.beta), square, square];
    return { source: grad, phases: dividedPhases(rule, grad, blend("s", rule.beta, "g²"), square, step), squares };
  },
  AdaGrad: (rule, grad, before, { total }, step) => {
    const squares = [before.total, before.total, total, total];
    return { source: grad, phases: dividedPhases(rule, grad, "s = s + g²", total, step), squares };
  },
  GradientDescent: ({ lr }, grad, _before, _after, step) => ({
    chain: { push: scaled(grad, -lr) },
    phases: [slopePhase(grad), ["step", `−ηg = −${short(lr)} g`, step]],
  }),
};

const dividedPhases = (rule, grad, formula, squares, step) => [
  slopePhase(grad),
  ["squares", formula, squares],
  ["divided", "η/√s", ratesOf(rule, squares)],
  ["step", "−ηg/√s", step],
];

/** All rules, the richest step first. */
export const NAMES = [...new Set([...Object.keys(PARTS), ...Object.keys(rules)])];

/**
 * Finds the steps of a run; the states of its rule are computed again, onwards from the last one asked for.
 *
 * @param {{ name: string, rule: import("../core/rules.js").Rule<any>, trace: import("../core/descent.js").Trace }} run
 * @returns {(k: number) => Step} the step from point k - 1 to point k
 */
export const stepsOf = ({ name, rule, trace: { x, grad } }) => {
  let [next, state] = [0, rule.init(x[0])];
  return (k) => {
    if (next > k - 1) [next, state] = [0, rule.init(x[0])];
    for (; next < k - 1; next++) [, state] = rule.update(grad[next], state);
    const [from, slope] = [x[k - 1], grad[k - 1]];
    const [step, after] = rule.update(slope, state);
    const { chain, ...parts } = PARTS[name]?.(rule, slope, state, after, step) ?? { chain: {}, phases: [["step", "", step]] };
    if (chain) {
      let tail = from;
      const arrows = Object.entries(chain).map(([part, vector]) => {
        const arrow = { name: part, tail, vector };
        tail = sum(tail, vector);
        return arrow;
      });
      return { from, step, slope, arrows, ball: parts.ahead && arrows[1].tail, ...parts };
    }
    const share = Math.hypot(...step) / Math.hypot(...slope) || 0;
    const arrows = [{ name: "downhill", tail: from, vector: scaled(slope, -share) }];
    const oval = scaled(ratesOf(rule, parts.squares.at(-1)), Math.hypot(...parts.source));
    return { from, step, slope, arrows, oval, ...parts };
  };
};
