// Animates a run. Never starts unless the reader asks for a run or a preset.

import { addButton } from "./button.js";

const PACE = 10; // steps a second, in every figure, so that a run that takes fewer steps is seen to be the quicker one
const MOST = 10; // seconds for a whole run: one of more than 100 steps is played faster
const LONGEST = 0.1; // seconds that a frame may take: what it takes beyond is not made up for by a jump
const STILL = 0.5; // seconds between frames if the reader prefers reduced motion

/** @param {{ show: (at: number) => void, ended?: () => void }} on `show` at each frame, also between two steps */
export const makePlayer = ({ show, ended }) => {
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  let playing = 0;
  let last = 0;
  const stop = () => {
    cancelAnimationFrame(playing);
    playing = 0;
    ended?.();
  };
  return {
    playing: () => playing !== 0,
    stop: () => playing !== 0 && stop(),
    /** Changes the last step. */
    endAt: (step) => (last = step),
    /** From step `from` to step `to`; at a `pace` of its own if each step is explained, or one that follows from the steps so far. */
    play: (from, to, pace) => {
      cancelAnimationFrame(playing);
      last = to;
      const paceAt = typeof pace === "function" ? pace : () => pace ?? Math.max(PACE, last / MOST);
      let [at, passed, before] = [from, 0, 0];
      const frame = (now) => {
        passed += Math.min(LONGEST, (now - (before || now)) / 1000);
        before = now;
        const due = reduced.matches ? Math.floor(passed / STILL) * STILL : passed;
        passed -= due;
        at = Math.min(last, at + due * paceAt(at - from));
        playing = requestAnimationFrame(frame);
        show(reduced.matches ? Math.floor(at) : at);
        if (at === last) stop();
      };
      playing = requestAnimationFrame(frame);
    },
  };
};

/**
 * Adds a button beside a dial, which plays, and stops what plays.
 *
 * @param {HTMLElement} listing
 * @param {string} setting of the dial
 * @param {{
 *   begin: (play: ReturnType<typeof makePlayer>["play"], pace?: number) => void,
 *   show: (at: number) => void, ended?: () => void,
 * }} on `begin` plays from where it begins, at once or when what it needs has arrived
 */
export const addPlay = (listing, setting, { begin, show, ended }) => {
  const player = makePlayer({
    show,
    ended: () => {
      say(false);
      ended?.();
    },
  });
  const start = (pace) =>
    begin((...way) => {
      say(true);
      player.play(...way);
    }, pace);
  const name = addButton(listing, setting, () => (player.playing() ? player.stop() : start()));
  const say = (isPlaying) => {
    name(isPlaying);
    listing.toggleAttribute("data-playing", isPlaying); // nothing fades meanwhile
  };
  return { ...player, start };
};

/**
 * Adds a button beside a dial, which plays through numbers of the dial until the reader chooses another.
 *
 * @param {HTMLElement} listing
 * @param {string} setting of the dial
 * @param {(texts: Record<string, string>) => void} set
 * @param {{
 *   from: (value: number, isPlayed: boolean) => number, to: number, pace?: number, valueAt: (at: number) => number,
 * }} way the step where it begins, if the dial has this value, which it may have played, and the last one; the value at a step
 */
export const addDialPlay = (listing, setting, set, { from, to, pace, valueAt }) => {
  const field = listing.querySelector(`input[name="${setting}"]`);
  let played = ""; // what was set last
  const player = addPlay(listing, setting, {
    begin: (play) => {
      play(from(Number(field.value), field.value === played), to, pace);
      played = field.value;
    },
    show: (at) => {
      if (field.value !== played) return player.stop();
      played = String(valueAt(at));
      if (field.value !== played) set({ [setting]: played });
    },
  });
};
