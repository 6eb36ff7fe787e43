// Texts of a figure that move with what they name, or say another number.

import { readAxes } from "./draw/axes.js";
import { plus } from "./shapes.js";

/** How to rewrite the texts of a part beside other points of the figure; as built they stand beside `places`. */
export const labelsOf = (element, part, places) => {
  const texts = [...element.querySelectorAll(`[data-part=${part}] text`)];
  const axes = readAxes(texts[0].closest("[data-x]"));
  const at = (text) => ["x", "y"].map((side) => Number(text.getAttribute(side)));
  const away = texts.map((text, i) => plus(at(text), axes.toFigure(places[i]), -1));
  return (labels) => {
    for (const [i, [place, words = texts[i].textContent]] of labels.entries()) {
      const seen = axes.contains(place);
      texts[i].textContent = words;
      texts[i].style.display = seen ? "" : "none";
      if (!seen) continue;
      const [across, down] = plus(axes.toFigure(place), away[i]);
      texts[i].setAttribute("x", across.toFixed(1));
      texts[i].setAttribute("y", down.toFixed(1));
    }
  };
};
