// The pad of the network: a digit is drawn on it, or put there. Its rows are settings, two decimal digits a pixel.

import { clamp } from "../handle.js";
import { made } from "../made.js";
import { makeCells } from "./cells.js";

const SIDE = 8;
const DARKEST = 16;
const SHARE = { low: 0, high: 1 };
const REACH = 1.3; // pixels from the middle of a stroke to where it ends, about as in the images
const ROWS = Array.from({ length: SIDE }, (_, row) => `pad${row}`);

/** The pixels, from 0 to 16, that the settings of the pad, or others with these names, stand for. */
export const pixelsOf = (values, names = ROWS) =>
  names.flatMap((name) => Array.from({ length: SIDE }, (_, i) => Math.floor(values[name] / 100 ** (SIDE - 1 - i)) % 100));

/** The settings that stand for pixels. */
export const rowsOf = (pixels, names = ROWS) => {
  const rows = names.map((name, row) => [name, pixels.slice(SIDE * row, SIDE * row + SIDE)]);
  return Object.fromEntries(rows.map(([name, row]) => [name, String(row.reduce((sum, pixel) => 100 * sum + pixel, 0))]));
};

const distance = ([x, y], [x0, y0], [x1, y1]) => {
  const [across, down] = [x1 - x0, y1 - y0];
  const along = ((x - x0) * across + (y - y0) * down) / (across * across + down * down || 1);
  const share = clamp(along, SHARE);
  return Math.hypot(x - x0 - share * across, y - y0 - share * down);
};

/**
 * @param {SVGImageElement} image
 * @param {{ pad: string, clear: string, pixel: (row: number, column: number, ink: number) => string }} words
 * @param {(texts: Record<string, string>) => void} set
 * @param {Record<string, number>} values the settings
 */
export const makePad = (image, words, set, values) => {
  let pixels = [];
  let own = ""; // what was drawn last: a stroke begins anew on anything else
  let from = null;
  let waiting = false;
  const show = () => {
    waiting = false;
    const rows = rowsOf(pixels);
    own = JSON.stringify(rows);
    set(rows);
  };
  const shown = () => rowsOf(pixelsOf(values));
  const said = made("span", { className: "announcement", role: "status" });
  const say = ([column, row]) => (said.textContent = words.pixel(row + 1, column + 1, pixelsOf(values)[SIDE * row + column]));
  const cells = makeCells(image, { size: () => [SIDE, SIDE], className: "pad", label: words.pad }, {
    down: () => {
      pixels = JSON.stringify(shown()) === own ? pixelsOf(values) : Array(SIDE * SIDE).fill(0);
      from = null;
    },
    over: (place, isHeld) => {
      if (!isHeld) return;
      pixels = pixels.map((pixel, n) => {
        const far = distance([(n % SIDE) + 0.5, Math.floor(n / SIDE) + 0.5], from ?? place, place);
        return Math.max(pixel, Math.round(DARKEST * clamp(REACH - far, SHARE)));
      });
      from = place;
      if (!waiting) requestAnimationFrame(show);
      waiting = true;
    },
    moved: say,
    pressed: ([column, row]) => {
      pixels = pixelsOf(values);
      const n = SIDE * row + column;
      pixels[n] = pixels[n] > 0 ? 0 : DARKEST;
      show();
      say([column, row]);
    },
  });
  const clear = made("button", { type: "button", className: "clear", textContent: words.clear });
  clear.addEventListener("click", () => {
    pixels = Array(SIDE * SIDE).fill(0);
    show();
  });
  cells.after(clear, said);
};
