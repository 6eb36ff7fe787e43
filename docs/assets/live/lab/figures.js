// The two figures of the playground: paths on the landscape, and f against the step. matplotlib drew the axes, contours
// and initial paths; this module draws the path of each rule, up to any step.

import { rules } from "../core/rules.js";
import { extremesOf, limitsOf, readAxes } from "../draw/axes.js";
import { readPart } from "../draw/parts.js";
import { MANY, dots, element, growing, line } from "../draw/path.js";
import { clamp } from "../handle.js";
import { contours, tint } from "./contours.js";

const SOLID = 5; // rules whose lines are solid, as in gdbook/figures.py; the others are dashed
const LINE = 1.6; // widths in points, as in book.mplstyle
const DASH = `${3.7 * LINE} ${1.6 * LINE}`; // matplotlib's "--"
const DOT = 4;
const HEAD = 8;
const LINE_HEIGHT = 10; // of a label
const APART = 12; // as much on the landscape, where the halo of a name must not cover another
const ABOVE = 7; // the axis: the lowest label
const FINISH = 40; // so near to its end a path is not covered by a name
const MOST_PLACES = 100; // of it
const CLEAR = 6; // around a name: its halo, and half a dot
const CLOSE = 7; // hit radius of a path point, in points

/** @typedef {{ name: string, trace: import("../core/descent.js").Trace }} Run */

/** The square around the limits of a surface, so that every landscape fills the same frame. */
export const squareOf = ({ xlim, ylim }) => {
  const half = Math.max(xlim[1] - xlim[0], ylim[1] - ylim[0]) / 2;
  return [xlim, ylim].map(([low, high]) => [(low + high) / 2 - half, (low + high) / 2 + half]);
};

/** The look of a rule, by its position in `rules`, as in gdbook/figures.py. */
export const lookOf = (name) => {
  const place = Object.keys(rules).indexOf(name);
  return { colour: `var(--gd-c${place})`, dashed: place >= SOLID };
};

/**
 * @param {HTMLElement} block
 * @param {string[]} offered the rules that can be shown
 */
export const readFigures = (block, offered) => {
  const [plane, heights] = [...block.querySelectorAll("g[data-x]")];
  const onPlane = readAxes(plane);
  const onHeights = readAxes(heights);
  const [start, ...others] = [...plane.querySelectorAll('[data-part="start"]')];
  const ring = readPart(start, onPlane);
  for (const other of others) other.remove();
  const ghosts = [
    [onPlane, ghostOf(plane, "path", start), (trace) => trace.x],
    [onHeights, ghostOf(heights, "loss", heights.querySelector('[data-part="name"]')), ({ f }) => f.map((value, k) => [k, value])],
  ];
  const paths = layers(plane, "path", offered, start);
  const losses = layers(heights, "loss", offered, heights.querySelector('[data-part="name"]'));
  const names = labels(heights, "name", offered);
  const heads = labels(plane, "rule", offered);
  const marks = [paths, losses].map((layer) => Object.fromEntries(offered.map((name) => [name, ringIn(layer[name].group)])));
  const minima = element(plane, "path");
  minima.setAttribute("style", "fill:none;stroke:var(--gd-ink);stroke-width:1.2");
  minima.dataset.part = "minima";
  plane.append(minima);
  const lines = plane.querySelector('[data-part="contours"]');
  const ground = plane.querySelector('[data-part="height"]');
  let range = null;
  let [walks, curves] = [[], []]; // what is drawn of the runs, on the landscape and against the step
  let kept = null; // the rule that stands out while none is pointed at
  let level = null; // a height to reach
  const goal = element(heights, "path");
  goal.dataset.part = "goal";
  goal.style.cssText = "fill:none;stroke:var(--gd-ink);stroke-width:1.2;stroke-dasharray:4 3";
  losses[offered[0]].group.before(goal);
  const drawLevel = () => {
    const { x, y } = onHeights;
    const down = level === null ? NaN : onHeights.toFigure([x.low, level])[1];
    write(goal, { d: down >= y.to && down <= y.from ? `M${x.from} ${down.toFixed(1)}H${x.to}` : "" });
  };
  const known = new WeakMap(); // what is drawn of a ghost, while the axes stay
  const textOf = (axes, points, trace) => {
    if (!known.has(trace)) known.set(trace, new Map());
    const found = known.get(trace).get(axes);
    const limits = [axes.x.low, axes.x.high, axes.y.low, axes.y.high, axes.y.log].join();
    if (found?.limits === limits) return found.text;
    const text = line(points(trace).map(axes.toFigure));
    known.get(trace).set(axes, { limits, text });
    return text;
  };

  return {
    svg: plane.ownerSVGElement,
    curves: heights.ownerSVGElement,
    ring: start,
    axes: onPlane,

    landscape: (surface) => {
      const [xlim, ylim] = squareOf(surface);
      onPlane.set(xlim, ylim)();
      const { segments, ...found } = contours(surface, xlim, ylim);
      range = found;
      ground.setAttribute("href", tint(found));
      const [first, ...rest] = [...lines.children];
      for (const path of rest) path.remove();
      first.style.strokeLinecap = "round";
      first.setAttribute("d", segments.map((segment) => line(segment.map(onPlane.toFigure))).join(""));
    },

    /** Moves the ring to the start, or to the edge nearest to it. */
    start: (initX) => {
      const inside = [onPlane.x, onPlane.y].map((axis, i) => clamp(initX[i], axis));
      ring.draw([inside]).show();
    },

    /** Sets the runs that `walk` draws: a generator that yields after long ones and returns if some are coarse. */
    *setWalks(runs) {
      const computed = [];
      for (const { name, trace } of runs) {
        const places = placesOf(trace.x, (x) => onPlane.toFigure(x));
        if (trace.x.length > MANY) yield;
        const path = trail(places, "line");
        if (trace.x.length > MANY) yield;
        computed.push({ name, trace, places, path, spots: trail(places, "dots") });
        if (trace.x.length > MANY) yield;
      }
      walks = computed;
      for (const name of offered) {
        for (const layer of [paths[name], heads[name]]) hide(layer.group, !runs.some((run) => run.name === name));
      }
      return walks.some(({ path, spots }) => path.coarse || spots.coarse);
    },

    /** As `setWalks`, for `curve`. */
    *setCurves(runs, stepNum) {
      const log = !runs.some(({ trace }) => trace.f.some((value) => value < 0));
      const seen = ({ x, f }) => (log ? f : f.filter((_, k) => onPlane.contains(x[k])));
      const ends = runs.flatMap(({ trace }) => extremesOf(seen(trace), log) ?? []);
      const limits = limitsOf(log || ends.length > 0 ? ends : [range.low, range.high], log);
      if (log && limits?.[1] > 1e-16) limits[0] = Math.max(limits[0], 1e-16);
      const showTicks = onHeights.set(limitsOf([0, stepNum], false), limits, log);
      const computed = [];
      for (const { name, trace } of runs) {
        const levels = placesOf(trace.f, (value, k) => onHeights.toFigure([k, value]));
        if (trace.f.length > MANY) yield;
        computed.push({ name, trace, levels, loss: trail(levels, "line") });
        if (trace.f.length > MANY) yield;
      }
      curves = computed;
      showTicks();
      drawLevel();
      for (const name of offered) {
        for (const layer of [losses[name], names[name]]) hide(layer.group, !runs.some((run) => run.name === name));
      }
      return curves.some(({ loss }) => loss.coarse);
    },

    /** Draws earlier runs faintly beneath; none of them if they are many points. */
    ghost: (runs) => {
      const few = runs.every(({ trace }) => trace.x.length <= MANY) ? runs : [];
      for (const [axes, group, points] of ghosts) {
        const drawn = few.map(({ name, trace }) => {
          const path = element(group, "path");
          path.setAttribute("d", textOf(axes, points, trace));
          path.setAttribute("clip-path", group.dataset.clip);
          path.setAttribute("style", `fill:none;stroke:${lookOf(name).colour};stroke-width:${LINE}`);
          return path;
        });
        group.replaceChildren(...drawn);
      }
    },

    /** Rings step k of every run, in both figures; null removes the rings. */
    mark: (k) => {
      for (const { name, places } of walks) marks[0][name](k === null ? null : placeAt(places, k));
      for (const { name, levels } of curves) marks[1][name](k === null ? null : placeAt(levels, k));
    },

    /** Where the name of a rule stands on the landscape: left, top, right and bottom. */
    nameBox: (name) => {
      const { x, y, width, height } = heads[name].text.getBBox();
      return [x, y, x + width, y + height];
    },

    /** Marks the minima of the landscape. */
    minima: (points) => {
      const crosses = points.map((point) => onPlane.toFigure(point)).map(([x, y]) => `M${x - 4} ${y}h8M${x} ${y - 4}v8`);
      write(minima, { d: crosses.join("") });
    },

    /** Draws the runs up to step `at` on the landscape, or up to a point between two steps. */
    walk: (at, last) => {
      for (const { name, places, path, spots } of walks) paths[name].draw([path, spots], places, at, last);
      placeHeads(heads, onPlane, at, walks);
    },

    /** As `walk`, the curves. */
    curve: (at, last) => {
      for (const { name, levels, loss } of curves) losses[name].draw([loss], levels, at, last);
      const { y } = onHeights;
      const ends = [];
      for (const { name, levels } of curves) {
        const [across, down] = lastWithin(levels, at, y);
        hide(names[name].group, Number.isNaN(down));
        if (!Number.isNaN(down)) ends.push({ name, across, head: down, down: Math.min(y.from, Math.max(y.to, down)) });
      }
      // Labels must not overlap: first push them down, then move those below the axis up again.
      ends.sort((one, other) => one.down - other.down);
      ends.forEach((end, i) => (end.down = Math.max(end.down, i > 0 ? ends[i - 1].down + LINE_HEIGHT : -Infinity)));
      let free = y.from - ABOVE;
      for (const { name, across, head, down } of ends.reverse()) {
        free = Math.min(down, free);
        names[name].move(across + 6, free + 3);
        const isApart = Math.abs(free - head) > LINE_HEIGHT && head >= y.to && head <= y.from;
        names[name].join(isApart ? [[across, head], [across + 5, free]] : []);
        free -= LINE_HEIGHT;
      }
    },

    /** The run and step (at most k) nearest to a place in the figure, or null if none is close. */
    near: ([across, down], k) => {
      let found = null;
      let least = CLOSE * CLOSE;
      for (const run of walks) {
        const { places } = run;
        for (let i = Math.min(k, places.length / 2 - 1); i >= 0; i--) {
          const [x, y] = [places[2 * i] - across, places[2 * i + 1] - down];
          const away = x * x + y * y; // hypot is many times slower
          if (away < least) [found, least] = [[run, i], away];
        }
      }
      return found;
    },

    /** The run and step (at most k) whose curve is nearest above or below a place in the second figure, or null outside. */
    nearCurve: (place, k) => {
      const [at] = onHeights.toData(place);
      const { x, y } = onHeights;
      if (curves.length === 0 || place[0] < x.from || place[0] > x.to || place[1] < y.to || place[1] > y.from) return null;
      const step = Math.max(0, Math.min(k, Math.round(at)));
      const stepOf = ({ levels }) => Math.min(step, levels.length / 2 - 1);
      const away = (run) => Math.abs(placeAt(run.levels, step)[1] - place[1]);
      const known = curves.map((run) => [run, Number.isFinite(away(run)) ? away(run) : Infinity]);
      const [run] = known.reduce((best, other) => (other[1] < best[1] ? other : best));
      return [run, stepOf(run)];
    },

    /** Hides the runs of all rules but one, and what went before; without a name, nothing. */
    alone: (name) => {
      for (const layer of [paths, losses, names, heads]) {
        for (const [other, { group }] of Object.entries(layer)) {
          group.style.visibility = name && name !== other ? "hidden" : "";
        }
      }
      for (const group of [...ghosts.map(([, group]) => group), minima]) group.style.visibility = name ? "hidden" : "";
    },

    /** Draws a dashed line at a height to reach; without one, none. */
    level: (f) => {
      level = f ?? null;
      drawLevel();
    },

    /** As `highlight`, for as long as no other rule is pointed at. */
    keep(name) {
      kept = name;
      this.highlight();
    },

    /** Fades all rules but one; without a name, none. */
    highlight: (pointed) => {
      const name = pointed ?? kept;
      for (const layer of [paths, losses, names, heads]) {
        for (const [other, { group }] of Object.entries(layer)) {
          group.style.opacity = name && name !== other ? "0.2" : "";
        }
      }
    },
  };
};

/** The places of points in the figure, as x, y, x, y, … */
const placesOf = (points, toPlace) => {
  const places = new Float64Array(2 * points.length);
  points.forEach((point, i) => ([places[2 * i], places[2 * i + 1]] = toPlace(point, i)));
  return places;
};

/** The place at a step, or between two, or the last one. */
const placeAt = (places, at) => {
  const last = places.length / 2 - 1;
  const [i, next] = [Math.floor(at), Math.ceil(at)].map((k) => 2 * Math.min(k, last));
  return [0, 1].map((side) => {
    const [from, to] = [places[i + side], places[next + side]];
    return from === to ? from : from + (at % 1) * (to - from); // two can be infinite
  });
};

/** As `placeAt`, or the last place before it that is finite, as that of the start is. */
const lastFinite = (places, at) => {
  let place = placeAt(places, at);
  let k = Math.min(Math.ceil(at), places.length / 2);
  while (k > 0 && !place.every(Number.isFinite)) place = placeAt(places, --k);
  return place;
};

/** As `placeAt`, or, where a curve has left the axis `y`, the last step before that. */
const lastWithin = (levels, at, y) => {
  const isOut = (down) => down < y.to || down > y.from; // NaN is not
  const place = placeAt(levels, at);
  let k = Math.min(Math.floor(at), levels.length / 2 - 1);
  while (k > 0 && isOut(levels[2 * k + 1])) k--;
  return isOut(place[1]) && k > 0 ? placeAt(levels, k) : place;
};

/** The head of a path, of a run that goes on after it or ends there before the last step. */
const headOf = (places, at, last) => (last || at >= places.length / 2 ? [] : [placeAt(places, at)]);

const trail = (places, kind) => growing(places.length / 2, (i) => [places[2 * i], places[2 * i + 1]], kind);

const texts = new WeakMap(); // of the attributes written to an element; getAttribute is slow in figures

/** Writes what has changed: else the browser would lay it out again. */
const write = (element, values) => {
  const known = texts.get(element) ?? {};
  for (const [name, value] of Object.entries(values)) if (known[name] !== value) element.setAttribute(name, value);
  texts.set(element, { ...known, ...values });
};

const hide = ({ style }, hidden) => {
  if (style.display !== (hidden ? "none" : "")) style.display = hidden ? "none" : "";
};

/** A group for earlier runs, beneath the runs. */
const ghostOf = (axes, part, before) => {
  const group = element(axes, "g");
  group.dataset.part = "ghost";
  group.dataset.clip = axes.querySelector(`[data-part="${part}"] [clip-path]`).getAttribute("clip-path");
  group.style.opacity = "0.4";
  before.before(group);
  return group;
};

/** A ring in the colour of a rule: returns what moves it to a place, or hides it. */
const ringIn = (group) => {
  const ring = element(group, "circle");
  ring.setAttribute("r", "4.5");
  ring.setAttribute("style", `fill:var(--gd-paper);fill-opacity:0.7;stroke:${lookOf(group.dataset.rule).colour};stroke-width:1.6`);
  ring.style.display = "none";
  group.append(ring);
  return (place) => {
    const isShown = place?.every((value) => Math.abs(value) < 1e4); // NaN is not
    ring.style.display = isShown ? "" : "none";
    if (!isShown) return;
    ring.setAttribute("cx", place[0].toFixed(1));
    ring.setAttribute("cy", place[1].toFixed(1));
  };
};

/** A line with dots for each rule, replacing those that matplotlib drew. */
const layers = (axes, part, offered, before) => {
  const built = [...axes.querySelectorAll(`[data-part="${part}"]`)];
  const clip = built[0].querySelector("[clip-path]").getAttribute("clip-path");
  const entries = offered.map((name) => {
    const { colour, dashed } = lookOf(name);
    const group = element(axes, "g");
    Object.assign(group.dataset, { part, livePath: part, rule: name });
    const [stroke, spots, head] = [LINE, DOT, HEAD].map((width) => {
      const path = element(axes, "path");
      path.setAttribute("clip-path", clip);
      path.style.cssText = `fill:none;stroke:${colour};stroke-width:${width};stroke-linecap:round`;
      return path;
    });
    if (dashed) Object.assign(stroke.style, { strokeDasharray: DASH, strokeLinecap: "butt" });
    group.append(stroke, ...(part === "path" ? [spots] : []), head);
    before.before(group);
    const draw = ([path, points], places, at, last) => {
      const k = Math.floor(at);
      const begun = at === k ? "" : line([placeAt(places, k), placeAt(places, at)]);
      write(stroke, { d: upTo(path, k) + begun });
      if (points) write(spots, { d: upTo(points, k) });
      write(head, { d: dots(headOf(places, at, last)) });
    };
    return [name, { group, draw }];
  });
  for (const group of built) group.remove();
  return Object.fromEntries(entries);
};

/** The beginning of a path, up to point k. */
const upTo = ({ text, ends }, k) => text.slice(0, ends[Math.min(k, ends.length - 1)]);

/** The last places of a path that ends in sight: all that is near its end, a few pixels apart. */
const finishOf = (places, at) => {
  const end = lastFinite(places, at);
  const found = [end];
  let from = end;
  for (let k = Math.min(Math.ceil(at), places.length / 2) - 1; k >= 0 && found.length < MOST_PLACES; k--) {
    const to = placeAt(places, k);
    const parts = Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / DOT);
    if (!Number.isFinite(parts) || parts < 2) continue;
    for (let i = 1; i <= parts; i++) {
      const place = from.map((value, side) => value + (i / parts) * (to[side] - value));
      if (Math.hypot(place[0] - end[0], place[1] - end[1]) > FINISH) return found;
      found.push(place);
    }
    from = to;
  }
  return found;
};

/** Where a name can stand: to the right of the end of its path, else to the left, the nearer and the lower the sooner. */
const SPOTS = [7, 18, 30, 44].flatMap((away) => [1, -1].flatMap((side) => {
  const levels = [0, 1, 2, 3, 4, 5, 6, 7, 8].flatMap((i) => [[i * APART, i * APART], [-i * APART, i * APART + 5]]);
  return levels.map(([down, cost]) => ({ side, away, down, cost: cost + away + (side < 0 ? 60 : 0) }));
})).sort((one, other) => one.cost - other.cost);

/**
 * Moves the name of each rule near the last finite place of its path, off the ends of all paths and off other names, and
 * joins it if it is not beside it; none is out of sight.
 */
const placeHeads = (heads, { x, y }, at, shown) => {
  const seen = shown
    .map(({ name, places }) => [name, ...lastFinite(places, at)])
    .filter(([, across, down]) => across >= x.from && across <= x.to && down >= y.to && down <= y.from)
    .sort((one, other) => one[2] - other[2]);
  const visible = new Set(seen.map(([name]) => name));
  for (const { name } of shown) hide(heads[name].group, !visible.has(name));
  const sizes = seen.map(([name]) => heads[name].size());
  const finish = shown.filter(({ name }) => visible.has(name)).flatMap(({ places }) => finishOf(places, at));
  const taken = [];
  for (const [i, [name, across, down]] of seen.entries()) {
    const [width, height] = sizes[i];
    const half = Math.max(APART, height) / 2;
    const standing = ({ side, away, down: below }) => {
      const left = clamp(side > 0 ? across + away : across - away - width, { low: x.from, high: x.to - width });
      return { left, right: left + width, level: clamp(down + below, { low: y.to + half, high: y.from - half }) };
    };
    const covers = (box) => {
      const isIn = ([a, b]) => a > box.left - CLEAR && a < box.right + CLEAR && Math.abs(b - box.level) < half + CLEAR;
      const isOver = (other) => box.left < other.right && other.left < box.right && Math.abs(box.level - other.level) < 2 * half - 1;
      return 1000 * taken.filter(isOver).length + finish.filter(isIn).length;
    };
    let [best, least] = [null, Infinity];
    for (const spot of SPOTS) {
      const box = standing(spot);
      const covered = covers(box);
      if (covered < least) [best, least] = [box, covered];
      if (covered === 0) break;
    }
    taken.push(best);
    heads[name].move(best.left, best.level + 3);
    const near = [clamp(across, { low: best.left, high: best.right }), clamp(down, { low: best.level - half, high: best.level + half })];
    heads[name].join(Math.hypot(near[0] - across, near[1] - down) > APART ? [[across, down], near] : []);
  }
};

/** The name of each rule, at the end of its line. */
const labels = (axes, part, offered) => {
  const built = [...axes.querySelectorAll(`[data-part="${part}"]`)];
  const entries = offered.map((name) => {
    const group = element(axes, "g");
    const text = element(axes, "text");
    group.dataset.part = part;
    const halo = "paint-order:stroke;stroke:var(--gd-paper);stroke-width:4;stroke-linejoin:round"; // over every tint
    text.setAttribute("style", `font-size:9px;fill:${lookOf(name).colour};${halo}`);
    text.textContent = name;
    const join = element(axes, "path"); // to what it names
    join.setAttribute("style", `fill:none;stroke:${lookOf(name).colour};stroke-width:0.8`);
    group.append(join, text);
    axes.append(group);
    const move = (x, y) => write(text, { x: x.toFixed(1), y: y.toFixed(1) });
    const size = () => {
      const { width, height } = text.getBBox();
      return [width, height];
    };
    return [name, { group, text, size, move, join: (places) => write(join, { d: line(places) }) }];
  });
  for (const group of built) group.remove();
  return Object.fromEntries(entries);
};
