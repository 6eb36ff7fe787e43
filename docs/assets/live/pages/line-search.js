// Exact line search in a long valley: docs/beyond/line-search.md.

import { ExactLineSearch, descend, rules, surfaces } from "../core/index.js";
import { START_HANDLE, numbered, partsOf } from "../descents.js";
import { live } from "../live.js";
import { general } from "../python.js";

const { ravine } = surfaces;

live({
  exact: {
    settings: { init_x0: "coordinate", init_x1: "coordinate" },
    handle: START_HANDLE,
    run: ({ init_x0, init_x1 }) => {
      const exact = ExactLineSearch(ravine, ravine.grad);
      const trace = descend(ravine, [init_x0, init_x1], exact, 10, { grad: ravine.grad });
      const steady = descend(ravine, [init_x0, init_x1], rules.GradientDescent({ lr: 2 / 2.1 }), 10, { grad: ravine.grad });
      const text = `each step leaves ${general((trace.f.at(-1) / trace.f[0]) ** 0.1, 4)} of f`;
      return { text, parts: { ...partsOf(trace), steady: [numbered(steady.f)] } };
    },
  },
});
