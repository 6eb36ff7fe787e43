// The chapter's program: docs/chapter/gradient-method.md.

import { surfaces } from "../core/index.js";
import { descent, numbered } from "../descents.js";
import { live } from "../live.js";
import { array } from "../python.js";

const distance = ({ x }) => [numbered(x.map((place) => Math.hypot(...place)))];

live({
  program: descent(surfaces.bowl, ({ x }) => array(x.at(-1)), (trace) => ({ distance: distance(trace) })),
});
