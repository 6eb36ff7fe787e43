// A network whose picture is the plane: docs/beyond/plane.md.

import { readAxes } from "../draw/axes.js";
import { makeGround } from "../draw/ground.js";
import { live } from "../live.js";
import { made } from "../made.js";
import { changesOf, endsOf, textsOf } from "../plane/changes.js";
import { makeHand } from "../plane/hand.js";
import { EACH, dataSet, hiddenOf, makeTraining, scoreAt, start } from "../plane/learning.js";
import { chord, frameOf, gripOf, makeTiles } from "../plane/pictures.js";
import { addPlay } from "../player.js";
import { fixed } from "../python.js";
import { arrow, evenly } from "../shapes.js";
import { words } from "../words.js";

const [PLAYED, MORE] = [3000, 1000]; // steps that are played, and more after a change at the end
const STEPS = { low: 0, high: 9000, slider: PLAYED };
const UNITS = { low: 1, high: 8 };
const NOISE = { low: 0, high: 3 };
const SEEDS = { low: 0, high: 99 };
const [PACE, GROWTH] = [60, 0.55]; // steps a second, one a frame, or that share of those so far: 3,000 take 8 s
const SPAN = 500; // steps on the axis, or a multiple if there are more
const [WIDE, INNER] = [1.65, 1.05]; // circles through the ends of a line, and of what can be dragged of it
const NOWHERE = [NaN, NaN];
// Eight times: after which step, which unit (0: none), and its four numbers.
const CHANGES = {
  changes0: "steps", changes1: "steps", changes2: "coordinate", changes3: "coordinate", changes4: "coordinate", changes5: "coordinate",
  changes6: "steps", changes7: "steps", changes8: "coordinate", changes9: "coordinate", changes10: "coordinate", changes11: "coordinate",
  changes12: "steps", changes13: "steps", changes14: "coordinate", changes15: "coordinate", changes16: "coordinate", changes17: "coordinate",
  changes18: "steps", changes19: "steps", changes20: "coordinate", changes21: "coordinate", changes22: "coordinate", changes23: "coordinate",
  changes24: "steps", changes25: "steps", changes26: "coordinate", changes27: "coordinate", changes28: "coordinate", changes29: "coordinate",
  changes30: "steps", changes31: "steps", changes32: "coordinate", changes33: "coordinate", changes34: "coordinate", changes35: "coordinate",
  changes36: "steps", changes37: "steps", changes38: "coordinate", changes39: "coordinate", changes40: "coordinate", changes41: "coordinate",
  changes42: "steps", changes43: "steps", changes44: "coordinate", changes45: "coordinate", changes46: "coordinate", changes47: "coordinate",
};
const CHANGES_ENDS = endsOf(STEPS, { ...UNITS, low: 0 });
const SAID = document.documentElement.lang.startsWith("zh")
  ? {
      data: "資料",
      sets: ["雙月", "圓圈", "XOR", "螺旋"],
      noise: "點散得多開",
      hidden: "隱藏單元的個數",
      seed: "起點的亂數種子",
      unit: "手上的是第幾個單元",
      changes: "用手改過的單元：第幾步之後、第幾個、四個數",
      again: "換個起點",
      w: ["箭頭的第一個座標", "箭頭的第二個座標"],
      b: "偏權值",
    }
  : {
      data: "data",
      sets: ["moons", "circle", "XOR", "spiral"],
      noise: "how far the points are spread",
      hidden: "number of hidden units",
      seed: "seed of the start",
      unit: "unit in hand",
      changes: "unit that was changed by hand: after which step, which one, and its four numbers",
      again: "New start",
      w: ["first coordinate of the arrow", "second coordinate of the arrow"],
      b: "bias",
    };
Object.assign(words.names, { data: SAID.data, noise: SAID.noise, hidden: SAID.hidden, seed: SAID.seed, unit: SAID.unit, w0: SAID.w[0], w1: SAID.w[1], b: SAID.b });
for (const name of Object.keys(CHANGES)) words.names[name] = SAID.changes;

let training;
let chosen = "";
let latest; // the network that is shown, the unit in hand, and the networks of all steps so far
let shown; // what is painted
let pointed = null; // the unit under the mouse, which is lit in place of the one in hand

const unitOf = (w, unit) => w.slice(EACH * (unit - 1), EACH * unit);

/** A button beside the dial of the steps, which plays them one after the other. */
function equipPlayer(element, set, values) {
  let stopped = null; // where it was: from there it goes on
  const player = addPlay(element, "step_num", {
    begin: (play) => {
      const isChanged = changesOf(values).some(({ at }) => at === values.step_num);
      const isStopped = values.step_num === stopped && stopped !== PLAYED;
      const from = (isStopped || isChanged) && values.step_num < STEPS.high ? values.step_num : 0;
      play(from, Math.min(Math.max(PLAYED, from + MORE), STEPS.high), (played) => Math.max(PACE, GROWTH * played));
    },
    show: (at) => {
      const step = Math.floor(at);
      if (step !== values.step_num) set({ step_num: String(step) });
    },
    ended: () => (stopped = values.step_num),
  });
  // What the reader does to the steps stops it; all else may be changed meanwhile.
  for (const kind of ["pointerdown", "keydown"]) {
    element.addEventListener(kind, ({ target }) => {
      if (target.closest('[data-name="step_num"] input, input[name="step_num"], .live-bar')) player.stop();
    });
  }
  element.addEventListener("linked", () => player.stop());
  /** From the start, if it plays. */
  const again = () => {
    if (!player.playing()) return;
    stopped = null;
    player.start();
  };
  return { ...player, again };
}

/** A button for each data set, and one for another start, in the place of a dial. */
function equipData(element, set, values, again) {
  const buttons = SAID.sets.map((textContent, data) => {
    const button = made("button", { type: "button", textContent });
    button.addEventListener("click", () => {
      set({ data: String(data), ...textsOf([]) });
      again();
    });
    return button;
  });
  const another = made("button", { type: "button", className: "again", textContent: SAID.again });
  another.addEventListener("click", () => {
    set({ seed: String((values.seed + 1) % (SEEDS.high + 1)), ...textsOf([]) });
    again();
  });
  element.querySelector(".strip").prepend(
    made("div", { className: "dial sets", role: "group", ariaLabel: SAID.data }, ...buttons, another),
  );
  const mark = () => buttons.forEach((button, data) => (button.ariaPressed = String(data === values.data)));
  mark();
  return mark;
}

let stepGround;

live({
  unit: {
    settings: { w0: "coordinate", w1: "coordinate", b: "coordinate" },
    ranges: { b: { low: -3, high: 3 } },
    handle: { part: "point", moves: ["w0", "w1"] },
    equip: (element) => (stepGround = makeGround(element.querySelectorAll("image"), 1)),
    run: ({ w0, w1, b }) => {
      const length = Math.hypot(w0, w1);
      const step = evenly(-3, 3, 121).map((along) => [along, Math.tanh(length * along + b)]);
      return {
        text: `length of the arrow: ${fixed(length, 2)}\nu in the middle: ${fixed(Math.tanh(b), 2)}`,
        parts: { line: [chord([w0, w1, b], 4.3)], arrow: [arrow([0, 0], [w0, w1], 0.25)], point: [[[w0, w1]]], step: [step] },
        paint: () => stepGround(([x0, x1]) => (0.5 - Math.tanh(w0 * x0 + w1 * x1 + b) / 2) ** 2),
      };
    },
  },
  field: {
    settings: {
      data: "steps", noise: "coordinate", hidden: "steps", lr: "positive", beta: "share", seed: "steps", step_num: "steps", unit: "steps", ...CHANGES,
    },
    ranges: {
      data: { low: 0, high: 3 }, noise: NOISE, hidden: UNITS, lr: { low: 0.01, high: 10 }, seed: SEEDS, step_num: STEPS, unit: UNITS, ...CHANGES_ENDS,
    },
    *run(values) {
      const { data, noise, hidden, lr, beta, seed, step_num, unit } = values;
      const wanted = [data, noise, hidden, lr, beta, seed].join();
      if (wanted !== chosen) {
        training = makeTraining(dataSet(data, noise), dataSet(data, noise, 40, 200), start(seed, hidden), lr, beta);
      }
      chosen = wanted;
      const { points, unseen: others } = training;
      const passed = yield* training.after(step_num, changesOf(values));
      const { w, loss, right, unseen } = passed[step_num];
      const held = Math.min(unit, hidden);
      const [w0, w1, b, v] = unitOf(w, held).map((number) => fixed(number, 2));
      latest = { w, held, passed };
      const lit = Math.min(pointed ?? held, hidden);
      const units = Array.from({ length: hidden }, (_, j) => unitOf(w, j + 1));
      const thin = Math.max(1, Math.ceil(step_num / SPAN));
      const span = SPAN * thin;
      const at = [...Array.from({ length: Math.ceil(step_num / thin) }, (_, k) => thin * k), step_num];
      const curveOf = (lossOf) => [0, ...at].map((k) => [k, lossOf(passed[k])]);
      const showTicks = shown?.loss.set(thin > 1 ? [-0.02 * span, 1.02 * span] : null, null);
      const placesOf = (all, isBlue) => all.filter(({ blue }) => Boolean(blue) === isBlue).map(({ place }) => place);
      const [end, other] = chord(unitOf(w, lit), INNER);
      return {
        text: [
          `loss: ${fixed(loss, 4)}, held out: ${fixed(unseen.loss, 4)}`,
          `right: ${right} of ${points.length}, held out: ${unseen.right} of ${others.length}`,
          `unit ${held}: w = (${w0}, ${w1}), b = ${b}, v = ${v}`,
        ].join("\n"),
        parts: {
          line: [units.flatMap((numbers) => [...chord(numbers, WIDE), NOWHERE])],
          rim: [points.map(({ place }) => place)],
          blue: [placesOf(points, true)],
          orange: [placesOf(points, false)],
          unseen_blue: [placesOf(others, true)],
          unseen_orange: [placesOf(others, false)],
          hole: [others.map(({ place }) => place)],
          held: [chord(unitOf(w, lit), WIDE)],
          end: [[end]],
          other: [[other]],
          grip: [[gripOf(unitOf(w, lit), INNER)]],
          loss: [curveOf((each) => each.loss)],
          unseen: [curveOf((each) => each.unseen.loss)],
          frames: [units.flatMap((_, j) => [...frameOf(j), NOWHERE])],
          chosen: [frameOf(lit - 1)],
        },
        paint: () => {
          if (!shown) return;
          showTicks();
          shown.paint(w);
          shown.hand();
        },
      };
    },
    equip: (element, set, values) => {
      const partOf = (name) => element.querySelector(`[data-part="${name}"]`);
      const ground = makeGround([partOf("height")], 1);
      const tiles = makeTiles(partOf("tiles"));
      const player = equipPlayer(element, set, values);
      const mark = equipData(element, set, values, player.again);
      const point = (unit) => {
        if (unit === pointed) return;
        pointed = unit;
        set({});
      };
      const hand = makeHand(element, values, () => latest, INNER, { set, player, point });
      hand();
      shown = {
        loss: readAxes(partOf("loss").closest("[data-x]")),
        paint: (w) => {
          ground((place) => (1 + Math.exp(scoreAt(w, place))) ** -2);
          tiles(w);
          mark();
        },
        hand,
      };
    },
  },
});
