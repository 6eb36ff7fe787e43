// Plays a run: which step is shown when. It begins only when asked to.

const SHORTEST = 2; // seconds that a run takes, from few steps to many
const LONGEST = 8;
const PER_STEP = 0.2;
const STILL = 0.5; // seconds between pictures where motion is not wanted

/** @param {{ show: (k: number) => void, ended: () => void }} on */
export const makePlayer = ({ show, ended }) => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
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
      let began = 0;
      const frame = (now) => {
        began ||= now;
        let passed = (now - began) / 1000;
        if (calm.matches) passed = Math.floor(passed / STILL) * STILL;
        const k = Math.min(last, from + Math.floor((passed / seconds) * last));
        playing = requestAnimationFrame(frame);
        show(k);
        if (k === last) stop();
      };
      playing = requestAnimationFrame(frame);
    },
  };
};
