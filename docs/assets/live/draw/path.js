// Writes the d attribute of SVG paths. Distant points are clipped.

/** So many lines or dots can be drawn within a frame. */
export const MANY = 2000;

const FAR = 5000; // larger than any figure, small enough for the renderer's single precision

const CELL = 1.2; // points: less than the width of a line
const CELLS = Math.ceil((2 * FAR) / CELL) + 1; // its fourth power is still an exact integer
const cell = (value) => Math.round((value + FAR) / CELL);
const isShort = ([from, to]) => cell(from[0]) === cell(to[0]) && cell(from[1]) === cell(to[1]);

/** @typedef {[number, number]} Place */

/** A line through all points, with a gap at NaN or infinity. */
export const line = (places) => growing(places.length, (i) => places[i], "line").text;

/** A dot at each point: zero-length lines, made visible by a round cap. */
export const dots = (places) => growing(places.length, (i) => places[i], "dots").text;

/**
 * A path, and the length of its text after each point. Of more than MANY points, it leaves out what the rest hides;
 * `coarse` if it leaves out more.
 *
 * @param {number} count of the points
 * @param {(i: number) => Place} placeOf
 * @param {"line" | "dots"} kind
 * @returns {{ text: string, ends: Uint32Array, coarse: boolean }}
 */
export const growing = (count, placeOf, kind) => {
  const many = count > MANY;
  const needed = many && kind === "line" ? neededOf(count, placeOf) : null;
  const drawn = new Set();
  let text = "";
  let coarse = false;
  let [column, row] = [NaN, NaN]; // of the pen, in tenths
  let before = null;
  const move = (command, [x, y], tail) => {
    const [across, down] = [Math.round(x * 10), Math.round(y * 10)];
    if (across === column && down === row) return;
    [column, row] = [across, down];
    text += `${command}${tenths(across)} ${tenths(down)}${tail}`;
  };
  /** Whether there is room for a piece, and none in the same cells yet. */
  const isNew = ([from, to]) => {
    const key = ((cell(from[0]) * CELLS + cell(from[1])) * CELLS + cell(to[0])) * CELLS + cell(to[1]);
    if (drawn.has(key)) return false;
    coarse ||= drawn.size === MANY;
    if (!coarse) drawn.add(key);
    return !coarse;
  };
  const add = (i) => {
    if (needed && !needed[i]) return;
    const place = placeOf(i);
    const piece = clipped((kind === "line" && before) || place, place);
    const isEnd = i === 0 || i === count - 1;
    if (needed && piece && !isEnd && isShort(piece)) return; // the next piece begins here
    before = place;
    if (!piece || (many && !isEnd && !isNew(piece))) return;
    if (kind === "line") {
      move("M", piece[0], "");
      move("L", piece[1], "");
    } else move("M", place, "h0");
  };
  const ends = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    add(i);
    ends[i] = text.length;
  }
  return { text, ends, coarse };
};

/** The points that a line needs: of those in one column, the first, lowest, highest and last. */
const neededOf = (count, placeOf) => {
  const needed = new Uint8Array(count);
  const last = count - 1;
  let [left, low, high, lowest, highest] = [NaN, 0, 0, 0, 0];
  for (let i = 0; i <= last; i++) {
    const [x, y] = placeOf(i);
    const finite = Number.isFinite(y);
    if (finite && Math.abs(x - left) < 1) {
      if (y < low) [low, lowest] = [y, i];
      if (y > high) [high, highest] = [y, i];
    } else {
      for (const k of [lowest, highest, Math.max(0, i - 1), i]) needed[k] = 1;
      [left, low, high, lowest, highest] = [finite ? x : NaN, y, y, i, i];
    }
  }
  for (const k of [lowest, highest, last]) needed[k] = 1;
  return needed;
};

export const element = (near, name) => near.ownerDocument.createElementNS(near.namespaceURI, name);

const texts = new Array(10 * FAR); // many points have the same coordinates, and writing a number takes long
const tenths = (count) => (count < 0 ? String(count / 10) : (texts[count] ??= String(count / 10)));

const isNear = ([x, y]) => Math.abs(x) <= FAR && Math.abs(y) <= FAR;

const isFar = (place) => place.some((value) => Math.abs(value) > FAR);

/**
 * Clips the segment from a to b to the square |x|, |y| <= FAR; null if nothing is left (Liang and Barsky, 1984).
 *
 * @param {Place} a
 * @param {Place} b
 * @returns {[Place, Place] | null}
 */
export const clipped = (a, b) => {
  if (isNear(a) && isNear(b)) return [a, b];
  // Start from the near end: seen from the far one, rounding could leave nothing.
  if (isFar(a) && !isFar(b)) return clipped(b, a)?.reverse() ?? null;
  let start = 0;
  let end = 1;
  for (const i of [0, 1]) {
    if (!Number.isFinite(a[i]) || !Number.isFinite(b[i])) return null;
    const delta = b[i] - a[i];
    for (const [room, speed] of [
      [a[i] + FAR, -delta],
      [FAR - a[i], delta],
    ]) {
      if (speed === 0 && room < 0) return null;
      if (speed < 0) start = Math.max(start, room / speed);
      if (speed > 0) end = Math.min(end, room / speed);
    }
  }
  if (start > end) return null;
  const at = (share) => [0, 1].map((i) => Math.min(FAR, Math.max(-FAR, a[i] + share * (b[i] - a[i]))));
  return [isNear(a) ? a : at(start), isNear(b) ? b : at(end)]; // a share may round to 0 or 1
};
