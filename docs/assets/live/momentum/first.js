// The first thing that moves: once the ravine is seen, memory is turned up and back again, until the first touch.

import { eased } from "../glide.js";
import { round } from "../python.js";

const MOST = 0.8; // of beta
const [BEFORE, UP, REST, DOWN] = [500, 800, 600, 800]; // milliseconds
const END = UP + REST + DOWN;
const TOUCHES = ["pointerdown", "keydown", "focusin", "click", "wheel"];

const betaAt = (time) => MOST * eased(Math.max(0, Math.min(1, time / UP, (END - time) / DOWN)));

/**
 * Keeps to the clock, also where frames are slow, so that the numbers of the text are there within three seconds. Moves
 * nothing for a reader who has come for something else on the page, or who prefers reduced motion.
 *
 * @param {HTMLElement} element the block whose beta is built as 0
 * @param {(texts: Record<string, string>) => void} set
 */
export const moveFirst = (element, set) => {
  if (location.search || location.hash || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const built = element.querySelector("input[name=beta]").value;
  let frame = 0;
  const touched = new AbortController();
  const stop = () => {
    touched.abort();
    watcher.disconnect();
    cancelAnimationFrame(frame);
    if (!element.hasAttribute("data-moving")) return;
    set({ beta: built });
    element.removeAttribute("data-moving");
  };
  const watcher = new IntersectionObserver(
    ([{ isIntersecting }]) => {
      if (!isIntersecting) return;
      watcher.disconnect();
      element.setAttribute("data-moving", "");
      const begins = performance.now() + BEFORE;
      const step = () => {
        const time = performance.now() - begins;
        if (time >= END) return stop();
        frame = requestAnimationFrame(step);
        set({ beta: String(round(betaAt(time), 2) || built) });
      };
      step();
    },
    { threshold: 1 },
  );
  watcher.observe(element.querySelector(".pictures"));
  for (const touch of TOUCHES) addEventListener(touch, stop, { capture: true, signal: touched.signal });
};
