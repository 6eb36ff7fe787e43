// Slopes from heights: docs/chapter/numerical-gradient.md.

import { numericalDiff } from "../core/index.js";
import { live } from "../live.js";
import { fixed, repr } from "../python.js";

const X = 1.5;
const TANGENT = 6.75;
const ENDS = [0.5, 2.5]; // of the first axes
const LEAST = 1e-7; // where the bars begin
const COLUMNS = 19;

const f = (x) => x * x * x;
const forward = (h) => (f(X + h) - f(X)) / h;
const central = (h) => numericalDiff(f, X, h);
const off = (slope) => Math.abs(slope - TANGENT);

/** The number with 16 digits after the point, a digit a column. */
const columns = (number) => fixed(number, 16).padStart(COLUMNS).slice(0, COLUMNS);

/** Rewrites the digits of the subtraction: grey is what comes before the first digit of `kept`. */
const write = (digits, rows) => {
  for (const [i, [number, kept, colour]] of rows.entries()) {
    const first = columns(kept).search(/[^ \-0.]|$/);
    for (const [column, digit] of [...columns(number)].entries()) {
      const text = digits[COLUMNS * i + column];
      text.textContent = digit;
      text.style.fill = `var(--gd-${column >= first ? colour : "quiet"})`;
    }
  }
};

let digits = [];

live({
  chords: {
    settings: { h: "positive" },
    ranges: { h: { low: 1e-3, high: 1 } },
    run: ({ h }) => {
      const slopes = [forward(h), central(h)];
      const [one, both] = [X, X - h].map((start, i) => ENDS.map((end) => [end, f(start) + slopes[i] * (end - start)]));
      const dots = (...places) => [places.map((x) => [x, f(x)])];
      const bar = (i) => [[[i, LEAST], [i, off(slopes[i])]]];
      const [oneSide, bothSides] = slopes.map((each) => fixed(each, 6));
      return {
        text: `one side ${oneSide}, both sides ${bothSides}`,
        parts: {
          one: [one],
          one_dots: dots(X, X + h),
          both: [both],
          both_dots: dots(X - h, X + h),
          one_off: bar(0),
          both_off: bar(1),
        },
      };
    },
  },
  digits: {
    settings: { h: "positive" },
    ranges: { h: { low: 1e-17, high: 1 } },
    handle: { part: "point", moves: ["h", null] },
    equip: (element) => {
      digits = [...element.querySelectorAll("[data-part=digit] text")];
    },
    run: ({ h }) => {
      const [above, below] = [f(X + h), f(X - h)];
      const rise = above - below;
      const rounded = Math.abs(rise - 2 * h * (TANGENT + h * h));
      const divided = rounded / (2 * h);
      const rows = [
        [above, rise, "c0"],
        [below, rise, "c0"],
        [rise, rise, "c0"],
        [rounded, rounded, "c3"],
        [divided, divided, "c3"],
      ];
      return {
        text: `rise  ${repr(rise)}\nslope ${repr(central(h))}`,
        parts: { one_off: [[[h, off(forward(h))]]], point: [[[h, off(central(h))]]] },
        paint: () => write(digits, rows),
      };
    },
  },
});
