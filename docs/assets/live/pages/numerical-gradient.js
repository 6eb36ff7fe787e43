// The central difference: docs/chapter/numerical-gradient.md.

import { numericalGradient } from "../core/index.js";
import { live } from "../live.js";
import { repr } from "../python.js";

live({
  difference: {
    settings: { x0: "coordinate", x1: "coordinate", h: "positive" },
    run: ({ x0, x1, h }) => {
      const gradient = numericalGradient((x) => x[0] * x[0] + x[1] * x[1], [x0, x1], h);
      return { text: `[${gradient.map(repr).join(", ")}]`, parts: {} };
    },
  },
});
