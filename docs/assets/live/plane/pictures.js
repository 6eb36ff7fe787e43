// Lines and tiles of the network in the plane.

import { tintAt } from "../draw/tint.js";
import { clamp } from "../handle.js";
import { EACH, hiddenOf, unitAt } from "./learning.js";

export const [COLUMNS, ROWS] = [4, 2]; // of tiles
const SIDE = 33; // pixels of a tile, of which those at its edges are a gap
const REACH = 1.15; // of the plane, to each side

/** Where the line of a unit crosses a circle about the middle. */
export const chord = ([w0, w1, b], radius) => {
  const square = w0 * w0 + w1 * w1;
  const half = Math.sqrt((radius * radius - (b * b) / square) / square);
  return [1, -1].map((side) => [(-b * w0) / square - side * half * w1, (-b * w1) / square + side * half * w0]);
};

/** The point of the line that is nearest to the middle, or of a circle if the line is outside. */
export const gripOf = ([w0, w1, b], radius) => {
  const length = Math.hypot(w0, w1);
  const away = clamp(-b / length, { low: -radius, high: radius });
  return [(away * w0) / length, (away * w1) / length];
};

/** Around tile k. */
export const frameOf = (k) => {
  const [left, above] = [(k % COLUMNS) + 0.03, Math.floor(k / COLUMNS) + 0.03];
  const [right, below] = [left + 0.94, above + 0.94];
  return [[left, above], [right, above], [right, below], [left, below], [left, above]];
};

/** @returns {(w: number[]) => void} paints what each unit adds to the score, over the plane */
export const makeTiles = (image) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [COLUMNS * SIDE, ROWS * SIDE];
  const pen = canvas.getContext("2d");
  const picture = pen.createImageData(canvas.width, canvas.height);
  const inner = SIDE - 2;
  const at = (pixel) => ((2 * (pixel - 1)) / (inner - 1) - 1) * REACH;
  return (w) => {
    const hidden = hiddenOf(w);
    const heights = Array.from({ length: hidden }, (_, j) => w[EACH * j + 3]);
    const most = Math.max(...heights.map(Math.abs)) || 1;
    picture.data.fill(0);
    for (let j = 0; j < hidden; j++) {
      const [left, above] = [SIDE * (j % COLUMNS), SIDE * Math.floor(j / COLUMNS)];
      for (let row = 1; row <= inner; row++) {
        for (let column = 1; column <= inner; column++) {
          const share = 0.5 - (heights[j] * unitAt(w, j, [at(column), -at(row)])) / most / 2;
          picture.data.set(tintAt(share), 4 * ((above + row) * canvas.width + left + column));
        }
      }
    }
    pen.putImageData(picture, 0, 0);
    image.setAttribute("href", canvas.toDataURL());
  };
};
