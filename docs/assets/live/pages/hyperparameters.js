// Momentum in a long valley: docs/chapter/hyperparameters.md.

import { descend, rules, surfaces } from "../core/index.js";
import { live } from "../live.js";
import { general } from "../python.js";

const { Momentum } = rules;
const { ravine } = surfaces;

live({
  valley: {
    settings: { lr: "positive", beta: "share" },
    handle: { part: "point", moves: ["lr", "beta"] },
    run: ({ lr, beta }) => {
      const trace = descend(ravine, [-7, 2], Momentum({ lr, beta }), 30);
      const loss = trace.status === "finished" ? trace.f.at(-1) : Infinity;
      const parts = { point: [[[lr, beta]]], path: [trace.x], start: [[trace.x[0]]] };
      return { text: `loss: ${general(loss, 2)}`, parts, trace };
    },
  },
});
