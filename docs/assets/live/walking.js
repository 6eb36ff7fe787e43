// Plays the walks of a listing: each grows from its start, a ball at its tip, and what belongs to its steps grows with it.
// All is shown at the end, after a press of Stop, and as soon as another number is set.

import { groupsOf, makeGrowing } from "./draw/growing.js";
import { addPlay } from "./player.js";
import { makeBall } from "./rolling.js";

const [PACE, LONGEST] = [5, 4]; // steps a second; seconds for all of many steps

/**
 * Adds the button beside a dial.
 *
 * @param {HTMLElement} listing
 * @param {string} setting of the dial
 * @param {Record<string, number>} values that are set now
 * @param {() => Record<string, number[][][]>} drawn the points of each part
 * @param {import("./draw/growing.js").Growing & {
 *   balls?: Record<string, (at: number) => number[]>, follow?: (ends: number[][]) => void,
 * }} parts each path has a ball at its end; `balls` are more of them, in the axes and the colour of a part; `follow` shows
 *   what else belongs to the ends
 */
export const addWalks = (listing, setting, values, drawn, { balls = {}, follow, ...parts }) => {
  const growing = makeGrowing(listing, drawn, parts);
  const grow = (at) => {
    const ends = growing(at);
    follow?.(ends);
    return ends;
  };
  const ballsOf = (name) =>
    groupsOf(listing, name).map((group) =>
      makeBall(group.closest("g[data-x]"), group.querySelector(":scope > path, [data-dots]").style.stroke),
    );
  const leaders = parts.paths.flatMap(ballsOf);
  const more = Object.keys(balls).flatMap(ballsOf);
  const set = () => Object.values(values).join();
  let played; // the numbers with which it began
  const player = addPlay(listing, setting, {
    begin: (play) => {
      played = set();
      const last = Math.max(...parts.paths.flatMap((name) => drawn()[name].map((points) => points.length - 1)));
      play(0, last, Math.max(PACE, last / LONGEST));
    },
    show: (at) => {
      if (set() !== played) return player.stop();
      const ends = grow(at);
      leaders.forEach(({ show }, i) => show(ends[i]));
      Object.values(balls).forEach((placeOf, i) => more[i].show(placeOf(at)));
    },
    ended: () => {
      grow(Infinity);
      for (const { remove } of [...leaders, ...more]) remove();
    },
  });
};
