// Draws the second of two steps in three beats: what is kept of the last step, the push, and the step that they make.

import { readAxes } from "../draw/axes.js";
import { readPart } from "../draw/parts.js";
import { clamp } from "../handle.js";
import { plus } from "../shapes.js";

export const BEATS = 3;

/**
 * @param {HTMLElement} element
 * @param {() => object} steps the places of the two steps that are set now
 * @param {(ends: number[][]) => { shaft: number[][], head: number[][] }} pointed an arrow between two points
 * @param {(arrows: number[][][], middle: number[], named: number) => void} showTips draws what belongs to arrows of
 *   such ends, with the words of the first `named`
 * @returns {(at?: number) => void} draws them after so many beats, also between two
 */
export const makeBeats = (element, steps, pointed, showTips) => {
  const axes = readAxes(element.querySelector("g[data-x]"));
  const drawsOf = (part) => [...element.querySelectorAll(`[data-part=${part}]`)].map((each) => readPart(each, axes).draw);
  const [shafts, heads] = ["shaft", "head"].map(drawsOf);
  return (at = BEATS) => {
    const { first, step, middle, start, kept, push, turn } = steps();
    const [slid, pushed, gone] = [0, 1, 2].map((beat) => clamp(at - beat, { low: 0, high: 1 }));
    const tail = plus(first, step, slid);
    const long = plus(step, plus(kept, step, -1), slid); // the last step shrinks to what is kept
    const arrows = [
      [tail, plus(tail, long)],
      [turn, plus(turn, push, pushed)],
      [start, plus(start, plus(kept, push), gone)],
    ];
    showTips([[first, start], ...arrows], middle, gone < 1 ? 3 : 4); // the last word would cross the push on its way
    for (const [i, { shaft, head }] of arrows.map(pointed).entries()) {
      shafts[i + 1](shaft).show();
      heads[i + 1](head).show();
    }
  };
};
