// From rest to chaos: docs/beyond/basins.md.

import { descend, rules, surfaces } from "../core/index.js";
import { numbered, rounded } from "../descents.js";
import { live } from "../live.js";
import { array } from "../python.js";

const { GradientDescent } = rules;
const { double_well } = surfaces;

const [FIRST, LAST] = [0.8, 2.1]; // of the learning rates with grey dots
const START = 0.5; // where runs start
let grey = null; // their picture
let labels = []; // what begins at the dashed lines
let [shown, tried] = [0, 0]; // the learning rate that the page shows at first, and the largest so far

/** Shows the grey dots as far as the reader has come, and the labels after the guess; without this module all are there. */
const uncover = () => {
  const hidden = 1 - (tried - FIRST) / (LAST - FIRST);
  grey.style.clipPath = hidden > 0 ? `inset(0 ${100 * hidden}% 0 0)` : "";
  for (const label of labels) label.style.visibility = tried > shown ? "" : "hidden";
};

live({
  dial: {
    settings: { lr: "rate" },
    ranges: { lr: { low: 0.8, high: 2.2 } },
    handle: { part: "dial", moves: ["lr", null] },
    equip: (element) => {
      grey = element.querySelector("image");
      shown = tried;
      labels = [...element.querySelectorAll("[data-part=from]")];
      uncover();
    },
    run: ({ lr }) => {
      tried = Math.max(tried, lr);
      const from = (x0, steps) => descend(double_well, [x0, 0], GradientDescent({ lr }), steps, { grad: double_well.grad });
      const trace = from(START, 400);
      const along = ({ x }) => x.map(([x0]) => x0);
      const x0 = along(trace);
      const leaves = trace.status === "diverged";
      const parts = {
        last: [leaves ? [] : x0.slice(-32).map((x0) => [lr, x0])],
        dial: [[[lr, -1.5]]],
        twin: [numbered(along(from(START + 0.0001, 40)))],
        orbit: [numbered(x0.slice(0, 41))],
      };
      const text = leaves ? "the run leaves" : `the last four: ${array(rounded(x0.slice(-4), 4))}`;
      return { text, parts, trace, paint: uncover };
    },
  },
});
