// Animates a run step by step. Never starts automatically.

const SHORTEST = 2; // seconds for a run of few steps
const LONGEST = 6;
const PER_STEP = 0.1;
const STILL = 0.5; // seconds between frames if the reader prefers reduced motion

/** @param {{ show: (k: number) => void, ended: () => void }} on */
export const makePlayer = ({ show, ended }) => {
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  let playing = 0;
  const stop = () => {
    cancelAnimationFrame(playing);
    playing = 0;
    ended();
  };
  return {
    playing: () => playing !== 0,
    stop: () => playing !== 0 && stop(),
    /** From step `from` to step `last`. */
    play: (from, last) => {
      const seconds = Math.min(LONGEST, Math.max(SHORTEST, last * PER_STEP));
      cancelAnimationFrame(playing);
      let started = 0;
      const frame = (now) => {
        started ||= now;
        let elapsed = (now - started) / 1000;
        if (reduced.matches) elapsed = Math.floor(elapsed / STILL) * STILL;
        const k = Math.min(last, from + Math.floor((elapsed / seconds) * last));
        playing = requestAnimationFrame(frame);
        show(k);
        if (k === last) stop();
      };
      playing = requestAnimationFrame(frame);
    },
  };
};
