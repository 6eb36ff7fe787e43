// A ball that rolls along a run, in the figures of a listing, when its button is pressed. If the run changes meanwhile, the
// ball goes on from the same step of the new one.

import { readAxes } from "./draw/axes.js";
import { element } from "./draw/path.js";
import { addPlay } from "./player.js";

const RADIUS = 5; // points

/** Where a run is after `at` steps, also between two; beyond its last point, on the line of its last step. */
export const between = (track, at) => {
  const k = Math.min(Math.floor(at), track.length - 2);
  return track[k].map((value, i) => value + (at - k) * (track[k + 1][i] - value));
};

/** A ball in axes: seen once it is shown, where it lies on them. */
export const makeBall = (group, color = "currentColor") => {
  const axes = readAxes(group);
  const ball = element(group.ownerSVGElement, "circle");
  ball.setAttribute("r", String(RADIUS));
  ball.style.cssText = `fill:${color};stroke:var(--gd-paper)`;
  return {
    show: (point, opacity = 1) => {
      ball.style.opacity = String(opacity);
      const isSeen = axes.contains(point); // not where a number has become infinite
      ball.style.display = isSeen ? "" : "none";
      if (!ball.isConnected) group.append(ball);
      if (!isSeen) return;
      for (const [side, value] of axes.toFigure(point).entries()) ball.setAttribute(["cx", "cy"][side], value.toFixed(1));
    },
    remove: () => ball.remove(),
  };
};

/**
 * Adds the button beside a dial.
 *
 * @param {HTMLElement} listing
 * @param {string} setting of the dial
 * @param {((at: number) => [number, number, number?])[]} places where the ball is after `at` steps, in each of the first
 *   axes of the figures, and how opaque
 * @param {number} last the number of steps
 * @param {(at: number) => void} [drawn] draws what is drawn while the ball rolls, as far as it is
 * @param {number} [pace] as of the player
 * @returns {ReturnType<typeof addPlay>}
 */
export const makeRolling = (listing, setting, places, last, drawn, pace) => {
  const groups = listing.querySelectorAll("g[data-x]");
  const balls = places.map((placeOf, i) => ({ placeOf, ...makeBall(groups[i]) }));
  return addPlay(listing, setting, {
    begin: (play, wanted = pace) => play(0, last, wanted),
    show: (at) => {
      for (const { placeOf, show } of balls) {
        const [x, y, opacity] = placeOf(at);
        show([x, y], opacity);
      }
      drawn?.(at);
    },
    ended: () => {
      drawn?.(last);
      for (const { remove } of balls) remove();
    },
  });
};
