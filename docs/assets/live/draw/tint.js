// The colours of TINT in gdbook/figures.py: low ground is blue, high ground is sand.

const STOPS = [
  [0.17, 0.5, 0.72, 0.4],
  [0.5, 0.5, 0.5, 0.04],
  [0.72, 0.5, 0.22, 0.5],
];

/**
 * @param {number} share of the height, from 0 for the lowest ground to 1 for the highest
 * @returns {number[]} red, green, blue and opacity, from 0 to 255
 */
export const tintAt = (share) => {
  const at = 2 * Math.min(1, Math.max(0, share));
  const [from, to] = at < 1 ? STOPS : STOPS.slice(1);
  return from.map((part, i) => 255 * (part + (at % 1 || Math.floor(at / 2)) * (to[i] - part)));
};
