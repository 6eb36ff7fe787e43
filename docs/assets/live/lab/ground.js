// The ground of the relief: its heights and colours, where each place of it is seen, and what lies on it.

import { ticksFor } from "../draw/ticks.js";
import { tintAt } from "../draw/tint.js";
import { clamp } from "../handle.js";
import { around, plus } from "../shapes.js";
import { besideOf, endsOf, isSeen, lengthOf, namesOf, overlap, wingsOf } from "./arrows.js";
import { LEVELS } from "./contours.js";

const CELLS = 64; // along each side; the basin map has a multiple of them
const TALL = 0.5; // of the side: the highest above the lowest ground, unless it is cut
const [ROOM, LEAST] = [1.6, 0.1]; // it is cut so many times as high as the paths reach, at no less of its whole range
const PALE = 0.6; // how much of the paper's colour is on what is cut
const RIM = 1; // the width of the line around what is cut: 1.5 pixels in a wide window
const SEAM = 0.5; // the width of the line that closes the gaps between the parts of cells
const DEEP = 0.4; // as much: the floor below the lowest ground
const GROWN = 30; // degrees of turn and tilt from which on it fills the picture
const PAD = [30, 26]; // beside it and above, for numbers
const LIFTS = { low: 1, high: 1.25 }; // times as high, to fill the picture
const SLOPED = 20; // degrees of tilt from which on its height has a scale
const LIGHT = [-0.45, 0.45, 0.77]; // towards it, from the upper left of the map
const SHADE = 0.35; // how much darker a slope is that no light reaches
const DARKEST = 0.78; // times the colour of level ground: paths are seen on it
const TINTED = 1.5; // times as strong as on the map, since light and shade are upon it
const PIECES = 40; // of a step across the whole map; they lie on the ground
const MARCH = 40; // places between a point and the eye at which the ground is asked
const FAINT = 0.25; // what is behind ground
const FLOOR = 0.7; // how strong the floor is
const BALL = 4.7; // the radius of a runner: 7 pixels beside the landscape of a wide window
const [LIT, DARK] = [0.65, 0.45]; // towards white and black, the sides of a ball
const PLUMB = [2.5, 2]; // dashes of its plumb line
const LED = {
  beside: 2 * BALL, // of a name: no line leads to it
  ways: [2 * BALL, 24, 38, 56].flatMap((far) => [0, -38, 38, 180, -142, 142, -68, 68, -112, 112].map((angle) => [angle, far])),
  blocked: 100, // the cost of a name that lies on another or out of the picture
  far: 8, // pixels that cost as much as a step under the name
  gap: 2,
};
export const MOST = 500; // steps drawn of a run
const TAIL = { steps: 6, width: 3.4 }; // of a ball that moves: how long, and how much wider than its path where it is
const PAST = 0.45; // how strong the path is then
const FLASH = { steps: 4, from: 5, by: 13 }; // where a step has led up: for how long, and radii
const GAP = 3; // between an edge and its numbers
const ARROWS = { merged: 4, least: 4, named: 14, covered: 2, halo: 2, corners: 96 }; // of a step, as on the map; and of its oval

const radians = (degrees) => (degrees * Math.PI) / 180;
const mix = (from, to, share) => from.map((part, i) => part + share * (to[i] - part));
const between = ({ low, high }, share) => low + share * (high - low);

/** The parts of a colour such as #14191d. */
const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.trim().slice(i, i + 2), 16));

/** A colour as it looks when little of it lies on another one. */
export const faded = (hex, ground) => {
  const parts = mix(rgb(ground), rgb(hex), FAINT);
  return `#${parts.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
};

/**
 * The heights of a surface at the corners of the cells, with a side of 1, and their shares of its whole range. Paths far
 * below its summits would lie in a gutter: above `top` it is cut flat, and what is left is higher than to scale.
 *
 * @param {number} [highest] f on the paths; without it nothing is cut
 */
export const groundOf = (surface, x, y, highest = Infinity) => {
  const corners = Array.from({ length: CELLS + 1 }, (_, i) => i / CELLS);
  const f = corners.map((b) => corners.map((a) => surface.value(between(x, a), between(y, b))));
  const known = f.flat().filter(Number.isFinite);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const range = Number(Math.max(LEAST * (high - low), ROOM * (highest - low)).toPrecision(2));
  const top = Math.min(high, low + range);
  const cut = (top - low) / (high - low);
  const tall = TALL * Math.sqrt(cut); // even in the root, as the levels
  const rise = (value) => ((Math.min(top, Math.max(low, value)) - low) / (top - low)) * tall;
  return {
    surface,
    highest,
    top,
    tall,
    isCut: top < high,
    cut, // as a share of the whole range
    shares: f.map((row) => row.map((value) => (Math.min(high, Math.max(low, value)) - low) / (high - low))),
    x,
    y,
    low,
    rise,
    heights: f.map((row) => row.map(rise)),
    height: (a, b) => rise(surface.value(between(x, a), between(y, b))),
    shareOf: ([x0, x1]) => [(x0 - x.low) / (x.high - x.low), (x1 - y.low) / (y.high - y.low)],
    pointOf: ([a, b]) => [between(x, a), between(y, b)],
  };
};

const CORNERS = [[0, 0], [1, 0], [1, 1], [0, 1]];

/** The corners of a cell, as numbers of columns and rows. */
const cornersOf = (column, row) => CORNERS.map(([a, b]) => [column + a, row + b]);

/** The two parts of a cell through which the edge of the cut goes, and that edge: points in columns and rows, with their shares. */
const parted = (corners, shares, cut) => {
  const [below, above, rim] = [[], [], []];
  corners.forEach((corner, side) => {
    const next = (side + 1) % 4;
    (shares[side] > cut ? above : below).push([...corner, shares[side]]);
    if (shares[side] > cut === shares[next] > cut) return;
    const spot = [...mix(corner, corners[next], (cut - shares[side]) / (shares[next] - shares[side])), cut];
    for (const part of [below, above, rim]) part.push(spot);
  });
  return { below, above, rim };
};

/**
 * The colours of each cell, row by row, and of what is cut flat in it: the tint of the basin map, or else that of its height;
 * darker away from the light.
 *
 * @param {HTMLCanvasElement | null} basins
 * @param {(name: string) => string} css a custom property
 * @param {number} risen 0 for the colours of the map, 1 for those of the relief
 */
export const coloursOf = ({ shares, tall, cut }, basins, css, risen = 1) => {
  const pen = new OffscreenCanvas(CELLS, CELLS).getContext("2d");
  pen.imageSmoothingEnabled = false;
  if (basins) pen.drawImage(basins, 0, 0, CELLS, CELLS);
  const { data } = pen.getImageData(0, 0, CELLS, CELLS);
  const [paper, low, high] = ["paper", "low", "high"].map((name) => rgb(css(`--gd-${name}`)));
  return Array.from({ length: CELLS * CELLS }, (_, i) => {
    const [column, row] = [i % CELLS, Math.floor(i / CELLS)];
    const corners = cornersOf(column, row);
    const known = corners.map(([i, j]) => shares[j][i]);
    // Beside the edge of the cut the slope is that of the whole ground.
    const [a, b, c, d] = known.some((share) => share <= cut) ? known.map((share) => (share / cut) * tall) : Array(4).fill(tall);
    const [red, green, blue, alpha] = data.subarray(4 * (column + CELLS * (CELLS - 1 - row)));
    const share = Math.sqrt(known.reduce((sum, share) => sum + share, 0) / 4); // as the levels of the contours
    const [tint, strength] = alpha > 0 ? [[red, green, blue], alpha] : [tintAt(share), tintAt(share)[3]];
    const flat = mix(paper, tint.slice(0, 3), strength / 255);
    const full = alpha > 0 ? mix(paper, tint, Math.min(1, (TINTED * alpha) / 255)) : mix(low, high, share);
    const normal = [((a + d - b - c) / 2) * CELLS * risen, ((a + b - c - d) / 2) * CELLS * risen, 1];
    const lit = normal.reduce((sum, part, i) => sum + part * LIGHT[i], 0) / Math.hypot(...normal);
    const bright = Math.max(DARKEST, 1 - SHADE * (LIGHT[2] - lit)); // 1 where it is level
    const shaded = (colour, bright) => `rgb(${mix(flat, colour, risen).map((part) => Math.round(Math.min(255, part * bright))).join(" ")})`;
    return { ground: shaded(full, bright), cut: shaded(mix(full, paper, PALE), 1) };
  });
};

/** Sines and cosines of a view: `up` of a height, `wide` of a side of 1. */
const shapeOf = ({ turn, tilt }, lift) => {
  const [cos, sin] = [Math.cos(radians(turn)), Math.sin(radians(turn))];
  return { cos, sin, flat: Math.cos(radians(tilt)), up: Math.sin(radians(tilt)) * lift, wide: Math.abs(cos) + Math.abs(sin) };
};

/** How many times as high the ground is shown as it is, to fill the picture in this view. */
export const liftOf = (view, { width, height }, tall) => {
  const { flat, up, wide } = shapeOf(view, 1);
  const side = (width - 2 * PAD[0]) / wide;
  return clamp(((height - 2 * PAD[1]) / side - wide * flat) / ((tall + DEEP) * up), LIFTS);
};

/**
 * The map turned by `turn` about its middle and tilted by `tilt` degrees: at 0 and 0 it lies where the map is. All heights
 * are `lift` times as high.
 */
export const projection = ({ turn, tilt, lift = 1 }, { x, y }, { width, height }, tall = TALL) => {
  const { cos, sin, flat, up, wide } = shapeOf({ turn, tilt }, lift);
  const high = wide * flat + (tall + DEEP) * up;
  const grown = (map, picture) => map + Math.min(1, Math.hypot(turn, tilt) / GROWN) * (picture - map);
  const [across, down] = [grown((x.from + x.to) / 2, width / 2), grown((y.from + y.to) / 2, height / 2)];
  const room = [2 * Math.min(across, width - across), 2 * Math.min(down, height - down)];
  const [most, tallest] = room.map((length, i) => grown(length, length - 2 * PAD[i]));
  const side = Math.min(most / wide, tallest / high, grown((x.to - x.from) / wide, width));
  /** The place in the figure of a point of the map, as shares of its sides, and its height. */
  const place = (a, b, h) => {
    const [right, far] = [a - 0.5, b - 0.5];
    const away = right * sin + far * cos;
    return [across + side * (right * cos - far * sin), down - side * (away * flat + (h - (tall - DEEP) / 2) * up)];
  };
  return { place, width, height, cos, sin, flat, up, tilt, rising: up > 0 ? flat / up : Infinity };
};

/** How far from the eye a point of the map is. */
const distanceOf = ({ cos, sin }, [a, b]) => a * sin + b * cos;

/** Calls `visit` for each cell, the farthest first. */
const eachCell = ({ cos, sin }, visit) => {
  const order = (isFarHigh) => Array.from({ length: CELLS }, (_, i) => (isFarHigh ? CELLS - 1 - i : i));
  const columns = order(sin > 0);
  for (const row of order(cos > 0)) for (const column of columns) visit(column, row);
};

/** Where all corners are in the figure, row by row. */
const placesOf = ({ heights }, { place }) => heights.map((row, j) => row.map((h, i) => place(i / CELLS, j / CELLS, h)));

const isKnown = ([, down]) => Number.isFinite(down);

/** Paints the cells, from the farthest to the nearest, with their contour lines; what is cut has a line around it. */
export const paintGround = (pen, ground, seen, colours, quiet) => {
  const { shares, tall, cut } = ground;
  const places = placesOf(ground, seen);
  const numbers = shares.map((row) => row.map((share) => Math.floor(Math.sqrt(share) * LEVELS)));
  const placeAt = (column, row, share) => seen.place(column / CELLS, row / CELLS, Math.min(1, share / cut) * tall);
  const edge = new Path2D(); // no ground is higher, so none hides it
  const [right, up] = [seen.sin > 0 ? -1 : 1, seen.cos > 0 ? -1 : 1]; // towards the eye
  const last = (i, by) => Math.min(CELLS, Math.max(0, i + by));
  const fill = (corners, colour, seam = 0) => {
    pen.fillStyle = pen.strokeStyle = colour;
    pen.lineWidth = seam;
    pen.beginPath();
    for (const [across, down] of corners) pen.lineTo(across, down);
    pen.closePath();
    pen.fill();
    if (seam > 0) pen.stroke();
  };
  eachCell(seen, (column, row) => {
    const [i, j] = [column + (right < 0), row + (up < 0)]; // the farthest corner
    const quad = (by) => {
      const [k, l] = [last(i, by * right), last(j, by * up)];
      return [[i, j], [k, j], [k, l], [i, l]];
    };
    const around = cornersOf(column, row);
    const known = around.map(([i, j]) => shares[j][i]);
    const isAbove = known.map((share) => share > cut);
    const isParted = isAbove.includes(true) && isAbove.includes(false);
    const { ground: own, cut: pale } = colours[row * CELLS + column] ?? {};
    if (isParted && known.every(Number.isFinite)) {
      const { below, above, rim } = parted(around, known, cut);
      for (const [part, colour] of [[below, own], [above, pale]]) fill(part.map((point) => placeAt(...point)), colour, SEAM);
      rim.forEach((point, n) => edge[n % 2 ? "lineTo" : "moveTo"](...placeAt(...point)));
    } else {
      // Twice as far as the cell, so that no gaps are left: what is too much is painted over. Not across the edge of the cut.
      const isWhole = ([i, j]) => isKnown(places[j][i]) && shares[j][i] > cut === isAbove[0];
      const corners = [2, 1].map(quad).find((each) => each.every(isWhole));
      if (!corners) return;
      fill(corners.map(([i, j]) => places[j][i]), isAbove[0] ? pale : own);
    }
    const [a, b, c, d] = [numbers[row][column], numbers[row][column + 1], numbers[row + 1][column + 1], numbers[row + 1][column]];
    if (a === b && b === c && c === d) return;
    const spots = around.map(([i, j]) => places[j][i]);
    pen.strokeStyle = quiet;
    pen.lineWidth = 0.4;
    for (let n = Math.min(a, b, c, d) + 1; n <= Math.max(a, b, c, d); n++) {
      const level = (n / LEVELS) ** 2;
      crossing(pen, isParted ? around.map(([i, j]) => placeAt(i, j, level)) : spots, known, level);
    }
  });
  pen.strokeStyle = quiet;
  pen.lineWidth = RIM;
  pen.lineCap = "round";
  pen.stroke(edge);
};

/** The contour line of a cell. */
const crossing = (pen, places, corners, level) => {
  const found = [];
  for (let side = 0; side < 4; side++) {
    const next = (side + 1) % 4;
    if (corners[side] > level === corners[next] > level) continue;
    found.push(mix(places[side], places[next], (level - corners[side]) / (corners[next] - corners[side])));
  }
  if (found.length < 2) return;
  pen.beginPath();
  pen.moveTo(...found[0]);
  pen.lineTo(...found[1]);
  pen.stroke();
};

/** The floor under the ground: its border and the contour lines as on the map. */
export const paintFloor = (pen, { shares }, { place }, colour) => {
  pen.strokeStyle = colour;
  pen.lineWidth = 0.5;
  pen.globalAlpha = FLOOR;
  pen.beginPath();
  for (const [a, b] of CORNERS) pen.lineTo(...place(a, b, -DEEP));
  pen.closePath();
  pen.stroke();
  for (let row = 0; row < CELLS; row++) {
    for (let column = 0; column < CELLS; column++) {
      const around = cornersOf(column, row);
      const known = around.map(([i, j]) => shares[j][i]);
      const numbers = known.map((share) => Math.sqrt(share) * LEVELS);
      const spots = around.map(([i, j]) => place(i / CELLS, j / CELLS, -DEEP));
      const last = Math.floor(Math.max(...numbers));
      for (let n = Math.floor(Math.min(...numbers)) + 1; n <= last; n++) crossing(pen, spots, known, (n / LEVELS) ** 2);
    }
  }
  pen.globalAlpha = 1;
};

/**
 * The heights at the corner on the left, and numbers along the two farthest edges, where no ground is behind them; along
 * the nearest, if the farthest is itself behind ground. What would lie on another number, or on what is `taken`, is left out.
 */
export const paintScales = (pen, ground, seen, colour, size, taken) => {
  const { x, y, low, top: high, tall, height, rise } = ground;
  const { place, sin, cos, tilt } = seen;
  pen.fillStyle = pen.strokeStyle = colour;
  pen.lineWidth = 0.8;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  /** Writes a text about a place, unless there is no room. */
  const write = (text, [across, down]) => {
    const [wide, tall] = [pen.measureText(text).width / 2 + 1, size / 2 + 0.5];
    const box = [across - wide, down - tall, across + wide, down + tall];
    if (taken.some((other) => overlap(box, other))) return false;
    taken.push(box);
    pen.fillText(text, across, down);
    return true;
  };
  if (tilt >= SLOPED) {
    const [left] = CORNERS.toSorted((one, other) => place(...one, 0)[0] - place(...other, 0)[0]);
    const at = (h) => place(...left, h);
    const [across, top] = at(tall);
    write("f", [across, top - size]);
    pen.beginPath();
    pen.moveTo(...at(0));
    pen.lineTo(across, top);
    for (const tick of ticksFor({ low, high })) {
      const [, down] = at(rise(tick.at));
      if (!write(tick.text, [across - 5 - pen.measureText(tick.text).width / 2, down])) continue;
      pen.moveTo(across, down);
      pen.lineTo(across - 3, down);
    }
    pen.stroke();
    taken.push([across - 3, top - 3, across + size, at(0)[1]]);
  }
  const edges = [[x, "x₀", cos > 0, (share, side) => [share, side]], [y, "x₁", sin > 0, (share, side) => [side, share]]];
  for (const [axis, name, isFarHigh, placeAt] of edges) {
    const far = Number(isFarHigh);
    const isSeen = (side) => !isHidden(ground, seen, placeAt(0.5, side), height(...placeAt(0.5, side)));
    const side = [far, 1 - far].find(isSeen) ?? far;
    const at = (share) => placeAt(share, side);
    const [from, to] = [place(...placeAt(0, 0), 0), place(...placeAt(0, 2 * side - 1), 0)];
    const outward = [to[0] - from[0], to[1] - from[1]].map((part, _, [u, v]) => part / Math.hypot(u, v));
    /** A text beside the edge, `lines` farther out. */
    const beside = (text, share, lines) => {
      const h = height(...at(share));
      if (!Number.isFinite(h) || isHidden(ground, seen, at(share), h)) return false;
      const [across, down] = place(...at(share), h);
      const half = [pen.measureText(text).width / 2, size / 2];
      const away = GAP + half[0] * Math.abs(outward[0]) + half[1] * Math.abs(outward[1]) + lines * size * 1.2;
      return write(text, [across + away * outward[0], down + away * outward[1]]);
    };
    [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9].some((share) => beside(name, share, 1.2));
    for (const tick of ticksFor({ low: axis.low, high: axis.high })) beside(tick.text, (tick.at - axis.low) / (axis.high - axis.low), 0);
  }
};

/** Whether ground stands between a point and the eye. */
const isHidden = ({ height, tall }, { cos, sin, rising }, [a, b], h) => {
  for (let i = 1; i <= MARCH; i++) {
    const away = i / MARCH;
    const ray = h + away * rising + 0.004;
    const [near, beside] = [a - away * sin, b - away * cos];
    if (ray > tall || near < 0 || near > 1 || beside < 0 || beside > 1) return false;
    if (height(near, beside) > ray) return true;
  }
  return false;
};

const isInside = (share) => share.every((value) => value >= 0 && value <= 1);

/** A step laid on the ground: pieces of it, each from one place to the next; none if it leaves the map. */
export const laid = ({ height }, from, to) => {
  if (!isInside(from) || !isInside(to)) return [];
  const pieces = Math.max(1, Math.ceil(PIECES * Math.hypot(to[0] - from[0], to[1] - from[1])));
  const places = Array.from({ length: pieces + 1 }, (_, i) => mix(from, to, i / pieces));
  return places.slice(1).map((place, i) => [places[i], place].map(([a, b]) => [a, b, height(a, b)]));
};

/** The first pieces of a step, up to a share of its length on the ground. */
const upTo = (share, pieces) => {
  const lengths = pieces.map(([from, to]) => Math.hypot(...to.map((part, i) => part - from[i])));
  let left = share * lengths.reduce((sum, length) => sum + length, 0);
  if (share >= 1 || left === 0) return pieces;
  const found = [];
  for (const [i, [from, to]] of pieces.entries()) {
    found.push([from, left < lengths[i] ? mix(from, to, left / lengths[i]) : to]);
    left -= lengths[i];
    if (left <= 0) break;
  }
  return found;
};

/** A step of a run as far as it has been gone, laid on the ground. */
const goneOf = (ground, x, at, i) => upTo(at - i, laid(ground, ground.shareOf(x[i]), ground.shareOf(x[i + 1])));

/** Where the run is at step `at`, or on its way between two steps; null off the map. */
const headOf = (ground, { x }, at) => {
  const k = Math.min(Math.floor(at), x.length - 1);
  if (k < at && k + 1 < x.length) return goneOf(ground, x, at, k).at(-1)?.[1] ?? null;
  const share = ground.shareOf(x[k]);
  return isInside(share) ? [...share, ground.height(...share)] : null;
};

/** Strokes or fills what `draw` adds to two paths, the one that is seen and the one behind ground. */
const faintly = (pen, draw, paint, strength = 1) => {
  const [shown, behind] = [new Path2D(), new Path2D()];
  draw((isBehind) => (isBehind ? behind : shown));
  pen.globalAlpha = FAINT * strength;
  paint(behind);
  pen.globalAlpha = strength;
  paint(shown);
  pen.globalAlpha = 1;
};

/** The run up to step `at`, or up to a point between two steps; while it is played, with a tail that fades. */
export const paintRun = (pen, ground, seen, { trace: { x, f } }, at, colour, isPlayed = false) => {
  const last = Math.min(at, MOST, x.length - 1);
  const points = x.slice(0, Math.floor(last) + 1).map(ground.shareOf);
  const gone = Array.from({ length: Math.ceil(last) }, (_, i) => goneOf(ground, x, at, i));
  pen.strokeStyle = pen.fillStyle = colour;
  pen.lineWidth = 1.6;
  pen.lineCap = "round";
  const line = (pathOf) => {
    for (const [from, to] of gone.flat()) {
      const path = pathOf(isHidden(ground, seen, from, from[2]));
      path.moveTo(...seen.place(...from));
      path.lineTo(...seen.place(...to));
    }
  };
  const dots = (pathOf) => {
    for (const [i, point] of points.entries()) {
      if (!isInside(point)) continue;
      const h = ground.height(...point);
      const [across, down] = seen.place(...point, h);
      const path = pathOf(isHidden(ground, seen, point, h));
      path.moveTo(across, down);
      path.arc(across, down, 2, 0, 2 * Math.PI);
    }
  };
  const strength = isPlayed ? PAST : 1;
  faintly(pen, line, (path) => pen.stroke(path), strength);
  faintly(pen, dots, (path) => pen.fill(path), strength);
  if (!isPlayed) return;
  pen.lineCap = "butt";
  for (let i = Math.max(0, Math.ceil(at) - TAIL.steps); i < gone.length; i++) {
    gone[i].forEach(([from, to], j) => {
      const fresh = 1 - (at - i - Math.min(1, at - i) * ((j + 0.5) / gone[i].length)) / TAIL.steps;
      pen.globalAlpha = Math.max(0, fresh) * (isHidden(ground, seen, from, from[2]) ? FAINT : 1);
      pen.lineWidth = 1.6 + TAIL.width * fresh;
      pen.beginPath();
      pen.moveTo(...seen.place(...from));
      pen.lineTo(...seen.place(...to));
      pen.stroke();
    });
  }
  pen.lineWidth = 2;
  for (let k = Math.max(1, Math.ceil(at - FLASH.steps)); k <= last; k++) {
    if (!(f[k] > f[k - 1] && isInside(points[k]))) continue;
    const age = (at - k) / FLASH.steps;
    const radius = FLASH.from + FLASH.by * age;
    pen.globalAlpha = 1 - age;
    pen.beginPath();
    pen.ellipse(...seen.place(...points[k], ground.height(...points[k])), radius, radius * seen.flat, 0, 0, 2 * Math.PI);
    pen.stroke();
  }
  pen.globalAlpha = 1;
};

/**
 * The runners at step `at`, or between two steps, as balls on the ground with their shadows, plumb lines to the floor and names, the farthest
 * first. One that has left the map is not there. Returns the boxes of the names and of the balls.
 *
 * @param {{ name: string, trace: import("../core/descent.js").Trace, colour: string, arrow?: boolean }[]} runs `arrow` if an
 *   arrow leads to the ball, over which the name must not lie
 * @param {boolean} [isMoving] then several have no names: the list of the rules has their colours
 */
export const paintBalls = (pen, ground, seen, runs, at, paper, size, isMoving = false) => {
  const balls = runs.flatMap(({ name, trace, colour, arrow }) => {
    const head = headOf(ground, trace, at);
    if (!head) return [];
    const [a, b, h] = head;
    const k = Math.min(Math.floor(at), trace.x.length - 1);
    const isFromRight = arrow && seen.place(...ground.shareOf(trace.x[k - 1]), h)[0] > seen.place(a, b, h)[0];
    return [{ name, colour, share: [a, b], h, isFromRight }];
  });
  balls.sort((one, other) => distanceOf(seen, other.share) - distanceOf(seen, one.share));
  for (const { colour, share, h } of balls) {
    const [across, down] = seen.place(...share, h);
    const foot = seen.place(...share, -DEEP);
    const middle = down - BALL * Math.min(1, seen.up); // it rests on the ground
    const around = (by, other, spot) => spot.map((part) => Math.round(part + by * (other - part)));
    pen.strokeStyle = pen.fillStyle = colour;
    pen.lineWidth = 1;
    pen.setLineDash(PLUMB);
    pen.beginPath();
    pen.moveTo(across, down);
    pen.lineTo(...foot);
    pen.stroke();
    pen.setLineDash([]);
    pen.beginPath();
    pen.ellipse(...foot, 2, Math.max(0.8, 2 * seen.flat), 0, 0, 2 * Math.PI);
    pen.fill();
    pen.globalAlpha = isHidden(ground, seen, share, h) ? FAINT : 1;
    pen.save(); // the shadow where it touches the ground
    pen.translate(across, down);
    pen.scale(1, Math.max(0.35, seen.flat));
    const dark = pen.createRadialGradient(0, 0, 0, 0, 0, 1.5 * BALL);
    for (const [stop, alpha] of [[0, 0.7], [0.5, 0.45], [1, 0]]) dark.addColorStop(stop, `rgb(0 0 0 / ${alpha})`);
    pen.fillStyle = dark;
    pen.beginPath();
    pen.arc(0, 0, 1.5 * BALL, 0, 2 * Math.PI);
    pen.fill();
    pen.restore();
    const shade = pen.createRadialGradient(across - 0.35 * BALL, middle - 0.4 * BALL, 0, across, middle, BALL);
    const parts = rgb(colour);
    for (const [at, shaded] of [[0, around(LIT, 255, parts)], [0.55, parts], [1, around(DARK, 0, parts)]]) {
      shade.addColorStop(at, `rgb(${shaded.join(" ")})`);
    }
    pen.fillStyle = shade;
    pen.beginPath();
    pen.arc(across, middle, BALL, 0, 2 * Math.PI);
    pen.fill();
    pen.globalAlpha = 1;
  }
  const placed = balls.map(({ share, h, ...ball }) => {
    const [across, down] = seen.place(...share, h);
    return { ...ball, place: [across, down - BALL], box: [across - BALL, down - 2 * BALL, across + BALL, down] };
  });
  if (isMoving && runs.length > 1) return placed.map(({ box }) => box);
  const points = runs.flatMap(({ trace: { x } }) => x.slice(0, Math.min(at, MOST) + 1).map(ground.shareOf));
  const ink = points.filter(isInside).map((share) => seen.place(...share, ground.height(...share)));
  placed.sort((one, other) => one.place[1] - other.place[1]);
  return paintNames(pen, placed, ink, seen, paper, size);
};

/**
 * The names of balls beside them, or led away from others to where they lie on no other name or ball, and on the least `ink`.
 */
const paintNames = (pen, balls, ink, { width, height }, paper, size) => {
  pen.textBaseline = "middle";
  pen.textAlign = "left";
  pen.lineJoin = "round";
  const taken = balls.map(({ box }) => box);
  for (const { name, colour, box: own, isFromRight, place } of balls) {
    const wide = pen.measureText(name).width;
    const others = balls.filter(({ box }) => box !== own && overlap(box, own));
    const placeAt = ([angle, far]) => {
      const [right, below] = [Math.cos(radians(angle)), Math.sin(radians(angle))];
      const end = plus(place, [right, below], far);
      const [left, level] = [right > 0 ? end[0] : end[0] - wide, end[1]];
      const box = [left, level - size / 2, left + wide, level + size / 2];
      const isOut = box[0] < 0 || box[1] < 0 || box[2] > width || box[3] > height;
      const blocked = isOut + taken.filter((other) => overlap(box, other)).length;
      const isOnArrow = Boolean(isFromRight) && right > 0;
      const cost = LED.blocked * (blocked + isOnArrow) + ink.filter((spot) => overlap(box, [...spot, ...spot])).length + far / LED.far;
      return { box, end, isLed: far > LED.beside, cost };
    };
    const ways = LED.ways.filter(([, far]) => others.length === 0 || far > LED.beside); // beside several, whose is it?
    const { box, end, isLed } = ways.map(placeAt).reduce((best, other) => (other.cost < best.cost ? other : best));
    taken.push(box);
    if (isLed) {
      const away = plus(end, place, -1);
      const line = new Path2D();
      line.moveTo(...plus(place, away, BALL / Math.hypot(...away)));
      line.lineTo(...plus(end, away, -LED.gap / Math.hypot(...away)));
      for (const [stroke, width] of [[paper, 2.4], [colour, 0.9]]) {
        Object.assign(pen, { strokeStyle: stroke, lineWidth: width });
        pen.stroke(line);
      }
    }
    pen.strokeStyle = paper;
    pen.lineWidth = 3;
    pen.strokeText(name, box[0], end[1]);
    pen.fillStyle = colour;
    pen.fillText(name, box[0], end[1]);
  }
  return taken;
};

/** A line through points of the plane, laid on the ground and then moved in the picture, with or without the head of an arrow. */
const paintLine = (pen, ground, seen, points, shift, { stroke, dash, width }, hasHead) => {
  const pieces = points.slice(1).flatMap((point, i) => laid(ground, ...[points[i], point].map(ground.shareOf)));
  if (pieces.length === 0) return;
  const placeOf = (place) => plus(seen.place(...place), shift);
  const isBehind = ([a, b, h]) => isHidden(ground, seen, [a, b], h);
  const line = (pathOf) => {
    let last = null;
    for (const [from, to] of pieces) {
      const path = pathOf(isBehind(from));
      if (path !== last) path.moveTo(...placeOf(from)); // else the dashes go on
      path.lineTo(...placeOf(to));
      last = path;
    }
  };
  const head = (pathOf) => {
    const sides = pieces.map(([from, to]) => plus(placeOf(to), placeOf(from), -1));
    const length = sides.reduce((sum, side) => sum + Math.hypot(...side), 0);
    const path = pathOf(isBehind(pieces.at(-1)[1]));
    wingsOf(placeOf(pieces.at(-1)[1]), sides.at(-1), length).forEach((place, i) => path[i === 0 ? "moveTo" : "lineTo"](...place));
  };
  pen.strokeStyle = stroke;
  pen.lineWidth = width;
  pen.setLineDash(dash.split(" ").filter(Boolean).map(Number));
  faintly(pen, line, (path) => pen.stroke(path));
  pen.setLineDash([]);
  if (hasHead) faintly(pen, head, (path) => pen.stroke(path));
};

/**
 * The arrows of a step on the ground with their names, and the ball or the oval with its axes, as on the map; nothing if the
 * step is short, and no arrow that leaves the map. Returns what is `taken`, with the boxes of the names.
 *
 * @param {import("./steps.js").Step} step
 * @param {(name: string) => { stroke: string, dash: string, width: number }} lookOf an arrow
 * @param {Record<string, string>} words the names
 * @param {Record<"paper" | "ink" | "quiet", string>} colours
 */
export const paintStep = (pen, ground, seen, step, lookOf, words, { paper, ink, quiet }, size, taken) => {
  const { from, oval, ball } = step;
  const on = (point) => {
    const share = ground.shareOf(point);
    return seen.place(...share, ground.height(...share));
  };
  const ends = endsOf(step, on, besideOf(step, on, ARROWS.merged));
  if (!isSeen(ends, ARROWS.least)) return taken;
  pen.lineCap = "butt";
  pen.lineJoin = "round";
  if (oval) {
    const at = (a, b) => plus(from, [a * oval[0], b * oval[1]]);
    const round = around(ARROWS.corners + 1).map((angle) => at(Math.cos(angle), Math.sin(angle)));
    const look = { stroke: quiet, dash: "", width: 0.9 };
    for (const points of [round, [at(-1, 0), at(1, 0)], [at(0, -1), at(0, 1)]]) paintLine(pen, ground, seen, points, [0, 0], look);
  }
  const paint = ({ tail, vector, shift }, look) => paintLine(pen, ground, seen, [tail, plus(tail, vector)], shift, look, true);
  for (const each of ends) paint(each, { stroke: paper, dash: "", width: lookOf(each.name).width + ARROWS.halo });
  for (const each of ends) paint(each, lookOf(each.name));
  if (ball && isInside(ground.shareOf(ball))) {
    pen.fillStyle = paper;
    pen.strokeStyle = ink;
    pen.lineWidth = 1.4;
    pen.beginPath();
    pen.arc(...on(ball), 3.4, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
  }
  pen.strokeStyle = paper;
  pen.lineWidth = 3;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const isOn = ({ tail, vector }) => [tail, plus(tail, vector)].every((point) => isInside(ground.shareOf(point)));
  const named = ends.filter((each) => isOn(each) && lengthOf(each) >= ARROWS.named);
  const names = namesOf(named, [0, 0, seen.width, seen.height], size, taken).filter(({ isFree, covered }) => isFree && covered <= ARROWS.covered);
  for (const { name, place } of names) {
    pen.fillStyle = lookOf(name).stroke;
    pen.strokeText(words[name], ...place);
    pen.fillText(words[name], ...place);
  }
  return [...taken, ...names.map(({ box }) => box)];
};

/** A ring at each of these points of the plane, or a cross. */
export const paintMarks = (pen, ground, seen, points, kind, colour) => {
  pen.strokeStyle = colour;
  pen.lineWidth = kind === "ring" ? 2 : 1.2;
  const draw = (pathOf) => {
    for (const point of points.map(ground.shareOf).filter(isInside)) {
      const h = ground.height(...point);
      const [across, down] = seen.place(...point, h);
      const [cross, ring] = [new Path2D(`M${across - 4} ${down}h8M${across} ${down - 4}v8`), new Path2D()];
      ring.arc(across, down, 6, 0, 2 * Math.PI);
      pathOf(isHidden(ground, seen, point, h)).addPath(kind === "ring" ? ring : cross);
    }
  };
  faintly(pen, draw, (path) => pen.stroke(path));
};

/** The point of the plane of the nearest ground under a place of the figure, or null beside it. */
export const pointAt = (ground, seen, [across, down]) => {
  let found = null;
  const known = placesOf(ground, seen);
  eachCell(seen, (column, row) => {
    const places = cornersOf(column, row).map(([i, j]) => known[j][i]);
    if (!places.every(isKnown)) return;
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
  return found && ground.pointOf(found);
};
