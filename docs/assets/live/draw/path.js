// Writes the d attribute of SVG paths. Distant points are clipped.

const FAR = 5000; // larger than any figure, small enough for the renderer's single precision

/** @typedef {[number, number]} Place */

/** A line through all points, with a gap at NaN or infinity. */
export const line = (places) => {
  const parts = [];
  let pen = "";
  for (let i = 0; i < places.length; i++) {
    const piece = i === 0 ? clipped(places[0], places[0]) : clipped(places[i - 1], places[i]);
    if (!piece) continue;
    const [from, to] = piece.map(written);
    if (from !== pen) parts.push(`M${from}`);
    if (to !== from) parts.push(`L${to}`);
    pen = to;
  }
  return parts.join("");
};

/** A dot at each point: zero-length lines, made visible by a round cap. */
export const dots = (places) => {
  const parts = [];
  let last = "";
  for (const place of places) {
    if (!clipped(place, place)) continue;
    const at = written(place);
    if (at !== last) parts.push(`M${at}h0`);
    last = at;
  }
  return parts.join("");
};

export const element = (near, name) => near.ownerDocument.createElementNS(near.namespaceURI, name);

const written = ([x, y]) => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;

const isFar = (place) => place.some((value) => Math.abs(value) > FAR);

/**
 * Clips the segment from a to b to the square |x|, |y| <= FAR; null if nothing is left (Liang and Barsky, 1984).
 *
 * @param {Place} a
 * @param {Place} b
 * @returns {[Place, Place] | null}
 */
export const clipped = (a, b) => {
  // Start from the near end: seen from the far one, rounding could leave nothing.
  if (isFar(a) && !isFar(b)) return clipped(b, a)?.reverse() ?? null;
  let start = 0;
  let end = 1;
  for (const i of [0, 1]) {
    if (!Number.isFinite(a[i]) || !Number.isFinite(b[i])) return null;
    const delta = b[i] - a[i];
    for (const [room, speed] of [
      [a[i] + FAR, -delta],
      [FAR - a[i], delta],
    ]) {
      if (speed === 0 && room < 0) return null;
      if (speed < 0) start = Math.max(start, room / speed);
      if (speed > 0) end = Math.min(end, room / speed);
    }
  }
  if (start > end) return null;
  const at = (share) => [0, 1].map((i) => Math.min(FAR, Math.max(-FAR, a[i] + share * (b[i] - a[i]))));
  return [start === 0 ? a : at(start), end === 1 ? b : at(end)];
};
