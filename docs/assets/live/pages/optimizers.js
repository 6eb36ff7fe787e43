// A heavy ball in a long valley: docs/beyond/optimizers.md.

import { descend, rules, surfaces } from "../core/index.js";
import { numbered } from "../descents.js";
import { live } from "../live.js";
import { general } from "../python.js";

live({
  ball: {
    settings: { lr: "positive", beta: "share" },
    run: ({ lr, beta }) => {
      const trace = descend(surfaces.ravine, [-7, 2], rules.Momentum({ lr, beta }), 30);
      const distance = trace.x.map((x) => Math.hypot(...x));
      const parts = { path: [trace.x], start: [[trace.x[0]]], distance: [numbered(distance)] };
      return { text: `distance after 30 steps: ${general(distance.at(-1), 4)}`, parts, trace };
    },
  },
});
