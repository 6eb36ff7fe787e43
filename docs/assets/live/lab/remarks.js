// What is said about the runs that are shown: few words, however many rules have the same fate.

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
  if (runs.length === 1) return found.map(([, , text]) => text);
  if (found.some(([, , text]) => text === words.nowhere)) return [words.nowhere]; // from the same start
  const rulesOf = {}; // by what is said of them
  for (const [name, { status }] of found) (rulesOf[said.fates[status] ? status : "cycle"] ??= []).push(name);
  const advice = found.some(([, { unbounded, status }]) => unbounded && status === "diverged") ? [words.bottomless] : [];
  return [...Object.entries(rulesOf).map(([fate, rules]) => said.of(rules.join(said.comma), said.fates[fate])), ...advice];
};

const at = (trace, k, isLast) => {
  const { x, grad, status } = trace;
  if (isLast) return remark(trace);
  const isFrozen = status === "frozen" && grad[Math.min(k, x.length - 1)].every((slope) => slope === 0);
  return isFrozen ? remark({ ...trace, grad: grad.slice(0, k + 1) }) : "";
};
