// Settings in the query string, as ?program.lr=0.2, so that a link reproduces what is on screen. Values are untrusted.

const LONGEST = 40; // characters; no sensible number needs more
const PAUSE = 300; // milliseconds without a change; history.replaceState takes long, and browsers limit its rate

/** The value of a setting in the address, or null. A long one is truncated with an ellipsis, so it is not a number. */
export const fromAddress = (name, longest = LONGEST) => {
  const value = new URLSearchParams(location.search).get(name);
  return value && value.length > longest ? `${value.slice(0, longest)}…` : value;
};

const pending = new Map();
let timer = 0;

/** Schedules a setting to be written, a number that is too long in fewer digits; null removes it from the address. */
export const toAddress = (name, text) => {
  const long = text?.length > LONGEST && !Number.isNaN(Number(text));
  pending.set(name, long ? String(Number(text)) : text);
  clearTimeout(timer);
  timer = setTimeout(written, PAUSE);
};

/** Writes what is scheduled at once. */
export const written = () => {
  if (pending.size === 0) return;
  const address = new URL(location.href);
  for (const [name, value] of pending) {
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  pending.clear();
  history.replaceState(history.state, "", address);
  seen = address.search;
};

addEventListener("pagehide", written);
// Before the language switch reads the address.
addEventListener("click", ({ target }) => target.closest?.("a") && written(), true);

let seen = location.search;
const restorers = [];

/** Registers what to call when the reader goes back or forward to other settings. */
export const onReturn = (restore) => restorers.push(restore);

addEventListener("popstate", () => {
  if (location.search === seen) return; // another heading of the page
  seen = location.search;
  for (const restore of restorers) restore();
});
