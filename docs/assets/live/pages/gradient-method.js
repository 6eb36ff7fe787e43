// Steps on a curve, what they promise, the chapter's program, why a path turns, and a line that learns: docs/chapter/gradient-method.md.

import { ending } from "../core/status.js";
import { surfaces } from "../core/surfaces.js";
import { START_HANDLE, descent } from "../descents.js";
import { makeGround } from "../draw/ground.js";
import { eased } from "../glide.js";
import { clamp } from "../handle.js";
import { labelsOf } from "../labels.js";
import { live } from "../live.js";
import { addPlay } from "../player.js";
import { array, general, short } from "../python.js";
import { around, arrow, evenly } from "../shapes.js";
import { addWalks } from "../walking.js";

const { bowl } = surfaces;
const BEARABLE = 1.1; // a rate far above would freeze the run in 100 steps, which comes two pages later
const [PLAYED, PACE] = [6, 2]; // steps, and how many a second: in each three things move, which takes time to see
const REST = 0.2; // share of a step in which nothing moves
const CIRCLE = around(61);
const MARKED = [0, 2, 4]; // steps with an arrow

const f = (x) => x * x;
const slope = (x) => 2 * x;

const WALK = { start: "coordinate", lr: "positive", step_num: "steps" };
const START = { part: "start", moves: ["start", null] };

/** The points of a walk along a curve, the start first. */
const walk = (slope, { start, lr, step_num }) => {
  const points = [start];
  for (let k = 0; k < step_num; k++) points.push(points[k] - lr * slope(points[k]));
  return points;
};

/** What a remark on the status of a walk needs. */
const traceOf = (f, slope, points) => {
  const trace = { x: points.map((x) => [x]), f: points.map(f), grad: points.map((x) => [slope(x)]) };
  return { ...trace, ...ending(([x]) => f(x), trace, undefined, false) };
};

/** The ends of a tangent, the lower one first, as long on paper at any slope, and the place of its name. */
const tangentAt = (x) => {
  const steep = slope(x);
  const sign = steep >= 0 ? 1 : -1;
  const half = (sign * 1.8) / Math.hypot(1, steep / 4.7);
  const ends = [-half, half].map((side) => [x + side, f(x) + steep * side]);
  return { ends, beside: [ends[1][0] + sign, ends[1][1] - 0.7] };
};

/** An arrow for each step, at the height where it begins, with a gap after it. */
const arrowsOf = (points) =>
  points.slice(1).flatMap((end, k) => {
    const level = f(points[k]);
    const head = Math.min(0.3, Math.max(-0.3, (end - points[k]) / 2));
    const [neck, wing] = [end - head, 1.9 * head];
    return [[points[k], level], [end, level], [neck, level + wing], [end, level], [neck, level - wing], [NaN, NaN]];
  });

let moveWord = () => {}; // beside the tangent
let numbers = []; // over the bars
let moveDelivered = () => {};
let player = null;
let played = ""; // the number of steps that it showed last
let [slid, grown, dropped] = [0, 0, 0]; // shares of the next step: of the tangent's way, of the arrow, of the dot's fall

/** How far the next step is at a share of its time: first the tangent slides, then the arrow grows, then the dot drops. */
const goOn = (share) => {
  const moved = (3 * Math.max(0, share - REST)) / (1 - REST);
  [slid, grown, dropped] = [0, 1, 2].map((i) => eased(clamp(moved - i, { low: 0, high: 1 })));
};

/** A button beside the dial of the steps, which takes them one after the other. */
const addWalk = (element, set) => {
  const field = element.querySelector('input[name="step_num"]');
  player = addPlay(element, "step_num", {
    begin: (play) => {
      const from = Number(field.value);
      play(from < PLAYED ? from : 0, PLAYED, PACE);
      played = field.value;
    },
    show: (at) => {
      played = String(Math.floor(at));
      goOn(at % 1);
      set(field.value === played ? {} : { step_num: played });
    },
    ended: () => {
      goOn(0);
      if (field.value === played) set({}); // else another number is on its way
    },
  });
};

/** The loss of the line y = w x at the five points of the page on the loss, multiplied out. */
const loss = (w) => 6.05 * (w * w) - 23.44 * w + 22.822;
const lossSlope = (w) => 12.1 * w - 23.44;

/** Two valleys, the left one deeper. */
const valleys = (x) => x * x * x * x - 4 * x * x + x;
const valleysSlope = (x) => 4 * x * x * x - 8 * x + 1;

/** Left of the middle of the bar of what a step delivers, whose length is 64 lr (1 - lr). */
const deliveredAt = (lr) => [4 - 9.6 * lr, 16 - 32 * lr * (1 - lr)];

let showGround; // of the ellipses

live({
  steps: {
    settings: WALK,
    handle: START,
    ranges: { start: { low: -6.3, high: 6.3 }, lr: { low: 0.02, high: 1 } }, // beyond, the start leaves the picture
    equip: (element, set, { start }) => {
      moveWord = labelsOf(element, "word", [tangentAt(start).beside]);
      numbers = [...element.querySelectorAll("[data-part=number] text")];
      addWalk(element, set);
    },
    run: (settings) => {
      const { start, lr, step_num } = settings;
      if (step_num !== Number(played)) player?.stop(); // the reader chose another
      const x = walk(slope, settings);
      const said = (value) => general(value, 4);
      const [from, to = from] = x.slice(-2); // of the last step
      const moved = `${said(from)} - ${said(lr)} * ${said(slope(from))}`;
      const text = step_num > 0 ? `${moved} = ${said(to)}` : `x = ${said(start)}`;
      const touch = from + slid * (to - from);
      const { ends, beside } = tangentAt(touch);
      const rise = Math.abs(slope(touch));
      const isStep = step_num > 0 || grown > 0;
      const run = isStep ? Math.abs(lr * slope(touch)) : 0;
      const bar = (long, row) => [[[-7, row], [-7 + long, row]]];
      const dots = x.map((at) => [at, f(at)]);
      const next = to - lr * slope(to);
      if (dropped > 0) dots.push([next, f(to) + dropped * (f(next) - f(to))]);
      const stairs = dots.flatMap((dot, k) => (k === 0 ? [dot] : [[dot[0], dots[k - 1][1]], dot]));
      const tips = grown > 0 ? [...x, to + grown * (next - to)] : x;
      return {
        text,
        parts: {
          tangent: [ends],
          stairs: [stairs],
          arrows: [arrowsOf(tips)],
          dots: [dots],
          start: [[dots[0]]],
          slope: bar(rise, -0.6),
          step: bar(run, -2.6),
        },
        trace: traceOf(f, slope, x),
        paint: () => {
          moveWord([[beside]]);
          numbers[0].textContent = short(slope(touch));
          numbers[1].textContent = isStep ? `${short(lr)} × ${short(rise)} = ${short(run)}` : "—";
        },
      };
    },
  },
  program: {
    ...descent(bowl, ({ x }) => array(x.at(-1)), ({ x }) => ({ path: [x], start: [[x[0]]] })),
    ranges: { lr: { low: 0.001, high: BEARABLE } },
  },
  promise: {
    settings: { lr: "positive" },
    ranges: { lr: { low: 0.002, high: 1.2 } },
    equip: (element, set, { lr }) => {
      moveDelivered = labelsOf(element, "word", [deliveredAt(lr)]);
    },
    run: ({ lr }) => {
      const there = 4 - 8 * lr;
      const promised = 64 * lr;
      const delivered = 16 - f(there);
      const [missing, end] = [promised - delivered, f(there)];
      const at = (across, up) => [4 + 8 * lr * across, 16 + promised * up];
      const [low, right, [side], [pair]] = [at(-1, -1), at(0.25, 0.25), at(-1.6, 0), at(-1.15, 0)];
      const level = (left, height, to) => [[left, height], [to, height]];
      const upright = (place, ...ends) => ends.map((height) => [place, height]);
      const share = (100 * missing) / promised;
      const [all, most, rest, percent] = [promised, delivered, missing, share].map((value) => general(value, 4));
      return {
        text: `promised ${all}\ndelivered ${most}\nmissing ${rest}, ${percent} % of promised`,
        parts: {
          level: [level(side, 16, 4), level(pair, end, there), level(pair, low[1], there)],
          bend: [evenly(there, at(0.2, 0)[0], 41).map((x) => [x, f(x)])],
          tangent: [[low, right]],
          promised: [upright(side, 16, low[1])],
          delivered: [upright(pair, 16, end)],
          missing: [upright(pair, end, low[1])],
          begin: [[at(0, 0)]],
          landing: [[[there, end]]],
        },
        paint: () => moveDelivered([[delivered > 0 ? deliveredAt(lr) : [NaN, NaN]]]), // no bar, no name
      };
    },
  },
  turning: {
    settings: { init_x0: "coordinate", init_x1: "coordinate", kappa: "positive", lr: "positive" },
    handle: START_HANDLE,
    ranges: { kappa: { low: 1, high: 20 }, lr: { low: 0.02, high: BEARABLE } },
    equip: (element, set, values, drawn) => {
      showGround = makeGround(element.querySelectorAll("image"), 50);
      addWalks(element, "lr", values, drawn, { paths: ["path"], from: { ring: MARKED, arrows: MARKED, corner: MARKED } });
    },
    run: ({ init_x0, init_x1, kappa, lr }) => {
      const path = [[init_x0, init_x1]];
      const slopes = [];
      for (let k = 0; k < 15; k++) {
        const [x0, x1] = path[k];
        slopes.push([(2 * x0) / kappa, 2 * x1]);
        path.push([x0 - lr * slopes[k][0], x1 - lr * slopes[k][1]]);
      }
      const ways = MARKED.map((k) => {
        const long = Math.min(3, 0.8 * Math.hypot(...path[k])); // ends before the lowest point
        return slopes[k].map((value) => (-long * value) / (Math.hypot(...slopes[k]) || 1));
      });
      const arrows = MARKED.map((k, i) => arrow(path[k], ways[i], 0.125));
      const corners = MARKED.map((k, i) => {
        const [a, b] = path[k];
        const [p, q] = ways[i].map((value) => 0.2 * value);
        return [[a - q, b + p], [a + p - q, b + p + q], [a + p, b + q]];
      });
      const rings = MARKED.map((k) => {
        const r = Math.hypot(path[k][0] / Math.sqrt(kappa), path[k][1]);
        return CIRCLE.map((angle) => [Math.sqrt(kappa) * r * Math.cos(angle), r * Math.sin(angle)]);
      });
      const [x0, x1] = path.at(-1).map((value) => general(value, 4));
      const text = `after 15 steps: (${x0}, ${x1})`;
      const way = [[path[0], [0, 0]]];
      const parts = { ring: rings, arrows, corner: corners, way, path: [path], start: [[path[0]]] };
      return { text, parts, paint: () => showGround(([x0, x1]) => (x0 * x0) / kappa + x1 * x1) };
    },
  },
  found: {
    settings: { start: "coordinate", lr: "positive" },
    handle: START,
    ranges: { start: { low: -2.4, high: 2.3 }, lr: { low: 0.005, high: 0.2 } }, // as above
    run: (settings) => {
      const x = walk(valleysSlope, { ...settings, step_num: 50 });
      const path = x.map((each) => [each, valleys(each)]);
      const [end, height] = path.at(-1).map((value) => general(value, 4));
      const text = `after 50 steps: x = ${end}, f = ${height}\nslope = ${general(valleysSlope(x.at(-1)), 2)}`;
      return { text, parts: { path: [path], start: [[path[0]]] }, trace: traceOf(valleys, valleysSlope, x) };
    },
  },
  learns: {
    settings: WALK,
    handle: START,
    ranges: { lr: { low: 0.005, high: 0.17 } },
    run: (settings) => {
      const w = walk(lossSlope, settings);
      const dots = w.map((each) => [each, loss(each)]);
      const fan = w.flatMap((each) => [[0, 0], [4.5, 4.5 * each]]);
      const parts = { dots: [dots], start: [[dots[0]]], fan: [fan], line: [fan.slice(-2)] };
      return { text: `w = ${general(w.at(-1), 4)}`, parts, trace: traceOf(loss, lossSlope, w) };
    },
  },
});
