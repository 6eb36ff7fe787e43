// Pale balls that roll beside the ball, each in the valley under its name.

import { readAxes } from "../draw/axes.js";
import { element } from "../draw/path.js";

const NAMES = [0.66, 0.605, 0.55]; // their heights: one over the other, above where the balls start

/**
 * @param {SVGGElement} valley its axes
 * @param {SVGTextElement[]} names their names, as they stand elsewhere in the figures
 * @returns {(places: number[][] | null) => void} shows where each is, or none
 */
export const makeGhosts = (valley, names) => {
  const axes = readAxes(valley);
  const layer = element(valley, "g");
  layer.style.pointerEvents = "none";
  valley.append(layer);
  const tops = NAMES.map((height) => axes.toFigure([0, height])[1]);
  const ghosts = names.map((name) => {
    const pole = stroked(layer, 0.7);
    const word = name.cloneNode(true);
    layer.append(word);
    return { pole, word, ball: stroked(layer, 8) };
  });
  const show = (places) => {
    layer.style.display = places ? "" : "none";
    places?.forEach((place, i) => {
      const { pole, word, ball } = ghosts[i];
      const isSeen = axes.contains(place);
      const seen = axes.toFigure(place).map((side) => side.toFixed(1));
      ball.setAttribute("d", isSeen ? `M${seen}h0` : "");
      pole.setAttribute("d", isSeen ? `M${seen}V${tops[i].toFixed(1)}` : "");
      word.style.display = isSeen ? "" : "none";
      word.setAttribute("x", seen[0]);
      word.setAttribute("y", (tops[i] - 2).toFixed(1));
    });
  };
  show(null);
  return show;
};

const stroked = (layer, width) => {
  const path = element(layer, "path");
  path.style.cssText = `fill:none;stroke:var(--gd-quiet);stroke-linecap:round;stroke-width:${width}`;
  layer.append(path);
  return path;
};
