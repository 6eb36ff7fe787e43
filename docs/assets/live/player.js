// Animates a run. Never starts unless the reader asks for a run or a preset.

const SECONDS = 3; // for a whole run
const LONGEST = 0.1; // seconds that a frame may take: what it takes beyond is not made up for by a jump
const STILL = 0.5; // seconds between frames if the reader prefers reduced motion

/** @param {{ show: (at: number) => void, ended: () => void }} on `show` at each frame, also between two steps */
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
      cancelAnimationFrame(playing);
      let [elapsed, before] = [0, 0];
      const frame = (now) => {
        elapsed += Math.min(LONGEST, (now - (before || now)) / 1000);
        before = now;
        const shown = reduced.matches ? Math.floor(elapsed / STILL) * STILL : elapsed;
        const at = Math.min(last, from + (shown / SECONDS) * last);
        playing = requestAnimationFrame(frame);
        show(reduced.matches ? Math.floor(at) : at);
        if (at === last) stop();
      };
      playing = requestAnimationFrame(frame);
    },
  };
};
