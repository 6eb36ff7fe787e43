// Gradient descent and AdaGrad in a ravine, AdaGrad and RMSProp on a wall, Adam and its mean in the ravine,
// a ravine that is turned: docs/beyond/optimizers.md.

import { rules } from "../core/rules.js";
import { surfaces } from "../core/surfaces.js";
import { START_HANDLE } from "../descents.js";
import { readAxes } from "../draw/axes.js";
import { makeGround } from "../draw/ground.js";
import { makeHandle } from "../handle.js";
import { live } from "../live.js";
import { fixed, general, round } from "../python.js";
import { around, turned } from "../shapes.js";
import { addWalks } from "../walking.js";
import { words } from "../words.js";

const isChinese = document.documentElement.lang.startsWith("zh");
words.names.beta = isChinese ? "s 保留的比例" : "share of the last s that is kept";
words.names.kappa = isChinese ? "橫向曲率是縱向的幾倍" : "curvature across the ravine as a multiple of that along it";
words.names.degrees = isChinese ? "山谷轉的角度（度）" : "angle of the ravine, in degrees";
words.names.along = isChinese ? "起點沿著山谷的位置" : "start, along the ravine";
words.names.across = isChinese ? "起點橫過山谷的位置" : "start, across the ravine";

const STARTS = { init_x0: "coordinate", init_x1: "coordinate" };
const CIRCLE = around(37);

const wall = (x) => 5 * Math.max(0, 1 - x) ** 2 - 0.5 * x;
const wallSlope = (x) => -10 * Math.max(0, 1 - x) - 0.5;

const BOTH = {
  momentum: rules.Momentum({ lr: 1, beta: 0.5 }),
  AdaGrad: rules.AdaGrad({ lr: 2.6 }),
};

/** The path, and the learning rates of the axes at each step. */
const walk = (rule, start, grad, count) => {
  const path = [start];
  const rates = [];
  let state = rule.init(start);
  for (let k = 0; k < count; k++) {
    const [step, next] = rule.update(grad(path[k]), state);
    state = next;
    path.push(path[k].map((x, i) => x + step[i]));
    const s = next.total ?? [1, 1];
    rates.push(s.map((each) => rule.lr / (Math.sqrt(each) + 1e-8)));
  }
  return { path, rates };
};

const TOP = 10; // of the axis of the turned ravine's learning rates

/** A triangle at the last step at which a line that only falls lies above its axis, out of sight if it never does. */
const leaving = (rates) => {
  const k = rates.filter((rate) => rate > TOP).length;
  const tip = k > 0 ? TOP : 2 * TOP;
  const wing = [k - 0.3, 0.6 * tip];
  return [wing, [k + 0.3, wing[1]], [k, tip], wing];
};

/** The parts of the figures of some walks. */
const drawn = (walks) => ({
  path: walks.map(({ path }) => path),
  start: walks.map(({ path }) => [path[0]]),
  along: walks.map(({ rates }) => rates.map(([rate], k) => [k + 1, rate])),
  across: walks.map(({ rates }) => rates.map(([, rate], k) => [k + 1, rate])),
});

const GROWING = { paths: ["path"], curves: ["along", "across"] };

const HIGHEST = 16; // of the ground
let ground; // repaints that of the ravine
let turnedGround; // and that of the turned one
let kind; // the title of Adam's path
let placeRings; // of the turned ravine
let tellTriangles; // says in its caption what a triangle is, while one is in sight

live({
  stretch: {
    settings: { ...STARTS, kappa: "positive", lr: "positive" },
    handle: START_HANDLE,
    ranges: { kappa: { low: 1, high: 100 }, lr: { low: 0.01, high: 10 } },
    equip: (element, set, values, drawn) => {
      ground = makeGround(element.querySelectorAll("image"), HIGHEST);
      addWalks(element, "lr", values, drawn, GROWING);
    },
    run: ({ init_x0, init_x1, kappa, lr }) => {
      const f = (x) => (x[0] * x[0] + kappa * x[1] * x[1]) / 20;
      const slope = (x) => [x[0] / 10, (kappa * x[1]) / 10];
      const walks = [rules.GradientDescent({ lr }), rules.AdaGrad({ lr: 1.5 })].map((rule) =>
        walk(rule, [init_x0, init_x1], slope, 30),
      );
      const rings = [7, 3.5].map((radius) =>
        CIRCLE.map((angle) => [radius * Math.cos(angle), (radius * Math.sin(angle)) / Math.sqrt(kappa)]).filter(
          ([along]) => along < 4.6,
        ),
      );
      const text = ["gradient descent", "AdaGrad"].map(
        (name, i) => `${name}: ends ${general(Math.hypot(...walks[i].path.at(-1)), 4)} away`,
      );
      return { text: text.join("\n"), parts: { ring: [...rings, ...rings], ...drawn(walks) }, paint: () => ground(f) };
    },
  },
  forget: {
    settings: { start: "coordinate", beta: "share", step_num: "steps" },
    handle: { part: "start", moves: ["start", null] },
    ranges: { start: { low: 0, high: 5 } },
    equip: (element, set, values, drawn) => addWalks(element, "step_num", values, drawn, { paths: ["path", "length"] }),
    run: ({ start, beta, step_num }) => {
      const parts = { path: [], start: [], length: [] };
      const text = ["AdaGrad", "RMSProp"].map((name) => {
        let x = start;
        let s = 0;
        const rows = [];
        for (let k = 0; k <= step_num; k++) {
          const g = wallSlope(x);
          s = name === "AdaGrad" || k === 0 ? s + g * g : beta * s + (1 - beta) * (g * g);
          const step = (-0.1 * g) / Math.sqrt(s);
          rows.push([x, step]);
          x += step;
        }
        const path = rows.map(([at]) => [at, wall(at)]);
        parts.path.push(path);
        parts.start.push([path[0]]);
        parts.length.push(rows.map(([, length], k) => [k, length]));
        return `${name}: at ${general(rows.at(-1)[0], 4)}`;
      });
      return { text: text.join("\n"), parts };
    },
  },
  angle: {
    settings: { degrees: "angle", along: "coordinate", across: "coordinate" },
    ranges: { degrees: { low: -45, high: 45 } },
    equip: (element, set, values, drawn) => {
      turnedGround = makeGround(element.querySelectorAll("image"), HIGHEST);
      const moved = (point) => {
        const [along, across] = turned(-values.degrees)(point).map((at) => String(round(at, 2) + 0));
        set({ along, across });
      };
      const options = { names: ["x0", "x1"], label: words.handle, moved };
      const rings = [...element.querySelectorAll("[data-part=start]")].map((part) =>
        makeHandle(part, readAxes(part.closest("[data-x]")), options),
      );
      placeRings = ({ degrees, along, across }) => {
        const start = turned(degrees)([along, across]).map((at) => round(at, 2));
        for (const { place } of rings) place(start);
      };
      placeRings(values);
      const told = element.querySelector(".triangle");
      tellTriangles = (leaves) => {
        told.style.visibility = leaves.some(([, , [, tip]]) => tip === TOP) ? "" : "hidden";
      };
      tellTriangles(drawn().leaves);
      addWalks(element, "degrees", values, drawn, { ...GROWING, from: { leaves: [10, 10, 10, 10] } });
    },
    run: (values) => {
      const { degrees, along, across } = values;
      const turn = turned(degrees);
      const back = turned(-degrees);
      const oval = CIRCLE.map((angle) => turn([7 * Math.cos(angle), (7 * Math.sin(angle)) / Math.sqrt(20)])).filter(
        ([x0]) => x0 < 4.5,
      );
      const slope = (x) => turn(surfaces.ravine.grad(back(x)));
      const start = turn([along, across]);
      const [left, top] = start;
      const [u, v] = slope(start);
      const legs = [start, [left - u, top], [left - u, top - v]];
      const names = Object.keys(BOTH);
      const walks = names.map((name) => walk(BOTH[name], start, slope, 10));
      const text = walks.map(({ path, rates }, i) => {
        const row = rates.at(-1).map((rate) => fixed(rate, 2));
        return `${names[i].padEnd(8)} ${fixed(Math.hypot(...path.at(-1)), 2)} away, rates ${row.join(" ")}`;
      });
      const leaves = walks.flatMap(({ rates }) => [0, 1].map((i) => leaving(rates.map((each) => each[i]))));
      const parts = { oval: walks.map(() => oval), legs: [legs], leaves, ...drawn(walks) };
      const paint = () => {
        placeRings(values);
        tellTriangles(leaves);
        turnedGround((x) => surfaces.ravine(back(x)));
      };
      return { text: text.join("\n"), parts, paint };
    },
  },
  calm: {
    settings: { ...STARTS, beta1: "share" },
    handle: START_HANDLE,
    equip: (element, set, values, drawn) => {
      kind = element.querySelector("[data-part=name] text");
      addWalks(element, "beta1", values, drawn, { paths: ["path"], curves: ["slopes", "mean"] });
    },
    run: ({ init_x0, init_x1, beta1 }) => {
      const start = [init_x0, init_x1];
      const { path } = walk(rules.Adam({ lr: 0.5, beta1, beta2: 0.5 }), start, surfaces.ravine.grad, 30);
      const slopes = path.slice(0, -1).map((x) => surfaces.ravine.grad(x)[1]);
      let m = 0;
      let shares = 0;
      const means = slopes.map((g) => {
        m = beta1 * m + (1 - beta1) * g;
        shares = beta1 * shares + (1 - beta1);
        return m / shares;
      });
      const away = path.slice(-10).reduce((sum, x) => sum + Math.hypot(...x), 0) / 10;
      const text = `last ten points: on average ${fixed(away, 2)} from the cross`;
      const parts = {
        path: [path],
        start: [[start]],
        slopes: [slopes.flatMap((g, k) => [0, g, 0].map((height) => [k + 1, height]))],
        mean: [means.map((mean, k) => [k + 1, mean])],
      };
      const paint = () => (kind.textContent = `β₁ = ${general(beta1, 6)}`);
      return { text, parts, paint };
    },
  },
});
