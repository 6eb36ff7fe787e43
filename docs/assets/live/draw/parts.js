// A part of a figure, such as a path or the ring at its start: redraws matplotlib's artist through other points.

import { clipped, growing } from "./path.js";

/**
 * @param {SVGGElement} group of an artist with a gid: a line, markers, or both
 * @param {ReturnType<import("./axes.js").readAxes>} axes
 */
export const readPart = (group, axes) => {
  const stroke = [...group.children].find((child) => child.localName === "path");
  const dots = group.querySelector("[data-dots]");
  const single = group.querySelector("use");
  return {
    /** Draws the part through these points: computes how it looks, and returns how to show it. */
    draw: (points) => {
      const placeOf = (i) => axes.toFigure(points[i]);
      const trail = stroke && growing(points.length, placeOf, "line");
      const marks = dots && growing(points.length, placeOf, "dots");
      const place = single && axes.toFigure(points[0]);
      const seen = single && clipped(place, place);
      const show = () => {
        stroke?.setAttribute("d", trail.text);
        dots?.setAttribute("d", marks.text);
        if (!single) return;
        single.style.display = seen ? "" : "none";
        if (seen) for (const [i, side] of ["x", "y"].entries()) single.setAttribute(side, seen[0][i].toFixed(1));
      };
      return { show, coarse: Boolean(trail?.coarse || marks?.coarse) };
    },
  };
};
