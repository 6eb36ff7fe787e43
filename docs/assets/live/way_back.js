// A button that leads back to the number in the text that was pressed, once its figure has moved into sight. Next to it
// stands whether a guess was right and, where there is room, why, while the answer to the guess is out of sight.

import { made } from "./made.js";
import { words } from "./words.js";

const LITTLE = 40; // pixels: less than two lines of text
const SIGHT = "-60px 0px -30px"; // what is under the header or cut off is out of sight

const place = made("div", { className: "way-back" });
const told = made("span", { role: "status" }); // always there, so that what is written into it is read out
const button = made("button", { type: "button", textContent: words.back, hidden: true });
const why = made("p", { inert: true }); // read out where it stands
place.append(why, told, button);
document.querySelector("article").append(place);
let pressed = null;
let read = 0; // how far down the window the link was read
let isMoved = false; // the page, under what is still in sight

/** The choice that was pressed, if its answer is open. */
const answered = () => pressed?.closest(".choice[open] > summary")?.parentElement;
const verdictOf = (choice) => choice.querySelector("p > strong");

const withdraw = () => {
  watcher.disconnect();
  button.hidden = true;
  told.textContent = "";
  why.replaceChildren();
};
const watcher = new IntersectionObserver((entries) => {
  const { isIntersecting } = entries.at(-1);
  if (isIntersecting && !isMoved) return withdraw();
  isMoved = false; // when the link is next seen, the reader has scrolled there
  button.hidden = false;
  const choice = answered();
  const verdict = choice && !isIntersecting ? verdictOf(choice).textContent : "";
  if (told.textContent === verdict) return; // it is read out once
  told.textContent = verdict;
  told.classList.toggle("right", Boolean(choice?.matches(".right")));
  why.replaceChildren(...(verdict ? [...verdictOf(choice).parentElement.cloneNode(true).childNodes].slice(1) : []));
}, { rootMargin: SIGHT });

/** Watches the link, or the verdict on the choice that it is. */
const watch = () => {
  const choice = answered();
  watcher.disconnect();
  watcher.observe(choice ? verdictOf(choice) : pressed);
};
const opened = ({ target }) => {
  if (target !== answered()) return;
  isMoved ||= !button.hidden;
  watch();
};
document.addEventListener("toggle", opened, true);

/** Opens the closer looks that an element stands in. */
export const unfold = (element) => {
  for (let part = element.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
};

button.addEventListener("click", () => {
  unfold(pressed);
  scrollBy(0, pressed.getBoundingClientRect().top - read);
  answered()?.scrollIntoView({ block: "nearest" });
  pressed.focus({ preventScroll: true });
  withdraw();
});

/**
 * Offers the way back to a link that was read at a height of the window, unless the page has hardly moved, until the link
 * comes into sight.
 */
export const offerWayBack = (link, top) => {
  withdraw(); // until it is known where the link is
  [pressed, read] = [link, top];
  isMoved = Math.abs(link.getBoundingClientRect().top - top) > LITTLE;
  watch();
};
