// A part of a figure, such as a path or the ring at its start: redraws matplotlib's artist through other points.

import { clipped, element, growing } from "./path.js";

/**
 * @param {SVGGElement} group of an artist with a gid: a line, markers, or both
 * @param {ReturnType<import("./axes.js").readAxes>} axes
 */
export const readPart = (group, axes) => {
  const stroke = [...group.children].find((child) => child.localName === "path");
  const markers = [...group.querySelectorAll("use")];
  const single = markers.length === 1 ? markers[0] : null;
  let spots = null;
  return {
    /** Draws the part through these points: computes how it looks, and returns how to show it. */
    draw: (points) => {
      const placeOf = (i) => axes.toFigure(points[i]);
      const trail = stroke && growing(points.length, placeOf, "line");
      const marks = markers.length > 1 ? growing(points.length, placeOf, "dots") : null;
      const place = single && axes.toFigure(points[0]);
      const seen = single && clipped(place, place);
      const show = () => {
        stroke?.setAttribute("d", trail.text);
        if (single) {
          single.style.display = seen ? "" : "none";
          if (seen) for (const [i, side] of ["x", "y"].entries()) single.setAttribute(side, seen[0][i].toFixed(1));
        } else if (marks) {
          spots ??= mergeMarkers(markers);
          spots.setAttribute("d", marks.text);
        }
      };
      return { show, coarse: Boolean(trail?.coarse || marks?.coarse) };
    },
  };
};

/** Replaces many <use> markers with one path of dots, which is faster to redraw. */
const mergeMarkers = (markers) => {
  const [first] = markers;
  const shape = first.ownerSVGElement.getElementById(first.getAttribute("href").slice(1));
  const path = element(first, "path");
  const radius = Number(shape.getAttribute("d").match(/M\s*0\s+([\d.]+)/)[1]); // starts at (0, radius)
  const edge = Number.parseFloat(shape.style.strokeWidth) || 1;
  path.style.cssText = `fill:none;stroke:${first.style.fill};stroke-width:${2 * radius + edge};stroke-linecap:round`;
  first.parentElement.replaceChildren(path);
  return path;
};
