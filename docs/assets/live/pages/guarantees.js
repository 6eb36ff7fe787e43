// The promise of one step, and a dial from convex to two valleys: docs/beyond/guarantees.md.

import { numbered } from "../descents.js";
import { live } from "../live.js";
import { general } from "../python.js";
import { evenly } from "../shapes.js";

const AWAY = evenly(-5, 5, 161);
const GROUND = evenly(-4, 4, 121);
const RIGHT = Array.from({ length: 2000 }, (_, i) => (i + 1) / 200);
const STEPS = 40;

/** x² + a sin² x and its slope. */
const wavy = (a) => ({
  f: (x) => x * x + a * (Math.sin(x) * Math.sin(x)),
  slope: (x) => 2 * x + a * Math.sin(2 * x),
});

const least = (values) => values.reduce((low, value) => Math.min(low, value), Infinity);

live({
  lemma: {
    settings: { start: "coordinate", L: "positive", lr: "rate" },
    ranges: { start: { low: -4.3, high: 4.3 }, L: { low: 2, high: 20 }, lr: { low: 0.01, high: 0.5 } }, // in the picture
    handle: { part: "point", moves: ["start", null] },
    run: ({ start, L, lr }) => {
      const { f, slope } = wavy(3);
      const g = slope(start);
      const step = -lr * g;
      const most = f(start) + g * step + (L / 2) * step * step;
      const landing = start + step;
      const [here, worst, real] = [f(start), most, f(landing)].map((height) => general(height, 4));
      const broken = f(landing) - most > 1e-8 + 1e-5 * Math.abs(most); // beyond np.isclose
      const near = AWAY.map((way) => start + way).filter((x) => Math.abs(x) <= 4.5); // on the axes
      const inside = (height) => (height < -8 || height > 22 ? NaN : height);
      const bent = (by) => near.map((x) => [x, inside(f(start) + g * (x - start) + (by / 2) * (x - start) ** 2)]);
      return {
        text: `before: ${here}\nafter: at most ${worst}, in fact ${real}${broken ? ": L is too small" : ""}`,
        parts: {
          bow: [bent(L)],
          tangent: [bent(0)],
          level: [[[-4.5, f(start)], [start, f(start)]]],
          worst: [[[landing, most]]],
          real: [[[landing, f(landing)]]],
          point: [[[start, f(start)]]],
        },
      };
    },
  },
  waves: {
    settings: { wave: "positive", start: "coordinate" },
    ranges: { wave: { low: 0.1, high: 10 } },
    handle: { part: "start", moves: ["start", null] },
    run: ({ wave, start }) => {
      const { f, slope } = wavy(wave);
      const L = 2 + 2 * wave;
      const walk = [start];
      for (let k = 0; k < STEPS; k++) walk.push(walk[k] - slope(walk[k]) / L);
      const r = least(RIGHT.map((x) => Math.max(slope(x), 0) ** 2 / (2 * L * f(x))));
      const bound = Array.from({ length: STEPS + 1 }, (_, k) => f(start) * (1 - (r || NaN)) ** k);
      const floored = (heights) => numbered(heights.map((height) => Math.max(height, 1e-6)));
      const on = (places) => places.map((x) => [x, f(x)]);
      const text = `L = ${general(L, 4)}, ${r ? `r = ${general(r, 3)}` : "no r"}`;
      return {
        text,
        parts: {
          ground: [on(GROUND)],
          walk: [on(walk)],
          start: [on([start])],
          bound: [floored(bound)],
          falls: [floored(walk.map(f))],
        },
      };
    },
  },
});
