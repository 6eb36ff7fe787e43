// Faint orbits behind the ball's, one for each of many beta, in the colours of the strips beside them.

import { readAxes } from "../draw/axes.js";
import { element, line } from "../draw/path.js";

const STRIPS = { c3: [0, 0.2, 0.35, 0.6, 0.68], c2: [0.8, 0.85, 0.9, 0.93, 0.97] }; // creeps, rings

/**
 * @param {SVGGElement} plane of position and speed
 * @param {(beta: number) => number[][]} orbitOf
 * @returns {() => void} draws them anew
 */
export const makeFamily = (plane, orbitOf) => {
  const { toFigure } = readAxes(plane);
  const layer = element(plane, "g");
  layer.setAttribute("clip-path", plane.querySelector("[clip-path]").getAttribute("clip-path"));
  layer.dataset.family = "";
  const orbits = Object.entries(STRIPS).flatMap(([color, betas]) =>
    betas.map((beta) => {
      const path = element(plane, "path");
      path.style.cssText = `fill:none;stroke:var(--gd-${color});stroke-width:0.6;opacity:0.45`;
      layer.append(path);
      return { beta, path };
    }),
  );
  plane.querySelector("[data-part]").before(layer);
  return () => orbits.forEach(({ beta, path }) => path.setAttribute("d", line(orbitOf(beta).map(toFigure))));
};
