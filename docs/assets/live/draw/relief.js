// Repaints the grey ground of a bowl, as draw_relief of the pages drew it: the darker the higher, lit from above.

import { readAxes } from "./axes.js";

const QUIET = [123, 138, 151]; // of gdbook.figures
const LIGHT = 0.27 * 255; // by which the colours of the lower edge are lighter, and those of the upper one darker
const DARKEST = 0.55;

/**
 * @param {Iterable<SVGImageElement>} images of the same ground
 * @param {number} highest the height from which on the ground is darkest
 * @returns {(f: (x: number[]) => number) => void} paints another ground
 */
export const makeRelief = ([image, ...others], highest) => {
  const { x, y } = readAxes(image.closest("[data-x]"));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = ["width", "height"].map((side) => Number(image.getAttribute(side)));
  const { width, height } = canvas;
  const pen = canvas.getContext("2d");
  const picture = pen.createImageData(width, height);
  const at = ({ low, high }, share) => low + share * (high - low);
  return (f) => {
    for (let [row, i] = [0, 0]; row < height; row++) {
      const up = 1 - row / (height - 1);
      const colour = QUIET.map((value) => value - LIGHT * (2 * up - 1));
      for (let column = 0; column < width; column++) {
        const share = Math.min(1, f([at(x, column / (width - 1)), at(y, up)]) / highest);
        for (const value of colour) picture.data[i++] = value;
        picture.data[i++] = 255 * DARKEST * share ** 0.75;
      }
    }
    pen.putImageData(picture, 0, 0);
    const href = canvas.toDataURL();
    for (const each of [image, ...others]) each.setAttribute("href", href);
  };
};
