// Nine tries of the learning rate and of h in a long valley: docs/chapter/hyperparameters.md.

import { numericalGradient, surfaces } from "../core/index.js";
import { live } from "../live.js";
import { general } from "../python.js";
import { makeTries } from "../tries.js";

const { ravine } = surfaces;

/** f after 60 steps; infinite if it climbs above its start. */
const finalLoss = (lr, h) => {
  let x = [-7, 0.2];
  const start = ravine(x);
  for (let k = 0; k < 60; k++) {
    const slope = numericalGradient(ravine, x, h);
    x = x.map((value, i) => value - lr * slope[i]);
    if (!(ravine(x) <= start)) return Infinity;
  }
  return ravine(x);
};

const tried = makeTries(document.querySelector('[data-live="valley"]'));

live({
  valley: {
    settings: { lr: "positive", h: "positive" },
    ranges: { lr: { low: 1e-3, high: 10 }, h: { low: 1e-8, high: 1 } },
    handle: { part: "point", moves: ["lr", "h"], exact: true },
    run: ({ lr, h }) => {
      const loss = finalLoss(lr, h);
      tried([lr, h], loss);
      return { text: `loss: ${general(loss, 2)}`, parts: { point: [[[lr, h]]] } };
    },
  },
});
