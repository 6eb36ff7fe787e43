// The network of docs/beyond/network.md and how it learns: 64 pixels, 32 hidden units, 10 digits. The same operations as
// in the page's Python; the order in which a matrix product adds and the last bits of tanh and exp differ from numpy's.

import { makeGenerator } from "./generator.js";

const PIXELS = 64;
const HIDDEN = 32;
const DIGITS = 10;
const PARAMETERS = 2410;
const [B1, W2, B2] = [PIXELS * HIDDEN, (PIXELS + 1) * HIDDEN, (PIXELS + 1) * HIDDEN + HIDDEN * DIGITS];
const TRAIN = 1000;
const IMAGES = 1297; // those for the validation come after those for the training
const BATCH = 50;
const PORTION = 100; // images whose loss is computed at a time

/**
 * @typedef {object} Data
 * @property {Float64Array} first the weights at the start
 * @property {(epoch: number) => number[]} orderOf the images of the training, in an epoch
 * @property {Float64Array} images less their mean, one after the other
 * @property {Uint8Array} pixels from 0 to 16
 * @property {Uint8Array} labels
 */

/**
 * @param {ArrayBuffer} bytes as docs/hooks/site_files/digits.py writes them
 * @returns {Data}
 */
export const unpacked = (bytes) => {
  const first = new Float64Array(bytes, 0, PARAMETERS);
  const [state, low, inc, end] = new BigUint64Array(bytes, first.byteLength, 4);
  const labels = new Uint8Array(bytes, first.byteLength + 32, IMAGES);
  const pixels = new Uint8Array(bytes, first.byteLength + 32 + IMAGES);
  for (let i = 0; i < B1; i++) first[i] /= 8; // sqrt(64)
  for (let i = W2; i < B2; i++) first[i] /= Math.sqrt(HIDDEN);
  first.fill(0, B1, W2).fill(0, B2);
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
  return { first, orderOf, images, pixels, labels };
};

/**
 * The hidden units and the logarithms of the probabilities of one image; returns the digit that is read.
 *
 * @param {Float64Array} w
 * @param {Float64Array} images
 * @param {number} n which image
 * @param {Float64Array} hidden
 * @param {Float64Array} logP
 */
const forward = (w, images, n, hidden, logP) => {
  hidden.fill(0);
  for (let i = 0; i < PIXELS; i++) {
    const ink = images[PIXELS * n + i];
    for (let j = 0; j < HIDDEN; j++) hidden[j] += ink * w[HIDDEN * i + j];
  }
  for (let j = 0; j < HIDDEN; j++) hidden[j] = Math.tanh(hidden[j] + w[B1 + j]);
  logP.fill(0);
  for (let j = 0; j < HIDDEN; j++) {
    for (let k = 0; k < DIGITS; k++) logP[k] += hidden[j] * w[W2 + DIGITS * j + k];
  }
  let [most, digit] = [-Infinity, 0]; // as numpy.argmax: the first NaN, or else the first of the largest
  for (let k = 0; k < DIGITS; k++) {
    logP[k] += w[B2 + k];
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

/**
 * @param {Data} data
 * @param {number} lr
 * @param {number} beta
 */
export const makeTraining = ({ first, orderOf, images, labels }, lr, beta) => {
  const w = first.slice();
  const velocity = new Float64Array(PARAMETERS);
  const grad = new Float64Array(PARAMETERS);
  const [hidden, inner] = [new Float64Array(HIDDEN), new Float64Array(HIDDEN)];
  const [logP, slope] = [new Float64Array(DIGITS), new Float64Array(DIGITS)];

  /** Adds the part of one image to the gradient of a batch. */
  const backward = (n) => {
    forward(w, images, n, hidden, logP);
    for (let k = 0; k < DIGITS; k++) slope[k] = (Math.exp(logP[k]) - (labels[n] === k ? 1 : 0)) / BATCH;
    for (let j = 0; j < HIDDEN; j++) {
      let back = 0;
      for (let k = 0; k < DIGITS; k++) {
        back += slope[k] * w[W2 + DIGITS * j + k];
        grad[W2 + DIGITS * j + k] += hidden[j] * slope[k];
      }
      inner[j] = back * (1 - hidden[j] * hidden[j]);
      grad[B1 + j] += inner[j];
    }
    for (let k = 0; k < DIGITS; k++) grad[B2 + k] += slope[k];
    for (let i = 0; i < PIXELS; i++) {
      const ink = images[PIXELS * n + i];
      for (let j = 0; j < HIDDEN; j++) grad[HIDDEN * i + j] += ink * inner[j];
    }
  };

  function* epoch(order) {
    for (let at = 0; at < TRAIN; at += BATCH) {
      grad.fill(0);
      for (let i = at; i < at + BATCH; i++) backward(order[i]);
      for (let i = 0; i < PARAMETERS; i++) {
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
      read.push(forward(w, images, n, hidden, logP));
      sure.push(Math.exp(logP[read.at(-1)]));
      sum -= logP[labels[n]];
      if (n % PORTION === 0) yield;
    }
    return { loss: sum / (to - from), read, sure };
  }

  const passed = []; // the network at the start and after each epoch
  return {
    /** The networks at the start and after each of so many epochs, with their losses, and what they read. */
    *after(epochs) {
      while (passed.length <= epochs) {
        if (passed.length > 0) yield* epoch(orderOf(passed.length - 1));
        const { loss: training } = yield* looking(0, TRAIN);
        const { loss: validation, read, sure } = yield* looking(TRAIN, IMAGES);
        passed.push({ w: w.slice(), training, validation, read, sure });
      }
      return passed.slice(0, epochs + 1);
    },
  };
};

/** Where the data are, for the images of the validation. */
export const OF_VALIDATION = { from: TRAIN, count: IMAGES - TRAIN };
export const SHAPE = { PIXELS, HIDDEN };
