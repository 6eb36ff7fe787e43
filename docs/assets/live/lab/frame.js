// The range in which a formula of the reader's is shown: that of the known landscape in which its valleys are seen best.

import { surfaces } from "../core/surfaces.js";
import { evenly } from "../shapes.js";
import { LEVELS } from "./contours.js";
import { squareOf } from "./figures.js";
import { minimumFrom } from "./minima.js";

const COUNT = 80; // cells along each side of the widest range, in which valleys are looked for
const COARSE = 40; // as many, of any range
const BLANK = 0.12; // the share of a picture that may lie below its lowest contour line: of a bowl it is 0.01
const [LEAST, IDEAL, MOST] = [0.45, 0.55, 0.9]; // of half a side: how far from the middle the outermost valley is

const middleOf = ([low, high]) => (low + high) / 2;
const NAMES = Object.keys(surfaces);
const FRAMES = Object.fromEntries(NAMES.map((name) => [name, squareOf(surfaces[name])]));
const WIDEST = NAMES.map((name) => FRAMES[name]).reduce((one, other) => (other[0][1] > one[0][1] ? other : one));

const gridOf = (limits, count) => limits.map(([low, high]) => evenly(low, high, count + 1));

/** The minima below the places of a grid that are lower than their eight neighbours, many of which may line one valley. */
const valleysOf = (value) => {
  const [x, y] = gridOf(WIDEST, COUNT);
  const heights = y.map((x1) => x.map((x0) => value(x0, x1)));
  const side = x[COUNT] - x[0];
  const found = [];
  for (let j = 1; j < COUNT; j++) {
    for (let i = 1; i < COUNT; i++) {
      const around = [-1, 0, 1].flatMap((up) => heights[j + up].slice(i - 1, i + 2));
      if (!around.every((height, n) => n === 4 || height > heights[j][i])) continue;
      const end = minimumFrom((point) => value(...point), [x[i], y[j]], WIDEST);
      if (end && !found.some(([x0, x1]) => Math.hypot(x0 - end[0], x1 - end[1]) < side / COUNT)) found.push(end);
    }
  }
  return found;
};

/** The share of a picture that lies below its lowest contour line. */
const blankIn = (value, limits) => {
  const [x, y] = gridOf(limits, COARSE);
  const heights = y.flatMap((x1) => x.map((x0) => value(x0, x1))).filter(Number.isFinite);
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  return heights.filter((height) => height < low + (high - low) / LEVELS ** 2).length / heights.length;
};

/**
 * The known landscape whose range suits a formula. The current one stays if it shows all valleys, with contour lines in
 * them, and several of them not huddled in its middle, or if none suits better.
 */
export const frameOf = (value, current) => {
  const valleys = valleysOf(value);
  if (valleys.length === 0) return current;
  const reachIn = (name) => {
    const away = ([low, high], at) => Math.abs(at - middleOf([low, high])) / ((high - low) / 2);
    return Math.max(...valleys.flatMap((valley) => valley.map((at, i) => away(FRAMES[name][i], at))));
  };
  const isSeen = (name) => reachIn(name) <= MOST;
  const isApart = valleys.length === 1 || reachIn(current) >= LEAST;
  if (isSeen(current) && isApart && blankIn(value, FRAMES[current]) <= BLANK) return current;
  const reachOf = (name) => reachIn(name) || IDEAL; // one valley in the very middle says nothing of the range
  const costOf = (name) => Math.abs(Math.log(reachOf(name) / IDEAL)) + blankIn(value, FRAMES[name]);
  const seen = [current, ...NAMES].filter(isSeen);
  return seen.reduce((best, name) => (costOf(name) < costOf(best) ? name : best), seen[0] ?? current);
};
