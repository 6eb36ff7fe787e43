// Exact line search in a long valley: docs/beyond/schedules.md.

import { descend, surfaces } from "../core/index.js";
import { START_HANDLE, numbered } from "../descents.js";
import { live } from "../live.js";
import { fixed, general } from "../python.js";

const { ravine } = surfaces;

/** Minimizes f along the negative gradient; the Hessian of the ravine is diag(0.1, 2). */
const exactLineSearch = {
  init: () => null,
  update: (grad) => {
    const [g0, g1] = grad;
    const curvature = g0 * (0.1 * g0) + g1 * (2 * g1);
    const length = curvature <= 0 ? 0 : (g0 * g0 + g1 * g1) / curvature;
    return [grad.map((g) => -length * g), null];
  },
};

live({
  exact: {
    settings: { init_x0: "coordinate", init_x1: "coordinate" },
    handle: START_HANDLE,
    run: ({ init_x0, init_x1 }) => {
      const { x, f } = descend(ravine, [init_x0, init_x1], exactLineSearch, 10, { grad: ravine.grad });
      const factor = (f.at(-1) / f[0]) ** 0.1;
      const text = `f after 10 steps: ${general(f.at(-1), 3)}; per step: x ${fixed(factor, 4)}`;
      return { text, parts: { path: [x], start: [[x[0]]], loss: [numbered(f)] } };
    },
  },
});
