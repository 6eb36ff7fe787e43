// The runs before the last change, to compare with. Changes that follow one another sooner than TOGETHER, as while
// dragging, are one.

import { TOGETHER } from "../bar.js";

export const makeGhost = () => {
  let current = []; // runs
  let ground = null; // their landscape
  let before = [];
  let changed = -Infinity;
  return {
    /** Of the runs before these, those of rules that are still shown and now run differently. */
    before: (runs, surface) => {
      const now = performance.now();
      const isFirst = ground !== surface;
      if (isFirst) before = [];
      else if (now - changed > TOGETHER) before = current;
      [current, ground, changed] = [runs, surface, isFirst ? -Infinity : now];
      return before.filter(({ name, trace }) => {
        const run = runs.find((other) => other.name === name);
        return run && !isSame(run.trace, trace);
      });
    },
    /** Makes what comes next have no ghost. */
    forget: () => {
      ground = null;
    },
  };
};

const isSame = ({ x }, { x: other }) => {
  const places = [0, Math.min(1, x.length - 1), x.length - 1];
  return x.length === other.length && places.every((k) => x[k].every((value, i) => Object.is(value, other[k][i])));
};
