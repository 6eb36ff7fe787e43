// A tangent, and a gradient: docs/chapter/gradient.md.

import { numericalDiff, numericalGradient, surfaces } from "../core/index.js";
import { live } from "../live.js";
import { array, repr } from "../python.js";

const { bowl } = surfaces;

live({
  tangent: {
    settings: { at: "coordinate" },
    handle: { part: "point", moves: ["at", null] },
    run: ({ at }) => {
      const f = (x) => 0.01 * (x * x) + 0.1 * x;
      const slope = numericalDiff(f, at);
      const touching = (x) => [x, f(at) + slope * (x - at)];
      return { text: repr(slope), parts: { tangent: [[touching(0), touching(20)]], point: [[[at, f(at)]]] } };
    },
  },
  slope: {
    settings: { x0: "coordinate", x1: "coordinate" },
    handle: { part: "start", moves: ["x0", "x1"] },
    run: ({ x0, x1 }) => {
      const x = [x0, x1];
      const gradient = numericalGradient(bowl, x);
      const tip = x.map((component, i) => component - gradient[i] / 4);
      return { text: array(gradient), parts: { path: [[x, tip]], start: [[x]] } };
    },
  },
});
