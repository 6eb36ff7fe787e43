// From rest to chaos: docs/beyond/basins.md.

import { descend, rules, surfaces } from "../core/index.js";
import { numbered, rounded } from "../descents.js";
import { live } from "../live.js";
import { addDialPlay } from "../player.js";
import { array } from "../python.js";

const { GradientDescent } = rules;
const { double_well } = surfaces;

const [FIRST, LAST] = [0.8, 2.1]; // of the learning rates with grey dots
const START = 0.5; // where runs start
let grey = null; // their picture
let signs = []; // the dashed lines and their labels: where what begins
let tried = 0; // the largest learning rate so far
const CHANGES = [1, 5 ** 0.5 - 1, 1.302, 6.75 ** 0.5 - 1, 2];
const CHAOS = 2; // its line is longer, so that its label has room

const STEPS = 130; // of the learning rate, from 0.8 to 2.1

/** Shows all as far as the reader has come; without this module all is there. */
const uncover = () => {
  const hidden = 1 - (tried - FIRST) / (LAST - FIRST);
  grey.style.clipPath = hidden > 0 ? `inset(0 ${100 * hidden}% 0 0)` : "";
  for (const kind of signs) kind.forEach(({ style }, i) => (style.visibility = tried >= CHANGES[i] ? "" : "hidden"));
};

const stepOf = (lr) => Math.round(100 * (lr - FIRST));

live({
  dial: {
    settings: { lr: "rate" },
    ranges: { lr: { low: 0.8, high: 2.2 } },
    handle: { part: "dial", moves: ["lr", null] },
    equip: (element, set) => {
      grey = element.querySelector("image");
      signs = ["begins", "from"].map((part) => [...element.querySelectorAll(`[data-part=${part}]`)]);
      uncover();
      addDialPlay(element, "lr", set, {
        from: (lr) => (stepOf(lr) >= 0 && stepOf(lr) < STEPS ? stepOf(lr) : 10),
        to: STEPS,
        valueAt: (at) => (100 * FIRST + Math.floor(at)) / 100,
      });
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
        begins: CHANGES.map((change, i) => [[change, -1.6], [change, i === CHAOS ? 1.9 : 1.6]]),
        twin: [numbered(along(from(START + 0.0001, 40)))],
        orbit: [numbered(x0.slice(0, 41))],
      };
      const text = leaves ? "the run leaves" : `the last four: ${array(rounded(x0.slice(-4), 4))}`;
      return { text, parts, trace, paint: uncover };
    },
  },
});
