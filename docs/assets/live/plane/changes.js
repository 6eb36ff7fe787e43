// What the reader's hand did to units of the network in the plane, as settings: after which step, which unit (counted from
// 1; 0 is none), and its four numbers since.

import { EACH } from "./learning.js";

const MOST = 8; // changes that are kept
const WIDTH = 2 + EACH; // numbers of each
const ROWS = Array.from({ length: MOST }, (_, k) => Array.from({ length: WIDTH }, (_, i) => `changes${WIDTH * k + i}`));

/** @typedef {{ at: number, unit: number, numbers: number[] }} Change */

/** The ends of the steps and units. */
export const endsOf = (steps, units) => Object.fromEntries(ROWS.flatMap(([at, unit]) => [[at, steps], [unit, units]]));

/** @returns {Change[]} */
export const changesOf = (values) =>
  ROWS.map((row) => row.map((name) => values[name]))
    .map(([at, unit, ...numbers]) => ({ at, unit, numbers }))
    .filter(({ unit }) => unit > 0);

/** The settings that stand for changes, the last of them if there are too many. */
export const textsOf = (changes) => {
  const kept = changes.slice(-MOST);
  const texts = ROWS.map((row, k) => {
    const { at, unit, numbers } = kept[k] ?? { at: 0, unit: 0, numbers: [] };
    const whole = [at, unit].map(String);
    const rest = Array.from({ length: EACH }, (_, i) => (numbers[i] ? String(numbers[i]) : "0.0"));
    return row.map((name, i) => [name, [...whole, ...rest][i]]);
  });
  return Object.fromEntries(texts.flat());
};

/** Changes with another one, in the place of what was done to its unit at the same step; without `numbers` only without that. */
export const withChange = (changes, { at, unit, numbers }) => {
  const others = changes.filter((change) => change.at !== at || change.unit !== unit);
  return numbers ? [...others, { at, unit, numbers }] : others;
};
