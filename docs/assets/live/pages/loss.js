// A line fitted to points, and its loss: docs/chapter/loss.md.

import { readAxes } from "../draw/axes.js";
import { makeGround } from "../draw/ground.js";
import { makeHandle } from "../handle.js";
import { labelsOf } from "../labels.js";
import { live } from "../live.js";
import { repr, round } from "../python.js";
import { around, plus } from "../shapes.js";
import { words } from "../words.js";

const POINTS = [[0.5, 0.6], [1, 2.3], [2, 3.7], [3, 5.4], [4, 8.1]];

const LEVELS = [80, 40, 15, 5, 1];
const TURN = around(73);
const AXIS = 3.4; // from the bottom to each end
const ROOM = 0.5; // that a level needs beside the cross at the bottom

const isChinese = document.documentElement.lang.startsWith("zh");
const [PULL, STRETCH, MEASURED] = isChinese
  ? ["第 # 次量的拉力", "第 # 次量的伸長量", "第 # 次測量：可以拖曳，也可以用方向鍵移動"]
  : ["pull in measurement #", "stretch in measurement #", "Measurement #: drag it, or use the arrow keys"];
const told = (text, i) => text.replace("#", i + 1);
const PULLS = { x0: "coordinate", x1: "coordinate", x2: "coordinate", x3: "coordinate", x4: "coordinate" };
const STRETCHES = { y0: "coordinate", y1: "coordinate", y2: "coordinate", y3: "coordinate", y4: "coordinate" };
const DATA = POINTS.map((_, i) => [`x${i}`, `y${i}`]); // settings
for (const [i, [pull, stretch]] of DATA.entries()) {
  words.names[pull] = told(PULL, i);
  words.names[stretch] = told(STRETCH, i);
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const lossOf = (w, b, points = POINTS) => mean(points.map(([x, y]) => (y - w * x - b) * (y - w * x - b)));
const lineOf = (w, b) => [[0, b], [4.5, 4.5 * w + b]];
/** On paper as wide as high: the axes have three units of y in the length of one of x. */
const squareOf = (w) =>
  POINTS.map(([x, y]) => {
    const right = x + Math.abs(y - w * x) / 3;
    return [[x, w * x], [right, w * x], [right, y], [x, y], [x, w * x]];
  });
const missOf = (w, b, points) => points.map(([x, y]) => [[x, w * x + b], [x, y]]);

/** The loss of points over (w, b): a bowl with its bottom, its axes, and its rings. */
const bowlOf = (points) => {
  const x = points.map(([pull]) => pull);
  const [middle, height] = [mean(x), mean(points.map(([, y]) => y))];
  const w = mean(points.map(([pull, y]) => (pull - middle) * (y - height))) / mean(x.map((pull) => (pull - middle) ** 2));
  const bottom = [w, height - w * middle];
  const angle = Math.atan2(2 * middle, mean(x.map((pull) => pull * pull)) - 1) / 2;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const axes = [[cos, sin], [sin, -cos], [0.6, 0.8]];
  const rise = axes.map(([u, v]) => mean(x.map((pull) => (u * pull + v) ** 2)));
  const least = lossOf(...bottom, points);
  const reach = (level) => rise.map((each) => Math.sqrt(Math.max(level - least, 0) / each));
  const rings = LEVELS.map((level) => {
    const [long, wide] = reach(level);
    return TURN.map((turn) => plus(plus(bottom, axes[0], long * Math.cos(turn)), axes[1], wide * Math.sin(turn)));
  });
  const labels = LEVELS.slice(1).map((level) => {
    const side = level === 1 ? 1 : 2;
    const far = reach(level)[side];
    return [far > ROOM ? plus(bottom, axes[side], far) : [NaN, NaN]];
  });
  return {
    labels,
    parts: {
      ring: rings,
      axis: axes.slice(0, 2).map((axis) => [-AXIS, AXIS].map((end) => plus(bottom, axis, end))),
      bottom: [[bottom]],
    },
  };
};

const measuredIn = (values) => DATA.map((pair) => pair.map((setting) => values[setting]));
let placeData; // the handles
let ground;
let writeLevels;

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
        miss: missOf(w, 0, POINTS),
        bar: [[[w, 0], [w, loss]]],
        passed: [passed],
        point: [[[w, loss]]],
      };
      return { text: `squares: ${squares}\nloss: ${repr(round(loss, 4))}`, parts };
    },
  },
  plane: {
    settings: { w: "coordinate", b: "coordinate", ...PULLS, ...STRETCHES },
    handle: { part: "point", moves: ["w", "b"] },
    equip: (element, set, values) => {
      const handles = [...element.querySelectorAll("[data-part=measured]")].map((part, i) =>
        makeHandle(part, readAxes(part.closest("[data-x]")), {
          names: DATA[i],
          label: told(MEASURED, i),
          moved: (point) => set(Object.fromEntries(DATA[i].map((setting, k) => [setting, String(point[k])]))),
          clicked: false,
        }),
      );
      placeData = (points) => points.forEach((point, i) => handles[i].place(point));
      placeData(measuredIn(values));
      ground = makeGround(element.querySelectorAll("image"), LEVELS[0]);
      writeLevels = labelsOf(element, "level", bowlOf(measuredIn(values)).labels.map(([place]) => place));
    },
    run: (values) => {
      const { w, b } = values;
      const points = measuredIn(values);
      const { parts, labels } = bowlOf(points);
      return {
        text: `loss: ${repr(round(lossOf(w, b, points), 4))}`,
        parts: {
          line: [lineOf(w, b)],
          miss: missOf(w, b, points),
          measured: points.map((point) => [point]),
          point: [[[w, b]]],
          ...parts,
        },
        paint: () => {
          placeData(points);
          ground(([u, v]) => lossOf(u, v, points));
          writeLevels(labels);
        },
      };
    },
  },
});
