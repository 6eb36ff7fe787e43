// The first thing that moves: once the ravine is seen, memory is turned up and back again, until the first touch. A
// pale trace of the most stays until the figure is touched or a number changes.

import { readAxes } from "../draw/axes.js";
import { eased } from "../glide.js";
import { round } from "../python.js";

const MOST = 0.8; // of beta
const [BEFORE, UP, REST, DOWN] = [500, 800, 600, 800]; // milliseconds
const END = UP + REST + DOWN;
const TOUCHES = ["pointerdown", "keydown", "focusin", "click"];

const [PALE, ABOVE] = [0.3, 9]; // of a trace: how opaque it is, and how far over its end its word stands

const betaAt = (time) => MOST * eased(Math.max(0, Math.min(1, time / UP, (END - time) / DOWN)));

/** Leaves pale copies of the lines, with their beta over the end of the path; returns how to remove them. */
const leaveTrace = (element, drawn) => {
  const copies = ["path", "distance"].map((part) => {
    const group = element.querySelector(`[data-part=${part}]`);
    const copy = group.cloneNode(true);
    for (const name of ["data-part", "data-live-path"]) copy.removeAttribute(name);
    copy.style.opacity = PALE;
    group.before(copy);
    return copy;
  });
  const word = element.querySelector("[data-tick=x] text").cloneNode();
  const [across, down] = readAxes(copies[0].closest("g[data-x]")).toFigure(drawn().path[0].at(-1));
  word.textContent = `β = ${MOST}`;
  const color = copies[0].querySelector("path").style.stroke;
  word.setAttribute("style", word.getAttribute("style").replace("currentColor", color)); // as the style sheet reads it
  word.setAttribute("x", across.toFixed(1));
  word.setAttribute("y", (down - ABOVE).toFixed(1));
  copies[0].after(word);
  return () => [...copies, word].forEach((each) => each.remove());
};

/**
 * Keeps to the clock, also where frames are slow, so that the numbers of the text are there within three seconds. Moves
 * nothing for a reader who has come for something else on the page, or who prefers reduced motion.
 *
 * @param {HTMLElement} element the block whose beta is built as 0
 * @param {(texts: Record<string, string>) => void} set
 * @param {Record<string, number>} values that are set now
 * @param {() => Record<string, number[][][]>} drawn the points of each part
 */
export const moveFirst = (element, set, values, drawn) => {
  if (location.search || location.hash || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const built = element.querySelector("input[name=beta]").value;
  let frame = 0;
  let remove = null; // the trace
  const touched = new AbortController();
  const end = () => {
    touched.abort();
    watcher.disconnect();
    cancelAnimationFrame(frame);
    if (!element.hasAttribute("data-moving")) return;
    set({ beta: built });
    element.removeAttribute("data-moving");
  };
  const stop = () => {
    end();
    remove?.();
  };
  /** From now on the reader may scroll. */
  const stay = () => {
    end();
    const numbers = Object.values(values).join();
    const gone = new AbortController();
    const go = () => {
      gone.abort();
      remove();
    };
    for (const touch of TOUCHES) element.addEventListener(touch, go, { capture: true, signal: gone.signal });
    element.addEventListener("shown", () => Object.values(values).join() === numbers || go(), { signal: gone.signal });
  };
  const watcher = new IntersectionObserver(
    ([{ isIntersecting }]) => {
      if (!isIntersecting) return;
      watcher.disconnect();
      element.setAttribute("data-moving", "");
      const begins = performance.now() + BEFORE;
      const step = () => {
        const time = performance.now() - begins;
        if (time >= END && remove) return stay();
        frame = requestAnimationFrame(step);
        const beta = time < END ? round(betaAt(time), 2) : MOST; // where frames are slow
        set({ beta: String(beta || built) });
        if (beta === MOST) remove ??= leaveTrace(element, drawn);
      };
      step();
    },
    { threshold: 1 },
  );
  watcher.observe(element.querySelector(".pictures"));
  for (const touch of [...TOUCHES, "wheel"]) addEventListener(touch, stop, { capture: true, signal: touched.signal });
};
