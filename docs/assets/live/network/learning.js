// The network of docs/beyond/network.md and how it learns: 64 pixels, some hidden units, 10 digits. The same operations as
// in the page's Python; the order in which a matrix product adds and the last bits of tanh and exp differ from numpy's.

import { makeGenerator } from "./generator.js";

const PIXELS = 64;
const DIGITS = 10;
const MOST = 2410; // parameters, of 32 hidden units
const TRAIN = 1000;
const IMAGES = 1297; // those for the validation come after those for the training
const BATCH = 50;
const PORTION = 100; // images whose loss is computed at a time

/** How many hidden units the network w has, and where in w the biases of these, the second weights and biases begin. */
const partsOf = (w) => {
  const hidden = (w.length - DIGITS) / (PIXELS + 1 + DIGITS);
  return { hidden, b1: PIXELS * hidden, w2: (PIXELS + 1) * hidden, b2: w.length - DIGITS };
};

/**
 * @typedef {object} Data
 * @property {(hidden: number) => Float64Array} start the weights at the start, for so many hidden units
 * @property {(epoch: number) => number[]} orderOf the images of the training, in an epoch
 * @property {Float64Array} mean of the images of the training
 * @property {Float64Array} images less their mean, one after the other
 * @property {Uint8Array} pixels from 0 to 16
 * @property {Uint8Array} labels
 */

/**
 * @param {ArrayBuffer} bytes as docs/hooks/site_files/digits.py writes them
 * @returns {Data}
 */
export const unpacked = (bytes) => {
  const normal = new Float64Array(bytes, 0, MOST);
  const [state, low, inc, end] = new BigUint64Array(bytes, normal.byteLength, 4);
  const labels = new Uint8Array(bytes, normal.byteLength + 32, IMAGES);
  const pixels = new Uint8Array(bytes, normal.byteLength + 32 + IMAGES);
  const start = (hidden) => {
    const w = normal.slice(0, (PIXELS + 1 + DIGITS) * hidden + DIGITS);
    const { b1, w2, b2 } = partsOf(w);
    for (let i = 0; i < b1; i++) w[i] /= 8; // sqrt(64)
    for (let i = w2; i < b2; i++) w[i] /= Math.sqrt(hidden);
    return w.fill(0, b1, w2).fill(0, b2);
  };
  const mean = new Float64Array(PIXELS);
  for (let i = 0; i < TRAIN * PIXELS; i++) mean[i % PIXELS] += pixels[i] / 16;
  for (let i = 0; i < PIXELS; i++) mean[i] /= TRAIN;
  const images = new Float64Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) images[i] = pixels[i] / 16 - mean[i % PIXELS];
  const generator = makeGenerator((state << 64n) | low, (inc << 64n) | end);
  const orders = []; // made when they are needed
  const orderOf = (epoch) => {
    while (orders.length <= epoch) orders.push(generator.permutation(TRAIN));
    return orders[epoch];
  };
  return { start, orderOf, mean, images, pixels, labels };
};

/**
 * What a network computes, with room for one image.
 *
 * @param {Float64Array} w
 */
export const makeNetwork = (w) => {
  const { hidden, b1, w2, b2 } = partsOf(w);
  const units = new Float64Array(hidden);
  const logP = new Float64Array(DIGITS);
  /** Computes hidden units and logarithms of the probabilities of image `n`; returns the digit that is read. */
  const forward = (images, n) => {
    units.fill(0);
    for (let i = 0; i < PIXELS; i++) {
      const ink = images[PIXELS * n + i];
      for (let j = 0; j < hidden; j++) units[j] += ink * w[hidden * i + j];
    }
    for (let j = 0; j < hidden; j++) units[j] = Math.tanh(units[j] + w[b1 + j]);
    logP.fill(0);
    for (let j = 0; j < hidden; j++) {
      for (let k = 0; k < DIGITS; k++) logP[k] += units[j] * w[w2 + DIGITS * j + k];
    }
    let [most, digit] = [-Infinity, 0]; // as numpy.argmax: the first NaN, or else the first of the largest
    for (let k = 0; k < DIGITS; k++) {
      logP[k] += w[b2 + k];
      if (logP[k] > most || (Number.isNaN(logP[k]) && !Number.isNaN(most))) [most, digit] = [logP[k], k];
    }
    let sum = 0;
    for (let k = 0; k < DIGITS; k++) {
      logP[k] -= most;
      sum += Math.exp(logP[k]);
    }
    for (let k = 0; k < DIGITS; k++) logP[k] -= Math.log(sum);
    return digit;
  };
  return { units, logP, forward };
};

/** The weights of hidden unit j, and what it adds to the score of each digit for each 1 of its value. */
export const unitOf = (w, j) => {
  const { hidden, w2 } = partsOf(w);
  return {
    weights: Array.from({ length: PIXELS }, (_, i) => w[hidden * i + j]),
    onward: w.subarray(w2 + DIGITS * j, w2 + DIGITS * (j + 1)),
  };
};

/** Puts painted weights into the network w, if it has their unit. */
const paintUnit = (w, { unit, levels }) => {
  const { hidden } = partsOf(w);
  if (unit >= hidden) return;
  for (const [i, level] of levels.entries()) if (level > 0) w[hidden * i + unit] = (level - 8) / 8;
};

/**
 * @param {Data} data
 * @param {number} lr
 * @param {number} beta
 * @param {number} hidden how many units
 */
export const makeTraining = ({ start, orderOf, images, labels }, lr, beta, hidden) => {
  const w = start(hidden);
  const { b1, w2, b2 } = partsOf(w);
  const { units, logP, forward } = makeNetwork(w);
  const [velocity, grad] = [new Float64Array(w.length), new Float64Array(w.length)];
  const [inner, slope] = [new Float64Array(hidden), new Float64Array(DIGITS)];

  /** Adds the part of one image to the gradient of a batch. */
  const backward = (n) => {
    forward(images, n);
    for (let k = 0; k < DIGITS; k++) slope[k] = (Math.exp(logP[k]) - (labels[n] === k ? 1 : 0)) / BATCH;
    for (let j = 0; j < hidden; j++) {
      let back = 0;
      for (let k = 0; k < DIGITS; k++) {
        back += slope[k] * w[w2 + DIGITS * j + k];
        grad[w2 + DIGITS * j + k] += units[j] * slope[k];
      }
      inner[j] = back * (1 - units[j] * units[j]);
      grad[b1 + j] += inner[j];
    }
    for (let k = 0; k < DIGITS; k++) grad[b2 + k] += slope[k];
    for (let i = 0; i < PIXELS; i++) {
      const ink = images[PIXELS * n + i];
      for (let j = 0; j < hidden; j++) grad[hidden * i + j] += ink * inner[j];
    }
  };

  function* epoch(order) {
    for (let at = 0; at < TRAIN; at += BATCH) {
      grad.fill(0);
      for (let i = at; i < at + BATCH; i++) backward(order[i]);
      for (let i = 0; i < w.length; i++) {
        velocity[i] = beta * velocity[i] - lr * grad[i];
        w[i] += velocity[i];
      }
      yield;
    }
  }

  /** The mean loss of the images from one to another, which digits are read in them, and with what probabilities. */
  function* looking(from, to) {
    const read = [];
    const sure = [];
    let sum = 0;
    for (let n = from; n < to; n++) {
      read.push(forward(images, n));
      sure.push(Math.exp(logP[read.at(-1)]));
      sum -= logP[labels[n]];
      if (n % PORTION === 0) yield;
    }
    return { loss: sum / (to - from), read, sure };
  }

  const passed = []; // the network at the start and after each epoch
  return {
    /**
     * The networks at the start and after each of so many epochs, with their losses, and what they read.
     *
     * @param {number} epochs
     * @param {import("./paint.js").Paint[]} [paint] what was trained since one of them changed is trained anew
     */
    *after(epochs, paint = []) {
      const paintOf = (k) => paint.filter(({ epoch }) => epoch === k);
      const changed = passed.findIndex(({ own }, k) => JSON.stringify(own) !== JSON.stringify(paintOf(k)));
      let learned = null; // before it is painted
      if (changed >= 0) {
        [{ learned }] = passed.splice(changed);
        w.set(learned.w);
        velocity.set(learned.velocity);
      }
      while (passed.length <= epochs) {
        const k = passed.length;
        if (k > 0 && !learned) yield* epoch(orderOf(k - 1));
        learned ??= { w: w.slice(), velocity: velocity.slice() };
        const own = paintOf(k);
        for (const each of own) paintUnit(w, each);
        const { loss: training } = yield* looking(0, TRAIN);
        const { loss: validation, read, sure } = yield* looking(TRAIN, IMAGES);
        passed.push({ w: w.slice(), learned, own, training, validation, read, sure });
        learned = null;
      }
      return passed.slice(0, epochs + 1);
    },
  };
};

/** Where the data are, for the images of the validation. */
export const OF_VALIDATION = { from: TRAIN, count: IMAGES - TRAIN };
export { PIXELS };
