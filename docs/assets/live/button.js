// A button beside a dial.

import { made } from "./made.js";

const isChinese = document.documentElement.lang.startsWith("zh");
export const PLAY = isChinese ? ["▶ 播放", "■ 停止"] : ["▶ Play", "■ Stop"];

/**
 * @param {HTMLElement} listing
 * @param {string} setting of the dial
 * @param {() => void} press
 * @param {[string, string?]} words on the button, when it plays not and when it does
 * @returns {(isPlaying: boolean) => void} writes them
 */
export const addButton = (listing, setting, press, [play, stop = play] = PLAY) => {
  const button = made("button", { type: "button", className: "play" });
  const say = (isPlaying) => (button.textContent = isPlaying ? stop : play);
  say(false);
  button.addEventListener("click", press);
  listing.querySelector(`.dial[data-name="${setting}"]`).append(button);
  return say;
};
