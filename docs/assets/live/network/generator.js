// numpy's random numbers: the generator PCG64 (O'Neill, 2014), and how numpy shuffles with it.

const WORD = 0xffffffffffffffffn;
const WIDE = (1n << 128n) - 1n;
const FACTOR = 0x2360ed051fc65da44385df649fccf645n;

/**
 * numpy.random.Generator(PCG64) in this state.
 *
 * @param {bigint} state
 * @param {bigint} inc
 */
export const makeGenerator = (state, inc) => {
  let upper = -1; // the half of the last number that has not been used
  const next = () => {
    if (upper >= 0) {
      const kept = upper;
      upper = -1;
      return kept;
    }
    state = (state * FACTOR + inc) & WIDE;
    const mixed = (state >> 64n) ^ (state & WORD);
    const turn = state >> 122n;
    const number = ((mixed >> turn) | (mixed << (64n - turn))) & WORD;
    upper = Number(number >> 32n);
    return Number(number & 0xffffffffn);
  };
  /** A whole number from 0 to `last`, each as likely as any other: of too many bits, the first that is not too large. */
  const upTo = (last) => {
    const mask = 2 ** (32 - Math.clz32(last)) - 1;
    for (;;) {
      const number = next() & mask;
      if (number <= last) return number;
    }
  };
  return {
    /** permutation(count), for a count below 2 ** 31. */
    permutation: (count) => {
      const order = Array.from({ length: count }, (_, i) => i);
      for (let i = count - 1; i > 0; i--) {
        const j = upTo(i);
        [order[i], order[j]] = [order[j], order[i]];
      }
      return order;
    },
  };
};
