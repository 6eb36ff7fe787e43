// A run from wherever one points: docs/index.md.

import { addButton } from "../button.js";
import { descend } from "../core/descent.js"; // not the rest of core/, which this page does without
import { rules } from "../core/rules.js";
import { START_HANDLE, partsOf, rounded } from "../descents.js";
import { readAxes } from "../draw/axes.js";
import { readPart } from "../draw/parts.js";
import { clamp, placeIn, placeOf } from "../handle.js";
import { live } from "../live.js";
import { made } from "../made.js";
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
const WALK = 2000; // milliseconds
const LONG_WALK = 4000; // of a run that goes to and fro
const FRESH = 6; // so many of its steps, the last ones, keep their full ink
const SEEN = 0.05; // of the plane: a shorter way is not seen
const GAP = [NaN, NaN];
const SHAKE = 8; // pixels that the mouse may move in a click
const RING = 14; // pixels from its middle that the ring and what surrounds it need
const BESIDE = [-1.5, 1.3]; // left of the ring of the page: its walk ends in another valley
const [AWAY, LEAVES, BESIDE_ASKED, RATE_ASKED, HEIGHT, AT] = document.documentElement.lang.startsWith("zh")
  ? ["越跑越遠", "走出畫面：", "從這裡呢？", "η = 1，停得下來嗎？", "高度", "，在 "]
  : ["runs away", "leaves: ", "from here?", "η = 1: does it rest?", "height", " at "];

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

const stage = document.querySelector('[data-live="walk"] .stage');
const group = stage?.querySelector("g[data-x]");
const svg = group?.ownerSVGElement;
const axes = group && readAxes(group);

/** The corners of what the window shows of the plane, but for so many pixels at its edges. */
const shownOf = (margin = 0) => {
  const { left, right, top, bottom } = stage.parentElement.getBoundingClientRect();
  const cornerOf = (clientX, clientY) => axes.toData(placeIn(svg, { clientX, clientY }));
  return [cornerOf(left + margin, bottom - margin), cornerOf(right - margin, top + margin)];
};
const isShown = (point, [low, high]) => point.every((at, i) => at >= low[i] && at <= high[i]);

/** The nearest place where the whole ring is shown. */
const within = (point) => {
  const [low, high] = shownOf(RING);
  return point.map((at, i) => Number(clamp(at, { low: low[i], high: high[i] }).toFixed(2)));
};

const wayOf = ([a, b], [u, v]) => [u - a, v - b];

/** Tells whether a point is seen to be another than the end of the run. */
const isAway = (x) => (point) => Math.hypot(...wayOf(point, x.at(-1))) > SEEN;

/** The points of a run up to where it first turns back, and of its last steps that are seen. */
const freshOf = (x) => {
  const turnsAt = (k) => {
    const [[a, b], [u, v]] = [wayOf(x[k - 2], x[k - 1]), wayOf(x[k - 1], x[k])];
    return a * u + b * v < 0;
  };
  const turn = x.findIndex((_, k) => k > 1 && turnsAt(k)) - 1;
  if (turn < 0) return x;
  const shown = shownOf();
  const isMoving = isAway(x);
  const seen = x.findLastIndex((point) => isShown(point, shown) && isMoving(point));
  return x.map((point, k) => (k > turn && k <= seen - FRESH ? GAP : point));
};

let rate; // the learning rate of the page
let newest; // the last run
let own = ""; // the key of the run with the numbers of the page
let key = ""; // of the run that is drawn
let setting; // sets the numbers
let walked = null; // called with each run that is drawn, and whether it is on the way to another
const keyOf = (trace) => String([trace.x[0], rate]);
const runFrom = (start) => descend(land, start, rules.GradientDescent({ lr: rate }), STEPS);

live({
  walk: {
    settings: { init_x0: "coordinate", init_x1: "coordinate", lr: "positive" },
    ranges: { lr: { low: 0.01, high: 20 } },
    handle: { ...START_HANDLE, anywhere: true, finest: 0.01, within },
    run: ({ init_x0, init_x1, lr }, isPassing) => {
      rate = lr;
      const trace = runFrom([init_x0, init_x1]);
      newest = trace;
      own ||= keyOf(trace);
      let x = [init_x0, init_x1]; // by the loop of the page, which goes on where the trace ends because x is not finite
      for (let k = 0; k < STEPS; k++) {
        const slopes = gradient(x);
        x = x.map((at, i) => at - lr * slopes[i]);
      }
      const { path, start } = partsOf(trace);
      const text = `the end: ${array(rounded(x, 2))} height ${repr(round(land(x), 2))}`;
      return { text, parts: { path, start }, trace, paint: () => walked?.(trace, isPassing) };
    },
    equip: (element, set) => {
      setting = set;
      const ask = () => {
        key = ""; // a second press walks it again
        set({ lr: "1" });
      };
      addButton(element, "lr", ask, [RATE_ASKED]);
    },
  },
});

if (stage) {
  const header = document.querySelector(".md-header");
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  /** A copy of a part of the figure, put where `put` puts it. */
  const copyOf = (name, prefix, put) => {
    const copy = group.querySelector(`[data-part="${name}"]`).cloneNode(true);
    copy.removeAttribute("data-live-path");
    copy.dataset.part = `${prefix}-${name}`;
    put(copy);
    return readPart(copy, axes);
  };
  const [walking, compared] = ["walked", "compared"].map((prefix) =>
    copyOf("path", prefix, (copy) => group.querySelector('[data-part="path"]').after(copy)),
  );
  const parts = ["path", "start"].map((name) => copyOf(name, "pointed", (copy) => group.append(copy)));
  const question = made("button", { type: "button", className: "question", hidden: true }, made("span", {}, BESIDE_ASKED));
  const sizes = svg.viewBox.baseVal;
  const [left, top] = axes.toFigure(BESIDE).map((at, i) => `${(100 * at) / [sizes.width, sizes.height][i]}%`);
  Object.assign(question.style, { left, top });
  stage.append(question);
  const [tip, end] = ["tip", "tip end"].map((className) => {
    const label = document.createElement("span");
    Object.assign(label, { className, hidden: className !== "tip" });
    label.setAttribute("aria-hidden", "true");
    stage.append(label);
    return label;
  });

  /** The height of a place, and where it is, since the picture has no axes. */
  const placeText = (x, f) => {
    const [height, ...at] = [f, ...x].map((value) => fixed(value, 2).replace("-", "−"));
    return `${HEIGHT} ${height}${AT}(${at.join(", ")})`;
  };

  /**
   * Writes a label beside a place of the window: to the right if there is room, and above it, unless it is wanted below or
   * would lie under what covers the window.
   */
  const write = (label, text, [x, y], { covered = -Infinity, below = false } = {}) => {
    label.textContent = text;
    const box = stage.getBoundingClientRect();
    const seen = stage.parentElement.getBoundingClientRect(); // of the picture, which the window cuts
    const { width } = label.getBoundingClientRect();
    const left = x + 20 + width > seen.right ? Math.max(seen.left + 4, x - 16 - width) : x + 16;
    const isBelow = (below && y + 44 < seen.bottom) || y - 32 < Math.max(seen.top, covered);
    const top = isBelow ? y + 20 : y - 28;
    label.style.translate = `${left - box.left}px ${top - box.top}px`;
  };

  // Where the mouse points, the height there and the path from there, while that from the start stays, faint.
  let pointed = null; // the last pointer event; runs are limited to one per frame
  const follow = () => {
    if (!pointed) return;
    const at = axes.toData(placeIn(svg, pointed));
    const { x } = runFrom(at);
    stage.classList.add("pointing");
    const covered = header.getBoundingClientRect().bottom;
    write(tip, placeText(at, land(at)), [pointed.clientX, pointed.clientY], { covered });
    pointed = null;
    parts[0].draw(freshOf(x)).show();
    parts[1].draw([x[0]]).show();
  };
  const leave = () => {
    pointed = null;
    stage.classList.remove("pointing");
  };
  stage.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || event.buttons !== 0 || frame || question.contains(event.target)) return leave();
    if (!pointed) requestAnimationFrame(follow);
    pointed = event;
  });
  for (const kind of ["pointerleave", "pointerdown"]) stage.addEventListener(kind, leave);

  // A run is walked dot by dot, also that of the page, and its end is labelled; what the reader drags stands there at once.
  let frame = 0;
  let told = null; // the run whose end is labelled
  let isAsked = false; // the start beside the ring: the walk from the ring stays, faint
  let pressed = null; // where a pointer came down
  let isDragged = false; // by it, or by a key that repeats
  const clear = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    told = null;
    end.hidden = question.hidden = true;
    stage.classList.remove("walking", "comparing");
  };

  /** Labels the end of a run, or the edge of the picture where it leaves for the last time. */
  const tell = ({ x, f }) => {
    const shown = shownOf();
    const last = x.findLastIndex((point) => isShown(point, shown));
    end.hidden = last < 0; // all of it is out of sight
    if (end.hidden) return;
    const [from, to] = x.slice(last, last + 2).map((point) => placeOf(svg, axes.toFigure(point)));
    const text = placeText(x.at(-1), f.at(-1));
    if (!to) return write(end, text, from, { below: x.findLast(isAway(x))?.[1] > x.at(-1)[1] });
    const { left, right, top, bottom } = stage.parentElement.getBoundingClientRect();
    const edges = [[left, right], [top, bottom]].map((sides, i) => sides[Number(to[i] > from[i])]);
    const shares = edges.map((edge, i) => (to[i] === from[i] ? 1 : (edge - from[i]) / (to[i] - from[i])));
    const side = Number(shares[1] < shares[0]);
    const arrow = ["←→", "↑↓"][side][Number(to[side] > from[side])];
    const share = shares[side];
    write(end, `${f.at(-1) < f[0] ? LEAVES + text : AWAY} ${arrow}`, from.map((at, i) => at + (share && share * (to[i] - at))));
  };

  const rest = (trace) => {
    walking.draw(freshOf(trace.x)).show();
    question.hidden = key !== own;
    tell((told = trace));
  };

  const walk = (trace) => {
    if (isAsked && told) compared.draw(told.x).show();
    const isCompared = isAsked;
    isAsked = false;
    clear();
    leave();
    stage.classList.toggle("comparing", isCompared);
    const { x } = trace;
    const last = x.length - 1;
    const isLong = freshOf(x).includes(GAP);
    const time = isLong ? LONG_WALK : WALK;
    const began = performance.now();
    const step = (now) => {
      const share = reduced.matches ? 1 : Math.min(1, Math.max(0, now - began) / time); // a frame may have begun before
      // Faster and faster, since the steps become small; those to and fro do not, so that the last of them are slow.
      const k = Math.floor(share ** 2 * (isLong ? 3 - 2 * share : 1) * last);
      if (k < last) {
        walking.draw(freshOf(x.slice(0, k + 1))).show();
        frame = requestAnimationFrame(step);
        return;
      }
      frame = 0;
      stage.classList.remove("walking");
      rest(trace);
    };
    stage.classList.add("walking");
    step(began);
  };

  walked = (trace, isPassing) => {
    if (key === (key = keyOf(trace))) return;
    if (!isDragged && !isPassing) return walk(trace);
    clear();
    rest(trace);
  };
  const press = (event) => ([pressed, isDragged] = [event.button === 0 ? event : null, false]);
  addEventListener("pointerdown", press, true);
  const move = ({ clientX, clientY, buttons }) => {
    if (!pressed || !buttons) return;
    const shake = svg.contains(pressed.target) ? SHAKE : 1;
    isDragged ||= Math.hypot(clientX - pressed.clientX, clientY - pressed.clientY) >= shake;
  };
  addEventListener("pointermove", move, true);
  addEventListener("keydown", ({ repeat }) => (isDragged ||= repeat), true);
  for (const kind of ["pointerup", "pointercancel"]) {
    addEventListener(kind, () => ([pressed, isDragged] = [null, false])); // after the last move, which the handle makes
  }
  addEventListener("keyup", () => (isDragged &&= Boolean(pressed)));
  question.addEventListener("click", () => {
    isAsked = true;
    setting({ init_x0: String(BESIDE[0]), init_x1: String(BESIDE[1]) });
    stage.querySelector(".handle").focus({ preventScroll: true }); // the question is gone
  });
  addEventListener("resize", () => {
    if (told) tell(told);
  });
  walked(newest);
}
