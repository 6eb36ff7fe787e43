// Shared by the listings that show a descent.

import { descending } from "./core/descent.js";
import { rules } from "./core/rules.js";
import { round } from "./python.js";

export const DESCENT = { init_x0: "coordinate", init_x1: "coordinate", lr: "positive", step_num: "steps" };

/** The ring at the start of a path. */
export const START_HANDLE = { part: "start", moves: ["init_x0", "init_x1"] };

/** Points (k, value) of a plot against the step number. */
export const numbered = (values) => values.map((value, k) => [k, value]);

/** How far each point of a run is from the origin, where the lowest point of the page's surface lies. */
export const distances = ({ x }) => x.map((point) => Math.hypot(...point));

export const rounded = (values, places) => values.map((value) => round(value, places));

/** The parts that most figures of a run have: its path, the ring at its start, and f against the step. */
export const partsOf = ({ x, f }) => ({ path: [x], start: [[x[0]]], loss: [numbered(f)] });

/**
 * A listing that runs gradient descent on a surface, from a start that can be dragged.
 *
 * @param {import("./core/surfaces.js").Surface} surface
 * @param {(trace: import("./core/descent.js").Trace) => string} text what the listing prints
 * @param {(trace: import("./core/descent.js").Trace) => Record<string, number[][][]>} parts of its figures
 * @returns {import("./live.js").Listing}
 */
export const descent = (surface, text, parts = partsOf) => ({
  settings: DESCENT,
  handle: START_HANDLE,
  *run({ init_x0, init_x1, lr, step_num }) {
    const trace = yield* descending(surface, [init_x0, init_x1], rules.GradientDescent({ lr }), step_num);
    return { text: text(trace), parts: parts(trace), trace };
  },
});
