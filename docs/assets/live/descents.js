// Shared by the listings that show a descent.

import { round } from "./python.js";

export const DESCENT = { init_x0: "coordinate", init_x1: "coordinate", lr: "positive", step_num: "steps" };

/** The ring at the start of a path. */
export const START_HANDLE = { part: "start", moves: ["init_x0", "init_x1"] };

/** Points (k, value) of a plot against the step number. */
export const numbered = (values) => values.map((value, k) => [k, value]);

export const rounded = (values, places) => values.map((value) => round(value, places));
