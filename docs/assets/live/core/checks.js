// Argument checks for the public functions. An error names the argument, the expected value and the actual one.

const fail = (Kind, name, expected, value) => {
  throw new Kind(`${name} must be ${expected}, got ${String(value)}`);
};

export const number = (name, value) => {
  if (typeof value !== "number") fail(TypeError, name, "a number", value);
  if (!Number.isFinite(value)) fail(RangeError, name, "finite", value);
};

export const positive = (name, value) => {
  number(name, value);
  if (!(value > 0)) fail(RangeError, name, "positive", value);
};

/** A decay rate such as beta. */
export const inUnit = (name, value) => {
  number(name, value);
  if (!(value >= 0 && value < 1)) fail(RangeError, name, "in [0, 1)", value);
};

/** A share that is neither nothing nor all. */
export const inside = (name, value) => {
  number(name, value);
  if (!(value > 0 && value < 1)) fail(RangeError, name, "in (0, 1)", value);
};

/** A learning rate: a positive number, or a schedule. */
export const rate = (name, value) => typeof value === "function" || positive(name, value);

export const count = (name, value) => {
  if (!Number.isSafeInteger(value) || value < 0) fail(RangeError, name, "a non-negative integer", value);
};

/** A finite point, copied to a plain array. */
export const point = (name, value) => {
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) fail(TypeError, name, "an array of numbers", value);
  if (value.length === 0) fail(RangeError, name, "a point with at least one component", "[]");
  const x = Array.from(value);
  for (const component of x) number(name, component);
  return x;
};

export const callable = (name, value) => {
  if (typeof value !== "function") fail(TypeError, name, "a function", value);
};
