// Tiles that are images or units: what is known of the one that is pointed at is said over it, and a press chooses one.

import { made } from "../made.js";
import { makeCells } from "./cells.js";

/** How many columns and rows the images of the validation have. */
export const WALL = [19, 16];

/** How many columns and rows so many hidden units have. */
export const gridOf = (hidden) => [Math.sqrt(2 * hidden), Math.sqrt(hidden / 2)];

/**
 * @param {SVGImageElement} image
 * @param {{ label: string, className: string, size: () => number[] }} look `size`: how many columns and rows
 * @param {{ told: (n: number) => string, chosen: (n: number) => void, pointed?: (n: number | null) => void }} on
 *   `pointed` with the mouse or the keyboard; null where there is none
 * @returns {{ cells: HTMLElement, say: () => void }} `say` anew, where another network reads
 */
export const makeWall = (image, look, { told, chosen, pointed }) => {
  const { size } = look;
  const tip = made("span", { className: "tip", role: "status", hidden: true });
  let at = null;
  const numberOf = ([column, row]) => size()[0] * row + column;
  const say = () => {
    const [columns, rows] = size();
    tip.textContent = at ? told(numberOf(at)) : "";
    tip.hidden = tip.textContent === "";
    if (!at) return;
    const across = (100 * (at[0] + 0.5)) / columns;
    Object.assign(tip.style, { left: `${across}%`, top: `${(100 * at[1]) / rows}%`, translate: `${-across}% -100%` });
  };
  const over = ([across, down], isHeld) => {
    const [columns, rows] = size();
    const isInside = across >= 0 && across < columns && down >= 0 && down < rows;
    at = isInside ? [Math.floor(across), Math.floor(down)] : null;
    say();
    if (!isHeld) pointed?.(at && numberOf(at));
  };
  const away = () => {
    at = null;
    say();
    pointed?.(null);
  };
  const press = (cell) => chosen(numberOf(cell));
  const cells = makeCells(image, look, {
    over, away, up: (cell) => at && press(cell), moved: over, pressed: press,
  });
  cells.append(tip);
  cells.addEventListener("blur", away);
  return { cells, say };
};
