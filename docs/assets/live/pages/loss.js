// A line fitted to points, and its loss: docs/chapter/loss.md.

import { live } from "../live.js";
import { repr, round } from "../python.js";

const POINTS = [[0.5, 0.6], [1, 2.3], [2, 3.7], [3, 5.4], [4, 8.1]];

const lossOf = (w, b) =>
  POINTS.reduce((sum, [x, y]) => sum + (y - w * x - b) * (y - w * x - b), 0) / POINTS.length;
const lineOf = (w, b) => [[0, b], [4.5, 4.5 * w + b]];
/** On paper as wide as high: the axes have three units of y in the length of one of x. */
const squareOf = (w) =>
  POINTS.map(([x, y]) => {
    const right = x + Math.abs(y - w * x) / 3;
    return [[x, w * x], [right, w * x], [right, y], [x, y], [x, w * x]];
  });
const missOf = (w, b) => POINTS.map(([x, y]) => [[x, w * x + b], [x, y]]);

live({
  fit: {
    settings: { w: "coordinate" },
    handle: { part: "point", moves: ["w", null] },
    run: ({ w }) => {
      const loss = lossOf(w, 0);
      const tried = Array.from({ length: 61 }, (_, k) => (k * w) / 60);
      const passed = tried.map((each) => [each, lossOf(each, 0)]);
      const squares = POINTS.map(([x, y]) => repr(round((y - w * x) * (y - w * x), 2))).join(" ");
      const parts = {
        line: [lineOf(w, 0)],
        square: squareOf(w),
        miss: missOf(w, 0),
        bar: [[[w, 0], [w, loss]]],
        passed: [passed],
        point: [[[w, loss]]],
      };
      return { text: `squares: ${squares}\nloss: ${repr(round(loss, 4))}`, parts };
    },
  },
  plane: {
    settings: { w: "coordinate", b: "coordinate" },
    handle: { part: "point", moves: ["w", "b"] },
    run: ({ w, b }) => {
      const parts = { line: [lineOf(w, b)], miss: missOf(w, b), point: [[[w, b]]] };
      return { text: `loss: ${repr(round(lossOf(w, b), 4))}`, parts };
    },
  },
});
