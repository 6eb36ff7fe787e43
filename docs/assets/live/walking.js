// Plays the walks of a listing: each grows from its start, a ball at its tip, and what belongs to its steps grows with it.
// All is shown at the end, after a press of Stop, and as soon as another number is set.

import { readAxes } from "./draw/axes.js";
import { readPart } from "./draw/parts.js";
import { addPlay } from "./player.js";
import { makeBall } from "./rolling.js";

const [PACE, LONGEST] = [5, 4]; // steps a second; seconds for all of many steps
const ofIndex = (_, k) => k;
const ofFirst = ([k]) => k;

/** The points of the steps up to `at`, and where the line to the next one is then. */
const upTo = (points, at, stepOf, { toFigure, toData }) => {
  const next = points.findIndex((point, k) => stepOf(point, k) > at);
  if (next <= 0) return next < 0 ? points : [];
  const ends = [points[next - 1], points[next]];
  const [from, to] = ends.map((point, i) => stepOf(point, next - 1 + i));
  const [a, b] = ends.map(toFigure); // an axis may be logarithmic
  const share = (at - from) / (to - from);
  return [...points.slice(0, next), toData(a.map((each, i) => each + share * (b[i] - each)))];
};

/**
 * @typedef {object} Growing parts of the figures of a listing
 * @property {string[]} [paths] a point for each step
 * @property {string[]} [curves] with the step as their first coordinate
 * @property {Record<string, number[]>} [from] the step from which on each artist of a part is seen
 */

const groupsOf = (listing, name) => [...listing.querySelectorAll(`g[data-x] [data-part=${name}]`)];

/**
 * @param {HTMLElement} listing
 * @param {() => Record<string, number[][][]>} drawn the points of each part
 * @param {Growing} parts
 * @returns {(at: number) => number[][]} draws them up to a step, also between two; the ends of the paths then
 */
export const makeGrowing = (listing, drawn, { paths = [], curves = [], from = {} }) => {
  const lines = [...paths, ...curves].flatMap((name) =>
    groupsOf(listing, name).map((group, i) => {
      const axes = readAxes(group.closest("g[data-x]"));
      const { draw } = readPart(group, axes);
      const stepOf = paths.includes(name) ? ofIndex : ofFirst;
      return (at) => {
        const points = upTo(drawn()[name][i], at, stepOf, axes);
        draw(points).show();
        return points.at(-1);
      };
    }),
  );
  const late = Object.entries(from).flatMap(([name, steps]) =>
    groupsOf(listing, name).map((group, i) => (at) => (group.style.visibility = at < steps[i] ? "hidden" : "")),
  );
  return (at) => {
    for (const showFrom of late) showFrom(at);
    return lines.map((drawTo) => drawTo(at));
  };
};

/**
 * Adds the button beside a dial.
 *
 * @param {HTMLElement} listing
 * @param {string} setting of the dial
 * @param {() => Record<string, number[][][]>} drawn the points of each part
 * @param {Growing & { balls?: Record<string, (at: number) => number[]> }} parts each path has a ball at its end; `balls` are
 *   more of them, in the axes and the colour of a part
 */
export const addWalks = (listing, setting, drawn, { balls = {}, ...parts }) => {
  const grow = makeGrowing(listing, drawn, parts);
  const ballsOf = (name) =>
    groupsOf(listing, name).map((group) =>
      makeBall(group.closest("g[data-x]"), group.querySelector(":scope > path, [data-dots]").style.stroke),
    );
  const leaders = parts.paths.flatMap(ballsOf);
  const more = Object.keys(balls).flatMap(ballsOf);
  let played; // what was drawn when it began
  const player = addPlay(listing, setting, {
    begin: (play) => {
      played = drawn();
      const last = Math.max(...parts.paths.flatMap((name) => played[name].map((points) => points.length - 1)));
      play(0, last, Math.max(PACE, last / LONGEST));
    },
    show: (at) => {
      if (drawn() !== played) return player.stop();
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
