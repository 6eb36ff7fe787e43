// Slopes from heights: docs/chapter/numerical-gradient.md.

import { numericalGradient } from "../core/index.js";
import { live } from "../live.js";
import { fixed, repr } from "../python.js";

const X = 1.5;
const TANGENT = 6.75;
const STEPS = Array.from({ length: 193 }, (_, i) => (i - 96) / 64);
const CORNERS = [[-1, -11], [1, -11], [1, 17], [-1, 17], [-1, -11]];

const f = (x) => x * x * x;
const central = (h) => (f(X + h) - f(X - h)) / (2 * h);

/** How much f rises from X to X + t h, in steps of h. */
const rise = (t, h) => (f(X + t * h) - f(X)) / h;

/** The points of the magnified curve and its chords. */
const magnified = (h) => {
  const through = (steps) => steps.map((t) => [t, rise(t, h)]);
  return { arc: through(STEPS), one: through([0, 1]), both: through([-1, 1]) };
};

live({
  chords: {
    settings: { h: "positive" },
    ranges: { h: { low: 1e-3, high: 1 } },
    run: ({ h }) => {
      const { arc, one, both } = magnified(h);
      const through = (places) => places.map((x) => [x, f(x)]);
      const rows = { "one side:  ": rise(1, h), "both sides:": central(h), "tangent:   ": TANGENT };
      const box = CORNERS.map(([side, edge]) => [X + 1.5 * h * side, f(X) + h * edge]);
      return {
        text: Object.entries(rows).map(([name, value]) => `${name} ${fixed(value, 6)}`).join("\n"),
        parts: { one: [through([X, X + h]), one], both: [through([X - h, X + h]), both], box: [box], arc: [arc] },
      };
    },
  },
  difference: {
    settings: { x0: "coordinate", x1: "coordinate", h: "positive" },
    run: ({ x0, x1, h }) => {
      const gradient = numericalGradient((x) => x[0] * x[0] + x[1] * x[1], [x0, x1], h);
      return { text: `[${gradient.map(repr).join(", ")}]`, parts: {} };
    },
  },
  digits: {
    settings: { h: "positive" },
    ranges: { h: { low: 1e-17, high: 1 } },
    handle: { part: "point", moves: ["h", null] },
    run: ({ h }) => {
      const { arc, one, both } = magnified(h);
      const off = (slope) => [[[h, Math.abs(slope - TANGENT)]]];
      const rows = { "f(x + h)": f(X + h), "f(x - h)": f(X - h), "slope   ": central(h) };
      return {
        text: Object.entries(rows).map(([name, value]) => `${name} ${repr(value)}`).join("\n"),
        parts: { one_off: off(rise(1, h)), point: off(central(h)), arc: [arc], one: [one], both: [both] },
      };
    },
  },
});
