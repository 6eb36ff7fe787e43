// The arrows of a step: which there are, how they look, and where their names stand.

import { plus } from "../shapes.js";
import { short } from "../python.js";
import { told } from "./told.js";

const said = told.anatomy;
const [EARLY, LATE] = [2, 40]; // the first step that remembers another, and the last that may be opened on
const CROSSED = 100; // the cost of a name that lies on another or out of the picture
const HEAD = 7; // length of a head

export const number = (value) => short(value + 0); // no −0

export const mix = (from, to, share) => from.map((part, i) => part + share * (to[i] - part));

/** Whether two boxes overlap, each [left, top, right, bottom]. */
export const overlap = (one, other) => one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];

/** Whether all numbers of a step are finite. */
export const isKnown = ({ oval = [], step, phases }) => [oval, step, ...phases.map(([, , numbers]) => numbers)].flat().every(Number.isFinite);

/** The arrows of step k in words. */
export const spoken = (name, k, { arrows, step }) => {
  const parts = [...arrows, { name: "step", vector: step }].map((each) => `${said.names[each.name]} ${each.vector.map(number).join(", ")}`);
  return said.said(name, k, parts.join("; "));
};

/** The step whose arrows are farthest from lying on one line, of those in the picture. */
export const clearest = (steps, count, axes) => {
  let [best, most] = [EARLY, 0];
  for (let k = EARLY; k <= Math.min(LATE, count); k++) {
    const { from, step, arrows } = steps(k);
    const [u, v] = arrows[0]?.vector ?? [0, 0];
    const area = Math.abs(u * step[1] - v * step[0]);
    if (area > 1.001 * most && axes.contains(from) && axes.contains(plus(from, step))) [best, most] = [k, area];
  }
  return best;
};

/** The step and what is kept of others have the colour of the rule; what the slope adds has that of the ink. */
export const lookOfArrow = (name, colour, ink = "var(--gd-ink)") => {
  const isOwn = ["step", "memory", "ahead"].includes(name);
  return { stroke: isOwn ? colour : ink, dash: isOwn && name !== "step" ? "5 3" : "", width: name === "step" ? 2.6 : 1.6 };
};

/** The wings of the head of an arrow whose line is so long and ends in this direction. */
export const wingsOf = (tip, [u, v], length, size = 1) => {
  const [wide, back] = [0.4, 1].map((share) => (share * Math.min(0.4 * length, HEAD * size)) / (Math.hypot(u, v) || 1));
  const neck = plus(tip, [u, v], -back);
  return [plus(neck, [-v, u], wide), tip, plus(neck, [v, -u], wide)];
};

/** How far the arrows that add up to a step are moved from it where they would lie nearer to it than `least`. */
export const besideOf = ({ from, step, arrows }, toPlace, least) => {
  if (arrows.length < 2) return [0, 0];
  const [start, end, joint] = [from, plus(from, step), arrows[1].tail].map(toPlace);
  const [x, y] = [end[0] - start[0], end[1] - start[1]];
  const across = [-y, x].map((part) => part / Math.hypot(x, y) || 0);
  const apart = (joint[0] - start[0]) * across[0] + (joint[1] - start[1]) * across[1];
  const shift = Math.abs(apart) < least ? (apart < 0 ? -least : least) : 0;
  return across.map((part) => part * shift);
};

/** Where the arrows of a step begin and end, the step first. */
export const endsOf = ({ from, step, arrows, oval }, toPlace, beside) => {
  const others = arrows.length > 1 || oval ? arrows.map((each) => ({ ...each, shift: beside })) : [];
  return [{ name: "step", tail: from, vector: step, shift: [0, 0] }, ...others]
    .map((each) => ({ ...each, start: plus(toPlace(each.tail), each.shift), end: plus(toPlace(plus(each.tail, each.vector)), each.shift) }))
    .filter((each) => lengthOf(each) > 0);
};

/** Of an arrow in the picture. */
export const lengthOf = ({ start, end }) => Math.hypot(end[0] - start[0], end[1] - start[1]);

/** Whether the step, the first of the arrows, is so long in the picture. */
export const isSeen = ([first], least) => first?.name === "step" && lengthOf(first) >= least;

const widthOf = (word, size) => size * [...word].reduce((sum, letter) => sum + (letter > "\u2fff" ? 1 : 0.52), 0);

/**
 * Where the names of arrows stand: beside the sides of a triangle, outside it; else at their heads; elsewhere where a name
 * would lie on something else. `isFree` if it then lies on no other, nor on a box that was `taken`, nor out of the picture;
 * `covered` counts the ninths of arrows that it lies on.
 */
export const namesOf = (arrows, [left, top, right, bottom], size, taken = []) => {
  const isTriangle = arrows.length > 2;
  const middle = [0, 1].map((i) => arrows.reduce((sum, { start, end }) => sum + start[i] + end[i], 0) / (2 * arrows.length));
  const ink = arrows.flatMap(({ start, end }) => Array.from({ length: 9 }, (_, i) => mix(start, end, i / 8)));
  const boxes = [...taken];
  return arrows.map(({ name, start, end }) => {
    const [wide, high] = [widthOf(said.names[name], size) / 2 + 2, size / 2 + 1]; // half of its sides
    const length = Math.hypot(end[0] - start[0], end[1] - start[1]);
    const [x, y] = [0, 1].map((i) => (end[i] - start[i]) / length);
    const ahead = wide * Math.abs(x) + high * Math.abs(y) + 4;
    const aside = wide * Math.abs(y) + high * Math.abs(x) + 4;
    const outside = (middle[0] - start[0]) * y - (middle[1] - start[1]) * x > 0 ? 1 : -1;
    const beside = (isTriangle ? [0.5, 0.65, 0.35, 1] : [1, 0.75, 0.5, 0.25]).flatMap((share) =>
      [aside, -aside].map((by) => plus(mix(start, end, share), [-y, x], outside * by)),
    );
    const boxOf = ([a, b]) => [a - wide, b - high, a + wide, b + high];
    const costOf = (place) => {
      const box = boxOf(place);
      const isOut = box[0] < left || box[1] < top || box[2] > right || box[3] > bottom;
      const hidden = ink.filter((spot) => overlap(box, [...spot, ...spot]));
      return CROSSED * (isOut + boxes.filter((other) => overlap(box, other)).length) + hidden.length;
    };
    const head = plus(end, [x, y], ahead);
    const places = isTriangle ? [...beside, head] : [head, ...beside];
    const place = places.reduce((best, other) => (costOf(other) < costOf(best) ? other : best));
    const cost = costOf(place);
    boxes.push(boxOf(place));
    return { name, place, box: boxOf(place), isFree: cost < CROSSED, covered: cost % CROSSED };
  });
};
