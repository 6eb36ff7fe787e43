// A button that leads back to the number of the text whose press moved its figure into sight.

import { words } from "./words.js";

const button = document.createElement("button");
button.type = "button";
button.className = "way-back";
button.textContent = words.back;
let pressed = null;

const watcher = new IntersectionObserver((entries) => {
  button.hidden = entries.at(-1).isIntersecting;
  if (button.hidden) watcher.disconnect();
});

/** Opens the closer looks that an element stands in. */
export const unfold = (element) => {
  for (let part = element.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
};

button.addEventListener("click", () => {
  unfold(pressed);
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
