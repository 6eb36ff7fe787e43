// Contour lines of a surface, at the same levels as draw_contours in gdbook/figures.py.

import { tintAt } from "../draw/tint.js";

export const LEVELS = 12;
const COUNT = 121; // points along each side of the mesh
const COARSE = 2; // every second of them is a pixel of the tint

/**
 * @param {import("../core/surfaces.js").Surface} surface
 * @param {[number, number]} xlim
 * @param {[number, number]} ylim
 * @returns {{ low: number, high: number, heights: number[][], segments: [number[], number[]][] }} `low` and `high` bound
 *   the heights, rows of which run along x0
 */
export const contours = (surface, xlim, ylim) => {
  const { x, y, low, high, heights, levels } = meshOf(surface, xlim, ylim);
  const segments = [];
  for (const level of levels) {
    for (let row = 1; row < COUNT; row++) {
      for (let column = 1; column < COUNT; column++) crossings(segments, level, x, y, heights, column, row);
    }
  }
  return { low, high, heights, segments };
};

/** Whether the heights have room for the levels between them; draw_contours raises an error if not. */
export const isHilly = (surface, xlim, ylim) => {
  const { low, high, levels } = meshOf(surface, xlim, ylim);
  return Number.isFinite(high - low) && levels.every((level, i) => level > (i > 0 ? levels[i - 1] : low));
};

const meshOf = (surface, xlim, ylim) => {
  const [x, y] = [xlim, ylim].map(evenly);
  const heights = y.map((x1) => x.map((x0) => surface.value(x0, x1)));
  const known = heights.flat().filter(Number.isFinite);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  // Even in the square root: on a bowl, rings of equal width.
  const levels = Array.from({ length: LEVELS }, (_, i) => low + (high - low) * ((i + 1) / LEVELS) ** 2);
  return { x, y, low, high, heights, levels };
};

/** The ground by its height, as the address of an image whose first row is the lowest x1. */
export const tint = ({ low, high, heights }) => {
  const canvas = document.createElement("canvas");
  const coarse = (values) => values.filter((_, i) => i % COARSE === 0);
  const ground = coarse(heights).map(coarse);
  canvas.width = canvas.height = ground.length;
  const pen = canvas.getContext("2d");
  const pixels = pen.createImageData(ground.length, ground.length);
  ground.flat().forEach((height, i) => {
    if (Number.isFinite(height)) pixels.data.set(tintAt(Math.sqrt((height - low) / (high - low))), 4 * i); // as the levels
  });
  pen.putImageData(pixels, 0, 0);
  return canvas.toDataURL();
};

const evenly = ([from, to]) => Array.from({ length: COUNT }, (_, i) => from + (to - from) * (i / (COUNT - 1)));

/** Marching squares: appends the lines at `level` in the cell whose upper right corner is (column, row). */
const crossings = (segments, level, x, y, heights, column, row) => {
  const [lower, upper] = [heights[row - 1], heights[row]];
  const higher = (lower[column - 1] > level) + (lower[column] > level) + (upper[column - 1] > level) + (upper[column] > level);
  if (higher === 0 || higher === 4) return;
  const corners = [
    [column - 1, row - 1],
    [column, row - 1],
    [column, row],
    [column - 1, row],
  ];
  const above = corners.map(([i, j]) => heights[j][i] - level);
  if (!above.every(Number.isFinite)) return;
  const found = [];
  for (let side = 0; side < 4; side++) {
    const next = (side + 1) % 4;
    if (above[side] > 0 === above[next] > 0) continue;
    const share = above[side] / (above[side] - above[next]);
    const [[i, j], [k, l]] = [corners[side], corners[next]];
    found.push([x[i] + share * (x[k] - x[i]), y[j] + share * (y[l] - y[j])]);
  }
  if (found.length === 2) segments.push(found);
  if (found.length < 4) return;
  // Two lines, at a saddle: the mean height decides which crossings to connect.
  const middle = above.reduce((sum, height) => sum + height, 0);
  const turn = middle > 0 === above[0] > 0 ? 0 : 3;
  for (const side of [turn, turn + 2]) segments.push([found[side % 4], found[(side + 1) % 4]]);
};
