// A stretched bowl: docs/beyond/stability.md.

import { descend } from "../core/descent.js";
import { rules } from "../core/rules.js";
import { live } from "../live.js";
import { general } from "../python.js";
import { around } from "../shapes.js";

const MU = 1;
const START = [1.5, 0.6];
const CIRCLE = around(73);

// Links that were sent when L was called kappa.
const address = new URL(location.href);
const { searchParams } = address;
if (searchParams.has("stretched.kappa")) {
  if (!searchParams.has("stretched.L")) searchParams.set("stretched.L", searchParams.get("stretched.kappa"));
  searchParams.delete("stretched.kappa");
  history.replaceState(history.state, "", address);
}

live({
  stretched: {
    settings: { L: "positive", lr: "positive" },
    ranges: { lr: { low: 0.004, high: 0.4 } },
    run: ({ L, lr }) => {
      const f = (x) => (MU * x[0] * x[0] + L * x[1] * x[1]) / 2;
      const trace = descend(f, START, rules.GradientDescent({ lr }), 40, { grad: (x) => [MU * x[0], L * x[1]] });
      const rings = [1, 0.5, 0.2, 0.05].map((share) => {
        const radius = Math.sqrt(2 * share * f(START));
        return CIRCLE.map((angle) => [radius * Math.cos(angle), (radius * Math.sin(angle)) / Math.sqrt(L)]);
      });
      const [x0, x1] = [1 - lr * MU, 1 - lr * L];
      const factors = { bar1: [[[1, 1], [x0, 1]]], end1: [[[x0, 1]]], bar0: [[[1, 0], [x1, 0]]], end0: [[[x1, 0]]] };
      const left = general(Math.hypot(...trace.x.at(-1)), 2);
      return {
        text: `each step: x₀ × ${general(x0, 4)}, x₁ × ${general(x1, 4)}\ndistance left: ${left}`,
        parts: { ring: rings, path: [trace.x], start: [[START]], ...factors },
        trace,
      };
    },
  },
});
