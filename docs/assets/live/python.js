// Formats numbers as Python and numpy do, so that an updated result looks like the program's own output.

/** repr(float): the shortest digits that round-trip. */
export const repr = (value) => {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const [digits, power] = value.toExponential().split("e");
  if (value !== 0 && (power < -4 || power >= 16)) return `${digits}e${exponent(Number(power))}`;
  const plain = String(value);
  return plain.includes(".") ? plain : `${plain}.0`;
};

/** Python's e-05 and e+13: a sign and at least two digits. */
const exponent = (power) => `${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;

/** format(value, ".2f") and the like. */
export const fixed = (value, places) => (Number.isFinite(value) ? sign(value) + toFixed(value, places) : repr(value));

/** format(value, ".3e"). */
export const scientific = (value, places) => {
  if (!Number.isFinite(value)) return repr(value);
  const [digits, power] = toExponential(value, places).split("e");
  return `${sign(value)}${digits}e${exponent(Number(power))}`;
};

/** format(value, ".3g"). */
export const general = (value, digits) => {
  if (!Number.isFinite(value)) return repr(value);
  const [mantissa, power] = toExponential(value, digits - 1).split("e");
  const short = power < -4 || power >= digits;
  const text = short ? mantissa : toFixed(value, digits - 1 - Number(power));
  const trimmed = text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  return sign(value) + (short ? `${trimmed}e${exponent(Number(power))}` : trimmed);
};

/** A number for reading, with a true minus. */
export const short = (value, digits = 4) => general(value, digits).replaceAll("-", "−");

/** JavaScript rounds ties away from zero, Python to even. */
const tiesToEven = (write) => (value, places) => {
  const rounded = write(value, places);
  const [finer, power] = write(value, Math.min(100, places + 30)).split("e");
  const point = finer.indexOf(".");
  const tie = /^50*$/.test(finer.slice(point + 1 + places));
  const cut = finer.slice(0, places ? point + 1 + places : point);
  return tie && /[02468]$/.test(cut) ? cut + (power === undefined ? "" : `e${power}`) : rounded;
};
const toFixed = tiesToEven((value, places) => value.toFixed(places));
const toExponential = tiesToEven((value, places) => value.toExponential(places));

/** toFixed and toExponential drop the sign of a negative zero. */
const sign = (value) => (Object.is(value, -0) ? "-" : "");

/** numpy.round(value, places): ties go to even. */
export const round = (value, places) => {
  const scaled = value * 10 ** places;
  const whole = Math.round(scaled);
  const even = whole - scaled === 0.5 && whole % 2 !== 0 ? whole - 1 : whole;
  return Number.isFinite(value) ? even / 10 ** places : value; // the scaling may overflow, in numpy too
};

const PRECISION = 8; // numpy.get_printoptions()["precision"]

/** str(numpy.array(values)) of a short 1-D array: eight digits, one notation for all, aligned. */
export const array = (values) => {
  const finite = values.filter(Number.isFinite);
  const sizes = finite.map(Math.abs).filter((size) => size > 0);
  const largest = Math.max(...sizes);
  const smallest = Math.min(...sizes);
  const powers = sizes.length > 0 && (largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1000);
  const parts = values.map((value) => Number.isFinite(value) && (powers ? inPowers(value) : inPlaces(value)));
  const widest = (part) => Math.max(0, ...parts.filter(Boolean).map((number) => number[part].length));
  const [head, places, tail] = ["whole", "fraction", "power"].map(widest);
  const known = values.map((value, i) => {
    if (!parts[i]) return repr(value);
    const { whole, fraction, power } = parts[i];
    if (!powers) return `${whole.padStart(head)}.${fraction.padEnd(places)}`;
    return `${whole.padStart(head)}.${fraction.padEnd(places, "0")}e${power[0]}${power.slice(1).padStart(tail - 1, "0")}`;
  });
  const full = Math.max(...known.map((text) => text.length));
  return `[${known.map((text) => text.padStart(full)).join(" ")}]`;
};

const inPowers = (value) => {
  const shortest = value.toExponential();
  const fits = (shortest.split("e")[0].split(".")[1]?.length ?? 0) <= PRECISION;
  const [digits, power] = (fits ? shortest : toExponential(value, PRECISION)).split("e");
  return { ...splitAtPoint(value, digits), power: exponent(Number(power)) };
};

const inPlaces = (value) => {
  const shortest = String(value);
  const fits = (shortest.split(".")[1]?.length ?? 0) <= PRECISION;
  return { ...splitAtPoint(value, fits ? shortest : toFixed(value, PRECISION)), power: "" };
};

/** The digits before and after the decimal point. */
const splitAtPoint = (value, digits) => {
  const [whole, fraction = ""] = digits.split(".");
  return { whole: sign(value) + whole, fraction: fraction.replace(/0+$/, "") };
};
