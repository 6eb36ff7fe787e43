// The minima of a landscape: those of its stationary points, or, where these are not known, found by search.

import { finish } from "../core/descent.js";

const H = 1e-4;

/** Where both curvatures are positive: a > 0 and det > 0 for the Hessian ((a, b), (b, c)). */
const minima = ({ grad, stationaryPoints }) =>
  stationaryPoints.filter(([x0, x1]) => {
    const column = (d0, d1) => {
      const [plus, minus] = [grad([x0 + d0, x1 + d1]), grad([x0 - d0, x1 - d1])];
      return plus.map((slope, i) => (slope - minus[i]) / (2 * H));
    };
    const [[a, b], [, c]] = [column(H, 0), column(0, H)];
    return a > H && a * c - b * b > H;
  });

const STARTS = 24; // along each side
const FINEST = 1e-9; // of the side: the last step of the search
const TRIES = 5000;
const RING = 1e-3; // of the side: a minimum is lower than everything at this distance
const DIRECTIONS = Array.from({ length: 8 }, (_, i) => [Math.cos((i * Math.PI) / 4), Math.sin((i * Math.PI) / 4)]);

/** The minima of a landscape, or those within the limits of a picture that compass search finds from a grid of starts. */
export const minimaIn = (f, limits) => finish(findingMinima(f, limits));

/** `minimaIn` in portions: a generator that yields between them and returns the minima. */
export function* findingMinima(f, limits) {
  if (f.stationaryPoints) return minima(f);
  const [xlim, ylim] = limits;
  const at = ([low, high], i) => low + ((i + 0.5) / STARTS) * (high - low);
  const near = ([a, b], [c, d]) => Math.hypot(a - c, b - d) < 2 * RING * sideOf(limits);
  const found = [];
  for (let i = 0; i < STARTS ** 2; i++) {
    const place = minimumFrom(f, [at(xlim, i % STARTS), at(ylim, Math.floor(i / STARTS))], limits);
    if (place && !found.some((other) => near(place, other))) found.push(place);
    yield;
  }
  return found;
}

const sideOf = ([xlim, ylim]) => Math.max(xlim[1] - xlim[0], ylim[1] - ylim[0]);

/** The minimum within limits to which compass search leads from a start, or null. */
export const minimumFrom = (f, start, limits) => {
  const side = sideOf(limits);
  const place = search(f, start, side, (x) => x.every((at, i) => at >= limits[i][0] && at <= limits[i][1]));
  if (!place) return null;
  const around = DIRECTIONS.map(([d0, d1]) => [place[0] + d0 * RING * side, place[1] + d1 * RING * side]);
  return around.every((there) => f(there) > f(place)) ? place : null;
};

/**
 * Compass search inside: to the lowest of eight neighbours, which come closer where none is lower; null if it does not
 * end.
 */
const search = (f, x, side, inside) => {
  let value = f(x);
  let step = side / STARTS / 2;
  for (let tries = 0; step > FINEST * side; tries++) {
    if (tries === TRIES) return null;
    let best = null;
    for (const [d0, d1] of DIRECTIONS) {
      const there = [x[0] + d0 * step, x[1] + d1 * step];
      const height = inside(there) ? f(there) : Infinity;
      if (height < value) [best, value] = [there, height];
    }
    if (best) x = best;
    step *= best ? 1.5 : 0.5;
  }
  return x;
};
