// The pictures of the network: its hidden units, what it reads in the images of the validation, and the pad.

import { clamp } from "../handle.js";
import { OF_VALIDATION, PIXELS } from "./learning.js";
import { WALL, gridOf } from "./wall.js";

const SIDE = 8; // pixels of an image
const TALL = 12; // a hidden unit: its weights, and two bars in rows with gaps
const BARS = { 9: 0, 11: 1 }; // which bar is in a row
const ENDS = [-0.4, 1.06]; // of the row of a digit
const LINKS = [1.02, 1.25]; // where they begin and end, in widths of the picture of the units
const WIDEST = 0.07; // of them, in heights
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
  canvas.height = (tall + 1) * Math.ceil(count / columns) - 1;
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

const heightOf = (n, count) => (n + 0.5) / count;

/** A frame around a hidden unit, and a line to where its links begin, in widths and heights of the picture of all. */
export const frameOf = (unit, hidden) => {
  const [columns, rows] = gridOf(hidden);
  const [width, height] = [(SIDE + 1) * columns - 1, (TALL + 1) * rows - 1];
  const [column, row] = [unit % columns, Math.floor(unit / columns)];
  const [left, right] = [-0.5, 8.5].map((x) => ((SIDE + 1) * column + x) / width);
  const [above, below] = [-0.5, 12.5].map((y) => ((TALL + 1) * row + y) / height);
  const end = [[LINKS[0], below], [LINKS[0], heightOf(unit, hidden)]];
  return [[right, below], [left, below], [left, above], [right, above], [right, below], ...end];
};

/**
 * The outlines of links from hidden units to digits, as wide as their shares, in one line; without those that are negative.
 *
 * @param {number} hidden how many units there are
 * @param {number[][]} links unit, digit, and a share from -1 to 1
 */
export const linksOf = (hidden, links) => {
  const points = links.flatMap(([unit, digit, share]) => {
    if (!(share > 0)) return [];
    const [start, end, half] = [heightOf(unit, hidden), heightOf(digit, 10), (WIDEST / 2) * share];
    const [left, right] = LINKS;
    return [[left, start - half], [right, end - half], [right, end + half], [left, start + half]];
  });
  return [...points, ...points.slice(0, 1)]; // closed
};

/** The corners of a frame around the rows of digits, of which each has a bar. */
export const rowsFrameOf = (first, last = first) => {
  const [[left, right], [above, below]] = [ENDS, [first - 0.5, last + 0.5]];
  return [[left, above], [right, above], [right, below], [left, below], [left, above]];
};

/** The images, those lit that are read wrongly. */
export const drawDigits = (image, { pixels, labels }, read) => {
  const { from, count } = OF_VALIDATION;
  draw(image, count, WALL[0], (n) => {
    const ink = (i) => pixels[PIXELS * (from + n) + i] / 16;
    const isRight = read[n] === labels[from + n];
    return isRight ? (i) => [GREY, 0.85 * ink(i)] : (i) => [ORANGE, 0.25 + 0.75 * ink(i)];
  });
};

const lookOf = (amount) => [amount > 0 ? BLUE : ORANGE, Math.min(1, Math.abs(amount))];

/** The hidden units of the network w: the weights of each, and two bars under them, whose `shares` are from -1 to 1. */
export const drawUnits = (image, w, shares) => {
  const [{ length: count }] = shares;
  const barOf = (share, x) => Math.sign(share) * clamp(SIDE * Math.abs(share) - x, { low: 0, high: 1 });
  const amountOf = (n, i) => {
    if (i < PIXELS) return w[count * i + n] / STRONG;
    const bar = BARS[Math.floor(i / SIDE)];
    return bar === undefined ? 0 : barOf(shares[bar][n], i % SIDE);
  };
  draw(image, count, gridOf(count)[0], (n) => (i) => lookOf(amountOf(n, i)), TALL);
};

/** The weights of one unit. */
export const drawWeights = (image, weights) => draw(image, 1, 1, () => (i) => lookOf(weights[i] / STRONG));

/** The pad, with pixels from 0 to 16. */
export const drawPad = (image, pixels) => draw(image, 1, 1, () => (i) => [GREY, pixels[i] / 16]);
