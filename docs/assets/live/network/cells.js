// An image of square cells, which can be pressed with the mouse, a finger, or the keyboard.

import { clamp } from "../handle.js";
import { made } from "../made.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {SVGImageElement} image of matplotlib's figure
 * @param {{ size: () => number[], className: string, label: string }} look `size`: how many columns and rows
 * @param {{
 *   down?: (place: number[]) => void, over: (place: number[], isHeld: boolean) => void, up?: (cell: number[]) => void,
 *   away?: () => void, moved: (cell: number[]) => void, pressed: (cell: number[], key: string) => void, keys?: string,
 * }} on places are in cells from the upper left corner; `moved` and `pressed` come from the keyboard, the latter by
 *   space, Enter, and other `keys`. A mouse that leaves is `away`, and a finger that scrolls the page
 * @returns {HTMLElement} what lies over the image
 */
export const makeCells = (image, { size, className, label }, on) => {
  const svg = image.closest("svg");
  const cursor = made("span", { className: "cursor" });
  const cells = made("div", { className: `cells ${className}`, tabIndex: 0, role: "application", ariaLabel: label }, cursor);
  const [box, around] = [image, svg].map((element) => element.getBoundingClientRect());
  const share = (part, whole) => `${(100 * part) / whole}%`;
  Object.assign(cells.style, {
    left: share(box.left - around.left, around.width),
    top: share(box.top - around.top, around.height),
    width: share(box.width, around.width),
    height: share(box.height, around.height),
  });
  let at = [0, 0];
  const go = (to) => {
    const counts = size();
    at = counts.map((count, i) => clamp(Math.floor(to[i]), { low: 0, high: count - 1 }));
    const [left, top] = counts.map((count, i) => share(at[i], count));
    const [width, height] = counts.map((count) => share(1, count));
    Object.assign(cursor.style, { left, top, width, height });
    return at;
  };
  go(at);
  const placeOf = ({ clientX, clientY }) => {
    const { left, top, width, height } = cells.getBoundingClientRect();
    const [columns, rows] = size();
    return [((clientX - left) / width) * columns, ((clientY - top) / height) * rows];
  };
  let held = null; // the pointer that presses: a second finger draws nothing
  cells.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || held !== null) return;
    held = event.pointerId;
    cells.setPointerCapture(event.pointerId);
    on.down?.(placeOf(event));
    on.over(placeOf(event), true);
  });
  cells.addEventListener("pointermove", (event) => {
    const isHeld = held === event.pointerId;
    if (held !== null && !isHeld) return;
    for (const each of event.getCoalescedEvents?.() ?? []) if (isHeld) on.over(placeOf(each), true);
    on.over(placeOf(event), isHeld);
  });
  cells.addEventListener("pointerup", (event) => {
    if (held !== event.pointerId) return;
    held = null;
    on.up?.(go(placeOf(event)));
  });
  cells.addEventListener("pointercancel", ({ pointerId }) => {
    if (held !== pointerId) return;
    held = null;
    on.away?.();
  });
  cells.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && on.away?.());
  cells.addEventListener("keydown", (event) => {
    const way = ARROWS[event.key];
    const isPress = event.key === " " || event.key === "Enter" || on.keys?.includes(event.key);
    if ((!way && !isPress) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (way) on.moved(go(at.map((value, i) => value + way[i])));
    else on.pressed(go(at), event.key);
  });
  svg.closest("[role=img]")?.setAttribute("role", "group"); // role="img" would hide it from screen readers
  svg.setAttribute("aria-hidden", "true");
  svg.after(cells);
  return cells;
};
