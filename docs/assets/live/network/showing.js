// What the figures of the network show, once the data are there.

import { numbered } from "../descents.js";
import { fixed } from "../python.js";
import { OF_VALIDATION, PIXELS, makeNetwork, makeTraining, unitOf, unpacked } from "./learning.js";
import { pixelsOf } from "./pad.js";
import { paintsOf } from "./paint.js";
import { drawDigits, drawPad, drawUnits, drawWeights, frameOf, linksOf, rowsFrameOf } from "./pictures.js";

const DATA = new URL("../../digits.bin", import.meta.url);
const MENTIONED = 3; // mistakes
const SPAN = 40; // epochs on the axis, or a multiple if there are more

/** What the network w makes of an image. */
const readingOf = (w, image) => {
  const { units, logP, forward } = makeNetwork(w);
  const digit = forward(image, 0);
  const onward = Array.from(units, (_, j) => [...unitOf(w, j).onward]);
  const adds = onward.map((each, j) => each.map((weight) => units[j] * weight));
  return { units, chances: [...logP].map(Math.exp), digit, onward, adds };
};

const mostOf = (rows) => Math.max(...rows.flat().map(Math.abs)) || 1;

/**
 * Loads the data, and returns what runs the listing, what is known of an image of the validation, and its pixels.
 *
 * @param {Record<string, SVGElement>} shown of the figures: the axes `loss`, the images `units`, `digits`, `pad` and
 *   `weights`, and the texts `size` (how many hidden units), `unit` (which one is large) and `count` (how many images are
 *   read rightly)
 * @param {() => void} painted is called when another network is shown
 */
export const makeRun = async (shown, painted) => {
  const { body } = await fetch(DATA);
  const bytes = await new Response(body.pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
  const data = unpacked(bytes);
  const { from } = OF_VALIDATION;
  const digits = data.labels.subarray(from);
  let training; // the last one: to show fewer epochs, or more, it need not begin anew
  let chosen = "";
  let last = null; // the network that is shown
  let share = 1; // of the way from the epoch before: the pictures move from one to the other
  const pointed = { unit: null, digit: null }; // which are framed in place of those that are set
  let active = null; // its hidden units, and what they add to the scores, for what is on the pad
  function* run(values) {
    const { lr, beta, epochs, hidden } = values;
    if (chosen !== `${lr} ${beta} ${hidden}`) {
      training = makeTraining(data, lr, beta, hidden);
      chosen = `${lr} ${beta} ${hidden}`;
    }
    const networks = yield* training.after(epochs, paintsOf(values));
    const network = networks.at(-1);
    const { w, read, ...loss } = network;
    const missed = read.flatMap((digit, n) => (digit === digits[n] ? [] : [`${digits[n]} as ${digit}`]));
    const some = missed.length > MENTIONED ? [...missed.slice(0, MENTIONED), "..."] : missed;
    const curve = (of) => {
      const points = numbered(networks.map((network) => network[of]));
      return [[points[0], ...points]]; // as the page draws it
    };
    const span = SPAN * Math.max(1, Math.ceil(epochs / SPAN));
    const showTicks = shown.loss.set(span > SPAN ? [-0.03 * span, 1.03 * span] : null, null);
    const pixels = pixelsOf(values);
    const image = pixels.map((pixel, i) => pixel / 16 - data.mean[i]);
    const { digit, ...learned } = readingOf(w, image);
    const before = share < 1 && networks.at(-2)?.w;
    const seen = before ? w.map((weight, i) => before[i] + share * (weight - before[i])) : w;
    const { units, chances, onward, adds } = before ? readingOf(seen, image) : learned;
    const bars = chances.map((chance, k) => [[0, k], [chance, k]]);
    const named = values.unit % hidden;
    const unit = (pointed.unit ?? named) % hidden;
    const asked = values.asked > 9 ? digit : values.asked;
    const about = pointed.digit ?? asked;
    const flow = pixels.some(Boolean) ? adds : onward; // of a blank pad the weights
    const own = (sign) => [linksOf(hidden, flow[unit].map((share, k) => [unit, k, (sign * share) / mostOf(flow)]))];
    const all = (sign) => [linksOf(hidden, flow.map((each, j) => [j, about, (sign * each[about]) / mostOf(flow)]))];
    return {
      text: [
        `training loss: ${fixed(loss.training, 4)}`,
        `validation loss: ${fixed(loss.validation, 3)}`,
        `read rightly: ${read.length - missed.length} of ${read.length}`,
        `misread: ${some.join(", ") || "none"}`,
        `the pad: read as ${digit}, p = ${fixed(learned.chances[digit], 2)}`,
        `unit ${named}: ${fixed(learned.units[named], 2)}, adds ${fixed(learned.adds[named][asked], 2)} to the ${asked}`,
      ].join("\n"),
      parts: {
        training: curve("training"),
        validation: curve("validation"),
        chances: bars,
        read: [bars[digit]],
        chosen: [frameOf(unit, hidden)],
        "all-for": all(1),
        "all-against": all(-1),
        for: own(1),
        against: own(-1),
        about: [rowsFrameOf(about)],
        rows: [rowsFrameOf(0, 9)],
      },
      paint: () => {
        showTicks();
        active = { ...learned, unit, about, asked, weights: unitOf(w, unit).weights };
        drawUnits(shown.units, seen, [units, adds.map((each) => each[about] / mostOf(adds))]);
        drawPad(shown.pad, pixels);
        drawWeights(shown.weights, unitOf(seen, unit).weights);
        shown.unit.textContent = shown.unit.textContent.replace(/\d+/, unit);
        if (network === last) return;
        last = network;
        drawDigits(shown.digits, data, read);
        shown.size.textContent = shown.size.textContent.replace(/\d+/, hidden);
        shown.count.textContent = `${read.length - missed.length} / ${read.length}`;
        painted();
      },
    };
  }
  /** Image `n` of the validation: the digit, the one that is read, with what probability in percent. */
  const known = (n) => last && n < digits.length && [digits[n], last.read[n], fixed(100 * last.sure[n], 0)];
  /** A hidden unit: its value, what it adds to the score of the framed digit, and this digit. */
  const knownUnit = (j) => active && [active.units[j], active.adds[j][active.about], active.about];
  /** A digit: its probability, what the framed unit adds to its score, and this unit. */
  const knownDigit = (k) => active && [active.chances[k], active.adds[active.unit][k], active.unit];
  const isAbout = (k) => active?.asked === k;
  /** Frames this "unit" or "digit", or null, in place of the one that is set; returns whether that is another. */
  const point = (what, n) => {
    const isOther = n !== pointed[what];
    pointed[what] = n;
    return isOther;
  };
  /** How far the pictures are on the way from the epoch before. */
  const move = (to) => (share = to);
  const pixelsIn = (n) => [...data.pixels.subarray(PIXELS * (from + n), PIXELS * (from + n + 1))];
  return { run, known, knownUnit, knownDigit, isAbout, point, move, pixelsIn, weightOf: (n) => active?.weights[n] };
};
