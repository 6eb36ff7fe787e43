// A button that leads back to the number of the text whose press moved its figure into sight.

import { words } from "./words.js";

const LITTLE = 40; // pixels: less than two lines of text

const button = document.createElement("button");
button.type = "button";
button.className = "way-back";
button.textContent = words.back;
let pressed = null;
let read = 0; // how far down the window the link was read
let isMoved = false; // the page, under a link that is still in sight

const withdraw = () => {
  watcher.disconnect();
  button.hidden = true;
};
const watcher = new IntersectionObserver((entries) => {
  if (entries.at(-1).isIntersecting && !isMoved) return withdraw();
  isMoved = false; // when the link is next seen, the reader has scrolled there
  button.hidden = false;
});

/** Opens the closer looks that an element stands in. */
export const unfold = (element) => {
  for (let part = element.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
};

button.addEventListener("click", () => {
  unfold(pressed);
  scrollBy(0, pressed.getBoundingClientRect().top - read);
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
  link.closest("article").append(button);
  watcher.observe(link);
};
