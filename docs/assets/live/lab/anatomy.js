// The anatomy of a step: the arrows that made the step shown, at their place, and enlarged, where the step comes about
// part by part.

import { fromAddress, toAddress } from "../address.js";
import { element, line } from "../draw/path.js";
import { made } from "../made.js";
import { makePlayer } from "../player.js";
import { short } from "../python.js";
import { around, plus } from "../shapes.js";
import { besideOf, clearest, endsOf, isKnown, isSeen, lengthOf, lookOfArrow, mix, namesOf, number, spoken, wingsOf } from "./arrows.js";
import { lookOf } from "./figures.js";
import { NAMES, stepsOf } from "./steps.js";
import { told } from "./told.js";

const said = told.anatomy;
const PACE = 2.5; // phases a second
const FOOT = 16; // pixels beneath both pictures, for their scales
const SLOPES = 0.34; // of the width: the picture of the slopes, unless it would be wider than high
const [SIDE, EDGE] = [44, 20]; // which leave room for names
const MARGIN = 24; // around the slopes, for their names
const SCALES = [1, 2, 5]; // times a power of ten: steps that shrink are seen to, until the next scale suits them
const WIDER = 2; // than the arrows: so much of a long oval is shown
const MERGED = 6; // arrows that lie so close to each other are drawn side by side
const NAME = 13; // size of a name
const MAPPED = { merged: 4, name: 9, least: 4, named: 14 }; // on the map, with the least length of a step and of what is named
const WITHIN = 18; // a square as large has its name in it
const LEAST = 1; // pixels: a smaller square is not seen
const CORNERS = 48; // of an oval
const SIZE = 1.4; // of lines, times those on the map
const DRAWN = { lookahead: "ahead", mean: "memory", fair: "memory" }; // parts that are drawn as these arrows are
const HALO = { stroke: "var(--gd-paper)", dash: "", opacity: 0.8 };
const AROUND = 1.8; // an arrow on the map: the width of its halo

/** @type {(panel: HTMLElement, lab: import("./part.js").Lab & import("./part.js").More) => import("./part.js").Part} */
export const make = (panel, lab) => {
  const { svg, axes, curves } = lab.figures;
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  const plane = element(svg, "g");
  plane.setAttribute("clip-path", svg.querySelector("[clip-path]").getAttribute("clip-path"));
  plane.dataset.part = "anatomy";
  lab.figures.ring.before(plane);
  const large = element(svg, "svg");
  large.setAttribute("aria-hidden", "true");
  const missing = made("p"); // why there are no arrows
  const picture = made("div", { className: "lab-arrows", hidden: true }, large, missing);
  curves.parentElement.append(picture);
  const list = made("ol", { className: "lab-phases" });
  const select = made("select", { name: "rule", autocomplete: "off", ariaLabel: told.rule });
  const buttons = [-1, 1].map((by) => {
    const button = made("button", { type: "button", textContent: by < 0 ? "◀" : "▶", ariaLabel: by < 0 ? said.back : said.forward });
    button.addEventListener("click", () => {
      lab.show(lab.now().k + by);
      play();
    });
    return button;
  });
  const again = made("button", { type: "button", textContent: "↻", ariaLabel: said.again });
  const scrubber = made("input", { type: "range", name: "phase", autocomplete: "off", min: 0, step: 0.02, ariaLabel: said.phase });
  let steps = null;
  let run = null;
  let open = false;
  let scene = null; // what is drawn of the step
  let isUnchosen = false; // whether nobody has chosen a step

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

  /** Shows the phases up to `at`, a part of one included. */
  const showPhase = (at) => {
    if (!scene) return;
    scrubber.value = at;
    const items = [...list.children];
    const current = Math.min(items.length - 1, Math.max(0, Math.ceil(at) - 1));
    for (const [i, item] of items.entries()) item.classList.toggle("later", i >= at);
    scrubber.setAttribute("aria-valuetext", at === 0 ? said.before : items[current].textContent);
    large.replaceChildren();
    paint(large, scene, at);
  };
  const player = makePlayer({ show: showPhase });
  const play = () => {
    if (scene && !reduced.matches) player.play(0, scene.phases.length, PACE);
  };
  const scrubTo = (at) => {
    player.stop();
    showPhase(Math.min(Number(scrubber.max), Math.max(0, at)));
  };
  again.addEventListener("click", () => scene && player.play(0, scene.phases.length, PACE));
  scrubber.addEventListener("input", () => scrubTo(Number(scrubber.value)));
  scrubber.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!by) return;
    event.preventDefault(); // a phase at a time
    const at = Number(scrubber.value);
    scrubTo(by > 0 ? Math.floor(at) + 1 : Math.ceil(at) - 1);
  });
  select.addEventListener("change", () => {
    draw();
    play();
  });

  /** Draws the whole step. */
  function draw() {
    if (!open) return;
    player.stop();
    choose();
    scene = null;
    for (const each of [plane, large, list]) each.replaceChildren();
    missing.textContent = "";
    const at = run && Math.min(lab.now().k, run.trace.x.length - 1);
    for (const [i, button] of buttons.entries()) button.disabled = !run || (i === 0 ? at === 0 : at === run.trace.x.length - 1);
    lab.figures.keep(run?.name);
    const { k, last } = lab.now();
    if (k === last && !lab.playing()) toAddress("lab.step", String(k)); // else it would open on another
    const reason = findScene(at);
    again.disabled = scrubber.disabled = !scene;
    if (!scene) return void (missing.textContent = reason);
    const { step, colour } = scene;
    drawStep(plane, step, colour, lab.figures, run.name);
    scrubber.max = scene.phases.length;
    for (const [name, formula, numbers] of scene.phases) {
      const item = made("li", { textContent: said.line(name, formula, numbers.map(number).join(", ")) });
      item.style.setProperty("--own", lookOfArrow(DRAWN[name] ?? name, colour).stroke);
      list.append(item);
    }
    showPhase(scene.phases.length);
    lab.say(spoken(run.name, at, step));
  }

  /** Finds what is drawn of a step, or returns why nothing is. */
  const findScene = (at) => {
    if (!run) return told.none;
    if (at === 0) return said.zero;
    const step = steps(at);
    if (!isKnown(step)) return said.infinite;
    const { width, height } = picture.getBoundingClientRect();
    large.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const unit = axes.toFigure([1, 0])[0] - axes.toFigure([0, 0])[0];
    const wide = Math.min(SLOPES * width, height);
    const enlarged = enlarge(step, unit, [wide, width, height - FOOT]);
    if (!enlarged) return said.still;
    const { colour } = lookOf(run.name);
    scene = { step, colour, phases: step.phases, width, height, wide, between: said.between(at - 1, at), ...enlarged, ...slopesOf(step, wide, height - FOOT) };
    return "";
  };

  /** Draws the step chosen, or else an early one: the last steps are tiny. */
  const begin = () => {
    choose();
    const { k, last } = lab.now();
    isUnchosen &&= k === last;
    if (!isUnchosen || !run) return draw();
    isUnchosen = false;
    lab.show(Math.min(clearest(steps, run.trace.x.length - 1, axes), last));
  };

  new ResizeObserver(() => {
    const { width, height } = picture.getBoundingClientRect();
    if (scene && (width !== scene.width || height !== scene.height)) draw();
  }).observe(picture);

  return {
    select,
    open: (clicked) => {
      open = true;
      offer();
      if (clicked) lab.carry(select);
      else lab.recall(select);
      panel.append(made("p", { className: "lab-line" }, ...buttons, select, again, scrubber), list);
      picture.hidden = false;
      isUnchosen = clicked || fromAddress("lab.step") === null;
      begin();
      if (clicked) play();
    },
    changed: () => plane.replaceChildren(),
    shown: draw,
    ran: begin,
    close: () => {
      open = false;
      player.stop();
      picture.hidden = true;
      lab.figures.keep(null);
      plane.replaceChildren();
    },
  };
};

/** The largest scale in which a step fits between two sides, how many times the map's that is, and where its points are. */
const enlarge = (step, unit, [left, right, height]) => {
  const { from, oval, ahead } = step;
  const points = [from, ...step.arrows.flatMap(({ tail, vector }) => [tail, plus(tail, vector)]), plus(from, step.step)];
  if (ahead) points.push(plus(from, ahead, -1));
  const spans = [0, 1].map((i) => extent(points.map((point) => point[i])));
  const widest = WIDER * Math.max(...spans.map(([low, high]) => high - low));
  const middles = spans.map((span, i) => {
    const reach = oval && Math.min(oval[i], widest);
    return extent(span, oval && [from[i] - reach, from[i] + reach]);
  });
  const [across, up] = middles.map(([low, high]) => high - low);
  const most = Math.min((right - left - 2 * SIDE) / across, (height - 2 * EDGE) / up);
  if (!Number.isFinite(most)) return null;
  const times = scaleUpTo(most / unit);
  const scale = times * unit;
  const [x, y] = middles.map(([low, high]) => (low + high) / 2);
  const toPlace = ([a, b]) => [(left + right) / 2 + (a - x) * scale, height / 2 - (b - y) * scale];
  return { times, scale, toPlace, box: [left, 0, right, height] };
};

/** The largest scale in which the slopes of a step and the squares fit, and where zero is. */
const slopesOf = ({ slope, source = slope, means = [], squares = [] }, wide, height) => {
  const [right, up] = source.map((part) => (part < 0 ? -1 : 1));
  const corners = squares.flatMap(([s0, s1]) => [[right * Math.sqrt(s0), -up * Math.sqrt(s0)], [-right * Math.sqrt(s1), up * Math.sqrt(s1)]]);
  const round = squares.length > 0 ? Math.hypot(...source) : 0; // the circle of its size
  const points = [[-round, -round], [round, round], slope, ...means, ...corners];
  const [x, y] = [0, 1].map((i) => extent(points.map((point) => point[i])));
  const most = Math.min((wide - 2 * MARGIN) / (x[1] - x[0]), (height - 2 * MARGIN) / (y[1] - y[0]));
  const unit = Number.isFinite(most) ? most : 0; // of slopes that are all 0
  const zero = [wide / 2 - (unit * (x[0] + x[1])) / 2, height / 2 + (unit * (y[0] + y[1])) / 2];
  return { zero, unit, quadrant: [right, up] };
};

/** A slope as it is drawn, from zero on. */
const drawnSlope = ({ unit }, [a, b]) => [unit * a, -unit * b];

/** Draws a scene up to phase `at`. */
const paint = (near, scene, at) => {
  const { step, colour, phases, width, height, wide, zero, unit, toPlace } = scene;
  const shareOf = (name) => {
    const i = phases.findIndex(([phase]) => phase === name);
    return i < 0 ? 0 : Math.min(1, Math.max(0, at - i));
  };
  const quiet = { stroke: "var(--gd-quiet)", dash: "", width: 0.7 };
  const draw = (d, look) => near.append(stroked(near, d, look, SIZE));
  const between = element(near, "line");
  for (const [name, value] of Object.entries({ x1: wide, x2: wide, y1: 8, y2: height - 8 })) between.setAttribute(name, value);
  between.style.stroke = "var(--gd-rule)";
  near.append(between);
  for (const [text, place, anchor] of [[said.slopes, 6, "start"], [`×${short(scene.times)}`, wide + 6, "start"], [scene.between, width - 6, "end"]]) {
    near.append(textIn(near, text, [place, height - 10], "var(--gd-soft)", anchor));
  }
  const point = (tail, vector, look) => near.append(...arrowIn(near, tail, vector, look, SIZE));
  const grown = (vector, share) => vector.map((part) => share * part);
  const label = (text, tip, [u, v], ink) => {
    const length = Math.hypot(u, v) || 1;
    near.append(textIn(near, text, plus(tip, [u / length, v / length], 9), ink));
  };

  // The slopes and their squares.
  const [slope, source] = [step.slope, step.source ?? step.slope].map((vector) => drawnSlope(scene, vector));
  if (step.squares) paintSquares(near, scene, shareOf("squares"), shareOf("evened"));
  const seen = Math.max(shareOf("slope"), shareOf("slopeThere"));
  if (seen > 0) {
    point(zero, grown(slope, seen), lookOfArrow("slope", colour));
    if (seen === 1) label("g", plus(zero, slope), slope, "var(--gd-ink)");
  }
  if (step.means && shareOf("mean") > 0) {
    const [before, mean, fair] = step.means.map((vector) => drawnSlope(scene, vector));
    const vector = mix(mix(before, mean, shareOf("mean")), fair, shareOf("fair"));
    point(zero, vector, lookOfArrow("memory", colour));
    const side = Math.sign(vector[0] * slope[1] - vector[1] * slope[0]) || -1; // away from g
    label(shareOf("fair") > 0 ? "m′" : "m", plus(zero, vector), [side * vector[1], -side * vector[0]], colour);
  }

  // The step.
  const { from, arrows, ball, ahead, kept, oval } = step;
  const beside = besideOf(step, toPlace, MERGED);
  const start = toPlace(from);
  const onPlane = (vector) => [scene.scale * vector[0], -scene.scale * vector[1]];
  const fly = (tail, vector, name, share) => point(mix(zero, tail, share), mix(source, vector, share), lookOfArrow(name, colour));
  if (oval && shareOf("divided") > 0) {
    const share = shareOf("divided");
    const middle = mix(zero, start, share);
    const round = Array(2).fill(unit * Math.hypot(...step.source));
    const radii = mix(round, oval.map((reach) => reach * scene.scale), share);
    draw(ovalAt(zero, round), { ...quiet, dash: "2 3" });
    draw(ovalAt(middle, radii), quiet);
    for (const [a, b] of [[1, 0], [0, 1]]) draw(line([-1, 1].map((by) => plus(middle, [a * radii[0], b * radii[1]], by))), quiet);
  }
  if (ahead) {
    const faded = 1 - shareOf("ahead");
    const tail = toPlace(plus(from, ahead, -1));
    if (faded > 0) point(tail, grown(onPlane(ahead), shareOf("lookahead")), { ...lookOfArrow("ahead", colour), opacity: faded });
    spot(near, plus(mix(tail, toPlace(ball), shareOf("push")), beside), 3.4 * SIZE, BALL);
  }
  for (const { name, tail, vector } of arrows) {
    const share = name === "downhill" ? shareOf("divided") : shareOf(name);
    if (share === 0) continue;
    const place = plus(toPlace(tail), beside);
    if (name === "push") fly(place, onPlane(vector), name, share);
    else point(place, grown(onPlane(name === "memory" ? mix(kept, vector, share) : vector), name === "memory" ? 1 : share), lookOfArrow(name, colour));
  }
  const share = shareOf("step");
  if (share > 0 && (oval || arrows.length === 1)) fly(start, onPlane(step.step), "step", share);
  else if (share > 0) point(start, grown(onPlane(step.step), share), lookOfArrow("step", colour));
  spot(near, start, 2.6 * SIZE, `fill:${colour}`);
  for (const { name, place } of namesOf(endsOf(step, toPlace, beside), scene.box, NAME)) {
    const phase = name === "downhill" ? "divided" : name;
    if (shareOf(phase) === 1) near.append(textIn(near, said.names[name], place, lookOfArrow(name, colour).stroke));
  }
};

/** The squares on the axes of the slopes, outside their quadrant: what was there before, and what is poured in. */
const paintSquares = (near, { step, colour, zero, unit, quadrant: [right, up] }, poured, evened) => {
  const [before, kept, after, fair] = step.squares;
  for (const i of [0, 1]) {
    const area = mix(mix(before, after, poured), fair, evened)[i];
    const old = mix(before, kept, poured)[i] * (evened > 0 && after[i] > 0 ? area / after[i] : 1);
    const way = i === 0 ? [right, up] : [-right, -up]; // on the figure, downwards
    for (const [size, strong] of [[area, 0.22], [Math.min(old, area), 0.25]]) {
      const side = unit * Math.sqrt(size);
      const square = element(near, "path");
      square.setAttribute("d", `${line([zero, plus(zero, [way[0] * side, 0]), plus(zero, way, side), plus(zero, [0, way[1] * side])])}Z`);
      square.style.cssText = `fill:${colour};fill-opacity:${strong};stroke:${colour};stroke-width:0.8`;
      near.append(square);
    }
    const side = unit * Math.sqrt(area);
    const away = side < WITHIN ? side + 8 : side / 2;
    if (side > LEAST) near.append(textIn(near, `s${evened > 0 ? "′" : ""}${"₀₁"[i]}`, plus(zero, way, away), "var(--gd-ink)"));
  }
};

const ovalAt = ([x, y], [across, down]) =>
  line(around(CORNERS + 1).map((angle) => [x + across * Math.cos(angle), y + down * Math.sin(angle)]));

const extent = (values, more = []) => [Math.min(...values, ...more), Math.max(...values, ...more)];

/** The largest scale that is at most so many times. */
const scaleUpTo = (most) => {
  const power = 10 ** Math.floor(Math.log10(most));
  return Number(((SCALES.findLast((scale) => scale * power <= most) ?? 1) * power).toPrecision(1));
};

/** A text whose middle, or another part, is at a place. */
const textIn = (near, content, [x, y], colour, anchor = "middle", size = NAME, ground = "wash") => {
  const text = element(near, "text");
  text.setAttribute("x", x.toFixed(1));
  text.setAttribute("y", (y + size / 3).toFixed(1));
  const halo = `paint-order:stroke;stroke:var(--gd-${ground});stroke-width:3`;
  text.style.cssText = `fill:${colour};font-size:${size}px;text-anchor:${anchor};${halo}`;
  text.textContent = content;
  return text;
};

const stroked = (near, d, { stroke, dash, width, opacity = 1 }, size = 1) => {
  const path = element(near, "path");
  path.setAttribute("d", d);
  path.style.cssText = `fill:none;stroke:${stroke};stroke-width:${width * size};stroke-dasharray:${dash};stroke-linejoin:round;opacity:${opacity}`;
  return path;
};

/** An arrow: its shaft, and then the wings of its head. */
const arrowIn = (near, start, along, look, size) => {
  const length = Math.hypot(...along);
  if (!(length > 0)) return [];
  const tip = plus(start, along);
  const head = line(wingsOf(tip, along, length, size));
  return [stroked(near, line([start, tip]), look, size), stroked(near, head, { ...look, dash: "" }, size)];
};

const BALL = "fill:var(--gd-paper);stroke:var(--gd-ink);stroke-width:1.4";

const spot = (near, [x, y], radius, style) => {
  const circle = element(near, "circle");
  for (const [name, value] of Object.entries({ cx: x, cy: y, r: radius })) circle.setAttribute(name, value);
  circle.style.cssText = style;
  near.append(circle);
};

/** Draws the arrows of a whole step on the map, with their names, and the ball or the oval with its axes. */
const drawStep = (group, step, colour, { axes, nameBox }, rule) => {
  const { from, ball, oval } = step;
  const toPlace = axes.toFigure;
  const ends = endsOf(step, toPlace, besideOf(step, toPlace, MAPPED.merged));
  if (!isSeen(ends, MAPPED.least)) return;
  if (oval) {
    const quiet = { stroke: "var(--gd-quiet)", dash: "", width: 0.9 };
    const middle = toPlace(from);
    const radii = toPlace(plus(from, oval)).map((place, i) => Math.abs(place - middle[i]));
    group.append(stroked(group, ovalAt(middle, radii), quiet));
    for (const [a, b] of [[1, 0], [0, 1]]) group.append(stroked(group, line([-1, 1].map((by) => plus(middle, [a * radii[0], b * radii[1]], by))), quiet));
  }
  const draw = ({ start, end }, look) => group.append(...arrowIn(group, start, [end[0] - start[0], end[1] - start[1]], look, 1));
  for (const each of ends) draw(each, { ...HALO, width: lookOfArrow(each.name).width + AROUND });
  for (const each of ends) draw(each, lookOfArrow(each.name, colour));
  spot(group, toPlace(from), 2.6, `fill:${colour}`);
  if (ball) spot(group, toPlace(ball), 3.4, BALL);
  const { x, y } = axes;
  const named = ends.filter((each) => lengthOf(each) >= MAPPED.named);
  for (const { name, place, isFree } of namesOf(named, [x.from, y.to, x.to, y.from], MAPPED.name, [nameBox(rule)])) {
    if (isFree) group.append(textIn(group, said.names[name], place, lookOfArrow(name, colour).stroke, "middle", MAPPED.name, "paper"));
  }
};
