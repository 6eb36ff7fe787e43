// The weights of a hidden unit are painted. What was painted is settings: for each unit an epoch and rows of weights.

import { clamp } from "../handle.js";
import { made } from "../made.js";
import { makeCells } from "./cells.js";
import { pixelsOf, rowsOf } from "./pad.js";

const SIDE = 8;
const MOST = 4; // units that can be painted
const WIDTH = 10; // numbers of each
const EDGE = { low: 0, high: SIDE - 1 };
const BRUSHES = ["+", "0", "−"];
const LEVELS = [15, 8, 1]; // of the brushes: the weight is (level - 8) / 8, and 0 leaves it as it is
const KEYS = "+0-=";

/** @typedef {{ epoch: number, unit: number, levels: number[] }} Paint of a unit, after an epoch; a level for each pixel */

const EMPTY = { epoch: 0, unit: 0, levels: Array(SIDE * SIDE).fill(0) };
const namesOf = (k) => Array.from({ length: WIDTH }, (_, i) => `paint${WIDTH * k + i}`);
const EACH = Array.from({ length: MOST }, (_, k) => namesOf(k));

/** @returns {Paint[]} */
export const paintsOf = (values) =>
  EACH.map(([epoch, unit, ...rows]) => ({ epoch: values[epoch], unit: values[unit], levels: pixelsOf(values, rows) })).filter(
    ({ levels }) => levels.some(Boolean),
  );

/** The settings that stand for what is painted, the last of it if it is too much. */
const textsOf = (paints) => {
  const kept = paints.slice(-MOST);
  const each = EACH.map(([epoch, unit, ...rows], k) => {
    const paint = kept[k] ?? EMPTY;
    return { [epoch]: String(paint.epoch), [unit]: String(paint.unit), ...rowsOf(paint.levels, rows) };
  });
  return Object.assign({}, ...each);
};

/** The cells on the way from one place to another. */
const between = (from, to) => {
  const count = Math.ceil(2 * Math.max(...to.map((end, i) => Math.abs(end - from[i])))) || 1;
  return Array.from({ length: count + 1 }, (_, k) => to.map((end, i) => Math.floor(from[i] + ((end - from[i]) * k) / count)));
};

/**
 * @param {SVGImageElement} image of the weights of the unit that is shown large
 * @param {{
 *   weights: string, brush: string, brushes: string[], weight: (row: number, column: number, n: number) => string,
 * }} words
 * @param {{
 *   set: (texts: Record<string, string>) => void, values: Record<string, number>, weightOf: (n: number) => number | undefined,
 * }} on
 * @returns {HTMLElement} what lies over the image
 */
export const makeBrush = (image, words, { set, values, weightOf }) => {
  let chosen = 0; // of the brushes
  let cells = new Map(); // painted since the last frame: their levels
  let from = null;
  const show = () => {
    const { epochs: epoch, hidden } = values;
    const unit = values.unit % hidden;
    const isOwn = (paint) => paint.epoch === epoch && paint.unit === unit;
    const all = paintsOf(values);
    const levels = [...(all.find(isOwn) ?? EMPTY).levels];
    for (const [n, level] of cells) levels[n] = level;
    cells = new Map();
    set(textsOf([...all.filter((paint) => !isOwn(paint)), { epoch, unit, levels }]));
  };
  const paint = ([column, row]) => {
    const isInside = [column, row].every((at) => clamp(at, EDGE) === at);
    if (!isInside) return;
    if (cells.size === 0) requestAnimationFrame(show);
    cells.set(SIDE * row + column, LEVELS[chosen]);
  };
  const said = made("span", { className: "announcement", role: "status" });
  const say = ([column, row], weight = weightOf(SIDE * row + column)) => {
    if (weight !== undefined) said.textContent = words.weight(row + 1, column + 1, weight);
  };
  const over = (place, isHeld) => {
    if (!isHeld) return;
    for (const cell of between(from ?? place, place)) paint(cell);
    from = place;
  };
  const board = makeCells(image, { size: () => [SIDE, SIDE], className: "brush", label: words.weights }, {
    down: () => (from = null),
    over,
    moved: (cell) => say(cell),
    keys: KEYS,
    pressed: (cell, key) => {
      if (KEYS.includes(key)) choose(KEYS.indexOf(key) % BRUSHES.length); // + without Shift is =
      paint(cell);
      say(cell, (LEVELS[chosen] - 8) / 8);
    },
  });
  const buttons = BRUSHES.map((textContent, k) => {
    const button = made("button", { type: "button", textContent, ariaLabel: words.brushes[k] });
    button.addEventListener("click", () => choose(k));
    return button;
  });
  const choose = (k) => {
    chosen = k;
    for (const [i, button] of buttons.entries()) button.ariaPressed = String(i === k);
  };
  choose(chosen);
  board.after(made("div", { className: "brushes", role: "group", ariaLabel: words.brush }, ...buttons), said);
  return board;
};
