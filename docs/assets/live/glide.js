// Leads numbers to those that a link or a button sets, so that a figure is seen to change and does not cut.

import { isLogarithmic } from "./settings.js";

const TIME = 400; // milliseconds
const reduced = matchMedia("(prefers-reduced-motion: reduce)");

/** Slow at both ends. */
export const eased = (share) => share * share * (3 - 2 * share);

/** The number of a kind (settings.js) at a share of the way. */
const between = (kind, from, to, share) => {
  if (isLogarithmic(kind) && Math.sign(from) === Math.sign(to) && from !== 0) {
    return Math.sign(to) * Math.abs(from) ** (1 - share) * Math.abs(to) ** share;
  }
  const value = (1 - share) * from + share * to;
  return kind === "steps" ? Math.round(value) : value;
};

/**
 * @param {Record<string, string>} kinds of the settings
 * @param {(values: Record<string, number> | null) => void} show numbers on the way, and null at its end
 */
export const makeGlide = (kinds, show) => {
  let frame = 0;
  const end = () => {
    cancelAnimationFrame(frame);
    show(null);
  };
  return {
    end,
    /** Where nothing changes, or the reader prefers reduced motion, the end is shown at once. */
    start: (from, to) => {
      cancelAnimationFrame(frame);
      const moving = Object.keys(kinds).filter((name) => from[name] !== to[name]);
      if (moving.length === 0 || reduced.matches) return end();
      const began = performance.now();
      const step = (now) => {
        const share = Math.max(0, now - began) / TIME; // a frame may have begun before
        if (share >= 1) return end();
        frame = requestAnimationFrame(step);
        const at = (name) => between(kinds[name], from[name], to[name], eased(share));
        show({ ...to, ...Object.fromEntries(moving.map((name) => [name, at(name)])) });
      };
      step(began);
    },
  };
};
