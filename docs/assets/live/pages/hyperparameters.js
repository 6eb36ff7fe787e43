// Momentum in a long valley, and the nine tries of its settings: docs/chapter/hyperparameters.md.

import { descend, rules, surfaces } from "../core/index.js";
import { live } from "../live.js";
import { general } from "../python.js";
import { makeTries } from "../tries.js";

const { Momentum } = rules;
const { ravine } = surfaces;

const tried = makeTries(document.querySelector('[data-live="valley"]'));

live({
  valley: {
    settings: { lr: "positive", beta: "share" },
    handle: { part: "point", moves: ["lr", "beta"] },
    run: ({ lr, beta }) => {
      const trace = descend(ravine, [-7, 2], Momentum({ lr, beta }), 30);
      const loss = trace.status === "finished" ? trace.f.at(-1) : Infinity;
      tried([lr, beta], loss);
      const parts = { point: [[[lr, beta]]], path: [trace.x], start: [[trace.x[0]]] };
      return { text: `loss: ${general(loss, 2)}`, parts, trace };
    },
  },
});
