// What a step is made of, for each rule: arrows, whose tails and tips are points of the plane.

const scaled = (vector, factor) => vector.map((component, i) => component * (factor[i] ?? factor));
const sum = (a, b) => a.map((component, i) => component + b[i]);

/**
 * @typedef {object} Step
 * @property {number[]} from
 * @property {number[]} step
 * @property {{ name: "push" | "memory" | "ahead" | "downhill", tail: number[], vector: number[] }[]} arrows
 * @property {number[]} [ball] where Nesterov's ball is
 * @property {number[]} [oval] how far along each axis a slope of this length would lead
 */

/**
 * Each rule's parts of a step, from the gradient, its state before, and its state after. The rule
 * with the richest step comes first.
 *
 * @type {Record<string, (rule: any, grad: number[], before: any, after: any) => object>}
 */
const PARTS = {
  Momentum: ({ lr, beta }, grad, { velocity }) => ({
    chain: { memory: scaled(velocity, beta), push: scaled(grad, -lr) },
  }),
  Nesterov: ({ lr, beta }, grad, _, { velocity }) => ({
    chain: { push: scaled(grad, -lr), ahead: scaled(velocity, beta) },
    hasBall: true,
  }),
  Adam: (rule, grad, _, { mean, square, meanWeight, squareWeight }) => ({
    source: mean.map((m) => m / meanWeight),
    squares: square.map((s) => s / squareWeight),
  }),
  RMSProp: (rule, grad, _, { square }) => ({ source: grad, squares: square }),
  AdaGrad: (rule, grad, _, { total }) => ({ source: grad, squares: total }),
  GradientDescent: ({ lr }, grad) => ({ chain: { push: scaled(grad, -lr) } }),
};

export const EXPLAINED = Object.keys(PARTS);

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
    const { chain, hasBall, source, squares } = PARTS[name]?.(rule, slope, state, after) ?? { chain: {} };
    if (chain) {
      let tail = from;
      const arrows = Object.entries(chain).map(([part, vector]) => {
        const arrow = { name: part, tail, vector };
        tail = sum(tail, vector);
        return arrow;
      });
      return { from, step, arrows, ball: hasBall && arrows[1].tail };
    }
    const rates = squares.map((s) => rule.lr / (Math.sqrt(s) + rule.eps)); // of the axes
    const share = Math.hypot(...step) / Math.hypot(...slope) || 0;
    const arrows = [{ name: "downhill", tail: from, vector: scaled(slope, -share) }];
    return { from, step, arrows, oval: scaled(rates, Math.hypot(...source)) };
  };
};
