// A stretched bowl, one that is turned, and a fit with five weights: docs/beyond/stability.md.

import { descend } from "../core/descent.js";
import { eigenOf } from "../core/eigen.js";
import { rules } from "../core/rules.js";
import { readAxes } from "../draw/axes.js";
import { makeGround } from "../draw/ground.js";
import { makeGrowing } from "../draw/growing.js";
import { readPart } from "../draw/parts.js";
import { clamp, makeHandle } from "../handle.js";
import { live } from "../live.js";
import { addDialPlay } from "../player.js";
import { fixed, general, round, short } from "../python.js";
import { between, makeRolling } from "../rolling.js";
import { around, evenly, turned } from "../shapes.js";
import { addWalks } from "../walking.js";
import { words } from "../words.js";

const isChinese = document.documentElement.lang.startsWith("zh");
const [DEGREES, TURN] = isChinese
  ? ["碗轉的角度（度）", "碗的軸：拖曳，或用方向鍵，就能轉碗"]
  : ["angle of the bowl, in degrees", "Axis of the bowl: drag it, or use the arrow keys, to turn the bowl"];
words.names.degrees = DEGREES;
words.names.gentle = isChinese ? "起點在緩方向的分量" : "start, along the gentle axis";
words.names.steep = isChinese ? "起點在陡方向的分量" : "start, along the steep axis";

const MU = 1;
const START = [1.5, 0.6];
const CIRCLE = around(73);

const CURVATURES = [1, 10]; // of the bowl that is turned, along its axes
const NAMES = isChinese ? ["緩：", "陡："] : ["gentle: ", "steep: "]; // of their parts
const REACH = 2.1; // of the axes
const AXLE = 2; // from the centre to the dot that turns the bowl
const [ROLLED, PACE] = [12, 4]; // steps, and how many a second: slower than elsewhere, since the reader reads the factors of each
const ENDS = [1.8, 1]; // of the gentle and the steep part; the corner lies within that reach
const OVALS = [2, 1.4, 0.9, 0.4].map((size) =>
  CIRCLE.map((angle) => [size * Math.cos(angle), (size * Math.sin(angle)) / Math.sqrt(10)]),
);

const POINTS = [-1, -0.5, 0, 0.5, 1];
const VALUES = [-0.2, 0.7, 0.5, 2, 1.8];
const MOST = 1000; // steps of the fit
const ACROSS = evenly(-1.1, 1.1, 45);
const powersOf = (x) => POINTS.map((_, n) => x ** n);
const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
const heightAt = (x, w) => dot(powersOf(x), w);

/** The axes of the fit's loss, the steepest first: the weights of one that is 1 high at the points, and how much of it the fit has. */
const shapesOf = () => {
  const powers = POINTS.map(powersOf);
  const meanOf = (values) => dot(values, values.map(() => 1 / POINTS.length));
  const matrix = POINTS.map((_, i) => POINTS.map((_, k) => meanOf(powers.map((row) => row[i] * row[k]))));
  const pull = POINTS.map((_, i) => meanOf(powers.map((row, k) => row[i] * VALUES[k])));
  return eigenOf(matrix)
    .sort((a, b) => b.value - a.value)
    .map(({ value, vector }) => {
      const whole = dot(vector, pull) / Math.sqrt(value);
      const own = vector.map((each) => (Math.sign(whole) * each) / Math.sqrt(value));
      return { factor: 1 - 0.6 * value, own, whole: Math.abs(whole) };
    });
};
const SHAPES = shapesOf();
const MISSING = SHAPES.map((_, i) => `missing${i}`);
MISSING.forEach((name, i) => (words.names[name] = isChinese ? `第 ${i + 1} 種形狀起初缺多少` : `how much of shape ${i + 1} is missing at first`));
const rowOf = (i) => SHAPES.length - 1 - i; // from below
const FROM = { low: -0.5, high: 1 };

let placeRings; // of the fit
let ground; // repaints that of the stretched bowl
let turnedGround; // and that of the turned one
let placeHandles; // on the turned bowl; the ring in its own axes is that of the listing
let own; // the run along its own axes
let labels; // the texts over both figures, of each part

/** Parts of a start whose ring is in both figures, however the bowl is turned. */
const within = (parts) => parts.map((along, i) => clamp(along, { low: -ENDS[i], high: ENDS[i] }));

const onAxis = (point, i) => point.map((along, k) => (k === i ? along : 0));
const viewsOf = (degrees) => [turned(degrees), (point) => point];

/** The angle of a bowl whose steep axis leads through a point, in whole degrees from -179 to 180. */
const angleOf = ([x0, x1]) => {
  const degrees = Math.round((Math.atan2(x1, x0) * 180) / Math.PI) - 90;
  return degrees > -180 ? degrees : degrees + 360;
};
const axleAt = (degrees) => turned(degrees)([0, AXLE]);

/** The error after so many steps, also between two, along its own axes. */
const errorAt = (at) => between(own, at);

/** Both parts of the error on the axes, and where the next step leads them. */
const partsAt = (degrees, at) => {
  const k = Math.min(Math.floor(at), own.length - 2); // a run that has become infinite is shorter
  const [now, to] = [errorAt(at), own[k + 1]];
  const views = viewsOf(degrees);
  const both = (points) => views.map((view) => points.map(view));
  return {
    side: views.flatMap((view) => [0, 1].map((i) => [onAxis(now, i), now].map(view))),
    ...Object.fromEntries([0, 1].map((i) => [`leg${i}`, both([[0, 0], onAxis(now, i)])])),
    ...Object.fromEntries([0, 1].map((i) => [`then${i}`, both([onAxis(to, i)])])),
  };
};

/** Writes what the next step does with each part. */
const tell = ({ lr, gentle, steep }, k) => {
  for (const [i, start] of [gentle, steep].entries()) {
    const factor = 1 - lr * CURVATURES[i];
    const [part, next] = [k, k + 1].map((steps) => short(start * factor ** steps));
    for (const text of labels[i]) text.textContent = `${NAMES[i]}${part} × ${short(factor)} = ${next}`;
  }
};

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
    equip: (element, set, values, drawn) => {
      ground = makeGround(element.querySelectorAll("image"), 10);
      const leftOf = (row) => (at) => {
        const factor = drawn()[`end${row}`][0][0][0];
        return [factor ** Math.floor(at) * (1 + (at % 1) * (factor - 1)), row];
      };
      addWalks(element, "lr", values, drawn, { paths: ["path"], balls: { bar1: leftOf(1), bar0: leftOf(0) } });
    },
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
        text: `each step: x₀ × ${general(x0, 4)}, x₁ × ${general(x1, 4)}\ndistance after 40 steps: ${left}`,
        parts: { ring: rings, path: [trace.x], start: [[START]], ...factors },
        paint: () => ground(f),
        trace,
      };
    },
  },
  tilted: {
    settings: { degrees: "angle", lr: "rate", gentle: "coordinate", steep: "coordinate" },
    ranges: {
      degrees: { low: 0, high: 90 },
      lr: { low: 0.01, high: 0.3 },
      gentle: { low: -ENDS[0], high: ENDS[0] },
      steep: { low: -ENDS[1], high: ENDS[1] },
    },
    handle: { part: "start", moves: ["gentle", "steep"] },
    equip: (element, set, values, drawn) => {
      const groupsOf = (name) => [...element.querySelectorAll(`[data-part=${name}]`)];
      labels = [0, 1].map((i) => groupsOf(`by${i}`).map((group) => group.querySelector("text")));
      const [ring, axle] = ["turned", "axle"].map((name) => groupsOf(name)[0]);
      const axes = readAxes(ring.closest("[data-x]"));
      const names = ["x0", "x1"];
      const textOf = (along) => String(Number(along.toFixed(2)));
      const moved = (point) => {
        const [gentle, steep] = within(turned(-values.degrees)(point)).map(textOf);
        set({ gentle, steep });
      };
      const { place } = makeHandle(ring, axes, { names, label: words.handle, moved });
      const turn = (degrees) => set({ degrees: textOf(degrees) });
      const { place: placeAxle } = makeHandle(axle, axes, {
        names,
        label: TURN,
        moved: (point) => turn(angleOf(point)),
        nudged: (_, direction) => {
          turn(values.degrees + 5 * direction);
          return true;
        },
        within: (point) => axleAt(angleOf(point)),
        clicked: false,
        measure: { name: "degrees", low: -180, high: 180, of: angleOf },
      });
      placeHandles = ({ degrees, gentle, steep }) => {
        place(turned(degrees)([gentle, steep]).map((at) => round(at, 2)));
        placeAxle(axleAt(degrees));
      };
      placeHandles(values);
      turnedGround = makeGround([element.querySelector("image")], 20);
      const moving = Object.keys(partsAt(values.degrees, 0)).map((name) => [
        name,
        groupsOf(name).map((group) => readPart(group, readAxes(group.closest("[data-x]")))),
      ]);
      const grow = makeGrowing(element, drawn, { paths: ["path"] });
      const draw = (at) => {
        const points = partsAt(values.degrees, at);
        for (const [name, parts] of moving) parts.forEach((part, i) => part.draw(points[name][i]).show());
        tell(values, Math.floor(at));
      };
      const rolled = [0, 1].map((i) => (at) => viewsOf(values.degrees)[i](errorAt(at)));
      makeRolling(
        element,
        "lr",
        rolled,
        ROLLED,
        (at) => {
          draw(at % ROLLED); // at the end, the start again
          grow(at < ROLLED ? at : Infinity);
        },
        PACE,
      );
    },
    run: ({ degrees, lr, gentle, steep }) => {
      const turn = turned(degrees);
      const back = turned(-degrees);
      const slope = (x) => turn(back(x).map((along, i) => CURVATURES[i] * along));
      const f = (x) => back(x).reduce((sum, along, i) => sum + CURVATURES[i] * along * along, 0) / 2;
      const trace = descend(f, turn([gentle, steep]), rules.GradientDescent({ lr }), 40, { grad: slope });
      own = trace.x.map(back);
      const [before, after] = own;
      const views = viewsOf(degrees);
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
          ...partsAt(degrees, 0),
          path: [trace.x, own],
          turned: [[trace.x[0]]],
          axle: [[axleAt(degrees)]],
          start: [[before]],
        },
        paint: () => {
          placeHandles({ degrees, gentle, steep });
          turnedGround(f);
          tell({ lr, gentle, steep }, 0);
        },
        trace,
      };
    },
  },
  wiggles: {
    settings: {
      step_num: "steps",
      missing0: "coordinate",
      missing1: "coordinate",
      missing2: "coordinate",
      missing3: "coordinate",
      missing4: "coordinate",
    },
    ranges: { step_num: { low: 0, high: MOST } },
    equip: (element, set, values) => {
      const rings = MISSING.map((name, i) => {
        const part = element.querySelector(`[data-part=ring${i}]`);
        return makeHandle(part, readAxes(part.closest("[data-x]")), {
          names: [name, null],
          label: words.names[name],
          moved: ([at]) => set({ [name]: String(round(clamp(at, FROM), 2)), step_num: "0" }),
          within: ([at, row]) => [clamp(at, FROM), row],
          measure: { name, ...FROM, of: ([at]) => at },
        });
      });
      placeRings = (starts) => rings.forEach(({ place }, i) => place([starts[i], rowOf(i)]));
      placeRings(MISSING.map((name) => values[name]));
      addDialPlay(element, "step_num", set, {
        from: (step, isPlayed) => (isPlayed && step < MOST ? 100 * Math.cbrt(step / MOST) : 0),
        to: 100,
        valueAt: (at) => Math.round(MOST * (at / 100) ** 3), // the first steps change most
      });
    },
    run: ({ step_num, ...missing }) => {
      const starts = MISSING.map((name) => missing[name]);
      const left = SHAPES.map(({ factor }, i) => factor ** step_num * starts[i]);
      const w = POINTS.map((_, n) => SHAPES.reduce((sum, { own, whole }, i) => sum + own[n] * (whole - left[i]), 0));
      const errors = POINTS.map((x, i) => heightAt(x, w) - VALUES[i]);
      const row = left.map((part) => fixed(round(part, 3) + 0, 3)).join(" ");
      return {
        text: `missing: ${row}\nloss: ${general(round(dot(errors, errors) / POINTS.length / 2, 5), 6)}`,
        parts: {
          fit: [ACROSS.map((x) => [x, heightAt(x, w)])],
          bar: left.map((part, i) => [[0, rowOf(i)], [part, rowOf(i)]]),
          ...Object.fromEntries(starts.map((start, i) => [`ring${i}`, [[[start, rowOf(i)]]]])),
        },
        paint: () => placeRings(starts),
      };
    },
  },
});
