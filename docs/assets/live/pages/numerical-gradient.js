// Slopes from heights: docs/chapter/numerical-gradient.md.

import { arrow, plus } from "../shapes.js";
import { numericalDiff, surfaces } from "../core/index.js";
import { labelsOf } from "../labels.js";
import { live } from "../live.js";
import { fixed, general, repr, scientific, short } from "../python.js";

const { bowl } = surfaces;
const X = 1.5;
const TANGENT = 3 * X * X;
const ENDS = [0.5, 2.5]; // of the first axes
const LEAST = 1e-7; // where the bars begin
const FEET = [4 * LEAST, LEAST]; // where their numbers stay; one above the other, they are long
const ROOT = Math.SQRT2;
const SLOPE = 6; // at the root, 3 ROOT ** 2 with unlimited digits
const COLUMNS = 19;

const f = (x) => x * x * x;
const forward = (x, h) => (f(x + h) - f(x)) / h;
const central = (x, h) => numericalDiff(f, x, h);

/** The tops of the two bars: how far each slope is from that of the tangent. */
const topsOf = (h) => [forward, central].map((slope, i) => [i, Math.abs(slope(X, h) - TANGENT)]);

/** The number with two digits that count, on the axis without a power of ten. */
const plain = (value) => {
  if (!(value > 0)) return "0";
  if (value < LEAST) return `↓ ${scientific(value, 1).replace("e-0", "e-")}`; // below the axis
  const places = Math.min(20, Math.max(0, 1 - Math.floor(Math.log10(value))));
  const text = Number(value.toPrecision(2)).toFixed(places);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
};

/** A height to so many places that the slope comes out right. */
const long = (height, h) => {
  if (!(h >= 1e-6 && height < 1e6)) return "…";
  return fixed(height, 1 + fixed(1 / h, 0).length).replace(/\.?0+$/, "");
};

/** Twice h, without a power of ten if the heights are written out. */
const wide = (h) => (h >= 1e-6 && h < 1e-4 ? fixed(2 * h, 9).replace(/0+$/, "") : short(2 * h));

/** The four places around a point, the slopes of the bowl by their heights, and the labels of the figure. */
const measure = ({ x0, x1, h }) => {
  const places = [[x0 + h, x1], [x0 - h, x1], [x0, x1 + h], [x0, x1 - h]];
  const heights = places.map(bowl);
  const slopes = [0, 2].map((i) => (heights[i] - heights[i + 1]) / (2 * h));
  const shown = slopes.map((slope) => slope / 4);
  const written = (place) => [place, h < 0.5 ? "" : short(bowl(place))]; // they would lie on each other
  const labels = [...places, [x0, x1]].map(written);
  labels.push([plus([x0, x1], shown), `(${slopes.map((slope) => short(slope)).join(", ")})`]);
  return { places, heights, slopes, shown, labels };
};

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

let beside = () => {};
let divisions = [];
let onBars = () => {};
let heads = [];
let digits = [];

live({
  compass: {
    settings: { x0: "coordinate", x1: "coordinate", h: "positive" },
    ranges: { h: { low: 0.1, high: 2 } },
    handle: { part: "point", moves: ["x0", "x1"] },
    equip: (element, set, values) => {
      beside = labelsOf(element, "height", measure(values).labels.map(([place]) => place));
      divisions = [...element.querySelectorAll("[data-part=division] text")];
      heads = divisions.map((text) => text.textContent.split("(")[0]); // “x₀: ”, as the reader's language writes it
    },
    run: ({ x0, x1, h }) => {
      const { places, heights, slopes, shown, labels } = measure({ x0, x1, h });
      const [first, second] = slopes.map((slope) => general(slope, 4));
      return {
        text: `gradient: (${first}, ${second})`,
        parts: {
          arrow: [arrow([x0, x1], shown)],
          along0: [places.slice(0, 2)],
          along1: [places.slice(2)],
          point: [[[x0, x1]]],
        },
        paint: () => {
          beside(labels);
          for (const [i, head] of heads.entries()) {
            const [more, less] = heights.slice(2 * i).map((height) => long(height, h));
            divisions[i].textContent = `${head}(${more} − ${less})/${wide(h)} = ${short(slopes[i])}`;
          }
        },
      };
    },
  },
  chords: {
    settings: { h: "positive" },
    ranges: { h: { low: 1e-3, high: 1 } },
    equip: (element, set, { h }) => {
      onBars = labelsOf(element, "value", topsOf(h));
    },
    run: ({ h }) => {
      const slopes = [forward(X, h), central(X, h)];
      const [one, both] = [X, X - h].map((start, i) => ENDS.map((end) => [end, f(start) + slopes[i] * (end - start)]));
      const dots = (...places) => [places.map((x) => [x, f(x)])];
      const tops = topsOf(h);
      const bar = (i) => [[[i, LEAST], tops[i]]];
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
        paint: () => onBars(tops.map(([i, off]) => [[i, Math.max(off, FEET[i])], plain(off)])),
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
      const [above, below] = [f(ROOT + h), f(ROOT - h)];
      const rise = above - below;
      const exact = 2 * h * (SLOPE + h * h);
      const byRounding = Number(general(Math.abs(rise - exact) / (2 * h), 1));
      const rows = [
        [above, rise, "c0"],
        [below, rise, "c0"],
        [rise, rise, "c0"],
        [exact, exact, "c2"],
        [byRounding, byRounding, "c3"],
        [h * h, h * h, "c4"],
      ];
      const [one, both] = [forward(ROOT, h), central(ROOT, h)].map((slope) => Math.abs(slope - SLOPE));
      return {
        text: `rise  ${repr(rise)}\nslope ${repr(central(ROOT, h))}`,
        parts: { one_off: [[[h, one]]], point: [[[h, both]]] },
        paint: () => write(digits, rows),
      };
    },
  },
});
