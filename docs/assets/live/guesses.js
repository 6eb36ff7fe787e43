// A guess whose choices set numbers: what is chosen is drawn in the figure, whose numbers then go to those of the choice, and
// the answer opens once they are there.

import { readAxes } from "./draw/axes.js";
import { element, line } from "./draw/path.js";

const YOURS = document.documentElement.lang.startsWith("zh") ? "你猜的" : "your guess";

/** Opens a choice when `figure` next shows its numbers. */
export const answerWhenShown = (summary, figure) => {
  const choice = summary.parentElement;
  const choices = [...choice.parentElement.querySelectorAll(".choice")];
  for (const other of choices) {
    other.open = false;
    delete other.dataset.chosen;
  }
  choice.dataset.chosen = "";
  figure.dispatchEvent(new CustomEvent("guessed", { detail: choices.indexOf(choice) }));
  figure.addEventListener("shown", () => (choice.open = "chosen" in choice.dataset), { once: true });
};

/**
 * Draws the choice as a dashed line, until other numbers than those of the guess are shown.
 *
 * @param {HTMLElement} figure
 * @param {string} part in whose axes it is drawn
 * @param {[number, number][][]} lines the points of each choice
 * @param {[number, number][]} named where the name of each stands: beside this point, or over it where there is no room
 */
export const drawGuesses = (figure, part, lines, named = lines.map((points) => points.at(-1))) => {
  const group = figure.querySelector(`[data-part=${part}]`).closest("g[data-x]");
  const axes = readAxes(group);
  const ghost = element(group, "path");
  const name = element(group, "text");
  ghost.setAttribute("class", "ghost");
  name.setAttribute("style", "font-size:9px;fill:currentColor");
  name.textContent = YOURS;
  let isThere = false; // the figure has the numbers of the guess
  figure.addEventListener("guessed", ({ detail }) => {
    const [x, y] = axes.toFigure(named[detail]);
    ghost.setAttribute("d", line(lines[detail].map(axes.toFigure)));
    group.append(ghost, name);
    const isBeside = x + 6 + name.getBBox().width < axes.x.to;
    name.setAttribute("text-anchor", isBeside ? "start" : "end");
    name.setAttribute("x", (isBeside ? x + 6 : x).toFixed(1));
    name.setAttribute("y", (isBeside ? y + 3 : y - 5).toFixed(1));
    isThere = false;
  });
  figure.addEventListener("shown", () => {
    if (isThere) for (const each of [ghost, name]) each.remove();
    isThere = true;
  });
};
