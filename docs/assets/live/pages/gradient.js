// A tangent, a cut, a gradient, and the slopes in all directions: docs/chapter/gradient.md.

import { arrow, evenly, plus } from "../shapes.js";
import { numericalDiff, numericalGradient, surfaces } from "../core/index.js";
import { live } from "../live.js";
import { array, general, repr, round } from "../python.js";

const { bowl } = surfaces;
const HERE = [3, 4];
const WALK = 0.05;
const LINES = evenly(1, 10, 10);
const REACH = [[-6, 0], [6, 0], [6, 44], [-6, 44], [-6, 0]];

/** Where a point of space lies in the picture of the bowl. */
const view = ([x0, x1, height]) => [x0 + 0.45 * x1, 0.3 * x1 - 0.12 * x0 + 0.15 * height];

/** Points (x0, height) of the cut at x1, in the picture of the bowl. */
const seenAt = (x1) => (points) => points.map(([t, height]) => view([t, x1, height]));

/** The bowl along the cut at x1, as far as its rim. */
const alongCut = (x1) => {
  const reach = Math.sqrt(Math.max(0, 35 - x1 * x1));
  return evenly(-reach, reach, 61).map((t) => [t, bowl([t, x1])]);
};

const direction = (degrees) => {
  const angle = (degrees * Math.PI) / 180;
  return [Math.cos(angle), Math.sin(angle)];
};

const slopeAlong = (u) => numericalDiff((t) => bowl(plus(HERE, u, t)), 0);

live({
  tangent: {
    settings: { at: "coordinate" },
    handle: { part: "point", moves: ["at", null] },
    run: ({ at }) => {
      const f = (x) => 0.01 * (x * x) + 0.1 * x;
      const slope = 0.02 * at + 0.1;
      const tangent = [-20, 15].map((x) => [x, f(at) + slope * (x - at)]);
      const text = `slope ${general(slope, 4)}`;
      return { text, parts: { tangent: [tangent], point: [[[at, f(at)]]], bar: [[[at, 0], [at, slope]]] } };
    },
  },
  cut: {
    settings: { x0: "coordinate", x1: "coordinate" },
    handle: { part: "point", moves: ["x0", null] },
    ranges: { x1: { low: -5, high: 5 } },
    run: ({ x0, x1 }) => {
      const f = (t) => bowl([t, x1]);
      const slope = numericalDiff(f, x0);
      const seen = seenAt(x1);
      const on = (places) => places.map((t) => [t, f(t)]);
      const tangent = [-2.5, 2.5].map((t) => [x0 + t, f(x0) + slope * t]);
      return {
        text: `along x0: ${general(slope, 4)}`,
        parts: {
          frame: [seen(REACH)],
          cut: [seen(alongCut(x1)), on(evenly(-6, 6, 61))],
          tangent: [seen(tangent), tangent],
          dot: [seen(on([x0]))],
          point: [on([x0])],
        },
      };
    },
  },
  slope: {
    settings: { x0: "coordinate", x1: "coordinate" },
    handle: { part: "point", moves: ["x0", "x1"] },
    run: ({ x0, x1 }) => {
      const x = [x0, x1];
      const gradient = numericalGradient(bowl, x);
      const [u, v] = gradient.map((slope) => slope / 4);
      const corner = plus(x, [u, 0]);
      const parts = { leg0: [[x, corner]], leg1: [[corner, plus(corner, [0, v])]], arrow: [arrow(x, [u, v])], point: [[x]] };
      return { text: array(gradient), parts };
    },
  },
  turn: {
    settings: { degrees: "coordinate" },
    handle: { part: "point", moves: ["degrees", null] },
    run: ({ degrees }) => {
      const u = direction(degrees);
      const slope = slopeAlong(u);
      const crossed = (rise) => LINES.map((k) => plus(HERE, u, ((k <= rise + 0.01 ? k : 0) * WALK) / Math.max(Math.abs(slope), 0.99)));
      const passed = evenly(0, degrees, 91).map((each) => [each, slopeAlong(direction(each))]);
      return {
        text: `slope along u: ${repr(round(slope, 4))}`,
        parts: {
          u: [arrow(HERE, u.map((part) => WALK * part))],
          rise: [crossed(slope)],
          fall: [crossed(-slope)],
          passed: [passed],
          point: [[[degrees, slope]]],
        },
      };
    },
  },
});
