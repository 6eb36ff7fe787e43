// The pictures of the network: its hidden units, what it reads in the images of the validation, and the pad.

import { OF_VALIDATION, PIXELS } from "./learning.js";

const SIDE = 8; // pixels of an image
const COLUMNS = 27;
const TALL = 11; // a hidden unit: its weights, a gap, and two rows for its value
const STRONG = 0.8; // a weight that is drawn in full colour
const [GREY, BLUE, ORANGE] = [[123, 138, 151], [36, 108, 220], [184, 70, 27]];

/** @typedef {(i: number) => [number[], number]} Look the colour of pixel i, and how much of it, from 0 to 1 */

/**
 * Draws tiles into an image of matplotlib's figure.
 *
 * @param {SVGImageElement} image
 * @param {number} count of tiles
 * @param {number} columns
 * @param {(n: number) => Look} lookOf tile n
 * @param {number} [tall] rows of a tile
 */
const draw = (image, count, columns, lookOf, tall = SIDE) => {
  const canvas = document.createElement("canvas");
  canvas.width = (SIDE + 1) * columns - 1;
  canvas.height = ((tall + 1) * count) / columns - 1;
  const pen = canvas.getContext("2d");
  const tile = pen.createImageData(SIDE, tall);
  for (let n = 0; n < count; n++) {
    const look = lookOf(n);
    for (let i = 0; i < SIDE * tall; i++) {
      const [colour, amount] = look(i);
      for (let k = 0; k < 3; k++) tile.data[4 * i + k] = colour[k];
      tile.data[4 * i + 3] = 255 * amount; // rounded
    }
    pen.putImageData(tile, (SIDE + 1) * (n % columns), (tall + 1) * Math.floor(n / columns));
  }
  image.setAttribute("href", canvas.toDataURL());
};

/** The images, those lit that are read wrongly. */
export const drawDigits = (image, { pixels, labels }, read) => {
  const { from, count } = OF_VALIDATION;
  draw(image, count, COLUMNS, (n) => {
    const ink = (i) => pixels[PIXELS * (from + n) + i] / 16;
    const isRight = read[n] === labels[from + n];
    return isRight ? (i) => [GREY, 0.85 * ink(i)] : (i) => [ORANGE, 0.25 + 0.75 * ink(i)];
  });
};

/** The hidden units of the network w: the weights of each, and its value under them. */
export const drawUnits = (image, w, units) => {
  const count = units.length;
  const amountOf = (n, i) => (i < PIXELS ? w[count * i + n] / STRONG : i < PIXELS + SIDE ? 0 : units[n]);
  const lookOf = (n) => (i) => {
    const amount = amountOf(n, i);
    return [amount > 0 ? BLUE : ORANGE, Math.min(1, Math.abs(amount))];
  };
  draw(image, count, Math.sqrt(2 * count), lookOf, TALL);
};

/** The pad, with pixels from 0 to 16. */
export const drawPad = (image, pixels) => draw(image, 1, 1, () => (i) => [GREY, pixels[i] / 16]);
