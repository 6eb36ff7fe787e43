// Settings in the address, as ?program.lr=0.2: whoever opens the link sees the same. What is read there is data.

const LONGEST = 40; // characters of a value; no number that is meant needs more
const PAUSE = 300; // milliseconds; browsers refuse addresses that change without a rest

/** What the address says of a setting, or null. What is too long is cut, and says so, so that it is no number. */
export const fromAddress = (name) => {
  const value = new URLSearchParams(location.search).get(name);
  return value && value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
};

const waiting = new Map();
let timer = 0;
let last = -PAUSE;

/** Notes a setting; null takes it out of the address. */
export const toAddress = (name, value) => {
  waiting.set(name, value);
  clearTimeout(timer);
  timer = setTimeout(write, Math.max(0, last + PAUSE - performance.now()));
};

const write = () => {
  const address = new URL(location.href);
  for (const [name, value] of waiting) {
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  waiting.clear();
  last = performance.now();
  history.replaceState(history.state, "", address);
};

addEventListener("pagehide", write);
