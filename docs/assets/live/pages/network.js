// A network that learns to read digits: docs/beyond/network.md. What it needs is loaded at the first change, or when a
// mouse points at its images.

import { live } from "../live.js";
import { made } from "../made.js";
import { makePad, rowsOf } from "../network/pad.js";
import { makeWall } from "../network/wall.js";
import { addPlay } from "../player.js";
import { words } from "../words.js";

const EPOCHS = { low: 0, high: 20 };
const PACE = 5; // epochs a second: there is much to see
const PAD = { pad0: "row", pad1: "row", pad2: "row", pad3: "row", pad4: "row", pad5: "row", pad6: "row", pad7: "row" };
const SIZES = [2, 8, 32]; // of the hidden layer
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
    };
Object.assign(words.names, { epochs: SAID.epochs, hidden: SAID.hidden });
for (const name of Object.keys(PAD)) words.names[name] = SAID.row;
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
const equipPlayer = (element, set) => {
  const field = element.querySelector('input[name="epochs"]');
  let stopped = ""; // what was shown when it was stopped: from there it goes on
  const player = addPlay(element, "epochs", {
    begin: (play) =>
      whenLoaded(() => {
        const from = Number(field.value);
        play(field.value === stopped && from < EPOCHS.high ? from : 0, EPOCHS.high, PACE);
      }, set),
    show: (at) => {
      const epochs = Math.floor(at);
      if (Number(field.value) !== epochs) set({ epochs: String(epochs) });
    },
    ended: () => (stopped = field.value),
  });
  // What the reader does to the epochs stops it; all else may be changed meanwhile.
  for (const kind of ["pointerdown", "keydown"]) {
    element.addEventListener(kind, ({ target }) => {
      if (target === field || target.closest('[data-name="epochs"] input, .live-bar')) player.stop();
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
  for (const name of ["units", "digits", "pad"]) shown[name] = partOf(name);
  [shown.size, shown.count] = [shown.units, shown.digits].map((image) => image.closest("svg").querySelector("text"));
  equipPlayer(element, set);
  const mark = equipSizes(element, set, values);
  makePad(shown.pad, SAID, set, values);
  const wall = makeWall(shown.digits, SAID.digits, {
    told: (n) => (loaded?.known(n) ? SAID.told(...loaded.known(n)) : ""),
    chosen: (n) => whenLoaded(() => set(rowsOf(loaded.pixelsIn(n))), set),
  });
  wall.cells.addEventListener("pointerenter", ({ pointerType }) => {
    if (pointerType !== "touch" && load()) set({}); // a finger may only be scrolling
  });
  painted = () => {
    mark();
    wall.say();
  };
  mark();
};

live({
  train: {
    settings: { lr: "positive", beta: "share", epochs: "steps", hidden: "size", ...PAD },
    ranges: { lr: { low: 0.01, high: 20 }, epochs: EPOCHS },
    load,
    equip,
    run: (values) => loaded.run(values),
  },
});
