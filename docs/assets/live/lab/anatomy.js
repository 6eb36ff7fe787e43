// The anatomy of a step: the arrows that made the step shown, at their place and enlarged, each with its name.

import { rules } from "../core/rules.js";
import { arrow, plus } from "../shapes.js";
import { element, line } from "../draw/path.js";
import { short } from "../python.js";
import { lookOf } from "./figures.js";
import { made } from "../made.js";
import { EXPLAINED, stepsOf } from "./steps.js";
import { told } from "./told.js";

const said = told.anatomy;
const [WIDTH, HEIGHT] = [260, 180]; // of the enlarged picture
const FOOT = 14; // of it, for its scale
const [SIDE, EDGE] = [44, 20]; // which leave room for names
const SCALES = [1, 2, 5]; // times a power of ten: steps that shrink are seen to, until the next scale suits them
const WIDER = 2; // than the arrows: so much of a long oval is shown
const MERGED = 6; // arrows that lie so close to each other are drawn side by side
const NAME = 13; // size of a name
const CORNERS = 48; // of an oval
const [EARLY, LATE] = [2, 40]; // the first step that remembers another, and the last that may be opened on
const HALO = "paint-order:stroke;stroke:var(--gd-wash);stroke-width:3";
const NAMES = [...new Set([...EXPLAINED, ...Object.keys(rules)])]; // the richest first

/** @type {(panel: HTMLElement, lab: import("./part.js").Lab & import("./part.js").More) => import("./part.js").Part} */
export const make = (panel, lab) => {
  const { svg, axes } = lab.figures;
  const plane = element(svg, "g");
  plane.setAttribute("clip-path", svg.querySelector("[clip-path]").getAttribute("clip-path"));
  plane.dataset.part = "anatomy";
  lab.figures.ring.before(plane);
  const large = element(svg, "svg");
  large.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  large.setAttribute("aria-hidden", "true");
  const missing = made("p"); // why there are no arrows
  const remark = made("p");
  const select = made("select", { name: "rule", autocomplete: "off", ariaLabel: told.rule });
  const buttons = [-1, 1].map((by) => {
    const button = made("button", { type: "button", textContent: by < 0 ? "◀" : "▶", ariaLabel: by < 0 ? said.back : said.forward });
    button.addEventListener("click", () => lab.show(lab.now().k + by));
    return button;
  });
  select.addEventListener("change", () => draw());
  let steps = null;
  let run = null;
  let open = false;

  /** Offers the rules that are ticked, and keeps the one chosen, or else takes the first. */
  const offer = () => {
    const names = NAMES.filter((name) => lab.texts[name] === "on");
    if ([...select.options].map(({ value }) => value).join() !== names.join()) {
      const chosen = select.value;
      select.replaceChildren(...names.map((name) => new Option(name)));
      if (names.includes(chosen)) select.value = chosen;
    }
    select.hidden = names.length === 0;
  };

  /** Finds the run of the rule chosen. */
  const choose = () => {
    offer();
    const found = lab.now().runs.find(({ name }) => name === select.value) ?? null;
    if (found !== run) [run, steps] = [found, found && stepsOf(found)];
  };

  function draw() {
    if (!open) return;
    choose();
    plane.replaceChildren();
    large.replaceChildren();
    missing.textContent = remark.textContent = "";
    const at = run && Math.min(lab.now().k, run.trace.x.length - 1);
    for (const [i, button] of buttons.entries()) button.disabled = !run || (i === 0 ? at === 0 : at === run.trace.x.length - 1);
    lab.figures.keep(run?.name);
    if (!run) return void (missing.textContent = told.none);
    if (at === 0) return void (missing.textContent = said.zero);
    const step = steps(at);
    const parts = [...step.arrows, { name: "step", vector: step.step }];
    if (![...parts.map(({ vector }) => vector), step.oval ?? []].flat().every(Number.isFinite)) {
      return void (missing.textContent = said.infinite);
    }
    const { colour } = lookOf(run.name);
    const times = enlarge(step, colour);
    if (!times) return void (missing.textContent = said.still);
    drawStep(plane, step, colour, axes.toFigure, 1);
    remark.textContent = said.made[run.name] ?? "";
    for (const [text, place, anchor] of [[`×${times}`, 4, "start"], [said.between(at - 1, at), WIDTH - 4, "end"]]) {
      large.append(textIn(large, text, [place, HEIGHT - 9], "var(--gd-soft)", anchor));
    }
    const numbers = parts.map(({ name, vector }) => `${said.names[name]} ${vector.map((value) => short(value)).join(", ")}`);
    lab.say(said.said(run.name, at, numbers.join("; ")));
  }

  /** The step whose arrows are farthest from lying on one line, of those in the picture. */
  const clearest = () => {
    let [best, most] = [EARLY, 0];
    for (let k = EARLY; k <= Math.min(LATE, (run?.trace.x.length ?? 0) - 1); k++) {
      const { from, step, arrows } = steps(k);
      const [u, v] = arrows[0]?.vector ?? [0, 0];
      const area = Math.abs(u * step[1] - v * step[0]);
      if (area > 1.001 * most && axes.contains(from) && axes.contains(plus(from, step))) [best, most] = [k, area];
    }
    return best;
  };

  /** Draws the step in the largest scale that fits, and returns how many times the plane's that is, or nothing for no step. */
  const enlarge = (step, colour) => {
    const { from, oval } = step;
    const points = [from, ...step.arrows.flatMap(({ tail, vector }) => [tail, plus(tail, vector)]), plus(from, step.step)];
    const spans = [0, 1].map((i) => extent(points.map((point) => point[i])));
    const widest = WIDER * Math.max(...spans.map(([low, high]) => high - low));
    const middles = spans.map((span, i) => {
      const reach = oval && Math.min(oval[i], widest);
      return extent(span, oval && [from[i] - reach, from[i] + reach]);
    });
    const [width, height] = middles.map(([low, high]) => high - low);
    const most = Math.min((WIDTH - 2 * SIDE) / width, (HEIGHT - FOOT - 2 * EDGE) / height);
    if (!Number.isFinite(most)) return 0;
    const unit = axes.toFigure([1, 0])[0] - axes.toFigure([0, 0])[0];
    const times = scaleUpTo(most / unit);
    const scale = times * unit;
    const [x, y] = middles.map(([low, high]) => (low + high) / 2);
    const toPlace = ([a, b]) => [WIDTH / 2 + (a - x) * scale, (HEIGHT - FOOT) / 2 - (b - y) * scale];
    const drawn = drawStep(large, step, colour, toPlace, 1.4, besideOf(step, toPlace));
    large.append(...namesOf(drawn).map(({ name, place }) => textIn(large, said.names[name], place, lookOfArrow(name, colour).stroke)));
    return short(times);
  };

  return {
    select,
    open: (clicked) => {
      open = true;
      offer();
      if (!clicked) lab.recall(select);
      const picture = made("div", { className: "lab-arrows" }, large, missing);
      panel.append(made("p", { className: "lab-line" }, ...buttons, select));
      panel.append(made("div", { className: "lab-step" }, picture, remark));
      choose();
      const { k, last } = lab.now();
      if (clicked && k === last) lab.show(Math.min(clearest(), last)); // the last steps are tiny
      else draw();
    },
    changed: () => plane.replaceChildren(),
    shown: draw,
    ran: draw,
    close: () => {
      open = false;
      lab.figures.keep(null);
      plane.replaceChildren();
    },
  };
};

const extent = (values, more = []) => [Math.min(...values, ...more), Math.max(...values, ...more)];

/** The largest scale that is at most so many times. */
const scaleUpTo = (most) => {
  const power = 10 ** Math.floor(Math.log10(most));
  return Number(((SCALES.findLast((scale) => scale * power <= most) ?? 1) * power).toPrecision(1));
};

/** A text whose middle, or another part, is at a place. */
const textIn = (near, content, [x, y], colour, anchor = "middle") => {
  const text = element(near, "text");
  text.setAttribute("x", x.toFixed(1));
  text.setAttribute("y", (y + NAME / 3).toFixed(1));
  text.style.cssText = `fill:${colour};font-size:${NAME}px;text-anchor:${anchor};${HALO}`;
  text.textContent = content;
  return text;
};

/** The step and what is kept of others have the colour of the rule; what the slope adds has that of the ink. */
const lookOfArrow = (name, colour) => {
  const isOwn = ["step", "memory", "ahead"].includes(name);
  return { stroke: isOwn ? colour : "var(--gd-ink)", dash: isOwn && name !== "step" ? "5 3" : "", width: name === "step" ? 2.6 : 1.6 };
};

const stroked = (near, d, { stroke, dash, width }, size = 1) => {
  const path = element(near, "path");
  path.setAttribute("d", d);
  path.style.cssText = `fill:none;stroke:${stroke};stroke-width:${width * size};stroke-dasharray:${dash};stroke-linejoin:round`;
  return path;
};

/** How far the arrows that add up to a step are moved from it where they would lie upon it. */
const besideOf = ({ from, step, arrows }, toPlace) => {
  if (arrows.length < 2) return [0, 0];
  const [start, end, joint] = [from, plus(from, step), arrows[1].tail].map(toPlace);
  const [x, y] = [end[0] - start[0], end[1] - start[1]];
  const across = [-y, x].map((part) => part / Math.hypot(x, y) || 0);
  const apart = (joint[0] - start[0]) * across[0] + (joint[1] - start[1]) * across[1];
  const shift = Math.abs(apart) < MERGED ? (apart < 0 ? -MERGED : MERGED) : 0;
  return across.map((part) => part * shift);
};

const widthOf = (word) => NAME * [...word].reduce((sum, letter) => sum + (letter > "\u2fff" ? 1 : 0.52), 0);

/**
 * Where the names of arrows stand: beside the sides of a triangle, outside it; else at their heads; elsewhere where a name
 * would lie on something else.
 */
const namesOf = (arrows) => {
  const between = ([a, b], [c, d], share) => [a + share * (c - a), b + share * (d - b)];
  const isTriangle = arrows.length > 2;
  const middle = [0, 1].map((i) => arrows.reduce((sum, { start, end }) => sum + start[i] + end[i], 0) / (2 * arrows.length));
  const ink = arrows.flatMap(({ start, end }) => Array.from({ length: 9 }, (_, i) => between(start, end, i / 8)));
  const taken = [];
  for (const { name, start, end } of arrows) {
    const [wide, high] = [widthOf(said.names[name]) / 2 + 2, NAME / 2 + 1]; // half of its sides
    const length = Math.hypot(end[0] - start[0], end[1] - start[1]);
    const [x, y] = [0, 1].map((i) => (end[i] - start[i]) / length);
    const ahead = wide * Math.abs(x) + high * Math.abs(y) + 4;
    const aside = wide * Math.abs(y) + high * Math.abs(x) + 4;
    const outside = (middle[0] - start[0]) * y - (middle[1] - start[1]) * x > 0 ? 1 : -1;
    const beside = (isTriangle ? [0.5, 0.65, 0.35, 1] : [1, 0.75, 0.5, 0.25]).flatMap((share) =>
      [aside, -aside].map((by) => plus(between(start, end, share), [-y, x], outside * by)),
    );
    const costOf = ([a, b]) => {
      const isOut = a < wide || a > WIDTH - wide || b < high || b > HEIGHT - FOOT - high;
      const names = taken.filter(({ place, half }) => Math.abs(a - place[0]) < wide + half && Math.abs(b - place[1]) < 2 * high);
      const hidden = ink.filter(([c, d]) => Math.abs(a - c) < wide && Math.abs(b - d) < high);
      return 100 * (isOut + names.length) + hidden.length;
    };
    const head = plus(end, [x, y], ahead);
    const places = isTriangle ? [...beside, head] : [head, ...beside];
    taken.push({ name, half: wide, place: places.reduce((best, other) => (costOf(other) < costOf(best) ? other : best)) });
  }
  return taken;
};

/** Draws the arrows of a step through `toPlace`, and the ball or the oval with its axes. Returns where the arrows are. */
const drawStep = (group, { from, step, arrows, ball, oval }, colour, toPlace, size, beside = [0, 0]) => {
  const drawn = [];
  const quiet = { stroke: "var(--gd-quiet)", dash: "", width: 0.9 };
  const draw = (points, look) => group.append(stroked(group, line(points.map(toPlace)), look, size));
  if (oval) {
    const at = (angle) => [from[0] + oval[0] * Math.cos(angle), from[1] + oval[1] * Math.sin(angle)];
    draw(Array.from({ length: CORNERS + 1 }, (_, i) => at((2 * Math.PI * i) / CORNERS)), quiet);
    for (const angle of [0, Math.PI / 2]) draw([at(angle), at(angle + Math.PI)], quiet);
  }
  const point = (name, tail, vector, shift) => {
    const look = lookOfArrow(name, colour);
    const [start, end] = [tail, plus(tail, vector)].map((at) => plus(toPlace(at), shift));
    const along = [end[0] - start[0], end[1] - start[1]];
    const length = Math.hypot(...along);
    if (!(length > 0)) return;
    drawn.push({ name, start, end });
    const head = Math.min(0.4, (7 * size) / length);
    const [shaft, ...wings] = [line([start, end]), line(arrow(start, along, head).slice(1))];
    group.append(stroked(group, shaft, look, size), ...wings.map((d) => stroked(group, d, { ...look, dash: "" }, size)));
  };
  point("step", from, step, [0, 0]);
  if (arrows.length > 1 || oval) for (const { name, tail, vector } of arrows) point(name, tail, vector, beside);
  const spot = (place, radius, style) => {
    const circle = element(group, "circle");
    for (const [name, value] of Object.entries({ cx: place[0], cy: place[1], r: radius * size })) circle.setAttribute(name, value);
    circle.style.cssText = style;
    group.append(circle);
  };
  spot(toPlace(from), 2.6, `fill:${colour}`);
  if (ball) spot(plus(toPlace(ball), beside), 3.4, "fill:var(--gd-paper);stroke:var(--gd-ink);stroke-width:1.4");
  return drawn;
};
