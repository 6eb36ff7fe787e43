// The points of what several listings draw.

export const evenly = (low, high, count) => Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

/** The angles of a closed polygon with so many points, in radians. */
export const around = (count) => evenly(0, 360, count).map((degrees) => (degrees * Math.PI) / 180);

/** Turns points by so many degrees. */
export const turned = (degrees) => {
  const angle = degrees * (Math.PI / 180);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return ([a, b]) => [cos * a - sin * b, sin * a + cos * b];
};

export const plus = ([a, b], [u, v], share = 1) => [a + share * u, b + share * v];

/** The points of an arrow: its shaft, and then its head, which takes a share of its length. */
export const arrow = (tail, [u, v], head = 0.15) => {
  const tip = plus(tail, [u, v]);
  const neck = plus(tail, [u, v], 1 - head);
  return [tail, tip, plus(neck, [-v, u], 0.4 * head), tip, plus(neck, [v, -u], 0.4 * head)];
};
