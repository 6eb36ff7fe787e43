// One run on four grounds: docs/reference/corrections.md.

import { descend, rules, surfaces } from "../core/index.js";
import { START_HANDLE, rounded } from "../descents.js";
import { live } from "../live.js";
import { array } from "../python.js";

const { bowl, double_well, ravine, saddle } = surfaces;
const STEPS = 40;
const SIZE = 2; // of the picture, from its centre

const tilted = (x) => double_well(x) + 0.1 * x[0];
/** The points up to the first outside the picture. */
const seen = (x) => {
  const gone = x.findIndex((point) => !point.every((value) => Math.abs(value) <= SIZE));
  return gone < 0 ? x : x.slice(0, gone + 1);
};

const GROUNDS = { bowl, valley: ravine, saddle, "two wells": tilted };

live({
  grounds: {
    settings: { init_x0: "coordinate", init_x1: "coordinate", lr: "positive" },
    ranges: { lr: { low: 0.001, high: 1 } },
    handle: START_HANDLE,
    run: ({ init_x0, init_x1, lr }) => {
      const rule = rules.GradientDescent({ lr });
      const paths = Object.values(GROUNDS).map((f) => descend(f, [init_x0, init_x1], rule, STEPS).x);
      const ends = Object.keys(GROUNDS).map((name, i) => `${name.padEnd(9)} ends at ${array(rounded(paths[i].at(-1), 3))}`);
      return { text: ends.join("\n"), parts: { path: paths.map(seen), start: paths.map(([first]) => [first]) } };
    },
  },
});
