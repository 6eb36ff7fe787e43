// The landscape in relief, which can be turned and tilted: cells painted from the farthest to the nearest, and above them
// the runs, fainter where ground is in front of them.

import { made } from "../made.js";
import { LEVELS } from "./contours.js";
import { lookOf } from "./figures.js";
import { told } from "./told.js";

const said = told.relief;
const CELLS = 60; // along each side
const TALL = 0.4; // of the side: the highest above the lowest ground
const OPENED = { turn: -30, tilt: 48 }; // degrees
const GROWN = 30; // degrees of tilt from which on it fills the picture
const RISE = 900; // milliseconds in which the map becomes the relief
const PIECES = 8; // of a step, each seen or hidden
const MARCH = 40; // places between a point and the eye at which the ground is asked
const MOST = 500; // steps drawn of a run
const STILL = 4; // pixels that a press may move and still be no drag
const LIGHT = [0.37, -0.37, 0.85]; // towards it, from the upper left of the map; its height is along the third axis

const radians = (degrees) => (degrees * Math.PI) / 180;
const ease = (share) => 1 - (1 - share) ** 3;

/** @type {(panel: HTMLElement, lab: import("./part.js").Lab & import("./part.js").More) => import("./part.js").Part} */
export const make = (panel, lab) => {
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  const canvas = made("canvas", { className: "relief", hidden: true });
  canvas.setAttribute("aria-hidden", "true");
  lab.stage.append(canvas);
  const pen = canvas.getContext("2d");
  const view = { ...OPENED };
  const sliders = Object.fromEntries(
    [["turn", -180, 180], ["tilt", 0, 85]].map(([name, min, max]) => {
      const slider = made("input", { type: "range", name, min, max, autocomplete: "off" });
      slider.addEventListener("input", () => set({ [name]: Number(slider.value) }));
      return [name, slider];
    }),
  );
  let ground = null; // of the surface drawn
  let frame = 0;
  let isOpen = false;

  const set = (wanted) => {
    Object.assign(view, wanted);
    for (const [name, slider] of Object.entries(sliders)) slider.value = view[name];
    redraw();
  };
  const redraw = () => {
    if (!isOpen) return;
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(paint);
  };

  const paint = () => {
    const { surface, runs, k } = lab.now();
    const { x, y } = lab.figures.axes;
    if (ground?.surface !== surface) ground = groundOf(surface, x, y);
    const { width, height } = canvas.getBoundingClientRect();
    [canvas.width, canvas.height] = [width, height].map((length) => Math.round(length * devicePixelRatio));
    const box = lab.figures.svg.viewBox.baseVal;
    pen.setTransform(canvas.width / box.width, 0, 0, canvas.height / box.height, 0, 0);
    const style = getComputedStyle(canvas);
    const colour = (name) => style.getPropertyValue(name);
    const seen = projection(view, { x, y }, box);
    paintGround(pen, ground, seen, document.body.dataset.mdColorScheme === "slate", colour("--gd-quiet"));
    nameAxes(pen, ground, seen, colour("--gd-ink"));
    for (const run of runs) paintRun(pen, ground, seen, run, k, colour(lookOf(run.name).colour.slice(4, -1)));
    const [start] = runs.length > 0 ? runs[0].trace.x : [];
    if (start) ring(pen, ground, seen, start, colour("--gd-cyan"));
    canvas.dataset.drawn = `${view.turn} ${view.tilt} ${k}`;
  };

  /** From the map, which it was, to the relief. */
  const rise = () => {
    const begun = performance.now();
    const go = (now) => {
      if (!isOpen) return;
      const share = reduced.matches ? 1 : ease(Math.min(1, Math.max(0, (now - begun) / RISE)));
      set({ turn: Math.round(OPENED.turn * share), tilt: Math.round(OPENED.tilt * share) });
      if (share < 1) requestAnimationFrame(go);
    };
    go(begun);
  };

  let held = null;
  canvas.addEventListener("pointerdown", (event) => {
    held = { from: [event.clientX, event.clientY], ...view, moved: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [across, down] = [event.clientX - held.from[0], event.clientY - held.from[1]];
    held.moved ||= Math.hypot(across, down) > STILL;
    if (!held.moved) return;
    const turn = ((((held.turn - across / 2 + 180) % 360) + 360) % 360) - 180;
    set({ turn: Math.round(turn), tilt: Math.round(Math.min(85, Math.max(0, held.tilt + down / 2))) });
  });
  canvas.addEventListener("pointerup", (event) => {
    if (held && !held.moved) begin(event);
    held = null;
  });
  canvas.addEventListener("pointercancel", () => (held = null));

  /** Starts where the ground was pressed. */
  const begin = ({ clientX, clientY }) => {
    const { x, y } = lab.figures.axes;
    const rect = canvas.getBoundingClientRect();
    const box = lab.figures.svg.viewBox.baseVal;
    const pressed = [((clientX - rect.left) * box.width) / rect.width, ((clientY - rect.top) * box.height) / rect.height];
    const found = cellAt(ground, projection(view, { x, y }, box), pressed);
    if (!found) return;
    lab.startAt(found.map((share, i) => Number(at([x, y][i], share).toPrecision(2))));
  };
  new MutationObserver(redraw).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
  new ResizeObserver(redraw).observe(lab.stage);

  return {
    open: (clicked) => {
      const line = made("p", { className: "lab-line" });
      for (const [name, slider] of Object.entries(sliders)) line.append(made("label", {}, said[name], " ", slider));
      panel.append(line, made("p", { textContent: said.what }));
      isOpen = true;
      canvas.hidden = false;
      if (clicked) rise();
      else set(OPENED);
    },
    ran: redraw,
    shown: redraw,
    close: () => {
      isOpen = false;
      canvas.hidden = true;
    },
  };
};

const at = ({ low, high }, share) => low + share * (high - low);

/** The heights at the corners of the cells, from 0 to `TALL`, with a side of 1. */
const groundOf = (surface, x, y) => {
  const corners = Array.from({ length: CELLS + 1 }, (_, i) => i / CELLS);
  const f = corners.map((b) => corners.map((a) => surface.value(at(x, a), at(y, b))));
  const known = f.flat().filter(Number.isFinite);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const rise = (value) => ((Math.min(high, Math.max(low, value)) - low) / (high - low)) * TALL;
  const shareOf = ([x0, x1]) => [(x0 - x.low) / (x.high - x.low), (x1 - y.low) / (y.high - y.low)];
  const heights = f.map((row) => row.map(rise));
  const height = (a, b) => rise(surface.value(at(x, a), at(y, b)));
  return { surface, heights, height, shareOf };
};

/** The map turned by `turn` about its middle and tilted by `tilt` degrees: at 0 and 0 it lies where the map is. */
const projection = ({ turn, tilt }, { x, y }, { width, height }) => {
  const [cos, sin] = [Math.cos(radians(turn)), Math.sin(radians(turn))];
  const [flat, up] = [Math.cos(radians(tilt)), Math.sin(radians(tilt))];
  const wide = Math.abs(cos) + Math.abs(sin); // of a side of 1
  const high = wide * flat + TALL * up;
  const between = (map, picture) => map + Math.min(1, tilt / GROWN) * (picture - map);
  const side = Math.min(width / wide, height / high, between((x.to - x.from) / wide, width));
  const across = between((x.from + x.to) / 2, width / 2);
  const down = between((y.from + y.to) / 2, height / 2);
  /** The place in the figure of a point, by its distances from the middle of the map, and its height. */
  const place = (a, b, h) => {
    const away = a * sin + b * cos;
    return [across + side * (a * cos - b * sin), down - side * (away * flat + (h - TALL / 2) * up)];
  };
  return { place, cos, sin, rising: up > 0 ? flat / up : Infinity };
};

/** Calls `visit` for each cell, the farthest first. */
const eachCell = ({ cos, sin }, visit) => {
  const order = (isFarHigh) => Array.from({ length: CELLS }, (_, i) => (isFarHigh ? CELLS - 1 - i : i));
  const columns = order(sin > 0);
  for (const row of order(cos > 0)) for (const column of columns) visit(column, row);
};

/** The corners of a cell in the figure, or null where a height is not finite. */
const cornersOf = ({ heights }, { place }, column, row) => {
  const corners = [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1]];
  const places = corners.map(([i, j]) => place(i / CELLS - 0.5, j / CELLS - 0.5, heights[j][i]));
  return places.every(([, down]) => Number.isFinite(down)) ? places : null;
};

const outline = (pen, places) => {
  pen.beginPath();
  places.forEach(([across, down], i) => (i === 0 ? pen.moveTo(across, down) : pen.lineTo(across, down)));
  pen.closePath();
};

const paintGround = (pen, ground, seen, isDark, quiet) => {
  pen.lineWidth = 0.4;
  const { heights } = ground;
  eachCell(seen, (column, row) => {
    const places = cornersOf(ground, seen, column, row);
    if (!places) return;
    const corners = [[row, column], [row, column + 1], [row + 1, column + 1], [row + 1, column]].map(([j, i]) => heights[j][i]);
    const [a, b, c, d] = corners;
    const normal = [((a + d - b - c) / 2) * CELLS, ((a + b - c - d) / 2) * CELLS, 1];
    const lit = normal.reduce((sum, part, i) => sum - part * LIGHT[i] * (i < 2 ? 1 : -1), 0) / Math.hypot(...normal);
    pen.fillStyle = pen.strokeStyle = greyOf(lit, isDark);
    outline(pen, places);
    pen.fill();
    pen.stroke(); // no gaps
    pen.strokeStyle = quiet;
    for (const level of levelsIn(Math.min(...corners), Math.max(...corners))) crossing(pen, places, corners, level);
  });
};

const greyOf = (lit, isDark) => {
  const share = Math.min(1, Math.max(0, lit));
  const grey = Math.round(isDark ? 38 + 90 * share : 140 + 112 * share);
  return `rgb(${grey} ${grey} ${grey})`;
};

/** The contour levels between two heights: even in the square root, as on the map. */
const levelsIn = (low, high) => {
  const number = (height) => Math.floor(Math.sqrt(height / TALL) * LEVELS);
  const [from, to] = [number(low), number(high)];
  return Array.from({ length: to - from }, (_, i) => TALL * ((from + 1 + i) / LEVELS) ** 2);
};

/** The contour line of a cell. */
const crossing = (pen, places, corners, level) => {
  const found = [];
  for (let side = 0; side < 4; side++) {
    const next = (side + 1) % 4;
    if (corners[side] > level === corners[next] > level) continue;
    const share = (level - corners[side]) / (corners[next] - corners[side]);
    found.push([0, 1].map((i) => places[side][i] + share * (places[next][i] - places[side][i])));
  }
  if (found.length < 2) return;
  pen.beginPath();
  pen.moveTo(...found[0]);
  pen.lineTo(...found[1]);
  pen.stroke();
};

/** The names of both axes, before the edges that are nearest. */
const nameAxes = (pen, ground, seen, ink) => {
  const [column, row] = [seen.sin > 0 ? 0 : 1, seen.cos > 0 ? 0 : 1];
  pen.fillStyle = ink;
  pen.font = "10px sans-serif";
  pen.textAlign = "center";
  for (const [name, a, b] of [["x₀", 0.5, row], ["x₁", column, 0.5]]) {
    const [across, down] = seen.place(1.08 * (a - 0.5), 1.08 * (b - 0.5), ground.height(a, b));
    pen.fillText(name, across, down + 8);
  }
};

/** Whether ground stands between a point and the eye. */
const isHidden = ({ height }, { cos, sin, rising }, [a, b], h) => {
  for (let i = 1; i <= MARCH; i++) {
    const away = i / MARCH;
    const [near, beside] = [a - away * sin, b - away * cos];
    if (near < 0 || near > 1 || beside < 0 || beside > 1) return false;
    if (height(near, beside) > h + away * rising + 0.004) return true;
  }
  return false;
};

const isInside = (share) => share.every((value) => value >= 0 && value <= 1);

/** The run up to step k, each step straight from one point of the ground to the next. */
const paintRun = (pen, ground, seen, { trace }, k, colour) => {
  const points = trace.x.slice(0, Math.min(k, MOST) + 1).map((point) => ground.shareOf(point));
  const heights = points.map(([a, b]) => ground.height(a, b));
  pen.strokeStyle = pen.fillStyle = colour;
  const spot = ([a, b], h, radius) => {
    pen.globalAlpha = isHidden(ground, seen, [a, b], h) ? 0.25 : 1;
    pen.beginPath();
    pen.arc(...seen.place(a - 0.5, b - 0.5, h), radius, 0, 2 * Math.PI);
    pen.fill();
  };
  pen.lineWidth = 1.6;
  for (let i = 1; i < points.length; i++) {
    if (!isInside(points[i - 1]) || !isInside(points[i])) continue;
    const at = (share) => [0, 1].map((side) => points[i - 1][side] + share * (points[i][side] - points[i - 1][side]));
    const heightAt = (share) => heights[i - 1] + share * (heights[i] - heights[i - 1]);
    for (let piece = 0; piece < PIECES; piece++) {
      const [from, middle, to] = [piece, piece + 0.5, piece + 1].map((n) => n / PIECES);
      pen.globalAlpha = isHidden(ground, seen, at(middle), heightAt(middle)) ? 0.25 : 1;
      pen.beginPath();
      for (const share of [from, to]) {
        const [a, b] = at(share);
        pen.lineTo(...seen.place(a - 0.5, b - 0.5, heightAt(share)));
      }
      pen.stroke();
    }
  }
  points.forEach((point, i) => isInside(point) && spot(point, heights[i], i === points.length - 1 ? 4 : 2));
  pen.globalAlpha = 1;
};

const ring = (pen, ground, seen, start, colour) => {
  const [a, b] = ground.shareOf(start);
  if (!isInside([a, b])) return;
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.arc(...seen.place(a - 0.5, b - 0.5, ground.height(a, b)), 6, 0, 2 * Math.PI);
  pen.stroke();
};

/** Where the nearest ground under a place of the figure lies, as shares of the axes. */
const cellAt = (ground, seen, [across, down]) => {
  let found = null;
  eachCell(seen, (column, row) => {
    const places = cornersOf(ground, seen, column, row);
    if (!places) return;
    for (const [one, two, three, shares] of [
      [places[0], places[1], places[3], (u, v) => [column + u, row + v]],
      [places[2], places[3], places[1], (u, v) => [column + 1 - u, row + 1 - v]],
    ]) {
      const [p, q] = [[two[0] - one[0], two[1] - one[1]], [three[0] - one[0], three[1] - one[1]]];
      const area = p[0] * q[1] - p[1] * q[0];
      const [dx, dy] = [across - one[0], down - one[1]];
      const [u, v] = [(dx * q[1] - dy * q[0]) / area, (p[0] * dy - p[1] * dx) / area];
      if (u >= 0 && v >= 0 && u + v <= 1) found = shares(u, v).map((value) => value / CELLS); // the nearest comes last
    }
  });
  return found;
};
