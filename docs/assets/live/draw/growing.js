// Draws the lines of a run as far as it has come.

import { readAxes } from "./axes.js";
import { readPart } from "./parts.js";

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

export const groupsOf = (listing, name) => [...listing.querySelectorAll(`g[data-x] [data-part=${name}]`)];

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
