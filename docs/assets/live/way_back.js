// A button that leads back to the number of the text whose press moved its figure into sight.

import { words } from "./words.js";

const button = document.createElement("button");
button.type = "button";
button.className = "way-back";
let pressed = null;

const watcher = new IntersectionObserver((entries) => {
  const { isIntersecting, boundingClientRect } = entries.at(-1);
  button.hidden = isIntersecting;
  button.textContent = `${boundingClientRect.top > 0 ? "↓" : "↑"} ${words.back}`;
  if (isIntersecting) watcher.disconnect();
});

button.addEventListener("click", () => {
  pressed.scrollIntoView({ block: "center" });
  pressed.focus({ preventScroll: true });
});

/** Offers the way back to a link until it is in sight. */
export const offerWayBack = (link) => {
  watcher.disconnect();
  pressed = link;
  button.hidden = true; // until it is known where the link is
  link.closest("article").append(button);
  watcher.observe(link);
};
