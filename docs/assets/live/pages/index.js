// A run from wherever one points: docs/index.md.

import { descend, rules } from "../core/index.js";
import { START_HANDLE, partsOf, rounded } from "../descents.js";
import { readAxes } from "../draw/axes.js";
import { readPart } from "../draw/parts.js";
import { placeIn } from "../handle.js";
import { live } from "../live.js";
import { array, fixed, repr, round } from "../python.js";

const HILLS = [
  [-3.0, 3.0, -1.3],
  [-2.4, -3.3, -1.7],
  [-2.2, -8.4, 0.9],
  [-2.4, 8.7, 1.5],
  [-2.2, 13.2, -1.6],
  [-2.2, -13.4, -1.5],
  [-2.0, 17.4, 1.6],
  [-2.0, -17.6, 1.2],
  [1.4, -3.0, 3.6],
  [2.2, -0.7, 0.8],
  [1.6, 4.6, 2.6],
  [1.6, -5.8, 2.2],
  [1.5, 6.4, -2.4],
  [1.4, -10.9, 2.8],
  [1.5, 11.2, 2.9],
  [1.6, -8.6, -3.0],
  [1.2, -0.2, -3.9],
  [1.2, 10.3, -3.6],
];
const STEPS = 100;

const land = ([x0, x1]) => {
  let f = 0.004 * x0 * x0 + 0.03 * x1 * x1;
  for (const [height, a, b] of HILLS) {
    const [u, v] = [x0 - a, x1 - b];
    f += height / (1 + (u * u + v * v) / 2);
  }
  return f;
};

const H = 1e-4;
const gradient = ([a, b]) => {
  const rises = [land([a + H, b]) - land([a - H, b]), land([a, b + H]) - land([a, b - H])];
  return rises.map((rise) => rise / (2 * H));
};

let rate; // the learning rate of the page
const runFrom = (start) => descend(land, start, rules.GradientDescent({ lr: rate }), STEPS);

live({
  walk: {
    settings: { init_x0: "coordinate", init_x1: "coordinate", lr: "positive" },
    ranges: { lr: { low: 0.01, high: 20 } },
    handle: { ...START_HANDLE, anywhere: true, finest: 0.01 },
    run: ({ init_x0, init_x1, lr }) => {
      rate = lr;
      const trace = runFrom([init_x0, init_x1]);
      let x = [init_x0, init_x1]; // by the loop of the page, which goes on where the trace ends because x is not finite
      for (let k = 0; k < STEPS; k++) {
        const slopes = gradient(x);
        x = x.map((at, i) => at - lr * slopes[i]);
      }
      const { path, start } = partsOf(trace);
      const text = `the end: ${array(rounded(x, 2))} height ${repr(round(land(x), 2))}`;
      return { text, parts: { path, start }, trace };
    },
  },
});

// Where the mouse points, the height there and the path from there, while that from the start stays, faint.
const stage = document.querySelector('[data-live="walk"] .stage');
if (stage) {
  const group = stage.querySelector("g[data-x]");
  const svg = group.ownerSVGElement;
  const axes = readAxes(group);
  const parts = ["path", "start"].map((name) => {
    const copy = group.querySelector(`[data-part="${name}"]`).cloneNode(true);
    copy.removeAttribute("data-live-path");
    copy.dataset.part = `pointed-${name}`;
    group.append(copy);
    return readPart(copy, axes);
  });
  const tip = document.createElement("span");
  tip.className = "tip";
  tip.setAttribute("aria-hidden", "true");
  stage.append(tip);
  let pointed = null; // the last pointer event; runs are limited to one per frame
  const follow = () => {
    if (!pointed) return;
    const at = axes.toData(placeIn(svg, pointed));
    const { x } = runFrom(at);
    const box = stage.getBoundingClientRect();
    tip.textContent = `f = ${fixed(land(at), 2).replace("-", "−")}`;
    const beside = pointed.clientX > innerWidth - 120 ? -90 : 16;
    tip.style.translate = `${pointed.clientX - box.left + beside}px ${pointed.clientY - box.top - 28}px`;
    pointed = null;
    parts[0].draw(x).show();
    parts[1].draw([x[0]]).show();
    stage.classList.add("pointing");
  };
  const leave = () => {
    pointed = null;
    stage.classList.remove("pointing");
  };
  stage.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || event.buttons !== 0) return leave();
    if (!pointed) requestAnimationFrame(follow);
    pointed = event;
  });
  for (const end of ["pointerleave", "pointerdown"]) stage.addEventListener(end, leave);
}
