// The range in which a formula of the reader's is shown: that of the known landscape in which its valleys are seen best.

import { surfaces } from "../core/surfaces.js";
import { squareOf } from "./figures.js";

const COUNT = 80; // cells along each side of the widest range, in which valleys are looked for
const [LEAST, IDEAL, MOST] = [0.45, 0.55, 0.9]; // of half a side: how far from the middle the outermost valley is

const middleOf = ([low, high]) => (low + high) / 2;
const NAMES = Object.keys(surfaces);
const FRAMES = Object.fromEntries(NAMES.map((name) => [name, squareOf(surfaces[name])]));
const WIDEST = NAMES.map((name) => FRAMES[name]).reduce((one, other) => (other[0][1] > one[0][1] ? other : one));

/** The places of a grid that are lower than their eight neighbours. */
const valleysOf = (value) => {
  const [x, y] = WIDEST.map(([low, high]) => Array.from({ length: COUNT + 1 }, (_, i) => low + ((high - low) * i) / COUNT));
  const heights = y.map((x1) => x.map((x0) => value(x0, x1)));
  const found = [];
  for (let j = 1; j < COUNT; j++) {
    for (let i = 1; i < COUNT; i++) {
      const around = [-1, 0, 1].flatMap((up) => heights[j + up].slice(i - 1, i + 2));
      if (around.every((height, n) => n === 4 || height > heights[j][i])) found.push([x[i], y[j]]);
    }
  }
  return found;
};

/**
 * The known landscape whose range suits a formula. The current one stays if it shows all valleys, and several of them not
 * huddled in its middle, or if none suits better.
 */
export const frameOf = (value, current) => {
  const valleys = valleysOf(value);
  if (valleys.length === 0) return current;
  const reachIn = (name) => {
    const away = ([low, high], at) => Math.abs(at - middleOf([low, high])) / ((high - low) / 2);
    return Math.max(...valleys.flatMap((valley) => valley.map((at, i) => away(FRAMES[name][i], at))));
  };
  const isSeen = (name) => reachIn(name) <= MOST;
  if (isSeen(current) && (valleys.length === 1 || reachIn(current) >= LEAST)) return current;
  const apart = (name) => Math.abs(Math.log(reachIn(name) / IDEAL));
  return NAMES.filter(isSeen).reduce((best, name) => (best && apart(best) <= apart(name) ? best : name), null) ?? current;
};
