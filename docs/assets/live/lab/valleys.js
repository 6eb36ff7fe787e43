// The landscape where a guess or many starts say most: a small change of the start leads to another of its four minima.

import { made } from "../made.js";
import { told } from "./told.js";

const PRESET = "surface=himmelblau&Momentum=off&AdaGrad=off";

/** @param {import("./part.js").Lab} lab */
export const isValleys = ({ texts }) => texts.surface === "himmelblau";

/** A button that leads there.
 *
 * @param {import("./part.js").Lab} lab
 */
export const toValleys = (lab) => {
  const button = made("button", { type: "button", textContent: told.valleys });
  button.addEventListener("click", () => lab.preset(PRESET));
  return button;
};
