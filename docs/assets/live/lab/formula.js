// A function of x0 and x1 from a formula in Python's syntax. The text is parsed into closures and never run as code.

import { CHAPTER_H, centralGradient } from "../core/gradient.js";
import { DIGITS, ascii } from "../settings.js";

/** Characters, so that the parser's recursion stays shallow. */
export const LONGEST = 200;
const CONSTANTS = { pi: Math.PI, e: Math.E };
const FUNCTIONS = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  abs: Math.abs,
  tanh: Math.tanh,
};
const NAMES = ["x0", "x1", ...Object.keys(FUNCTIONS), ...Object.keys(CONSTANTS)];

const TOKEN = /(?<number>(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d[\d_]*)?)|(?<name>[\p{L}_][\p{L}\p{Nd}_]*)|\*\*|[-+*/()]/iuy;
const NUMBER = new RegExp(`^(?:${DIGITS}\\.?(?:${DIGITS})?|\\.${DIGITS})(?:e[+-]?${DIGITS})?$`, "i");
const WHOLE = new RegExp(`^${DIGITS}$`);
const WRONG = [
  [/\/\/|%|@|<|>|=|!|&|\||~/y, "operator"],
  [/\^/y, "caret"],
  [/[⁰¹²³⁴-⁹]+/y, "superscript"],
  [/[×·⋅∙]/y, "times"],
  [/[÷]/y, "over"],
  [/,/y, "comma"],
];

/** A mistake in a formula: which, the characters [from, to) that are wrong, and what stands there. */
class Mistake extends Error {
  constructor(problem, from, to, text) {
    super(problem);
    Object.assign(this, { problem, from, to, found: text.slice(from, to) });
  }
}

/**
 * A part of a formula: its value at a point, and its value in Python if it has no variable. Python's integers are exact
 * and have errors of their own; here they are doubles up to 2^53.
 *
 * @typedef {{ at: (x0: number, x1: number) => number, constant?: number, whole?: boolean, from: number, to: number }} Part
 */

/** x ** y as C's pow, which numpy calls; for squares numpy multiplies, and JavaScript differs at 1 ** nan. */
const power = (x, y) => {
  if (y === 2) return x * x;
  return x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y;
};

const OPERATIONS = {
  "+": (x, y) => x + y,
  "-": (x, y) => x - y,
  "*": (x, y) => x * y,
  "/": (x, y) => x / y,
  "**": power,
};

/** The formula in ASCII, as Python would read it. */
export const plain = (typed) => ascii(typed).replace(/\s+/gu, " ").trim();

const tokensOf = (text) => {
  const tokens = [];
  let from = 0;
  while (from < text.length) {
    if (text[from] === " ") {
      from += 1;
      continue;
    }
    TOKEN.lastIndex = from;
    const found = TOKEN.exec(text);
    const [pattern, problem] = WRONG.find(([pattern]) => {
      pattern.lastIndex = from;
      return pattern.test(text);
    }) ?? [];
    if (problem || !found) {
      const to = problem ? pattern.lastIndex : from + String.fromCodePoint(text.codePointAt(from)).length;
      tokens.push({ kind: "wrong", problem: problem ?? "sign", from, to });
      break; // what comes before may be wrong too, and is said first
    }
    const to = TOKEN.lastIndex;
    tokens.push({ text: found[0], kind: found.groups.number ? "number" : found.groups.name ? "name" : "sign", from, to });
    from = to;
  }
  return tokens;
};

/** Parses by Python's precedence: + -, then * /, then the signs, then ** from the right. */
class Parser {
  constructor(text) {
    this.text = text;
    this.tokens = tokensOf(text);
    this.next = 0;
    this.variables = false;
  }

  whole() {
    const part = this.sum();
    const rest = this.tokens[this.next];
    if (rest?.text === ")") throw this.mistake("closes", rest);
    if (rest) throw this.mistake("between", rest);
    if (!this.variables) throw new Mistake("constant", 0, this.text.length, this.text);
    return part;
  }

  /** The mistake that a part or a token makes here; a token that no formula has says what it is itself. */
  mistake(problem, { from, to, problem: own }) {
    return new Mistake(own ?? problem, from, to, this.text);
  }

  /** The next token if it is one of `signs`, which is then used up. */
  take(...signs) {
    const token = this.tokens[this.next];
    if (token?.kind !== "sign" || !signs.includes(token.text)) return undefined;
    this.next += 1;
    return token;
  }

  sum() {
    let left = this.product();
    for (let sign; (sign = this.take("+", "-")); ) left = this.joined(sign.text, left, this.product());
    return left;
  }

  product() {
    let left = this.signed();
    for (let sign; (sign = this.take("*", "/")); ) left = this.joined(sign.text, left, this.signed());
    return left;
  }

  signed() {
    const sign = this.take("+", "-");
    if (!sign) return this.power();
    const { at, constant, whole, to } = this.signed();
    const part = sign.text === "+" ? { at, constant } : { at: (x0, x1) => -at(x0, x1), constant: -constant };
    if (whole && constant === 0) part.constant = 0; // Python's integers have no -0
    return this.checked({ ...part, whole, from: sign.from, to }, constant === undefined);
  }

  power() {
    const base = this.atom();
    return this.take("**") ? this.joined("**", base, this.signed()) : base;
  }

  atom() {
    const token = this.tokens[this.next++];
    const end = this.text.length;
    if (!token) throw new Mistake("missing", end, end, this.text);
    if (token.kind === "number") return this.number(token);
    if (token.kind === "name") return this.name(token);
    if (token.text === "(") return this.closed(token);
    throw this.mistake("operand", token);
  }

  /** What stands between a parenthesis that has been opened and its twin. */
  closed(open) {
    const part = this.sum();
    const close = this.take(")");
    if (close) return { ...part, from: open.from, to: close.to };
    const rest = this.tokens[this.next];
    throw rest ? this.mistake("between", rest) : this.mistake("open", open);
  }

  number(token) {
    if (!NUMBER.test(token.text)) throw this.mistake("number", token);
    const plain = token.text.replaceAll("_", "");
    const whole = WHOLE.test(plain);
    if (whole && /^0+[1-9]/.test(plain)) throw this.mistake("zeros", token);
    const constant = Number(plain);
    return this.checked({ at: () => constant, constant, whole, from: token.from, to: token.to });
  }

  name(token) {
    const { text, from } = token;
    if (text === "x0" || text === "x1") {
      this.variables = true;
      return { at: text === "x0" ? (x0) => x0 : (x0, x1) => x1, from, to: token.to };
    }
    if (Object.hasOwn(CONSTANTS, text)) {
      const constant = CONSTANTS[text];
      return { at: () => constant, constant, whole: false, from, to: token.to };
    }
    if (!Object.hasOwn(FUNCTIONS, text)) throw this.mistake("name", token);
    const open = this.take("(");
    if (!open) throw this.mistake("call", token);
    const { at, constant, whole, to } = this.closed(open);
    const apply = FUNCTIONS[text];
    const value = constant === undefined ? undefined : apply(constant);
    const part = { at: (x0, x1) => apply(at(x0, x1)), constant: value, whole: whole && text === "abs", from, to };
    return this.checked(part, constant === undefined);
  }

  joined(sign, left, right) {
    const operation = OPERATIONS[sign];
    const [one, other] = [left.at, right.at];
    const known = left.constant !== undefined && right.constant !== undefined;
    return this.checked({
      at: (x0, x1) => operation(one(x0, x1), other(x0, x1)),
      constant: known ? operation(left.constant, right.constant) : undefined,
      whole: known && left.whole && right.whole && sign !== "/" && !(sign === "**" && right.constant < 0),
      from: left.from,
      to: right.to,
    }, !known);
  }

  /** Refuses what raises an error in Python, or is one number there and another one here. */
  checked(part, varies = false) {
    if (varies) return { ...part, constant: undefined, whole: false };
    const { constant, whole } = part;
    if (whole && !(Math.abs(constant) <= Number.MAX_SAFE_INTEGER)) throw this.mistake("large", part);
    if (!Number.isFinite(constant)) throw this.mistake("infinite", part);
    return { ...part, at: () => constant };
  }
}

/**
 * Parses a formula.
 *
 * @param {string} text as `plain` gives it
 * @returns {{ value: (x0: number, x1: number) => number } | { problem: string, from: number, to: number, found: string }}
 */
export const parse = (text) => {
  try {
    if (text.length > LONGEST) throw new Mistake("long", LONGEST, text.length, text);
    return { value: new Parser(text).whole().at };
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const { problem, from, to, found } = error;
    return { problem, from, to, found };
  }
};

/** A landscape with the value of a formula within the limits of another one. Its gradient is measured. */
export const landscapeOf = (value, { xlim, ylim }) => {
  const f = (x) => value(x[0], x[1]);
  return Object.assign(f, { value, grad: (x) => centralGradient(f, x, CHAPTER_H), xlim, ylim });
};

/** The formula of a known landscape, in Python's syntax: 100 (x1 − x0²)² is 100 * (x1 - x0**2)**2. */
export const pythonOf = ({ formula }) =>
  formula
    .replaceAll("−", "-")
    .replaceAll("²", "**2")
    .replaceAll("³", "**3")
    .replace(/([\w)]) ([x(])/g, "$1 * $2")
    .replace(/ ?\/ ?/g, " / ");

/** The names of numpy that a formula needs. */
export const imported = (text) =>
  [...new Set(text.match(/(?<![\w.])[a-z]\w*/g))].filter((name) => NAMES.indexOf(name) > 1 && name !== "abs").sort();
