// Takes the point of the map to a setting of each kind of motion.

import { makePlayer } from "../player.js";
import { round } from "../python.js";
import { between } from "../rolling.js";

/** Both creep, one rings, both ring, one jumps, runs away. */
const EXAMPLES = [[0.1, 0.2], [0.55, 0.55], [1, 0.93], [1.25, 0.3], [1.8, 0.6]];

/**
 * @param {(numbers: Record<string, string>) => void} set
 * @param {{ lr: number, beta: number }} values the numbers that are set now
 * @returns {(kind: number) => void} travels within a second, or until another number is set
 */
export const makeTravel = (set, values) => {
  let [from, to, last] = [[], [], []];
  const now = () => [values.lr, values.beta];
  const player = makePlayer({
    show: (at) => {
      if (`${now()}` !== `${last}`) return player.stop();
      last = between([from, to], at).map((value) => round(value, 2));
      set({ lr: String(last[0]), beta: String(last[1]) });
    },
  });
  return (kind) => {
    from = last = now();
    to = EXAMPLES[kind];
    player.play(0, 1, 1);
  };
};
