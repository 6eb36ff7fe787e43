// A view of a ground, turned and tilted by dragging and with the arrow keys.

import { clamp } from "./handle.js";
import { made } from "./made.js";

export const TILTS = { low: 0, high: 85 }; // degrees, from above to nearly level
const KEYED = 5; // degrees for an arrow key; 1 with Shift
const KEYS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }; // as a drag that way
export const SLOP = 4; // pixels that a press may move and still be no drag

/** @typedef {{ turn: number, tilt: number }} View in degrees */

/** The nearest view in whole degrees. */
export const viewNear = ({ turn, tilt }) => ({
  turn: ((((Math.round(turn) + 180) % 360) + 360) % 360) - 180,
  tilt: clamp(Math.round(tilt), TILTS),
});

/** The view after a drag of so many pixels. */
export const viewDragged = ({ turn, tilt }, [across, down]) => viewNear({ turn: turn - across / 2, tilt: tilt + down / 2 });

/** The view after an arrow key; null after another key, which is left to the browser. */
export const viewKeyed = ({ turn, tilt }, event) => {
  const direction = KEYS[event.key];
  if (!direction || event.altKey || event.ctrlKey || event.metaKey) return null;
  event.preventDefault();
  const [more, down] = direction.map((sign) => sign * (event.shiftKey ? 1 : KEYED));
  return viewNear({ turn: turn + more, tilt: tilt + down });
};

/**
 * Lays over a figure what turns it. A finger that sets out up or down scrolls the page.
 *
 * @param {SVGSVGElement} svg
 * @param {{
 *   label: string, told: (view: View) => string, view: () => View, moved: (view: View) => void,
 *   pressed: (event: PointerEvent) => void,
 * }} options `told` says a view, `pressed` is told of a press that is no drag
 * @returns {() => void} tells a screen reader the view
 */
export const makeTurning = (svg, { label, told, view, moved, pressed }) => {
  const cover = made("span", { className: "turning", tabIndex: 0, role: "slider", ariaLabel: label, ariaValueMin: -180, ariaValueMax: 180 });
  let held = null;
  let latest = null; // the last pointer event: one view a frame
  const wayTo = ({ clientX, clientY }) => [clientX - held.from.clientX, clientY - held.from.clientY];
  const follow = () => {
    if (held && latest) moved(viewDragged(held.view, wayTo(latest)));
    latest = null;
  };
  const giveUp = () => {
    if (held?.moves) moved(held.view);
    held = latest = null;
  };
  cover.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    held = { from: event, view: view(), moves: false };
  });
  cover.addEventListener("pointermove", (event) => {
    if (!held || event.pointerId !== held.from.pointerId) return;
    const [across, down] = wayTo(event);
    held.moves ||= Math.hypot(across, down) > SLOP;
    if (!held.moves) return;
    if (!cover.hasPointerCapture(event.pointerId)) {
      if (event.pointerType === "touch" && Math.abs(across) < Math.abs(down)) return void (held = null); // it scrolls
      cover.setPointerCapture(event.pointerId);
    }
    if (!latest) requestAnimationFrame(follow);
    latest = event;
  });
  cover.addEventListener("pointerup", (event) => {
    follow();
    if (held && !held.moves) pressed(event);
    held = null;
  });
  cover.addEventListener("pointercancel", giveUp);
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") giveUp();
  });
  cover.addEventListener("keydown", (event) => {
    const next = viewKeyed(view(), event);
    if (next) moved(next);
  });
  svg.parentElement.append(cover);
  return () => {
    cover.ariaValueNow = String(view().turn);
    cover.ariaValueText = told(view());
  };
};
