// One step, and exact line search, in a long valley: docs/beyond/line-search.md.

import { ExactLineSearch, descend, rules, surfaces } from "../core/index.js";
import { START_HANDLE, numbered, partsOf } from "../descents.js";
import { live } from "../live.js";
import { general } from "../python.js";

const { ravine } = surfaces;

const HERE = [-7, 2];

live({
  along: {
    settings: { lr: "rate" },
    ranges: { lr: { low: 0.01, high: 1.9 } },
    run: ({ lr }) => {
      const slope = ravine.grad(HERE);
      const reached = HERE.map((at, i) => at - lr * slope[i]);
      const f = ravine(reached);
      const text = `f = ${general(ravine(HERE), 3)} before, ${general(f, 3)} after`;
      return { text, parts: { step: [[HERE, reached]], landing: [[reached]], dot: [[[lr, f]]] } };
    },
  },
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
