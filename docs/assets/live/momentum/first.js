// The first thing that moves: once the ravine is seen, memory is turned up and back again, until the first touch.

import { eased } from "../glide.js";
import { makePlayer } from "../player.js";
import { round } from "../python.js";

const MOST = 0.8; // of beta
const [BEFORE, UP, REST, DOWN] = [0.6, 1.2, 1.2, 1.6]; // seconds
const END = UP + REST + DOWN;
const TOUCHES = ["pointerdown", "keydown", "wheel", "focusin", "click"];

const betaAt = (time) => MOST * eased(Math.max(0, Math.min(1, time / UP, (END - time) / DOWN)));

/**
 * Moves nothing for a reader who has come for something else on the page, or who prefers reduced motion.
 *
 * @param {HTMLElement} element the block whose beta is built as 0
 * @param {(texts: Record<string, string>) => void} set
 */
export const moveFirst = (element, set) => {
  if (location.search || location.hash || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const built = element.querySelector("input[name=beta]").value;
  const player = makePlayer({
    show: (time) => set({ beta: String(round(betaAt(time), 2) || built) }),
    ended: () => {
      set({ beta: built });
      element.removeAttribute("data-moving");
    },
  });
  const touched = new AbortController();
  const stop = () => {
    touched.abort();
    watcher.disconnect();
    player.stop();
  };
  const watcher = new IntersectionObserver(
    ([{ isIntersecting }]) => {
      if (!isIntersecting) return;
      watcher.disconnect();
      element.setAttribute("data-moving", "");
      player.play(-BEFORE, END, 1);
    },
    { threshold: 1 },
  );
  watcher.observe(element.querySelector(".pictures"));
  for (const touch of TOUCHES) addEventListener(touch, stop, { capture: true, signal: touched.signal });
};
