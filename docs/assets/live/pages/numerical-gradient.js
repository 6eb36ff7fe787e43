// Slopes from heights: docs/chapter/numerical-gradient.md.

import { numericalDiff } from "../core/index.js";
import { live } from "../live.js";
import { fixed, repr } from "../python.js";

const X = 1.5;
const TANGENT = 6.75;
const STEPS = Array.from({ length: 193 }, (_, i) => (i - 96) / 64);
const CORNERS = [[-1, -11], [1, -11], [1, 17], [-1, 17], [-1, -11]];

const f = (x) => x * x * x;
const central = (h) => numericalDiff(f, X, h);

/** How much f rises from X to X + t h, in steps of h. */
const rise = (t, h) => (f(X + t * h) - f(X)) / h;

const magnified = (h) => [STEPS, [0, 1], [-1, 1], [-1, 0]].map((steps) => steps.map((t) => [t, rise(t, h)]));

live({
  chords: {
    settings: { h: "positive" },
    ranges: { h: { low: 1e-3, high: 1 } },
    run: ({ h }) => {
      const [arc, one, both, left] = magnified(h);
      const chord = (...ends) => ends.map((x) => [x, f(x)]);
      const box = CORNERS.map(([side, edge]) => [X + 1.5 * h * side, f(X) + h * edge]);
      const slope = central(h);
      const moved = [-1, 1].map((t) => [t, slope * t]);
      const [oneSide, bothSides] = [rise(1, h), slope].map((each) => fixed(each, 6));
      return {
        text: `one side ${oneSide}, both sides ${bothSides}`,
        parts: {
          one: [chord(X, X + h), one],
          both: [chord(X - h, X + h), both],
          left: [chord(X - h, X), left],
          moved: [moved.map(([t, climb]) => [X + h * t, f(X) + h * climb]), moved],
          box: [box],
          arc: [arc],
        },
      };
    },
  },
  digits: {
    settings: { h: "positive" },
    ranges: { h: { low: 1e-17, high: 1 } },
    handle: { part: "point", moves: ["h", null] },
    run: ({ h }) => {
      const [arc, , both] = magnified(h);
      const off = (slope) => [[[h, Math.abs(slope - TANGENT)]]];
      const [above, below] = [f(X + h), f(X - h)];
      const printed = { "f(x + h)": above, "f(x - h)": below, "rise    ": above - below, "slope   ": central(h) };
      return {
        text: Object.entries(printed).map(([name, number]) => `${name} ${repr(number)}`).join("\n"),
        parts: { one_off: off(rise(1, h)), point: off(central(h)), arc: [arc], both: [both] },
      };
    },
  },
});
