// Maps between figure and data coordinates. matplotlib drew the axes; the build stored their scales and limits.

import { ticksOf } from "./ticks.js";

const MARGIN = 0.05; // of the range, on each side: matplotlib's axes.xmargin and axes.ymargin
const NO_LOG = -1000; // log10 of zero or a negative number, as in matplotlib (nonpositive="clip")

/**
 * @typedef {{ log: boolean, fits: boolean, low: number, high: number, from: number, to: number }} Axis
 *   `fits` if it autoscales; `low` and `high` are its limits, `from` and `to` their figure coordinates
 */

const known = new WeakMap(); // by their group: whoever draws in it sees the same limits

/** The axes in `group`, a <g data-x="linear fits -4.5 4.5" data-y="log fixed 1e-9 10">. */
export const readAxes = (group) => {
  if (!known.has(group)) known.set(group, axesOf(group));
  return known.get(group);
};

const axesOf = (group) => {
  const clip = group.querySelector("[clip-path]").getAttribute("clip-path");
  const frame = group.ownerSVGElement.getElementById(clip.match(/#([^)]+)/)[1]).firstElementChild;
  const [left, top, width, height] = ["x", "y", "width", "height"].map((name) => Number(frame.getAttribute(name)));
  const x = readAxis(group.dataset.x, left, left + width);
  const y = readAxis(group.dataset.y, top + height, top);
  const showX = showing(x, ticksOf(group, "x", top + height));
  const showY = showing(y, ticksOf(group, "y", left));
  const fit = (axis, show, points, i) => axis.fits && show(limitsOf(points.map((point) => point[i]), axis.log))();
  return {
    x,
    y,
    /** Data to figure coordinates. */
    toFigure: ([x0, x1]) => [place(x, x0), place(y, x1)],
    /** Figure to data coordinates. */
    toData: ([across, down]) => [value(x, across), value(y, down)],
    contains: (point) => [x, y].every(({ low, high }, i) => point[i] >= low && point[i] <= high),
    /** Fits the axes that autoscale to these points, and redraws their ticks. */
    fit: (points) => {
      fit(x, showX, points, 0);
      fit(y, showY, points, 1);
    },
    /** Sets the limits; null restores those of the build. The y scale may change. Returns how to redraw the ticks. */
    set: (xLimits, yLimits, yLog) => {
      const shows = [showX(xLimits), showY(yLimits, yLog)];
      return () => shows.forEach((show) => show());
    },
  };
};

/** @returns {Axis} */
const readAxis = (text, from, to) => {
  const [scale, fits, low, high] = text.split(" ");
  return { log: scale === "log", fits: fits === "fits", low: Number(low), high: Number(high), from, to };
};

const level = ({ log }, value) => (!log ? value : value <= 0 ? NO_LOG : Math.log10(value));

const place = (axis, value) => {
  const low = level(axis, axis.low);
  const share = (level(axis, value) - low) / (level(axis, axis.high) - low);
  return axis.from + share * (axis.to - axis.from);
};

const value = (axis, place) => {
  const low = level(axis, axis.low);
  const at = low + ((place - axis.from) / (axis.to - axis.from)) * (level(axis, axis.high) - low);
  return axis.log ? 10 ** at : at;
};

const showing = (axis, ticks) => {
  const built = { ...axis };
  let drawn = built;
  return (wanted, log = axis.log) => {
    const limits = wanted ?? [built.low, built.high];
    if (log !== axis.log || !same(axis, limits)) {
      [axis.low, axis.high] = limits;
      axis.log = log;
    }
    return () => {
      const { low, high } = axis;
      if (drawn.log === axis.log && drawn.low === low && drawn.high === high) return;
      drawn = { ...axis };
      if (axis.log === built.log && same(built, [low, high])) ticks.restore();
      else ticks.replace(axis, (value) => place(axis, value));
    };
  };
};

/** The lowest and the highest of the values that an axis can show, or null. */
export const extremesOf = (values, log) => {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value) || (log && value <= 0)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low > high ? null : [low, high];
};

/** The limits that matplotlib's autoscaling gives these values: their range plus a margin on each side. */
export const limitsOf = (values, log) => {
  let [low, high] = extremesOf(values, log) ?? [];
  if (low === undefined) return null;
  if (log) [low, high] = [Math.log10(low), Math.log10(high)];
  // Widen a range of nearly equal values, where autoscaling would magnify rounding errors.
  const least = log ? 0.01 : 1e-6 * Math.max(Math.abs(low), Math.abs(high));
  const room = high - low > least ? (high - low) * MARGIN : log ? 0.5 : MARGIN * Math.abs(low) || MARGIN;
  return [low - room, high + room].map((at) => (log ? 10 ** at : at));
};

const same = (axis, limits) => {
  const [low, high] = [axis.low, axis.high].map((value) => level(axis, value));
  return [low, high].every((at, i) => Math.abs(level(axis, limits[i]) - at) <= 1e-9 * (high - low));
};
