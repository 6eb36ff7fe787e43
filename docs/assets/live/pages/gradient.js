// A tangent, two cuts, the slopes in all directions, and a gradient: docs/chapter/gradient.md.

import { arrow, evenly, plus } from "../shapes.js";
import { numericalDiff, numericalGradient, surfaces } from "../core/index.js";
import { readAxes } from "../draw/axes.js";
import { clamp, makeHandle } from "../handle.js";
import { live } from "../live.js";
import { array, fixed, general, repr, round } from "../python.js";
import { makeSpoke } from "../spoke.js";
import { words } from "../words.js";

const { bowl } = surfaces;
const HERE = [3, 4];
const WALK = 0.001;
const BETWEEN = 0.000995; // the height from line to line
const LINES = evenly(1, 10, 10);

/** Where a point of space lies in the picture of the bowl. */
const view = ([x0, x1, height]) => [0.84 * x0 + 0.54 * x1, 0.29 * x1 - 0.18 * x0 + 0.15 * height];

const EDGE = { low: -4, high: 4 }; // on the bowl, which ends where f is 35
const ALONG = Array.from({ length: 801 }, (_, k) => (k - 400) / 100);

/** The x1 whose place on the bowl is nearest to a place of the picture. */
const nearestAlong = (x0, [across, up]) => {
  const away = ALONG.map((x1) => {
    const [a, b] = view([x0, x1, bowl([x0, x1])]);
    return Math.hypot(a - across, b - up);
  });
  return ALONG[away.indexOf(Math.min(...away))];
};

/** Places inside the rim of the bowl, a distance from the middle. */
const inside = (held) => {
  const reach = Math.sqrt(Math.max(0, 35 - held * held));
  return evenly(-reach, reach, 61);
};

const direction = (degrees) => {
  const angle = (degrees * Math.PI) / 180;
  return [Math.cos(angle), Math.sin(angle)];
};

/** format(value, "z.2f"), with a true minus. */
const plain = (value) => fixed(value, 2).replace(/^-0\.00$/, "0.00").replace("-", "−");

const slopeAlong = (u) => numericalDiff((t) => bowl(plus(HERE, u, t)), 0);

const TURN = document.documentElement.lang.startsWith("zh")
  ? "這段路的終點：可以拖曳，也可以用方向鍵轉動"
  : "End of the walk: drag it, or turn it with the arrow keys";

let named; // where u is written
let placeTip;
let placeOther; // what moves x1 in the cuts

live({
  tangent: {
    settings: { at: "coordinate" },
    handle: { part: "point", moves: ["at", null] },
    run: ({ at }) => {
      const f = (x) => 6.05 * (x * x) - 23.44 * x + 22.822;
      const slope = 12.1 * at - 23.44;
      const tangent = [0, 4].map((x) => [x, f(at) + slope * (x - at)]);
      const text = `slope ${general(slope, 4)}`;
      return { text, parts: { tangent: [tangent], point: [[[at, f(at)]]], bar: [[[at, 0], [at, slope]]] } };
    },
  },
  cut: {
    settings: { x0: "coordinate", x1: "coordinate" },
    handle: { part: "point", moves: ["x0", null] },
    ranges: { x0: EDGE, x1: EDGE },
    equip: (element, set, values) => {
      const onBowl = (x1) => view([values.x0, x1, bowl([values.x0, x1])]);
      const set1 = (x1) => set({ x1: String(round(clamp(x1, EDGE), 2)) });
      const common = { label: words.point, measure: { name: "x1", ...EDGE, of: () => values.x1 } };
      const grips = {
        dot: {
          names: ["x1", "x1"],
          moved: (place) => set1(nearestAlong(values.x0, place)),
          nudged: (_, direction, isFiner) => {
            set1(values.x1 + direction * (isFiner ? 0.1 : 1));
            return true;
          },
          within: (place) => onBowl(nearestAlong(values.x0, place)),
          finest: 0.01,
          clicked: false,
        },
        other: { names: ["x1", null], moved: ([x1]) => set1(x1), within: ([x1, up]) => [clamp(x1, EDGE), up] },
      };
      const [dot, other] = Object.entries(grips).map(([name, options]) => {
        const part = element.querySelector(`[data-part=${name}]`);
        return makeHandle(part, readAxes(part.closest("[data-x]")), { ...common, ...options });
      });
      placeOther = ({ x0, x1 }) => {
        const height = bowl([x0, x1]);
        dot.place(view([x0, x1, height]));
        other.place([x1, height]);
      };
      placeOther(values);
    },
    run: ({ x0, x1 }) => {
      const height = bowl([x0, x1]);
      const along0 = (t) => bowl([t, x1]);
      const along1 = (t) => bowl([x0, t]);
      const slopes = [numericalDiff(along0, x0), numericalDiff(along1, x1)];
      const tangentOf = (at, slope) => [-2, 2].map((t) => [at + t, height + slope * t]);
      const tangents = [tangentOf(x0, slopes[0]), tangentOf(x1, slopes[1])];
      const seen0 = ([t, up]) => view([t, x1, up]);
      const seen1 = ([t, up]) => view([x0, t, up]);
      const on = (f) => (t) => [t, f(t)];
      const across = evenly(-6, 6, 61);
      return {
        text: `along x0: ${general(slopes[0], 4)}\nalong x1: ${general(slopes[1], 4)}`,
        parts: {
          cut0: [inside(x1).map(on(along0)).map(seen0), across.map(on(along0))],
          cut1: [inside(x0).map(on(along1)).map(seen1), across.map(on(along1))],
          tangent0: [tangents[0].map(seen0), tangents[0]],
          tangent1: [tangents[1].map(seen1), tangents[1]],
          dot: [[view([x0, x1, height])]],
          point: [[[x0, height]]],
          other: [[[x1, height]]],
        },
        paint: () => placeOther({ x0, x1 }),
      };
    },
  },
  slope: {
    settings: { x0: "coordinate", x1: "coordinate" },
    handle: { part: "point", moves: ["x0", "x1"] },
    run: ({ x0, x1 }) => {
      const x = [x0, x1];
      const gradient = numericalGradient(bowl, x);
      const parts = { arrow: [arrow(x, gradient.map((slope) => -slope / 8))], point: [[x]] };
      return { text: `gradient: ${array(gradient)}`, parts };
    },
  },
  turn: {
    settings: { degrees: "angle" },
    handle: { part: "point", moves: ["degrees", null] },
    equip: (element, set, values) => {
      named = element.querySelector("[data-part=name] text");
      const tip = element.querySelector("[data-part=tip]");
      placeTip = makeSpoke(tip, readAxes(tip.closest("[data-x]")), {
        label: TURN,
        centre: HERE,
        radius: WALK,
        degrees: () => values.degrees,
        set: (degrees) => set({ degrees }),
      });
      placeTip(values.degrees);
    },
    run: ({ degrees }) => {
      const u = direction(degrees);
      const slope = slopeAlong(u);
      const rise = ((slope + WALK) * WALK) / BETWEEN; // in lines, on this bowl
      const isFlat = Math.abs(rise) < 1; // no line is crossed
      const crossed = (lines) => LINES.map((k) => plus(HERE, u, ((k <= lines ? k : 0) * WALK) / Math.max(Math.abs(rise), 1)));
      return {
        text: `slope along u: ${repr(round(slope, 4))}`,
        parts: {
          u: [[HERE, isFlat ? HERE : plus(HERE, u, WALK)]],
          level: [[HERE, isFlat ? plus(HERE, u, WALK) : HERE]],
          tip: [[plus(HERE, u, WALK)]],
          rise: [crossed(rise)],
          fall: [crossed(-rise)],
          point: [[[degrees, slope]]],
        },
        paint: () => {
          placeTip(degrees);
          named.textContent = `u = (${u.map(plain).join(", ")})`;
        },
      };
    },
  },
});
