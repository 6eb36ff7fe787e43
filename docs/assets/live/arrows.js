// The points of arrows, shared by the listings that draw them.

export const plus = ([a, b], [u, v], share = 1) => [a + share * u, b + share * v];

/** The points of an arrow: its shaft, and then its head. */
export const arrow = (tail, [u, v]) => {
  const tip = plus(tail, [u, v]);
  const neck = plus(tail, [u, v], 0.85);
  return [tail, tip, plus(neck, [-v, u], 0.06), tip, plus(neck, [v, -u], 0.06)];
};
