// Repaints the ground of a bowl, as gdbook.figures.draw_ground drew it.

import { readAxes } from "./axes.js";
import { tintAt } from "./tint.js";

/**
 * @param {Iterable<SVGImageElement>} images of the same ground
 * @param {number} highest the height from which on the ground has the colour of the highest
 * @returns {(f: (x: number[]) => number) => void} paints another ground
 */
export const makeGround = ([image, ...others], highest) => {
  const { x, y } = readAxes(image.closest("[data-x]"));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = ["width", "height"].map((side) => Number(image.getAttribute(side)));
  const { width, height } = canvas;
  const pen = canvas.getContext("2d");
  const picture = pen.createImageData(width, height);
  const at = ({ low, high }, share) => low + share * (high - low);
  return (f) => {
    for (let [row, i] = [0, 0]; row < height; row++) {
      for (let column = 0; column < width; column++, i += 4) {
        const f0 = f([at(x, column / (width - 1)), at(y, 1 - row / (height - 1))]);
        picture.data.set(tintAt(Math.sqrt(f0 / highest)), i);
      }
    }
    pen.putImageData(picture, 0, 0);
    const href = canvas.toDataURL();
    for (const each of [image, ...others]) each.setAttribute("href", href);
  };
};
