// The images of the validation: what is read in the one that is pointed at is said over it, and a press chooses one.

import { made } from "../made.js";
import { makeCells } from "./cells.js";

const [COLUMNS, ROWS] = [27, 11];

/**
 * @param {SVGImageElement} image
 * @param {string} label
 * @param {{ told: (n: number) => string, chosen: (n: number) => void }} on
 * @returns {{ cells: HTMLElement, say: () => void }} `say` anew, where another network reads
 */
export const makeWall = (image, label, { told, chosen }) => {
  const tip = made("span", { className: "tip", role: "status", hidden: true });
  let at = null;
  const say = () => {
    tip.textContent = at ? told(COLUMNS * at[1] + at[0]) : "";
    tip.hidden = tip.textContent === "";
    if (!at) return;
    const across = (100 * (at[0] + 0.5)) / COLUMNS;
    Object.assign(tip.style, { left: `${across}%`, top: `${(100 * at[1]) / ROWS}%`, translate: `${-across}% -100%` });
  };
  const over = ([across, down]) => {
    const isInside = across >= 0 && across < COLUMNS && down >= 0 && down < ROWS;
    at = isInside ? [Math.floor(across), Math.floor(down)] : null;
    say();
  };
  const away = () => {
    at = null;
    say();
  };
  const press = ([column, row]) => chosen(COLUMNS * row + column);
  const cells = makeCells(image, { columns: COLUMNS, rows: ROWS, className: "wall", label }, {
    over, away, up: (cell) => at && press(cell), moved: over, pressed: press,
  });
  cells.append(tip);
  cells.addEventListener("blur", away);
  return { cells, say };
};
