// Exact line search in a long valley: docs/beyond/schedules.md.

import { ExactLineSearch, descend, surfaces } from "../core/index.js";
import { START_HANDLE, partsOf } from "../descents.js";
import { live } from "../live.js";
import { fixed, general } from "../python.js";

const { ravine } = surfaces;

live({
  exact: {
    settings: { init_x0: "coordinate", init_x1: "coordinate" },
    handle: START_HANDLE,
    run: ({ init_x0, init_x1 }) => {
      const exact = ExactLineSearch(ravine, ravine.grad);
      const trace = descend(ravine, [init_x0, init_x1], exact, 10, { grad: ravine.grad });
      const { f } = trace;
      const factor = (f.at(-1) / f[0]) ** 0.1;
      const text = `f after 10 steps: ${general(f.at(-1), 3)}; per step: x ${fixed(factor, 4)}`;
      return { text, parts: partsOf(trace) };
    },
  },
});
