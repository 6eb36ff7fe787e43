// The picture of the network: what it reads in the images of the validation.

import { OF_VALIDATION, SHAPE } from "./learning.js";

const SIDE = 8; // pixels of an image
const TILE = SIDE + 1;
const COLUMNS = 27;
const [GREY, ORANGE] = [[123, 138, 151], [184, 70, 27]];

/** @typedef {(i: number) => [number[], number]} Look the colour of pixel i, and how much of it, from 0 to 1 */

/**
 * Draws tiles into an image of matplotlib's figure.
 *
 * @param {SVGImageElement} image
 * @param {number} count of tiles
 * @param {number} columns
 * @param {(n: number) => Look} lookOf tile n
 */
const draw = (image, count, columns, lookOf) => {
  const canvas = document.createElement("canvas");
  canvas.width = TILE * columns - 1;
  canvas.height = (TILE * count) / columns - 1;
  const pen = canvas.getContext("2d");
  const tile = pen.createImageData(SIDE, SIDE);
  for (let n = 0; n < count; n++) {
    const look = lookOf(n);
    for (let i = 0; i < SIDE * SIDE; i++) {
      const [colour, amount] = look(i);
      for (let k = 0; k < 3; k++) tile.data[4 * i + k] = colour[k];
      tile.data[4 * i + 3] = 255 * amount; // rounded
    }
    pen.putImageData(tile, TILE * (n % columns), TILE * Math.floor(n / columns));
  }
  image.setAttribute("href", canvas.toDataURL());
};

/** The images, those lit that are read wrongly. */
export const drawDigits = (image, { pixels, labels }, read) => {
  const { from, count } = OF_VALIDATION;
  draw(image, count, COLUMNS, (n) => {
    const ink = (i) => pixels[SHAPE.PIXELS * (from + n) + i] / 16;
    const isRight = read[n] === labels[from + n];
    return isRight ? (i) => [GREY, 0.85 * ink(i)] : (i) => [ORANGE, 0.25 + 0.75 * ink(i)];
  });
};

/**
 * Says beside the pointer what there is about the image under it; returns how to say it anew.
 *
 * @param {SVGImageElement} image
 * @param {(n: number) => string} textOf image n
 */
export const makeTip = (image, textOf) => {
  const stage = image.closest(".stage");
  const tip = document.createElement("span");
  tip.className = "tip";
  tip.hidden = true;
  stage.append(tip);
  const rows = OF_VALIDATION.count / COLUMNS;
  let shown = -1;
  const say = () => {
    tip.hidden = shown < 0;
    if (shown >= 0) tip.textContent = textOf(shown);
  };
  const point = ({ clientX, clientY }) => {
    const [box, around] = [image, stage].map((element) => element.getBoundingClientRect());
    const column = Math.floor(((clientX - box.left) / box.width) * COLUMNS);
    const row = Math.floor(((clientY - box.top) / box.height) * rows);
    const isInside = column >= 0 && column < COLUMNS && row >= 0 && row < rows;
    shown = isInside ? COLUMNS * row + column : -1;
    tip.style.left = `${box.left - around.left + ((column + 0.5) / COLUMNS) * box.width}px`;
    tip.style.top = `${box.top - around.top + (row / rows) * box.height}px`;
    tip.style.translate = `${-100 * ((column + 0.5) / COLUMNS)}% -100%`; // never beyond the picture
    say();
  };
  stage.addEventListener("pointermove", point);
  stage.addEventListener("pointerdown", point);
  stage.addEventListener("pointerleave", () => {
    shown = -1;
    say();
  });
  return say;
};
