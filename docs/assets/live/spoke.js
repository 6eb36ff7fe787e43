// A dot at the end of what turns about a centre, such as an arrow or a line: dragged, it sets an angle.

import { makeHandle } from "./handle.js";
import { round } from "./python.js";
import { plus, turned } from "./shapes.js";

const KEYED = 5; // degrees for an arrow key; 1 with Shift

/**
 * @param {SVGGElement} part as in handle.js, as `axes` and, of the options, `label` and `clicked`
 * @param {ReturnType<import("./draw/axes.js").readAxes>} axes
 * @param {{
 *   label: string, clicked?: boolean, centre?: number[], radius: number, first?: number, low?: number, period?: number,
 *   degrees: () => number, set: (degrees: string) => void,
 * }} options `radius` is how far from the centre the dot is, `first` where it is at 0 degrees, as an angle from the
 *   first axis; `low` is the least angle that it sets, and `period` after how many degrees all is as before; `degrees`
 *   gives the angle in use
 * @returns {(degrees: number) => void} places the dot
 */
export const makeSpoke = (part, axes, options) => {
  const { label, clicked, centre = [0, 0], radius, first = 0, low = 0, period = 360, degrees, set } = options;
  let own = first; // the angle from the first axis
  const placeAt = (angle) => plus(centre, turned(angle)([radius, 0]));
  const angleOf = ([x0, x1]) => (Math.atan2(x1 - centre[1], x0 - centre[0]) * 180) / Math.PI;
  const turn = (angle) => {
    own = angle;
    const above = round(angle - first - low, 6) % period;
    set(String(round((above < 0 ? above + period : above) + low, 6)));
  };
  const { place } = makeHandle(part, axes, {
    names: ["x0", "x1"],
    label,
    clicked,
    finest: 10 ** Math.floor(Math.log10(radius / 1000)),
    within: (point) => placeAt(Math.round(angleOf(point))),
    moved: (point) => turn(angleOf(point)),
    nudged: (_, direction, isFiner) => {
      turn(Math.round(own + direction * (isFiner ? 1 : KEYED)));
      return true;
    },
    measure: { name: "degrees", low, high: low + period, of: degrees },
  });
  return (angle) => {
    const there = angle + first;
    own = there + period * Math.round((own - there) / period); // the end of a line that is held stays the same end
    place(placeAt(own));
  };
};
