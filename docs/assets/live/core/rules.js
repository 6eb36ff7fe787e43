// The update rules of gdbook/rules.py: the step to add to x, given the gradient and the state of the rule.
//
// Adam({ lr: 0.1 }) makes a rule, and so does new Adam({ lr: 0.1 }). A rule has its settings and two pure methods,
// init(x) -> state and update(grad, state) -> [step, state]. A learning rate is a number or a schedule k -> number.

import { inUnit, positive, rate } from "./checks.js";

/**
 * @template S
 * @typedef {{ init: (x: number[]) => S, update: (grad: number[], state: S) => [number[], S] }} Rule
 */

const zeros = (x) => x.map(() => 0);
const at = (lr, k) => {
  if (typeof lr !== "function") return lr;
  const value = lr(k);
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0) {
    throw new RangeError(`lr(${k}) must be a finite number that is not negative, got ${value}`);
  }
  return value;
};

/** x <- x - lr g */
function GradientDescent({ lr = 0.01 } = {}) {
  rate("lr", lr);
  return {
    lr,
    init: () => 0,
    update: (grad, k) => [grad.map((g) => -at(lr, k) * g), k + 1],
  };
}

/** The factor of the gradient inside the velocity, and that of the velocity outside. */
const split = (lr, inside) => (inside ? [lr, 1] : [1, lr]);

/** v <- beta v - lr g;  x <- x + v, or with lr outside the velocity, v <- beta v - g;  x <- x + lr v */
function Momentum({ lr = 0.01, beta = 0.9, lr_inside = true } = {}) {
  rate("lr", lr);
  inUnit("beta", beta);
  return {
    lr,
    beta,
    lr_inside,
    init: (x) => ({ k: 0, velocity: zeros(x) }),
    update: (grad, { k, velocity }) => {
      const [inside, outside] = split(at(lr, k), lr_inside);
      const next = grad.map((g, i) => beta * velocity[i] - inside * g);
      return [next.map((v) => outside * v), { k: k + 1, velocity: next }];
    },
  };
}

/** v <- beta v - lr g;  x <- x + beta v - lr g, or with lr outside the velocity */
function Nesterov({ lr = 0.01, beta = 0.9, lr_inside = true } = {}) {
  rate("lr", lr);
  inUnit("beta", beta);
  return {
    lr,
    beta,
    lr_inside,
    init: (x) => ({ k: 0, velocity: zeros(x) }),
    update: (grad, { k, velocity }) => {
      const [inside, outside] = split(at(lr, k), lr_inside);
      const next = grad.map((g, i) => beta * velocity[i] - inside * g);
      return [grad.map((g, i) => outside * (beta * next[i] - inside * g)), { k: k + 1, velocity: next }];
    },
  };
}

/** s <- s + g^2;  x <- x - lr g / (sqrt(s) + eps) */
function AdaGrad({ lr = 0.01, eps = 1e-8 } = {}) {
  rate("lr", lr);
  positive("eps", eps);
  return {
    lr,
    eps,
    init: (x) => ({ k: 0, total: zeros(x) }),
    update: (grad, { k, total }) => {
      const eta = at(lr, k);
      const next = grad.map((g, i) => total[i] + g * g);
      return [grad.map((g, i) => (-eta * g) / (Math.sqrt(next[i]) + eps)), { k: k + 1, total: next }];
    },
  };
}

/** s <- beta s + (1 - beta) g^2;  x <- x - lr g / (sqrt(s) + eps) */
function RMSProp({ lr = 0.01, beta = 0.9, eps = 1e-8 } = {}) {
  rate("lr", lr);
  inUnit("beta", beta);
  positive("eps", eps);
  return {
    lr,
    beta,
    eps,
    init: (x) => ({ k: 0, square: zeros(x) }),
    update: (grad, { k, square }) => {
      const eta = at(lr, k);
      const next = grad.map((g, i) => beta * square[i] + (1 - beta) * (g * g));
      return [grad.map((g, i) => (-eta * g) / (Math.sqrt(next[i]) + eps)), { k: k + 1, square: next }];
    },
  };
}

/**
 * m <- beta1 m + (1 - beta1) g;  s <- beta2 s + (1 - beta2) g^2;  x <- x - lr m' / (sqrt(s') + eps), where m' and s'
 * are m and s divided by the weight that all gradients so far have in them.
 */
function Adam({ lr = 0.001, beta1 = 0.9, beta2 = 0.999, eps = 1e-8 } = {}) {
  rate("lr", lr);
  inUnit("beta1", beta1);
  inUnit("beta2", beta2);
  positive("eps", eps);
  return {
    lr,
    beta1,
    beta2,
    eps,
    init: (x) => ({ k: 0, mean: zeros(x), square: zeros(x), meanWeight: 0, squareWeight: 0 }),
    update: (grad, state) => {
      const eta = at(lr, state.k);
      const mean = grad.map((g, i) => beta1 * state.mean[i] + (1 - beta1) * g);
      const square = grad.map((g, i) => beta2 * state.square[i] + (1 - beta2) * (g * g));
      const meanWeight = beta1 * state.meanWeight + (1 - beta1);
      const squareWeight = beta2 * state.squareWeight + (1 - beta2);
      const step = mean.map((m, i) => (-eta * (m / meanWeight)) / (Math.sqrt(square[i] / squareWeight) + eps));
      return [step, { k: state.k + 1, mean, square, meanWeight, squareWeight }];
    },
  };
}

/** Every rule by its name in Python. */
export const rules = { GradientDescent, Momentum, Nesterov, AdaGrad, RMSProp, Adam };
