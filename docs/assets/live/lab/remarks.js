// What is said about the runs that are shown: few words, however many rules have the same fate.

import { general } from "../python.js";
import { remark, words } from "../words.js";
import { said } from "./words.js";

/**
 * @param {import("./figures.js").Run[]} runs
 * @param {number} k the step shown
 * @param {boolean} isLast whether it is the last one
 * @returns {string[]}
 */
export const remarksOn = (runs, k, isLast) => {
  if (runs.length === 0) return [said.noRule];
  const found = runs.map(({ name, trace }) => [name, trace, at(trace, k, isLast)]).filter(([, , text]) => text);
  const away = found.filter(([, trace]) => isAway(trace)).map(([, trace]) => trace);
  const isFlat = away.some(({ status }) => status === "frozen");
  const ends = away.length > 0 && [away[0].f[0], highest(away)].map((value) => general(value, 2));
  const grew = ends ? [said.grew(...ends, isFlat && runs.length > 1)] : [];
  if (runs.length === 1) return [...grew, ...found.map(([, , text]) => text)];
  if (found.some(([, , text]) => text === words.nowhere)) return [words.nowhere]; // from the same start
  const rulesOf = {}; // by what is said of them
  const fateOf = (trace) => (isAway(trace) ? "away" : said.fates[trace.status] ? trace.status : "cycle");
  for (const [name, trace] of found) (rulesOf[fateOf(trace)] ??= []).push(name);
  const advice = found.some(([, { unbounded, status }]) => unbounded && status === "diverged") ? [words.bottomless] : [];
  return [...Object.entries(rulesOf).map(([fate, rules]) => said.of(rules.join(said.comma), said.fates[fate])), ...grew, ...advice];
};

const lastFinite = ({ f }) => f.findLast(Number.isFinite);

/** Whether a run ends higher than it began, however flat it is where it ends: a slope of 0 so far out is rounding. */
export const isAway = (trace) => ["frozen", "diverged"].includes(trace.status) && lastFinite(trace) > trace.f[0];

const highest = (traces) => traces.map(lastFinite).reduce((most, value) => Math.max(most, value));

const at = (trace, k, isLast) => {
  const { x, grad, status } = trace;
  if (isLast) return remark(trace);
  const isFrozen = status === "frozen" && grad[Math.min(k, x.length - 1)].every((slope) => slope === 0);
  return isFrozen ? remark({ ...trace, grad: grad.slice(0, k + 1) }) : "";
};
