// Four runs on Himmelblau's function: docs/index.md.

import { descending, rules, surfaces } from "../core/index.js";
import { DESCENT, START_HANDLE, numbered, rounded } from "../descents.js";
import { live } from "../live.js";
import { array } from "../python.js";

const { GradientDescent } = rules;
const { himmelblau } = surfaces;

live({
  walks: {
    settings: DESCENT,
    handle: START_HANDLE,
    *run({ init_x0, init_x1, lr, step_num }) {
      const starts = [[0, 0], [0.3, 0], [0, 0.3], [0.3, 0.3]].map(([right, up]) => [init_x0 + right, init_x1 + up]);
      const traces = [];
      for (const start of starts) traces.push(yield* descending(himmelblau, start, GradientDescent({ lr }), step_num));
      const ends = traces.map(({ x }) => array(rounded(x.at(-1), 2)));
      return {
        text: starts.map((start, i) => `from ${array(start)} to ${ends[i]}`).join("\n"),
        parts: {
          path: traces.map(({ x }) => x),
          start: starts.map((start) => [start]),
          loss: traces.map(({ f }) => numbered(f)),
        },
        trace: traces.find(({ status }) => status !== "finished") ?? traces[0],
      };
    },
  },
});
