// A stretched bowl, and one that is turned: docs/beyond/stability.md.

import { descend } from "../core/descent.js";
import { rules } from "../core/rules.js";
import { readAxes } from "../draw/axes.js";
import { makeHandle } from "../handle.js";
import { labelsOf } from "../labels.js";
import { live } from "../live.js";
import { fixed, general, round, short } from "../python.js";
import { around, plus, turned } from "../shapes.js";
import { words } from "../words.js";

const isChinese = document.documentElement.lang.startsWith("zh");
words.names.degrees = isChinese ? "碗轉的角度（度）" : "angle of the bowl, in degrees";
words.names.gentle = isChinese ? "起點在緩方向的分量" : "start, along the gentle axis";
words.names.steep = isChinese ? "起點在陡方向的分量" : "start, along the steep axis";

const MU = 1;
const START = [1.5, 0.6];
const CIRCLE = around(73);

const CURVATURES = [1, 10]; // of the bowl that is turned, along its axes
const REACH = 2.1; // of its figures
const ENDS = [1.8, 1]; // of the gentle and the steep part; the corner lies within that reach
const OVALS = [2, 1.4, 0.9, 0.4].map((size) =>
  CIRCLE.map((angle) => [size * Math.cos(angle), (size * Math.sin(angle)) / Math.sqrt(10)]),
);

let placeRing; // at the start on the turned bowl; the ring in its own axes is that of the listing
let labels; // beside the parts

/** Parts of a start whose ring is in both figures, however the bowl is turned. */
const within = (parts) => parts.map((along, i) => Math.max(-ENDS[i], Math.min(ENDS[i], along)));

const onAxis = (point, i) => point.map((along, k) => (k === i ? along : 0));
const viewsOf = (degrees) => [turned(degrees), (point) => point];

/** Beside each part of the start, away from its ring: a place in each figure. */
const besidesOf = ({ degrees, gentle, steep }) =>
  [0, 1].map((i) =>
    viewsOf(degrees).map((view) => {
      const aside = view(onAxis([gentle, steep].map((part) => (part < 0 ? 1 : -1)), 1 - i));
      const gap = [0.4, 0.15][i] + 0.7 * Math.abs(aside[0]) + 0.12 * Math.abs(aside[1]);
      return plus(view(onAxis([gentle / 2, steep / 2], i)), aside, gap);
    }),
  );

// Links that were sent when L was called kappa.
const address = new URL(location.href);
const { searchParams } = address;
if (searchParams.has("stretched.kappa")) {
  if (!searchParams.has("stretched.L")) searchParams.set("stretched.L", searchParams.get("stretched.kappa"));
  searchParams.delete("stretched.kappa");
  history.replaceState(history.state, "", address);
}

live({
  stretched: {
    settings: { L: "positive", lr: "rate" },
    ranges: { lr: { low: 0.002, high: 0.25 } },
    run: ({ L, lr }) => {
      const f = (x) => (MU * x[0] * x[0] + L * x[1] * x[1]) / 2;
      const trace = descend(f, START, rules.GradientDescent({ lr }), 40, { grad: (x) => [MU * x[0], L * x[1]] });
      const rings = [1, 0.5, 0.2, 0.05].map((share) => {
        const radius = Math.sqrt(2 * share * f(START));
        return CIRCLE.map((angle) => [radius * Math.cos(angle), (radius * Math.sin(angle)) / Math.sqrt(L)]);
      });
      const [x0, x1] = [1 - lr * MU, 1 - lr * L];
      const factors = { bar1: [[[1, 1], [x0, 1]]], end1: [[[x0, 1]]], bar0: [[[1, 0], [x1, 0]]], end0: [[[x1, 0]]] };
      const left = general(Math.hypot(...trace.x.at(-1)), 2);
      return {
        text: `each step: x₀ × ${general(x0, 4)}, x₁ × ${general(x1, 4)}\ndistance left: ${left}`,
        parts: { ring: rings, path: [trace.x], start: [[START]], ...factors },
        trace,
      };
    },
  },
  tilted: {
    settings: { degrees: "coordinate", lr: "rate", gentle: "coordinate", steep: "coordinate" },
    ranges: {
      degrees: { low: 0, high: 90 },
      lr: { low: 0.01, high: 0.3 },
      gentle: { low: -ENDS[0], high: ENDS[0] },
      steep: { low: -ENDS[1], high: ENDS[1] },
    },
    handle: { part: "start", moves: ["gentle", "steep"], within },
    equip: (element, set, values) => {
      labels = besidesOf(values).map((places, i) => labelsOf(element, `by${i}`, places));
      const part = element.querySelector("[data-part=turned]");
      const textOf = (along) => String(Number(along.toFixed(2)));
      const moved = (point) => {
        const [gentle, steep] = within(turned(-values.degrees)(point)).map(textOf);
        set({ gentle, steep });
      };
      const axes = readAxes(part.closest("[data-x]"));
      const { place } = makeHandle(part, axes, { names: ["x0", "x1"], label: words.handle, moved });
      placeRing = ({ degrees, gentle, steep }) => place(turned(degrees)([gentle, steep]).map((at) => round(at, 2)));
      placeRing(values);
    },
    run: ({ degrees, lr, gentle, steep }) => {
      const turn = turned(degrees);
      const back = turned(-degrees);
      const slope = (x) => turn(back(x).map((along, i) => CURVATURES[i] * along));
      const f = (x) => back(x).reduce((sum, along, i) => sum + CURVATURES[i] * along * along, 0) / 2;
      const trace = descend(f, turn([gentle, steep]), rules.GradientDescent({ lr }), 40, { grad: slope });
      const own = trace.x.map(back);
      const [before, after] = own;
      const views = viewsOf(degrees);
      const besides = besidesOf({ degrees, gentle, steep });
      const both = (points) => views.map((view) => points.map(view));
      const ofAxis = (i) => ({
        [`leg${i}`]: both([[0, 0], onAxis(before, i)]),
        [`then${i}`]: both([onAxis(after, i)]),
      });
      const row = [slope([1, 0]), slope([0, 1])].map(([first]) => fixed(round(first, 2) + 0, 2));
      const text = ["gentle: ", "steep:  "].map((name, i) => {
        const [from, to] = [before, after].map((point) => general(round(point[i], 6) + 0, 6));
        return `step 1, ${name}${from} -> ${to}`;
      });
      return {
        text: [`slope along x₀: ${row[0]} x₀ ${row[1].replace(/^(?!-)/, "+")} x₁`, ...text].join("\n"),
        parts: {
          oval: views.flatMap((view) => OVALS.map((oval) => oval.map(view))),
          axis: views.flatMap((view) => [0, 1].map((i) => [-REACH, REACH].map((end) => view(onAxis([end, end], i))))),
          side: views.flatMap((view) => [0, 1].map((i) => [onAxis(before, i), before].map(view))),
          ...ofAxis(0),
          ...ofAxis(1),
          path: [trace.x, own],
          turned: [[trace.x[0]]],
          start: [[before]],
        },
        paint: () => {
          placeRing({ degrees, gentle, steep });
          labels.forEach((write, i) => {
            const text = `${isChinese ? "1 步：" : "1 step: "}× ${short(1 - lr * CURVATURES[i], 3)}`;
            write(besides[i].map((place) => [place, text]));
          });
        },
        trace,
      };
    },
  },
});
