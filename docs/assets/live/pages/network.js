// A network that learns to read digits: docs/beyond/network.md. What it needs is loaded at the first change, or when a
// mouse points at its images.

import { readAxes } from "../draw/axes.js";
import { live } from "../live.js";
import { made } from "../made.js";
import { makePad, rowsOf } from "../network/pad.js";
import { makeBrush, paintsOf } from "../network/paint.js";
import { WALL, gridOf, makeWall } from "../network/wall.js";
import { addPlay } from "../player.js";
import { fixed } from "../python.js";
import { words } from "../words.js";

const EPOCHS = { low: 0, high: 200 };
const UNITS = { low: 0, high: 31 };
const IMAGES = 297; // of the validation
const READ = 10; // stands for the digit that is read
const PACE = 5; // epochs a second: there is much to see
const PAD = { pad0: "row", pad1: "row", pad2: "row", pad3: "row", pad4: "row", pad5: "row", pad6: "row", pad7: "row" };
// Four times: after which epoch, which unit, and rows of its weights.
const PAINT = {
  paint0: "steps", paint1: "steps", paint2: "row", paint3: "row", paint4: "row", paint5: "row",
  paint6: "row", paint7: "row", paint8: "row", paint9: "row",
  paint10: "steps", paint11: "steps", paint12: "row", paint13: "row", paint14: "row", paint15: "row",
  paint16: "row", paint17: "row", paint18: "row", paint19: "row",
  paint20: "steps", paint21: "steps", paint22: "row", paint23: "row", paint24: "row", paint25: "row",
  paint26: "row", paint27: "row", paint28: "row", paint29: "row",
  paint30: "steps", paint31: "steps", paint32: "row", paint33: "row", paint34: "row", paint35: "row",
  paint36: "row", paint37: "row", paint38: "row", paint39: "row",
};
const PAINT_ENDS = Object.fromEntries([0, 1, 2, 3].flatMap((k) => [[`paint${10 * k}`, EPOCHS], [`paint${10 * k + 1}`, UNITS]]));
const SIZES = [2, 8, 32]; // of the hidden layer
const signed = (number) => fixed(number, 2).replace("-", "−");
const SAID = document.documentElement.lang.startsWith("zh")
  ? {
      lost: "這張圖有檔案沒有載入，改一個數字就會再試一次。",
      epochs: "每張圖片看過幾次",
      hidden: "隱藏單元的個數",
      row: "手寫板的一列",
      notSize: (name, typed) => `這裡的 ${name} 可以是 2、8 或 32，不能是 ${typed}。`,
      notRow: (name, typed) => `${name} 是 8 個像素，每個兩位數，00 到 16，不能是 ${typed}。`,
      told: (digit, read, percent) => `${digit}，認成 ${read}（${percent}%）`,
      digits: "驗證用的 297 張圖片：用方向鍵移動，按空白鍵放到手寫板上",
      pad: "手寫板：可以直接寫；或用方向鍵移動，按空白鍵塗黑或擦掉",
      pixel: (row, column, ink) => `第 ${row} 列第 ${column} 行，深淺 ${ink}，最深 16`,
      clear: "清空",
      unit: "放大的是哪個單元",
      painted: "塗了權重的單元：輪數、第幾個、各列權重",
      units: "隱藏單元：用方向鍵移動，按空白鍵放大",
      toldUnit: (n, value, adds, digit) => `單元 ${n}：值 ${signed(value)}，給 ${digit} 的分數加 ${signed(adds)}`,
      asked: "加框的是哪個數字，10 是網路的答案",
      rows: "十個數字：用方向鍵移動，按空白鍵框起來問",
      toldDigit: (n, chance, adds, unit) => `${n}：機率 ${signed(chance)}，單元 ${unit} 給它的分數加 ${signed(adds)}`,
      weights: "放大的單元的權重：可以直接塗；或用方向鍵移動，按 +、0、− 塗成正、零、負",
      brush: "塗成什麼",
      brushes: ["正", "零", "負"],
      weight: (row, column, weight) => `第 ${row} 列第 ${column} 行，權重 ${signed(weight)}`,
    }
  : {
      lost: "A file of this figure did not load. Change a number to try again.",
      epochs: "how often each image is seen",
      hidden: "number of hidden units",
      row: "a row of the pad",
      notSize: (name, typed) => `${name} can be 2, 8 or 32 here, not ${typed}.`,
      notRow: (name, typed) => `${name} is 8 pixels, two digits each, from 00 to 16, not ${typed}.`,
      told: (digit, read, percent) => `${digit}, read as ${read} (${percent} %)`,
      digits: "The 297 images of the validation: arrow keys move, space puts one on the pad",
      pad: "Pad: draw a digit; or move with the arrow keys, and ink or erase a pixel with space",
      pixel: (row, column, ink) => `row ${row}, column ${column}: ink ${ink} of 16`,
      clear: "Clear",
      unit: "unit that is shown large",
      painted: "painted unit: epoch, number, and rows of weights",
      units: "Hidden units: arrow keys move, space opens one",
      toldUnit: (n, value, adds, digit) => `unit ${n}: ${signed(value)}, adds ${signed(adds)} to the ${digit}`,
      asked: "digit with the frame; 10: the one read",
      rows: "The ten digits: arrow keys move, space asks about one",
      toldDigit: (n, chance, adds, unit) => `${n}: p = ${signed(chance)}, unit ${unit} adds ${signed(adds)}`,
      weights: "Weights of the unit that is shown large: paint them; or move with the arrow keys, and press +, 0 or −",
      brush: "Paint weights that are",
      brushes: ["positive", "zero", "negative"],
      weight: (row, column, weight) => `row ${row}, column ${column}: weight ${signed(weight)}`,
    };
Object.assign(words.names, { epochs: SAID.epochs, hidden: SAID.hidden, unit: SAID.unit, asked: SAID.asked });
for (const name of Object.keys(PAD)) words.names[name] = SAID.row;
for (const name of Object.keys(PAINT)) words.names[name] = SAID.painted;
Object.assign(words.problems, { notSize: SAID.notSize, notRow: SAID.notRow });

let loaded = null;
let arrival = null;
const shown = {};
let painted = () => {};

const arrived = async () => {
  try {
    const { makeRun } = await import("../network/showing.js");
    loaded = await makeRun(shown, () => painted());
  } catch {
    arrival = null; // the next time it is tried again
    throw new Error(SAID.lost);
  }
};

const load = () => (loaded ? null : (arrival ??= arrived()));
const whenLoaded = (then, set) => Promise.resolve(load()).then(then, () => set({})); // which says that a file did not load

/** A button beside the dial of the epochs, which plays them one after the other. */
const equipPlayer = (element, set, values) => {
  const field = element.querySelector('input[name="epochs"]');
  let stopped = ""; // what was shown when it was stopped: from there it goes on
  const player = addPlay(element, "epochs", {
    begin: (play) =>
      whenLoaded(() => {
        const at = Number(field.value);
        const isPainted = paintsOf(values).some(({ epoch }) => epoch === at);
        const from = (field.value === stopped || isPainted) && at < EPOCHS.high ? at : 0;
        play(from, EPOCHS.high, PACE); // unless it is stopped
      }, set),
    show: (at) => {
      const epochs = Math.ceil(at);
      loaded.move(at - epochs + 1);
      set(Number(field.value) === epochs ? {} : { epochs: String(epochs) });
    },
    ended: () => {
      stopped = field.value;
      loaded.move(1);
      set({});
    },
  });
  // What the reader does to the epochs stops it; all else may be changed meanwhile.
  for (const kind of ["pointerdown", "keydown"]) {
    element.addEventListener(kind, ({ target }) => {
      if (target === field || target.closest('[data-name="epochs"] input, .live-bar, .brush')) player.stop();
    });
  }
  element.addEventListener("linked", () => player.stop());
};

/** A button for each size of the hidden layer, in the place of a dial. */
const equipSizes = (element, set, values) => {
  const buttons = SIZES.map((size) => {
    const button = made("button", { type: "button", textContent: size });
    button.addEventListener("click", () => set({ hidden: String(size) }));
    return button;
  });
  const name = made("code", { textContent: "hidden", ariaHidden: "true" });
  element.querySelector(".strip").append(
    made("div", { className: "dial sizes", role: "group", ariaLabel: SAID.hidden }, name, ...buttons),
  );
  return () => buttons.forEach((button) => (button.ariaPressed = String(Number(button.textContent) === values.hidden)));
};

const equip = (element, set, values) => {
  const partOf = (name) => element.querySelector(`[data-part="${name}"]`);
  for (const name of ["units", "digits", "pad", "weights", "rows"]) shown[name] = partOf(name);
  [shown.size, shown.count] = [shown.units, shown.digits].map((image) => image.closest("svg").querySelector("text"));
  shown.loss = readAxes(partOf("training").closest("[data-x]"));
  shown.unit = [...shown.weights.closest("svg").querySelectorAll("text")].at(-1);
  equipPlayer(element, set, values);
  const mark = equipSizes(element, set, values);
  makePad(shown.pad, SAID, set, values);
  const brush = makeBrush(shown.weights, SAID, { set, values, weightOf: (n) => loaded?.weightOf(n) });
  const wall = makeWall(shown.digits, { label: SAID.digits, className: "wall", size: () => WALL }, {
    told: (n) => (loaded?.known(n) ? SAID.told(...loaded.known(n)) : ""),
    chosen: (n) => n < IMAGES && whenLoaded(() => set(rowsOf(loaded.pixelsIn(n))), set),
  });
  const units = makeWall(shown.units, { label: SAID.units, className: "units", size: () => gridOf(values.hidden) }, {
    told: (n) => (loaded?.knownUnit(n) ? SAID.toldUnit(n, ...loaded.knownUnit(n)) : ""),
    chosen: (n) => set({ unit: String(n) }),
    pointed: (n) => loaded?.point("unit", n) && set({}),
  });
  const rows = makeWall(shown.rows, { label: SAID.rows, className: "rows", size: () => [1, 10] }, {
    told: (n) => (loaded?.knownDigit(n) ? SAID.toldDigit(n, ...loaded.knownDigit(n)) : ""),
    chosen: (n) => set({ asked: String(loaded?.isAbout(n) ? READ : n) }),
    pointed: (n) => loaded?.point("digit", n) && set({}),
  });
  for (const cells of [wall.cells, units.cells, rows.cells, brush]) {
    cells.addEventListener("focus", () => load() && set({}));
    cells.addEventListener("pointerenter", ({ pointerType }) => {
      if (pointerType !== "touch" && load()) set({}); // a finger may only be scrolling
    });
  }
  painted = () => {
    mark();
    wall.say();
    units.say();
    rows.say();
  };
  mark();
};

live({
  train: {
    settings: { lr: "positive", beta: "share", epochs: "steps", hidden: "size", unit: "steps", asked: "steps", ...PAINT, ...PAD },
    ranges: { lr: { low: 0.01, high: 20 }, epochs: EPOCHS, unit: UNITS, asked: { low: 0, high: READ }, ...PAINT_ENDS },
    load,
    equip,
    run: (values) => loaded.run(values),
  },
});
