// The mathematics of gdbook in the browser: the same names, the same doubles. Independent of pages.

export { descend } from "./descent.js";
export { numericalDiff, numericalGradient } from "./gradient.js";
export { rules } from "./rules.js";
export { surfaces } from "./surfaces.js";
