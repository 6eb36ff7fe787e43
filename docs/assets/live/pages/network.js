// A network that learns to read digits: docs/beyond/network.md. What it needs is loaded at the first change, or when a
// mouse points at its images.

import { addButton } from "../button.js";
import { live } from "../live.js";
import { words } from "../words.js";

const EPOCHS = { low: 0, high: 20 };
const { lost, epochs, told } = document.documentElement.lang.startsWith("zh")
  ? {
      lost: "這張圖有檔案沒有載入，改一個數字就會再試一次。",
      epochs: "每張圖片看過幾次",
      told: (digit, read, percent) => `${digit}，認成 ${read}（${percent}%）`,
    }
  : {
      lost: "A file of this figure did not load. Change a number to try again.",
      epochs: "how often each image is seen",
      told: (digit, read, percent) => `${digit}, read as ${read} (${percent} %)`,
    };
words.names.epochs = epochs;

let run = null;
let makePlayer;
let arrival = null;
const shown = {};

const arrived = async () => {
  try {
    const showing = await import("../network/showing.js");
    run = await showing.makeRun(shown, told);
    ({ makePlayer } = showing);
  } catch {
    arrival = null; // the next time it is tried again
    throw new Error(lost);
  }
};

const load = () => (run ? null : (arrival ??= arrived()));

/** A button beside the dial of the epochs, which plays them one after the other. */
const equip = (element, set) => {
  shown.digits = element.querySelector('image[data-part="digits"]');
  shown.count = shown.digits.closest("svg").querySelector("text");
  const field = element.querySelector('input[name="epochs"]');
  let player = null;
  let stopped = ""; // what was shown when it was stopped: from there it goes on
  const begin = () => {
    player ??= makePlayer({
      show: (at) => {
        const epochs = Math.floor(at);
        if (Number(field.value) !== epochs) set({ epochs: String(epochs) });
      },
      ended: () => {
        stopped = field.value;
        say(false);
      },
    });
    const from = Number(field.value);
    player.play(field.value === stopped && from < EPOCHS.high ? from : 0, EPOCHS.high);
    say(true);
  };
  const say = addButton(element, "epochs", async () => {
    if (player?.playing()) return player.stop();
    await Promise.resolve(load()).then(begin, () => set({})); // which says that a file did not load
  });
  // What the reader does to the epochs stops it; the rates may be turned meanwhile.
  for (const kind of ["pointerdown", "keydown"]) {
    element.addEventListener(kind, ({ target }) => {
      if (target === field || target.closest('[data-name="epochs"] input, .live-bar')) player?.stop();
    });
  }
  const pointed = ({ pointerType }) => pointerType !== "touch" && load() && set({}); // a finger may only be scrolling
  shown.digits.closest(".stage").addEventListener("pointerenter", pointed, { once: true });
};

live({
  train: {
    settings: { lr: "positive", beta: "share", epochs: "steps" },
    ranges: { lr: { low: 0.01, high: 20 }, epochs: EPOCHS },
    load,
    equip,
    run: (values) => run(values),
  },
});
