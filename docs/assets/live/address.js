// Settings in the query string, as ?program.lr=0.2, so that a link reproduces what is on screen. Values are untrusted.

const LONGEST = 40; // characters; no sensible number needs more
const PAUSE = 300; // milliseconds; browsers limit the rate of history.replaceState

/** The value of a setting in the address, or null. A long one is truncated with an ellipsis, so it is not a number. */
export const fromAddress = (name) => {
  const value = new URLSearchParams(location.search).get(name);
  return value && value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
};

/** The text of a number as the address takes it. */
export const shortest = (text) => (text.length > LONGEST ? String(Number(text)) : text);

const pending = new Map();
let timer = 0;
let last = -PAUSE;

/** Schedules a setting to be written; null removes it from the address. */
export const toAddress = (name, value) => {
  pending.set(name, value);
  clearTimeout(timer);
  timer = setTimeout(write, Math.max(0, last + PAUSE - performance.now()));
};

const write = () => {
  if (pending.size === 0) return;
  const address = new URL(location.href);
  for (const [name, value] of pending) {
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  pending.clear();
  last = performance.now();
  history.replaceState(history.state, "", address);
};

addEventListener("pagehide", write);
addEventListener("click", write, true); // before the language switch reads the address
