// The surfaces of gdbook/surfaces.py: the same names, and the same operations in the same order, so the same doubles.

/** @typedef {[number, number]} Point */

/**
 * A surface is a function of a point, f([x0, x1]), with its gradient, formula, plot limits and stationary points.
 *
 * @typedef {((x: number[]) => number) & {
 *   formula: string,
 *   xlim: Point,
 *   ylim: Point,
 *   stationaryPoints: Point[],
 *   value: (x0: number, x1: number) => number,
 *   grad: (x: number[]) => number[],
 * }} Surface
 */

/** @returns {Surface} */
const surface = (name, { value, partials, ...known }) => {
  const f = (x) => value(x[0], x[1]);
  Object.defineProperty(f, "name", { value: name });
  return Object.assign(f, known, { value, grad: (x) => partials(x[0], x[1]) });
};

const LN2_HIGH = 0.6931471805592082;
const LN2_LOW = 7.371002565167799e-13;

/** e^y for y <= 0, as `_exp` in Python computes it: Math.exp differs from numpy's in the last digit. */
const exp = (y) => {
  if (y < -708) return 0;
  const k = Math.floor(y / LN2_HIGH + 0.5);
  const r = y - k * LN2_HIGH - k * LN2_LOW;
  let power = 1;
  for (let n = 14; n > 0; n--) power = 1 + (r * power) / n;
  return power * 2 ** k;
};

/** Every surface by its name in Python. To add one, add an entry here and its twin in gdbook/surfaces.py. */
export const surfaces = {
  bowl: surface("bowl", {
    formula: "x0² + x1²",
    xlim: [-4.5, 4.5],
    ylim: [-4.5, 4.5],
    stationaryPoints: [[0, 0]],
    value: (x0, x1) => x0 * x0 + x1 * x1,
    partials: (x0, x1) => [2 * x0, 2 * x1],
  }),
  ravine: surface("ravine", {
    formula: "x0²/20 + x1²",
    xlim: [-10, 10],
    ylim: [-5, 5],
    stationaryPoints: [[0, 0]],
    value: (x0, x1) => (x0 * x0) / 20 + x1 * x1,
    partials: (x0, x1) => [x0 / 10, 2 * x1],
  }),
  saddle: surface("saddle", {
    formula: "x0² − x1²",
    xlim: [-2, 2],
    ylim: [-2, 2],
    stationaryPoints: [[0, 0]],
    value: (x0, x1) => x0 * x0 - x1 * x1,
    partials: (x0, x1) => [2 * x0, -2 * x1],
  }),
  monkey_saddle: surface("monkey_saddle", {
    formula: "x0³ − 3 x0 x1²",
    xlim: [-1.5, 1.5],
    ylim: [-1.5, 1.5],
    stationaryPoints: [[0, 0]],
    value: (x0, x1) => x0 * x0 * x0 - 3 * x0 * x1 * x1,
    partials: (x0, x1) => [3 * x0 * x0 - 3 * x1 * x1, -6 * x0 * x1],
  }),
  double_well: surface("double_well", {
    formula: "(x0² − 1)²/4 + x1²/2",
    xlim: [-2, 2],
    ylim: [-1.5, 1.5],
    stationaryPoints: [
      [-1, 0],
      [0, 0],
      [1, 0],
    ],
    value: (x0, x1) => ((x0 * x0 - 1) * (x0 * x0 - 1)) / 4 + (x1 * x1) / 2,
    partials: (x0, x1) => [x0 * (x0 * x0 - 1), x1],
  }),
  plateau: surface("plateau", {
    formula: "−exp(−(x0² + x1²)/2)",
    xlim: [-4, 4],
    ylim: [-4, 4],
    stationaryPoints: [[0, 0]],
    value: (x0, x1) => -exp(-(x0 * x0 + x1 * x1) / 2),
    partials: (x0, x1) => [x0 * exp(-(x0 * x0 + x1 * x1) / 2), x1 * exp(-(x0 * x0 + x1 * x1) / 2)],
  }),
  himmelblau: surface("himmelblau", {
    formula: "(x0² + x1 − 11)² + (x0 + x1² − 7)²",
    xlim: [-5, 5],
    ylim: [-5, 5],
    stationaryPoints: [
      [3, 2],
      [-2.805118086952745, 3.131312518250573],
      [-3.779310253377747, -3.2831859912861696],
      [3.5844283403304917, -1.8481265269644036],
      [-0.2708445906673476, -0.9230385564799815],
      [-3.0730257507643897, -0.08135304428796751],
      [-0.12796134673068008, -1.9537149802445763],
      [0.08667750455539636, 2.884254701174776],
      [3.385154183607021, 0.07385187983774928],
    ],
    value: (x0, x1) => {
      const a = x0 * x0 + x1 - 11;
      const b = x0 + x1 * x1 - 7;
      return a * a + b * b;
    },
    partials: (x0, x1) => {
      const a = x0 * x0 + x1 - 11;
      const b = x0 + x1 * x1 - 7;
      return [4 * x0 * a + 2 * b, 2 * a + 4 * x1 * b];
    },
  }),
  rosenbrock: surface("rosenbrock", {
    formula: "(1 − x0)² + 100 (x1 − x0²)²",
    xlim: [-2, 2],
    ylim: [-1, 3],
    stationaryPoints: [[1, 1]],
    value: (x0, x1) => (1 - x0) * (1 - x0) + 100 * (x1 - x0 * x0) * (x1 - x0 * x0),
    partials: (x0, x1) => [-2 * (1 - x0) - 400 * x0 * (x1 - x0 * x0), 200 * (x1 - x0 * x0)],
  }),
};
