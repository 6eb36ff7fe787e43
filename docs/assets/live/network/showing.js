// What the figure of the network shows, once the data are there.

import { numbered } from "../descents.js";
import { makePlayer } from "../player.js";
import { fixed } from "../python.js";
import { OF_VALIDATION, makeTraining, unpacked } from "./learning.js";
import { drawDigits, makeTip } from "./pictures.js";

export { makePlayer };

const DATA = new URL("../../digits.bin", import.meta.url);
const MENTIONED = 3; // mistakes

/**
 * Loads the data, and returns what runs the listing.
 *
 * @param {{ digits: SVGImageElement, count: SVGTextElement }} shown of the figure: the images, and how many are read rightly
 * @param {(digit: number, read: number, percent: string) => string} told about an image under the pointer
 */
export const makeRun = async (shown, told) => {
  const { body } = await fetch(DATA);
  const bytes = await new Response(body.pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
  const data = unpacked(bytes);
  const digits = data.labels.subarray(OF_VALIDATION.from);
  let training; // the last one: to show fewer epochs, or more, it need not begin anew
  let rates = "";
  let last = null; // the network that is shown
  const tip = makeTip(shown.digits, (n) => (last ? told(digits[n], last.read[n], fixed(100 * last.sure[n], 0)) : ""));
  return function* run({ lr, beta, epochs }) {
    if (rates !== `${lr} ${beta}`) {
      training = makeTraining(data, lr, beta);
      rates = `${lr} ${beta}`;
    }
    const networks = yield* training.after(epochs);
    const { read, ...loss } = networks.at(-1);
    const missed = read.flatMap((digit, n) => (digit === digits[n] ? [] : [`${digits[n]} as ${digit}`]));
    const some = missed.length > MENTIONED ? [...missed.slice(0, MENTIONED), "..."] : missed;
    const curve = (of) => {
      const points = numbered(networks.map((network) => network[of]));
      return [[points[0], ...points]]; // as the page draws it
    };
    return {
      text: [
        `training loss: ${fixed(loss.training, 4)}`,
        `validation loss: ${fixed(loss.validation, 3)}`,
        `read rightly: ${read.length - missed.length} of ${read.length}`,
        `misread: ${some.join(", ") || "none"}`,
      ].join("\n"),
      parts: { training: curve("training"), validation: curve("validation") },
      paint: () => {
        last = networks.at(-1);
        tip();
        drawDigits(shown.digits, data, read);
        shown.count.textContent = `${read.length - missed.length} / ${read.length}`;
      },
    };
  };
};
