// A worker: the minimum that each point of a grid leads to. It posts coarse cells first, row by row, and drops its work
// when a new job comes.

import { basin, rules, surfaces } from "../core/index.js";
import { landscapeOf, parse } from "./formula.js";
import { minimaIn } from "./minima.js";

const COARSE = 8;
const PATIENCE = 12; // milliseconds between looks for a new job

let latest = 0;

onmessage = ({ data }) => {
  latest = data.job;
  work(data);
};

let known = {}; // the minima of the landscape of the last job

const work = async ({ job, surface, formula, rule, settings, stepNum, xlim, ylim, count }) => {
  const f = formula ? landscapeOf(parse(formula).value, { xlim, ylim }) : surfaces[surface];
  const landscape = JSON.stringify([surface, formula, xlim, ylim]);
  if (known.landscape !== landscape) known = { landscape, goals: minimaIn(f, [xlim, ylim]) };
  const { goals } = known;
  if (goals.length === 0) return postMessage({ job, goals, size: count, row: 0, cells: [], done: true });
  const stepping = rules[rule](settings);
  const at = ([low, high], i) => low + ((i + 0.5) / count) * (high - low);
  let paused = performance.now();
  for (let size = COARSE; size >= 1; size /= 2) {
    for (let row = 0; row < count; row += size) {
      const cells = [];
      for (let column = 0; column < count; column += size) {
        const isDone = size < COARSE && row % (2 * size) === 0 && column % (2 * size) === 0;
        if (isDone) continue;
        const start = [at(xlim, column), at(ylim, row)];
        cells.push([column, basin(f, stepping, start, stepNum, goals).reached]);
        if (performance.now() - paused > PATIENCE) {
          await new Promise((resume) => setTimeout(resume));
          if (job !== latest) return;
          paused = performance.now();
        }
      }
      postMessage({ job, goals, size, row, cells, done: size === 1 && row === count - 1 });
    }
  }
};
