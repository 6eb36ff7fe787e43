// The mathematics of gdbook in the browser: the same names, the same doubles. Independent of pages.

export { basin } from "./basins.js";
export { descend, descending, finish } from "./descent.js";
export { numericalDiff, numericalGradient } from "./gradient.js";
export { Backtracking, ExactLineSearch } from "./linesearch.js";
export { rules } from "./rules.js";
export { surfaces } from "./surfaces.js";
