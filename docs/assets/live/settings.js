// Parses what a reader types, as Python would, or rejects it with a reason.

/** Keeps the page responsive. */
export const MOST_STEPS = 10_000;

export const DIGITS = "\\d(?:_?\\d)*"; // Python allows 1_000
const NUMBER = new RegExp(`^[+-]?(${DIGITS}\\.?(?:${DIGITS})?|\\.${DIGITS})(e[+-]?${DIGITS})?$`, "i");
const WHOLE = new RegExp(`^[+-]?${DIGITS}$`);
const COMMA = /^[+-]?\d+,(?!\d{3}$)\d+$/; // 1,000 may be a thousand
const FULL_WIDTH = /[\uff01-\uff5e]/g; // an input method may leave these; each is 0xfee0 above its ASCII twin

/**
 * The validator of each kind of setting; returns the key of an error message in words.js, or undefined.
 *
 * @type {Record<string, (value: number, text: string, most: number, least: number) => string | undefined>}
 */
const KINDS = {
  coordinate: () => undefined,
  angle: () => undefined, // in degrees
  small: () => undefined, // a coordinate that matters over many decades
  positive: (value) => (value > 0 ? undefined : "notPositive"),
  rate: (value) => KINDS.positive(value), // a positive number on an even dial
  share: (value) => (value >= 0 && value < 1 ? undefined : "notShare"),
  steps: (value, text, most, least) => {
    if (!WHOLE.test(text) || value < least) return "notCount";
    if (value <= most) return undefined;
    return most === MOST_STEPS ? "tooManySteps" : "tooMany";
  },
  size: (value, text) => (WHOLE.test(text) && [2, 8, 32].includes(value) ? undefined : "notSize"), // of a layer of the network
  row: (value, text) => (isRow(text) ? undefined : "notRow"), // of pixels
};

/** Whether a setting matters over many decades. */
export const isLogarithmic = (kind) => kind === "positive" || kind === "small";

/** Whether a text has two digits for each of 8 pixels, from 00 to 16; without the zeros at its beginning. */
const isRow = (text) => /^\d{1,16}$/.test(text) && text.padStart(16, "0").match(/../g).every((pixel) => pixel <= 16);

/** The text with ASCII digits and signs. */
export const ascii = (text) =>
  text.replace(FULL_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replaceAll("−", "-");

/**
 * @param {string} kind one of KINDS
 * @param {string} typed
 * @returns {{ value: number, text: string } | { problem: string }} `text` in Python syntax
 */
export const read = (kind, typed, most = MOST_STEPS, least = 0) => {
  const text = ascii(typed).trim();
  if (text === "") return { problem: "empty" };
  if (/^[+-]?(inf|infinity|nan)$/i.test(text)) return { problem: "notFinite" };
  if (COMMA.test(text)) return { problem: "comma" };
  if (!NUMBER.test(text)) return { problem: "notNumber" };
  const plain = text.replaceAll("_", "");
  const code = WHOLE.test(text) ? String(BigInt(plain.replace("+", ""))) : plain; // Python's integers have no -0
  const value = Number(code);
  if (!Number.isFinite(value)) return { problem: "tooLarge" };
  const problem = KINDS[kind](value, text, most, least);
  return problem ? { problem } : { value, text: code };
};

/** The next value up (1) or down (-1) from the keyboard; with Shift, which says 10, the next but nine, or a finer one of an angle. */
export const stepped = (kind, value, direction) => {
  if (kind === "size") return value * 4 ** direction;
  if (kind === "row") return value + direction; // has up to 16 digits
  // A tenth of the leading digit's unit: a small change at any magnitude, and positive numbers stay positive.
  const unit = { steps: 1, angle: 1, coordinate: 0.1, share: 0.01, rate: 0.01 }[kind];
  const size = Math.floor(Math.log10(Math.abs(value) || 1e-15) + (direction * value < 0 ? -1e-9 : 1e-9));
  const finer = kind === "angle" && Math.abs(direction) > 1 ? 0.01 : 1;
  const next = value + finer * direction * (unit ?? 10 ** (size - 1));
  return Number(next.toPrecision(12));
};
