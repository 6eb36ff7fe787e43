// A heavy ball in a ravine, in a valley, and over all settings: docs/beyond/momentum.md.

import { descend } from "../core/descent.js";
import { rules } from "../core/rules.js";
import { START_HANDLE, distances, numbered, rounded } from "../descents.js";
import { readAxes } from "../draw/axes.js";
import { readPart } from "../draw/parts.js";
import { element as svgElement } from "../draw/path.js";
import { drawGuesses } from "../guesses.js";
import { clamp, makeHandle } from "../handle.js";
import { labelsOf } from "../labels.js";
import { live } from "../live.js";
import { moveFirst } from "../momentum/first.js";
import { makeGhosts } from "../momentum/ghosts.js";
import { addDialPlay, addPlay } from "../player.js";
import { array, general, repr, round } from "../python.js";
import { between, makeRolling } from "../rolling.js";
import { stepped } from "../settings.js";
import { evenly, plus } from "../shapes.js";
import { addWalks } from "../walking.js";
import { label } from "../words.js";

const STEPS = 50;
const [WIDE, EDGE] = [8, 3]; // edges of the ravine's picture, along and across
const [PUSHES, MANY] = [6, 2000]; // drawn, added up
const SPANS = { along: [-0.4, 10.4], across: [-0.1, 1.25] }; // of the axes
const TOPS = [1.15, 4.6]; // of the axes of a run along and across
const CURVATURE = { along: 0.02, across: 2 };
const EVERY = evenly(0, 1, 61).map((way) => CURVATURE.along * (CURVATURE.across / CURVATURE.along) ** way);
const PULL = 0.95 * CURVATURE.along; // of a step of the ball, by its distance
const HIGHEST = 1.2; // of the share that a step leaves
const PLANE = { lr: { low: 0.02, high: 2 }, beta: { low: 0, high: 0.99 } };
const [CROSS, NEAR] = [[1.65, 0.67], 0.025]; // so near, 8 pixels in a wide window, a drag comes to rest on it

/** The nearest place of the plane, or the cross. */
const caught = ([lr, beta], only) => {
  const place = [clamp(lr, PLANE.lr), clamp(beta, PLANE.beta)];
  return only === undefined && Math.hypot(...plus(place, CROSS, -1)) < NEAR ? CROSS : place;
};

/** Two steps stay in their picture. */
const TURNS = {
  init_x0: { low: -7.2, high: -6.65 },
  init_x1: { low: -0.7, high: 2.1 },
  lr: { low: 0.05, high: 1.1 },
  beta: { low: 0, high: 0.99 },
};

const f = (x) => 0.01 * x[0] * x[0] + x[1] * x[1];
const grad = (x) => [0.02 * x[0], 2 * x[1]];
const walk = (start, lr, beta, steps = STEPS) => descend(f, start, rules.Momentum({ lr, beta }), steps, { grad });

const shown = (trace) => {
  const distance = distances(trace);
  const parts = { start: [[trace.x[0]]], path: [trace.x], distance: [numbered(distance)] };
  return { parts, text: `distance after ${STEPS} steps: ${general(distance.at(-1), 4)}`, trace };
};

/** Triangles where a run is farthest beyond the edges, without size where it is not. */
const leaving = (path) =>
  [-EDGE, EDGE].map((edge) => {
    const [x0, x1] = path.reduce((far, point) => (edge * point[1] > edge * far[1] ? point : far));
    const size = Math.abs(x1) > EDGE && Math.abs(x0) < WIDE ? 1 : 0;
    const wing = [x0 - 0.15 * size, edge * (1 + 0.02 * size)];
    return [wing, [x0 + 0.15 * size, wing[1]], [x0, edge * (1 + 0.1 * size)], wing];
  });

/** Where the distance of the end of a path stands: under it or, near the lower edge, above it, within the picture. */
const beside = ([x0, x1]) => [
  clamp(x0, { low: -6.3, high: 6.3 }),
  clamp(x1 + (x1 < -2 ? 0.6 : -0.6), { low: -2.5, high: 2.5 }),
];

/** A dotted line at the sum of all pushes, and an arrow a row: the sum, and the last pushes, head to tail. */
const stacked = (total, ratio, [low, high]) => {
  const full = (high - low) / 43;
  const arrows = [[0, Math.min(total, high)]];
  let tail = 0;
  for (let age = 0; age < PUSHES; age++) {
    const tip = tail + ratio ** age;
    arrows.push([tail, tip]);
    tail = tip;
  }
  const drawn = arrows.map(([tail, tip], row) => {
    const long = tip - tail;
    const head = Math.sign(long) * Math.min(full, Math.abs(long));
    const wing = (0.45 * Math.abs(head)) / full;
    const y = row - 1;
    return [[tail, y], [tip, y], [tip - head, y + wing], [tip, y], [tip - head, y - wing]];
  });
  return [[[total, -1], [total, PUSHES]], ...drawn];
};

/** An arrow over that of the velocity, as long as somebody guesses. */
const aimed = (long) => [[0, -1.7], [long, -1.7], [long - 0.25, -1.4], [long - 0.25, -2], [long, -1.7]];

/** Of two steps: a unit along is drawn so much longer, and short arrows are magnified about the start. */
const STRETCH = 20;
const TURNS_FRAME = [[-7.2, -6.2], [-7.5, 3.2]];
const viewOf = ({ first, step: [along, across] }) => {
  const near = clamp(Math.hypot(STRETCH * along, across) / 2, { low: 0.01, high: 1 });
  const limits = TURNS_FRAME.map((ends, i) => (near < 1 ? ends.map((end) => first[i] + near * (end - first[i])) : ends));
  return { near, limits };
};

/** A shaft and a head. */
const pointed = ([tail, tip], near) => {
  const way = [STRETCH * (tip[0] - tail[0]), tip[1] - tail[1]];
  const long = Math.hypot(...way);
  const ahead = way.map((each) => (Math.min(0.55 * near, long) * each) / Math.max(long, 1e-9));
  const neck = [tip[0] - ahead[0] / STRETCH, tip[1] - ahead[1]];
  const [left, right] = [0.4, -0.4].map((side) => plus(neck, [-ahead[1] / STRETCH, ahead[0]], side));
  return { shaft: [tail, tip], head: [tip, left, right, tip] };
};

/** The places of two steps with momentum, and what they are made of. */
const twoSteps = ({ init_x0, init_x1, lr, beta }) => {
  const first = [init_x0, init_x1];
  const step = grad(first).map((slope) => -lr * slope);
  const start = plus(first, step);
  const [kept, push] = [step.map((each) => beta * each), grad(start).map((slope) => -lr * slope)];
  const turn = plus(start, kept);
  return { first, step, middle: plus(first, step, 0.5), start, kept, push, turn, end: plus(turn, push) };
};

const arrowsOf = ({ first, start, turn, end }) => [[first, start], [start, turn], [turn, end], [start, end]];

/** Where the words of two steps stand: beside three arrows, and at the last tip. */
const besides = (arrows) => arrows.map(([tail, tip], i) => plus(tail, plus(tip, tail, -1), i < 3 ? 0.3 : 1));

const OFF = [12, -12, 12, 0]; // from a flat arrow to its word, down if the arrow points upwards

/** 20 pixels of the window, in the units of the figure: so long is an arrow that has its word beside it. */
const leastOf = ({ ownerSVGElement }) => 2 * (parseFloat(ownerSVGElement.style.getPropertyValue("--legible")) || 7.5);

/** The larger absolute root of z^2 - b z + beta, where b = 1 + beta - lr c. */
const factorOf = (lr, beta, c) => {
  const b = 1 + beta - lr * c;
  const apart = b * b - 4 * beta;
  return apart < 0 ? Math.sqrt(beta) : (Math.abs(b) + Math.sqrt(apart)) / 2;
};

/** A run until it leaves for good, and a triangle there, out of sight if it does not. */
const seen = (x, top) => {
  const k = 1 + x.findLastIndex((value) => Math.abs(value) <= top);
  const left = x.slice(0, k + 1);
  const tip = Math.sign(left.at(-1)) * (k < x.length ? top : 2 * top);
  const wing = [k - 0.7, 0.8 * tip];
  return [numbered(left), [wing, [k + 0.7, 0.8 * tip], [k, tip], wing]];
};

/** Positions of the ball. */
const rolled = (start, beta, steps) => {
  let [x, v] = [start, 0];
  const swings = [[x]];
  for (let k = 0; k < steps; k++) {
    v = beta * v - PULL * x;
    x += v;
    swings.push([x]);
  }
  return swings;
};

/** A ball that creeps, at the border, that rings. */
const KINDS = [0.5, (1 - Math.sqrt(PULL)) ** 2, 0.95];

/** The places of the ball's last steps, each a dot that fades, over those of the whole run. */
const makeTail = (valley) => {
  const all = valley.querySelector("[data-part=track]");
  const { toFigure } = readAxes(valley);
  const dots = Array.from({ length: TAIL }, () => all.querySelector("[data-dots]").cloneNode());
  for (const dot of dots) dot.style.opacity = 0;
  all.after(...dots);
  return (at) => {
    const isOver = at >= SHOWN;
    all.style.opacity = isOver ? "" : 0.2;
    dots.forEach((dot, i) => {
      const k = Math.floor(at) - i;
      dot.style.opacity = isOver || k < 0 ? 0 : 1 - (at - k) / (TAIL + 1);
      if (k >= 0) dot.setAttribute("d", `M${toFigure(onValley(track[k])).map((each) => each.toFixed(1))}h0`);
    });
  };
};

const onValley = ([x]) => [x, (x * x) / 100];
const VALLEY = Array.from({ length: 141 }, (_, i) => onValley([round(i / 10 - 7, 1)]));

/** The place of the valley that is nearest to a point of its figure; heights count half, else a level drag would jump. */
const nearest = ({ toFigure }, point) => {
  const away = VALLEY.map((place) => {
    const [across, down] = plus(toFigure(place), toFigure(point), -1);
    return Math.hypot(across, down / 2);
  });
  return VALLEY[away.indexOf(Math.min(...away))];
};

/** Where the ball may start: from there it stays in its picture. */
const STARTS = { low: -7, high: 7 };

/** Adds a ring to axes, the ball's start, and a handle on it; returns how to move both. */
const makeRing = (group, options) => {
  const ring = svgElement(group, "g");
  const circle = svgElement(group, "path");
  circle.setAttribute("d", "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0");
  circle.style.cssText = "fill:none;stroke:currentColor;stroke-width:2";
  ring.append(circle);
  group.append(ring);
  const axes = readAxes(group);
  const handle = makeHandle(ring, axes, options);
  return (point) => {
    handle.place(point);
    const isSeen = axes.contains(point);
    ring.style.display = isSeen ? "" : "none";
    if (isSeen) ring.setAttribute("transform", `translate(${axes.toFigure(point).map((each) => each.toFixed(1))})`);
  };
};

const [SWINGS, SHOWN, TAIL] = [600, 60, 12];
const QUICK = 40; // steps a second, once the ball is let go
const reduced = matchMedia("(prefers-reduced-motion: reduce)");
const LINKS = 30; // of a chain
const BEND = Math.acosh(1.01 / 0.99); // the lowest point of an endless chain falls by its exponential
const BOTTOM = Array.from({ length: LINKS }, (_, i) => Math.sinh((LINKS - i) * BEND) / Math.sinh((LINKS + 1) * BEND));
const norm = (each) => Math.sqrt(each.reduce((sum, value) => sum + value * value, 0));
let track = []; // the ball's positions
let view; // of two steps
let turning; // their figure
let ghosts; // runs that creep, at the border, that ring
let showStart; // of the ball
let showReach; // how far to the right the ravine is to be seen
let showAway; // how far from the middle the run ends
let far; // the velocity, where it leaves the figure

live({
  memory: {
    settings: { init_x0: "coordinate", init_x1: "coordinate", lr: "rate", beta: "share" },
    ranges: { lr: { low: 0.5, high: 1.1 } },
    handle: { ...START_HANDLE, finest: 0.1 }, // both axes have one scale
    equip: (element, set, values, drawn) => {
      const ending = () => drawn().path[0].at(-1);
      const write = labelsOf(element, "away", [beside(ending())]);
      const { textContent } = element.querySelector("[data-part=away]");
      showAway = (end) => write([[beside(end), textContent.trim().replace(/\d\S*/, general(Math.hypot(...end), 3))]]);
      addWalks(element, "beta", values, drawn, {
        paths: ["plain", "path", "distance"],
        from: { leaves: [STEPS, STEPS] },
        follow: ([, , end]) => showAway(end),
      });
      moveFirst(element, set);
      const stage = element.querySelector(".stage");
      const { toFigure } = readAxes(stage.querySelector("g[data-x]"));
      const { width } = stage.querySelector("svg").viewBox.baseVal;
      showReach = () => {
        if (stage.querySelector(".handle.held")) return; // it would move under the finger
        const right = Math.max(...drawn().path[0].map(([x0]) => (Math.abs(x0) < WIDE ? x0 : 0)));
        const edge = Math.min(Math.max(right + 0.6, beside([right, 0])[0] + 1.7), WIDE);
        stage.style.setProperty("--reach", (toFigure([edge, 0])[0] / width).toFixed(3));
      };
      showReach();
      element.addEventListener("pointerup", showReach);
    },
    run: ({ init_x0, init_x1, lr, beta }) => {
      const start = [init_x0, init_x1];
      const { parts, text, trace } = shown(walk(start, lr, beta));
      const plain = shown(walk(start, lr, 0)).parts;
      const drawn = { ...parts, plain: [...plain.path, ...plain.distance], leaves: leaving(trace.x) };
      const paint = () => {
        showReach();
        showAway(trace.x.at(-1));
      };
      return { text, parts: drawn, trace, paint };
    },
  },
  triangle: {
    settings: { init_x0: "coordinate", init_x1: "coordinate", lr: "rate", beta: "share" },
    ranges: TURNS,
    handle: START_HANDLE,
    equip: (element, set, values) => {
      const held = element.querySelector("[data-part=held]");
      const axes = readAxes(held.closest("g[data-x]"));
      const gripOf = (gid, setting, kind, valueAt) => {
        const turn = (value) => {
          if (!Number.isFinite(value)) return;
          set({ [setting]: String(round(clamp(value, TURNS[setting]), 2)) });
        };
        return makeHandle(element.querySelector(`[data-part=${gid}]`), axes, {
          names: [null, setting],
          label: label(setting),
          moved: ([, height]) => turn(valueAt(height, twoSteps(values))),
          nudged: (_, direction) => {
            turn(stepped(kind, values[setting], direction));
            return true;
          },
          measure: { name: setting, ...TURNS[setting], of: () => values[setting] },
        }).place;
      };
      const grips = [
        gripOf("pushed", "lr", "rate", (height, { first }) => (2 * (first[1] - height)) / grad(first)[1]),
        gripOf("held", "beta", "share", (height, { start, step }) => (height - start[1]) / step[1]),
      ];
      const floor = () => [axes.x.low, 0];
      const write = labelsOf(element, "word", [floor(), ...besides(arrowsOf(twoSteps(values)))]);
      const { draw } = readPart(held, axes);
      /** The dots, and the words of the first arrows that are long enough. */
      const showTips = (arrows, middle, named = 4) => {
        const tip = arrows[1][1];
        draw([tip]).show();
        [middle, tip].forEach((place, i) => grips[i](place));
        const places = besides(arrows).map((place, i) => {
          const [tail, tip] = arrows[i].map(axes.toFigure);
          const [across, down] = plus(tip, tail, -1);
          if (i >= named || Math.hypot(across, down) < leastOf(held)) return [NaN, NaN];
          const off = Math.abs(down) < Math.abs(across) ? (down < 0 ? 1 : -1) * OFF[i] : 0;
          return axes.toData(plus(axes.toFigure(place), [0, off]));
        });
        write([floor(), ...places].map((place) => [place]));
      };
      turning = { axes, showTips, isHeld: () => element.querySelector(".handle.held") !== null };
      const { middle, ...built } = twoSteps(values);
      showTips(arrowsOf(built), middle);
      element.addEventListener("pointerup", ({ target }) => target.matches(".handle") && set({})); // magnified anew
      let show;
      addPlay(element, "beta", {
        begin: async (play) => {
          const { BEATS, makeBeats } = await import("../momentum/beats.js");
          show ??= makeBeats(element, () => twoSteps(values), (arrow) => pointed(arrow, view.near), showTips);
          play(0, BEATS, 1);
        },
        show: (at) => show(at),
        ended: () => show(),
      });
    },
    run: (values) => {
      const steps = twoSteps(values);
      const { first, step, middle, kept, push, turn } = steps;
      if (!turning?.isHeld()) view = viewOf(steps); // else it would move under the pointer
      const showTicks = turning?.axes.set(...view.limits);
      const arrows = arrowsOf(steps);
      const drawn = arrows.map((arrow) => pointed(arrow, view.near));
      const [one, held, pushed, two] = [step, kept, push, plus(kept, push)].map((each) => array(rounded(each, 2)));
      return {
        text: `1: push ${one}\n   kept ${held}\n   push ${pushed}\n2: step ${two}`,
        parts: {
          start: [[first]],
          floor: [view.limits[0].map((x0) => [x0, 0])],
          pushed: [[middle]],
          held: [[turn]],
          shaft: drawn.map(({ shaft }) => shaft),
          head: drawn.map(({ head }) => head),
        },
        paint: () => {
          showTicks();
          turning.showTips(arrows, middle);
        },
      };
    },
  },
  pushes: {
    settings: { beta: "share" },
    ranges: { beta: { low: 0, high: 0.9 } }, // beyond, the sum leaves the figure
    equip: (element) => {
      far = element.querySelector("[data-part=far] text");
      drawGuesses(element, "along", [0.9, 1.9, 10].map(aimed));
    },
    run: ({ beta }) => {
      const [along, across] = [1, -1].map((side) => {
        let [push, velocity] = [1, 0];
        for (let k = 0; k < MANY; k++) {
          push *= side;
          velocity = beta * velocity + push;
        }
        return velocity / push;
      });
      return {
        text: `along:  velocity / push = ${general(along, 4)}\nacross: velocity / push = ${general(across, 4)}`,
        parts: { along: stacked(along, beta, SPANS.along), across: stacked(across, -beta, SPANS.across) },
        paint: () => (far.textContent = along > SPANS.along[1] ? `→ ${along.toFixed(0)}` : ""),
      };
    },
  },
  spring: {
    settings: { start: "coordinate", beta: "share" },
    handle: { part: "left", moves: ["beta", null] },
    equip: (element, set) => {
      const swung = (run, at) => onValley(between(run, at));
      const valley = element.querySelector("g[data-x]");
      const showTail = makeTail(valley);
      const showGhosts = makeGhosts(valley, [...element.querySelectorAll("[data-part=word] text")]);
      const rolling = makeRolling(element, "beta", [(at) => swung(track, at)], SHOWN, (at) => {
        showTail(at);
        showGhosts(at < SHOWN ? ghosts.map((ghost) => swung(ghost, at)) : null);
      });
      element.addEventListener("pointerdown", ({ target }) => target.closest(".stage") && rolling.stop());
      element.addEventListener("pointerup", ({ target }) => {
        if (target.closest(".stage") && !reduced.matches) rolling.start(QUICK);
      });
      const place = makeRing(valley, {
        names: ["start", "start"],
        label: label("start"),
        clicked: false,
        measure: { name: "start", ...STARTS, of: ([x]) => x },
        within: (point, only) => (only === undefined ? nearest(readAxes(valley), point) : onValley([clamp(point[0], STARTS)])),
        moved: ([x]) => set({ start: repr(x + 0) }), // no -0.0
      });
      showStart = () => place(onValley(track[0]));
      showStart();
    },
    run: ({ start, beta }) => {
      const swings = rolled(start, beta, SWINGS);
      const rest = 1 + swings.findLastIndex(([x]) => !(Math.abs(x) < 0.0007));
      track = swings.slice(0, SHOWN + 1);
      ghosts = KINDS.map((kind) => rolled(start, kind, SHOWN));
      return {
        text: `steps to stay within 0.0007: ${rest <= SWINGS ? rest : `more than ${SWINGS}`}`,
        parts: {
          track: [track.map(onValley)],
          left: [[[beta, factorOf(0.95, beta, CURVATURE.along)]]],
        },
        paint: () => showStart(),
      };
    },
  },
  choice: {
    settings: { lr: "rate", beta: "share" },
    ranges: PLANE,
    handle: { part: "setting", moves: ["lr", "beta"], within: caught },
    run: ({ lr, beta }) => {
      const factors = Object.values(CURVATURE).map((c) => factorOf(lr, beta, c));
      const rho = Math.max(...factors);
      const [along, across, larger] = [...factors, rho].map((factor) => general(factor, 4));
      const { x } = walk([1, 1], lr, beta, 40);
      const [ground, wall] = TOPS.map((top, i) => seen(x.map((point) => point[i]), top));
      return {
        text: `along ${along}, across ${across}\nrho: ${larger}`,
        parts: {
          setting: [[[lr, beta]]],
          along: [ground[0]],
          across: [wall[0]],
          leaves: [ground[1], wall[1]],
          every: [EVERY.map((c) => [c, Math.min(factorOf(lr, beta, c), HIGHEST)])],
        },
      };
    },
  },
  chain: {
    settings: { lr: "rate", beta: "share", step_num: "steps" },
    ranges: { lr: { low: 0.02, high: 2 } },
    equip: (element, set) =>
      addDialPlay(element, "step_num", set, { from: () => 0, to: LINKS, pace: 5, valueAt: Math.floor }),
    run: ({ lr, beta, step_num }) => {
      let x = new Array(LINKS).fill(0);
      let v = x;
      for (let k = 0; k < step_num; k++) {
        const slope = x.map((at, i) => 1.01 * at - 0.495 * ((x[i - 1] ?? 1) + (x[i + 1] ?? 0)));
        v = v.map((speed, i) => beta * speed - lr * slope[i]);
        x = x.map((at, i) => at + v[i]);
      }
      const lacks = x.map((at, i) => at - BOTTOM[i]);
      const [left, least] = [lacks, BOTTOM.slice(step_num)].map((each) => round(norm(each) / norm(BOTTOM), 6));
      const [from, to] = [Math.min(step_num, LINKS) + 0.5, LINKS + 0.5];
      return {
        text: `dots that have moved: ${x.filter((at) => at !== 0).length}\ndistance left: ${general(left, 4)}\nat least: ${general(least, 4)}`,
        parts: {
          dots: [x.map((at, i) => [i + 1, at])],
          ahead: [[[from, -0.15], [to, -0.15], [to, 1.15], [from, 1.15], [from, -0.15]]],
        },
      };
    },
  },
});
