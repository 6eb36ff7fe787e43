// A network that learns to read digits: docs/beyond/network.md. What it needs is loaded at the first change.

import { numbered } from "../descents.js";
import { makePlayer } from "../lab/player.js";
import { live } from "../live.js";
import { fixed } from "../python.js";
import { MOST_EPOCHS } from "../settings.js";
import { words } from "../words.js";

const DATA = new URL("../../digits.bin", import.meta.url);
const MENTIONED = 6; // mistakes

let learning; // the modules and the data, once they are there
let arrival = null;
let training; // the last one: to show fewer epochs, or more, it need not begin anew
let settings = "";
let pictures;

const fetched = async () => {
  const response = await fetch(DATA);
  if (!response.ok) throw new Error(response.statusText);
  return new Response(response.body.pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
};

const arrived = async () => {
  const modules = [import("../network/learning.js"), import("../network/pictures.js"), fetched()];
  const [{ makeTraining, unpacked, OF_VALIDATION }, drawing, bytes] = await Promise.all(modules);
  learning = { ...drawing, makeTraining, OF_VALIDATION, data: unpacked(bytes, MOST_EPOCHS) };
};

const load = () => {
  arrival ??= arrived().catch((error) => {
    arrival = null; // the next time it is tried again
    throw error;
  });
  return arrival;
};

function* run({ lr, beta, epochs }) {
  const { makeTraining, drawDigits, drawWeights, OF_VALIDATION, data } = learning;
  if (settings !== `${lr} ${beta}`) {
    training = makeTraining(data, lr, beta);
    settings = `${lr} ${beta}`;
  }
  const networks = yield* training.after(epochs);
  const { w, read, ...last } = networks.at(-1);
  const digits = data.labels.subarray(OF_VALIDATION.from);
  const missed = read.flatMap((digit, n) => (digit === digits[n] ? [] : [`${digits[n]} as ${digit}`]));
  const more = missed.length > MENTIONED ? ", ..." : "";
  const curve = (of) => [numbered(networks.map((network) => network[of]))];
  return {
    text: [
      `loss: training ${fixed(last.training, 3)}, validation ${fixed(last.validation, 3)}`,
      `validation: ${read.length - missed.length} of ${read.length} read rightly`,
      `misread: ${missed.slice(0, MENTIONED).join(", ") || "none"}${more}`,
    ].join("\n"),
    parts: { training: curve("training"), validation: curve("validation") },
    paint: () => {
      drawDigits(pictures.digits, data, read);
      drawWeights(pictures.weights, w);
    },
  };
}

/** A button beside the dial of the epochs, which plays them one after the other. */
const equip = (element, set) => {
  const image = (name) => element.querySelector(`image[data-part="${name}"]`);
  pictures = { digits: image("digits"), weights: image("weights") };
  const field = element.querySelector('input[name="epochs"]');
  const button = document.createElement("button");
  button.type = "button";
  button.className = "play";
  const say = (playing) => (button.textContent = playing ? `❚❚ ${words.pause}` : `▶ ${words.play}`);
  const player = makePlayer({
    show: (epochs) => Number(field.value) !== epochs && set({ epochs: String(epochs) }),
    ended: () => say(false),
  });
  say(false);
  const play = () => {
    const shown = Number(field.value);
    player.play(shown < MOST_EPOCHS ? shown : 0, MOST_EPOCHS);
    say(true);
  };
  button.addEventListener("click", () => {
    if (player.playing()) player.stop();
    else load().then(play, () => set({})); // which says that something did not load
  });
  // What the reader does to the epochs stops it; the rates may be turned meanwhile.
  for (const kind of ["pointerdown", "keydown"]) {
    element.addEventListener(kind, ({ target }) => {
      if (target === field || target.closest('[data-name="epochs"] input, .live-bar')) player.stop();
    });
  }
  element.querySelector('.dial[data-name="epochs"]').append(button);
};

live({
  train: {
    settings: { lr: "positive", beta: "share", epochs: "epochs" },
    ranges: { lr: { low: 0.01, high: 20 } },
    load,
    equip,
    run,
  },
});
