// Pale balls that roll beside the ball, each in the valley under its name.

import { readAxes } from "../draw/axes.js";
import { element } from "../draw/path.js";

const NAMES = [0.66, 0.605, 0.55]; // their heights: one over the other, above where the balls start

/**
 * @param {SVGGElement[]} groups the axes in which they are seen, the valley first
 * @param {SVGTextElement[]} names their names, as they stand elsewhere in the figure
 * @returns {(places: number[][][] | null) => void} shows each where it is in each of the axes, or none
 */
export const makeGhosts = (groups, names) => {
  const axes = groups.map(readAxes);
  const [valley, ...others] = groups.map((group) => {
    const layer = element(group, "g");
    layer.style.pointerEvents = "none";
    group.append(layer);
    return layer;
  });
  const ghosts = names.map((name) => {
    const pole = stroked(valley, 0.7);
    const word = name.cloneNode(true);
    valley.append(word);
    return { pole, word, balls: [valley, ...others].map((layer) => stroked(layer, 8)) };
  });
  const show = (places) => {
    for (const layer of [valley, ...others]) layer.style.display = places ? "" : "none";
    places?.forEach((each, i) => {
      const { pole, word, balls } = ghosts[i];
      const seen = each.map((point, k) => axes[k].contains(point) && axes[k].toFigure(point).map((side) => side.toFixed(1)));
      balls.forEach((ball, k) => ball.setAttribute("d", seen[k] ? `M${seen[k]}h0` : ""));
      word.style.display = seen[0] ? "" : "none";
      const [, top] = axes[0].toFigure([0, NAMES[i]]);
      pole.setAttribute("d", seen[0] ? `M${seen[0]}V${top.toFixed(1)}` : "");
      if (!seen[0]) return;
      word.setAttribute("x", seen[0][0]);
      word.setAttribute("y", (top - 2).toFixed(1));
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
