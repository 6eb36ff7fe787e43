// A stretched bowl, one that is turned, and a fit with five weights: docs/beyond/stability.md.

import { descend } from "../core/descent.js";
import { eigenOf } from "../core/eigen.js";
import { rules } from "../core/rules.js";
import { START_HANDLE } from "../descents.js";
import { readAxes } from "../draw/axes.js";
import { makeGround } from "../draw/ground.js";
import { makeGrowing } from "../draw/growing.js";
import { readPart } from "../draw/parts.js";
import { line } from "../draw/path.js";
import { clamp, makeHandle, placeIn } from "../handle.js";
import { live } from "../live.js";
import { addDialPlay } from "../player.js";
import { fixed, general, round, short } from "../python.js";
import { between, makeRolling } from "../rolling.js";
import { around, evenly, turned } from "../shapes.js";
import { makeSpoke } from "../spoke.js";
import { addWalks } from "../walking.js";
import { label, words } from "../words.js";

const isChinese = document.documentElement.lang.startsWith("zh");
const [DEGREES, TURN] = isChinese
  ? ["碗轉的角度（度）", "碗的軸：拖曳，或用方向鍵，就能轉碗"]
  : ["angle of the bowl, in degrees", "Axis of the bowl: drag it, or use the arrow keys, to turn the bowl"];
words.names.degrees = DEGREES;
words.names.gentle = isChinese ? "起點在緩方向的分量" : "start, along the gentle axis";
words.names.steep = isChinese ? "起點在陡方向的分量" : "start, along the steep axis";

const MU = 1;
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
const MOST = 1000; // steps of the fit
const ACROSS = evenly(-1.1, 1.1, 45);
const powersOf = (x) => POINTS.map((_, n) => x ** n);
const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
const heightAt = (x, w) => dot(powersOf(x), w);

/** The axes of the fit's loss, the steepest first: the weights of a shape that is 1 high at the points, and its heights there. */
const shapesOf = () => {
  const powers = POINTS.map(powersOf);
  const meanOf = (values) => dot(values, values.map(() => 1 / POINTS.length));
  const matrix = POINTS.map((_, i) => POINTS.map((_, k) => meanOf(powers.map((row) => row[i] * row[k]))));
  return eigenOf(matrix)
    .sort((a, b) => b.value - a.value)
    .map(({ value, vector }) => {
      const sign = Math.sign(dot(powers[3], vector));
      const own = vector.map((each) => (sign * each) / Math.sqrt(value));
      return { factor: 1 - 0.6 * value, own, heights: POINTS.map((x) => heightAt(x, own)) };
    });
};
const SHAPES = shapesOf();
const MISSING = SHAPES.map((_, i) => `missing${i}`);
MISSING.forEach((name, i) => (words.names[name] = isChinese ? `第 ${i + 1} 種形狀起初缺多少` : `how much of shape ${i + 1} is missing at first`));
const VALUES = POINTS.map((_, i) => `values${i}`);
VALUES.forEach((name, i) => (words.names[name] = isChinese ? `第 ${i + 1} 點的高度` : `height of point ${i + 1}`));
const pointLabel = (i) => (isChinese ? `第 ${i + 1} 點：可以上下拖曳，也可以用方向鍵移動` : `Point ${i + 1}: drag it up or down, or use the arrow keys`);
const rowOf = (i) => SHAPES.length - 1 - i; // from below
const FROM = { low: -0.8, high: 1.6 };
const HEIGHTS = { low: -0.9, high: 2.9 };
/** How much more of each shape is missing where point i is so much higher: a run still begins with the same curve. */
const moreOf = (i, rise) => SHAPES.map(({ heights }) => (rise * heights[i]) / POINTS.length);
/** The heights of point i at which the rings stay on their axis. */
const roomOf = (i, values) => {
  const room = { ...HEIGHTS };
  moreOf(i, 1).forEach((share, k) => {
    if (Math.abs(share) < 1e-9) return;
    const ends = [FROM.low, FROM.high].map((end) => values[VALUES[i]] + (end - values[MISSING[k]]) / share);
    room.low = Math.max(room.low, Math.min(...ends));
    room.high = Math.min(room.high, Math.max(...ends));
  });
  return room;
};

let placeRings; // of the fit
let placePoints;
let showShape; // of the row under the pointer or with the focus
let curveWith; // the points of the fit with all of shape i
let placeEnd; // of the bar of the steep axis
let ground; // repaints that of the stretched bowl
let turnedGround; // and that of the turned one
let placeHandles; // on the turned bowl; the ring in its own axes is that of the listing
let own; // the run along its own axes
let labels; // the texts over both figures, of each part

/** Parts of a start whose ring is in both figures, however the bowl is turned. */
const within = (parts) => parts.map((along, i) => clamp(along, { low: -ENDS[i], high: ENDS[i] }));

const onAxis = (point, i) => point.map((along, k) => (k === i ? along : 0));
const viewsOf = (degrees) => [turned(degrees), (point) => point];

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

/** Shows the fit with all of the shape whose row has the pointer or the focus, dashed; returns how to show that of another fit. */
const makeShape = (element) => {
  const fit = element.querySelector("[data-part=fit]");
  const bars = [...element.querySelectorAll("[data-part=bar]")];
  const stage = bars[0].ownerSVGElement.parentElement;
  const { toFigure } = readAxes(fit.closest("[data-x]"));
  const { toData } = readAxes(bars[0].closest("[data-x]"));
  const dashed = fit.cloneNode(true);
  dashed.removeAttribute("data-part");
  dashed.removeAttribute("data-live-path");
  fit.after(dashed);
  const stroke = dashed.querySelector("path");
  const rings = [...stage.querySelectorAll(".handle")];
  let under = -1; // the pointer
  const draw = () => {
    const row = bars[under] ? under : rings.indexOf(document.activeElement);
    dashed.style.display = bars[row] ? "" : "none";
    if (!bars[row]) return;
    stroke.style.cssText = `${bars[row].querySelector("path").style.cssText};stroke-width:1.5;stroke-dasharray:5 3`;
    stroke.setAttribute("d", line(curveWith(row).map(toFigure)));
  };
  const point = (row) => {
    under = row;
    draw();
  };
  const rowAt = (event) => rowOf(Math.round(toData(placeIn(bars[0].ownerSVGElement, event))[1]));
  stage.addEventListener("pointermove", (event) => point(rowAt(event)));
  stage.addEventListener("pointerleave", () => point(-1));
  for (const kind of ["focusin", "focusout"]) stage.addEventListener(kind, draw);
  draw();
  return draw;
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
    settings: { init_x0: "coordinate", init_x1: "coordinate", L: "positive", lr: "rate" },
    handle: START_HANDLE,
    ranges: { lr: { low: 0.002, high: 0.25 } },
    equip: (element, set, values, drawn) => {
      ground = makeGround(element.querySelectorAll("image"), 10);
      const end = element.querySelector("[data-part=end0]");
      ({ place: placeEnd } = makeHandle(end, readAxes(end.closest("[data-x]")), {
        names: ["lr", null],
        label: label("lr"),
        moved: ([factor]) => set({ lr: String(Number(((1 - factor) / values.L).toPrecision(3))) }),
        within: ([factor, row]) => [clamp(factor, { low: -1.6, high: 0.98 }), row],
        measure: { name: "lr", low: 0.002, high: 0.25, of: () => values.lr },
      }));
      placeEnd([1 - values.lr * values.L, 0]);
      const leftOf = (row) => (at) => {
        const factor = drawn()[`end${row}`][0][0][0];
        return [factor ** Math.floor(at) * (1 + (at % 1) * (factor - 1)), row];
      };
      addWalks(element, "lr", values, drawn, { paths: ["path"], balls: { bar1: leftOf(1), bar0: leftOf(0) } });
    },
    run: ({ init_x0, init_x1, L, lr }) => {
      const start = [init_x0, init_x1];
      const f = (x) => (MU * x[0] * x[0] + L * x[1] * x[1]) / 2;
      const trace = descend(f, start, rules.GradientDescent({ lr }), 40, { grad: (x) => [MU * x[0], L * x[1]] });
      const rings = [1, 0.5, 0.2, 0.05].map((share) => {
        const radius = Math.sqrt(2 * share * f(start));
        return CIRCLE.map((angle) => [radius * Math.cos(angle), (radius * Math.sin(angle)) / Math.sqrt(L)]);
      });
      const [x0, x1] = [1 - lr * MU, 1 - lr * L];
      const factors = { bar1: [[[1, 1], [x0, 1]]], end1: [[[x0, 1]]], bar0: [[[1, 0], [x1, 0]]], end0: [[[x1, 0]]] };
      const left = general(Math.hypot(...trace.x.at(-1)), 2);
      return {
        text: `each step: x₀ × ${general(x0, 4)}, x₁ × ${general(x1, 4)}\ndistance after 40 steps: ${left}`,
        parts: { ring: rings, path: [trace.x], start: [[start]], ...factors },
        paint: () => {
          ground(f);
          placeEnd([x1, 0]);
        },
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
      const placeAxle = makeSpoke(axle, axes, {
        label: TURN,
        clicked: false,
        radius: AXLE,
        first: 90,
        low: -180,
        degrees: () => values.degrees,
        set: (degrees) => set({ degrees }),
      });
      placeHandles = ({ degrees, gentle, steep }) => {
        place(turned(degrees)([gentle, steep]).map((at) => round(at, 2)));
        placeAxle(degrees);
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
      values0: "coordinate",
      values1: "coordinate",
      values2: "coordinate",
      values3: "coordinate",
      values4: "coordinate",
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
      const points = [...element.querySelectorAll("[data-part=measured]")].map((part, i) =>
        makeHandle(part, readAxes(part.closest("[data-x]")), {
          names: [null, VALUES[i]],
          label: pointLabel(i),
          moved: ([, height]) => {
            const more = moreOf(i, height - values[VALUES[i]]);
            const missing = MISSING.map((name, k) => [name, String(round(values[name] + more[k], 3) + 0)]);
            set({ [VALUES[i]]: String(height), ...Object.fromEntries(missing) });
          },
          within: ([x, height]) => [x, round(clamp(height, roomOf(i, values)), 2)],
        }),
      );
      placePoints = (heights) => points.forEach(({ place }, i) => place([POINTS[i], heights[i]]));
      placePoints(VALUES.map((name) => values[name]));
      showShape = makeShape(element);
      addDialPlay(element, "step_num", set, {
        from: (step, isPlayed) => (isPlayed && step < MOST ? 100 * Math.cbrt(step / MOST) : 0),
        to: 100,
        valueAt: (at) => Math.round(MOST * (at / 100) ** 3), // the first steps change most
      });
    },
    run: ({ step_num, ...given }) => {
      const [starts, heights] = [MISSING, VALUES].map((names) => names.map((name) => given[name]));
      const left = SHAPES.map(({ factor }, i) => factor ** step_num * starts[i]);
      const whole = SHAPES.map((shape) => dot(shape.heights, heights) / POINTS.length);
      const weighted = (shares) => POINTS.map((_, n) => dot(SHAPES.map(({ own }) => own[n]), shares));
      const w = weighted(whole.map((each, i) => each - left[i]));
      const curveOf = (w) => ACROSS.map((x) => [x, heightAt(x, w)]);
      curveWith = (i) => curveOf(w.map((each, n) => each + left[i] * SHAPES[i].own[n]));
      const errors = POINTS.map((x, i) => heightAt(x, w) - heights[i]);
      const row = left.map((part) => fixed(round(part, 3) + 0, 3)).join(" ");
      return {
        text: `missing: ${row}\nloss: ${general(round(dot(errors, errors) / POINTS.length / 2, 5), 6)}`,
        parts: {
          end: [curveOf(weighted(whole))],
          fit: [curveOf(w)],
          measured: POINTS.map((x, i) => [[x, heights[i]]]),
          bar: left.map((part, i) => [[0, rowOf(i)], [part, rowOf(i)]]),
          ...Object.fromEntries(starts.map((start, i) => [`ring${i}`, [[[start, rowOf(i)]]]])),
        },
        paint: () => {
          placeRings(starts);
          placePoints(heights);
          showShape();
        },
      };
    },
  },
});
