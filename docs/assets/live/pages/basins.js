// From slow convergence to chaos: docs/beyond/basins.md.

import { descend, rules, surfaces } from "../core/index.js";
import { numbered, rounded } from "../descents.js";
import { live } from "../live.js";
import { array } from "../python.js";

const { GradientDescent } = rules;
const { double_well } = surfaces;

const [FIRST, LAST] = [0.0025, 2.1]; // of the learning rates with grey dots
const CHANGES = [1, Math.sqrt(5) - 1, Math.sqrt(6.75) - 1, 2]; // where something new begins
let grey = null; // their picture
let labels = []; // what begins there
let tried = 0; // the largest learning rate so far

/** Shows the grey dots and the labels as far as the reader has come; without this module all are there. */
const uncover = () => {
  const hidden = 1 - (tried - FIRST) / (LAST - FIRST);
  grey.style.clipPath = hidden > 0 ? `inset(0 ${100 * hidden}% 0 0)` : "";
  labels.forEach((label, i) => (label.style.visibility = tried < CHANGES[i] ? "hidden" : ""));
};

live({
  dial: {
    settings: { start: "coordinate", lr: "rate" },
    ranges: { lr: { low: 0.01, high: 2.2 } },
    handle: { part: "dial", moves: ["lr", null] },
    equip: (element) => {
      grey = element.querySelector("image");
      labels = [...element.querySelectorAll("[data-part=from]")];
      uncover();
    },
    run: ({ start, lr }) => {
      tried = Math.max(tried, lr);
      const from = (x0, steps) => descend(double_well, [x0, 0], GradientDescent({ lr }), steps, { grad: double_well.grad });
      const trace = from(start, 400);
      const along = ({ x }) => x.map(([x0]) => x0);
      const x0 = along(trace);
      const leaves = trace.status === "diverged";
      const parts = {
        last: [leaves ? [] : x0.slice(-32).map((x0) => [lr, x0])],
        dial: [[[lr, -1.5]]],
        twin: [numbered(along(from(start + 0.0001, 40)))],
        orbit: [numbered(x0.slice(0, 41))],
      };
      const text = leaves ? "the run leaves" : `the last four: ${array(rounded(x0.slice(-4), 4))}`;
      return { text, parts, trace, paint: uncover };
    },
  },
});
