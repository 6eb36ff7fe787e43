// Animates a run. Never starts unless the reader asks for a run or a preset.

const SECONDS = 3; // for a whole run
const LONGEST = 0.1; // seconds that a frame may take: what it takes beyond is not made up for by a jump
const STILL = 0.5; // seconds between frames if the reader prefers reduced motion

/** @param {{ show: (at: number) => void, ended: () => void }} on `show` at each frame, also between two steps */
export const makePlayer = ({ show, ended }) => {
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  let playing = 0;
  let last = 0;
  const stop = () => {
    cancelAnimationFrame(playing);
    playing = 0;
    ended();
  };
  return {
    playing: () => playing !== 0,
    stop: () => playing !== 0 && stop(),
    /** Changes the last step. */
    endAt: (step) => (last = step),
    /** From step `from` to step `to`. */
    play: (from, to) => {
      cancelAnimationFrame(playing);
      last = to;
      let [at, passed, before] = [from, 0, 0];
      const frame = (now) => {
        passed += Math.min(LONGEST, (now - (before || now)) / 1000);
        before = now;
        const due = reduced.matches ? Math.floor(passed / STILL) * STILL : passed;
        passed -= due;
        at = Math.min(last, at + (due / SECONDS) * last);
        playing = requestAnimationFrame(frame);
        show(reduced.matches ? Math.floor(at) : at);
        if (at === last) stop();
      };
      playing = requestAnimationFrame(frame);
    },
  };
};
