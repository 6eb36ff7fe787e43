// The landscape in relief, which can be turned and tilted by dragging and with the arrow keys.

import { placeIn, placeOf } from "../handle.js";
import { made } from "../made.js";
import { SLOP, viewDragged, viewKeyed, viewNear } from "../turning.js";
import { clearest, isKnown, lookOfArrow, spoken } from "./arrows.js";
import { lookOf } from "./figures.js";
import * as land from "./ground.js";
import { NAMES, stepsOf } from "./steps.js";
import { told } from "./told.js";

const said = told.relief;
const OPENED = { turn: -30, tilt: 40 }; // degrees
const RISE = 900; // milliseconds in which the map becomes the relief
const REACH = { mouse: 12, pen: 12, touch: 24 }; // pixels from the middle of the ring at which it is held
const TEXT = 10; // the least size of numbers, in pixels and in units of the figure

const ease = (share) => share ** 2 * (3 - 2 * share);

/** @type {(panel: HTMLElement, lab: import("./part.js").Lab & import("./part.js").More) => import("./part.js").Part} */
export const make = (panel, lab) => {
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  const canvas = made("canvas", { className: "relief", hidden: true, tabIndex: 0, role: "application", ariaLabel: said.keys });
  lab.stage.append(canvas);
  const pen = canvas.getContext("2d");
  const view = { ...OPENED };
  const status = made("p", { className: "announcement" });
  const select = made("select", { name: "arrows", autocomplete: "off" });
  const whole = made("input", { type: "checkbox", name: "whole", autocomplete: "off" });
  const choice = made("label", { className: "lab-whole" }, whole, said.whole);
  let run = null; // whose arrows are drawn
  let steps = null;
  let ground = null; // of the surface drawn
  let colours = null; // of its cells
  let frame = 0;
  let rising = 0; // the next frame of the rise
  let risen = 1; // the share of its height that the ground has
  let isTurning = false; // whether the view still moves by itself
  let isFirst = true; // whether it has never risen
  let isOpen = false;

  const set = (wanted) => {
    Object.assign(view, viewNear(wanted));
    status.textContent = said.view(view.turn, view.tilt);
    redraw();
  };
  const redraw = () => {
    if (isOpen && !frame) frame = requestAnimationFrame(paint); // what plays asks again before it is painted
  };
  /** Offers the rules that are ticked, and keeps the one chosen. */
  const offer = () => {
    const names = NAMES.filter((name) => lab.texts[name] === "on");
    const chosen = select.value;
    select.replaceChildren(new Option(said.noArrows, "none"), ...names.map((name) => new Option(name)));
    if (names.includes(chosen)) select.value = chosen;
  };
  /** Finds the run chosen, and the step shown, if its arrows can be drawn. */
  const findStep = () => {
    const { runs, k } = lab.now();
    const found = runs.find(({ name }) => name === select.value) ?? null;
    if (found !== run) [run, steps] = [found, found && stepsOf(found)];
    const at = run && Math.min(k, run.trace.x.length - 1);
    const step = at > 0 ? steps(at) : null;
    return step && isKnown(step) ? step : null;
  };
  const changed = () => {
    offer();
    redraw();
  };
  select.addEventListener("change", () => {
    findStep();
    const { k, last } = lab.now();
    if (run && k === last) lab.show(Math.min(clearest(steps, run.trace.x.length - 1, lab.figures.axes), last)); // the last steps are tiny
    else redraw();
    const step = findStep();
    if (step) lab.say(spoken(run.name, lab.now().k, step));
  });
  whole.addEventListener("change", redraw);
  const recolour = () => {
    colours = null;
    redraw();
  };
  /** The picture in units of the figure, which it covers. */
  const boxOf = () => {
    const { width } = lab.figures.svg.viewBox.baseVal;
    return { width, height: (width * canvas.clientHeight) / canvas.clientWidth };
  };
  const seen = () => {
    const lift = risen * land.liftOf(OPENED, boxOf(), ground.tall);
    return land.projection({ ...view, lift }, lab.figures.axes, boxOf(), ground.tall);
  };

  /** Of f on the paths, as far as they are drawn on the map; Infinity where none is. */
  const highestOf = (runs) => {
    const { axes } = lab.figures;
    const known = runs.flatMap(({ trace: { x, f } }) => f.slice(0, land.MOST + 1).filter((value, k) => axes.contains(x[k]) && Number.isFinite(value)));
    return known.length > 0 ? Math.max(...known) : Infinity;
  };
  /** The ground is cut above the paths, unless the reader wants it whole; while the ring is dragged, where it was. */
  const findGround = (surface, runs) => {
    const { x, y } = lab.figures.axes;
    const isKept = held?.start && ground?.surface === surface;
    const highest = isKept ? ground.highest : whole.checked ? Infinity : highestOf(runs);
    if (ground?.surface === surface && ground.highest === highest) return;
    [ground, colours] = [land.groundOf(surface, x, y, highest), null];
    choice.hidden = !ground.isCut && !whole.checked;
  };

  let kept = null; // the ground as it was painted last
  /** Paints the ground, anew if anything of it has changed. */
  const paintGround = (eye, quiet) => {
    const { width, height } = canvas;
    const of = [ground, colours, view.turn, view.tilt, width, height, quiet];
    if (!kept || of.some((each, i) => each !== kept.of[i])) {
      const copy = new OffscreenCanvas(width, height);
      const onCopy = copy.getContext("2d");
      onCopy.setTransform(pen.getTransform());
      land.paintFloor(onCopy, ground, eye, quiet);
      land.paintGround(onCopy, ground, eye, colours, quiet);
      kept = { of, copy };
    }
    pen.save();
    pen.resetTransform();
    pen.drawImage(kept.copy, 0, 0);
    pen.restore();
  };

  const paint = () => {
    frame = 0;
    if (!isOpen) return; // any more
    const { surface, runs, k, at, basins, minima } = lab.now();
    findGround(surface, runs);
    const { width, height } = canvas.getBoundingClientRect();
    [canvas.width, canvas.height] = [width, height].map((length) => Math.round(length * devicePixelRatio));
    const box = boxOf();
    pen.setTransform(canvas.width / box.width, 0, 0, canvas.height / box.height, 0, 0);
    const style = getComputedStyle(canvas);
    const colour = (name) => style.getPropertyValue(name);
    colours ??= land.coloursOf(ground, basins, colour, risen);
    const eye = seen();
    const size = Math.max(TEXT, (TEXT * box.width) / width);
    pen.font = `${size}px ${style.fontFamily}`;
    const [paper, ink, quiet] = ["paper", "ink", "quiet"].map((name) => colour(`--gd-${name}`));
    const step = findStep();
    const colourOf = (name) => colour(lookOf(name).colour.slice(4, -1));
    const isOther = ({ name }) => step !== null && !lab.playing() && name !== run.name; // as long as a step is looked at
    const shown = runs.map((each) => {
      const own = colourOf(each.name);
      return { ...each, colour: isOther(each) ? land.faded(own, paper) : own, arrow: step !== null && each.name === run.name };
    });
    shown.sort((one, other) => isOther(other) - isOther(one)); // beneath
    paintGround(eye, quiet);
    land.paintMarks(pen, ground, eye, minima, "cross", ink);
    const isPlayed = lab.playing();
    for (const each of shown) land.paintRun(pen, ground, eye, each, at, each.colour, isPlayed);
    land.paintMarks(pen, ground, eye, [startOf()], "ring", colour("--gd-cyan"));
    let names = land.paintBalls(pen, ground, eye, shown, at, paper, size, isPlayed || risen < 1);
    if (step) {
      const look = (name) => lookOfArrow(name, colourOf(run.name), ink);
      names = land.paintStep(pen, ground, eye, step, look, told.anatomy.names, { paper, ink, quiet }, size, names);
    }
    land.paintScales(pen, ground, eye, ink, size, names);
    canvas.dataset.drawn = `${view.turn} ${view.tilt} ${k}`;
    canvas.dataset.arrows = step ? `${run.name} ${k}` : "";
  };

  /** From the map, which it was, to the relief: once. */
  const rise = () => {
    const begun = performance.now();
    [isTurning, isFirst] = [true, false];
    const go = (now) => {
      risen = reduced.matches ? 1 : ease(Math.min(1, Math.max(0, (now - begun) / RISE)));
      if (isTurning) Object.assign(view, { turn: OPENED.turn * risen, tilt: OPENED.tilt * risen });
      colours = null;
      paint();
      if (risen < 1) rising = requestAnimationFrame(go);
      else set(view);
    };
    go(begun);
  };
  /** Leaves the view as it is now, for the reader to turn. */
  const stopTurning = () => (isTurning = false);

  /** The point of the nearest ground under a pointer, or null. */
  const under = (event) => {
    const found = land.pointAt(ground, seen(), placeIn(lab.figures.svg, event));
    return found && found.map((value) => Number(value.toPrecision(2)));
  };
  const startOf = () => ["init_x0", "init_x1"].map((name) => Number(lab.texts[name]));
  const isOnRing = ({ clientX, clientY, pointerType }) => {
    const share = ground.shareOf(startOf());
    const [x, y] = placeOf(lab.figures.svg, seen().place(...share, ground.height(...share)));
    return Math.hypot(clientX - x, clientY - y) < REACH[pointerType];
  };

  let held = null;
  let latest = null; // the last place of the ring that is dragged: one run a frame
  const follow = () => {
    const point = latest && under(latest);
    if (point) lab.startAt(point, false);
    latest = null;
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    stopTurning();
    held = { from: [event.clientX, event.clientY], ...view, moved: false, start: isOnRing(event) && startOf() };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!held) {
      canvas.style.cursor = isOnRing(event) ? "move" : "";
      return lab.read(under(event));
    }
    const [across, down] = [event.clientX - held.from[0], event.clientY - held.from[1]];
    held.moved ||= Math.hypot(across, down) > SLOP;
    if (!held.moved) return;
    if (!held.start) return set(viewDragged(held, [across, down]));
    if (!latest) requestAnimationFrame(follow);
    latest = event;
  });
  canvas.addEventListener("pointerup", (event) => {
    follow();
    const point = held && !held.moved && !held.start && under(event);
    if (point) lab.startAt(point, true);
    held = null;
    redraw();
  });
  /** Gives a drag up. */
  const giveUp = () => {
    if (held.start) lab.startAt(held.start, false);
    else set(held);
    held = latest = null;
  };
  canvas.addEventListener("pointercancel", () => held && giveUp());
  canvas.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && held) {
      event.stopPropagation(); // it would close the relief
      return giveUp();
    }
    const next = viewKeyed(view, event);
    if (!next) return;
    stopTurning();
    set(next);
    lab.say(status.textContent);
  });

  new MutationObserver(recolour).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
  new ResizeObserver(redraw).observe(lab.stage);
  document.fonts.addEventListener("loadingdone", redraw);

  return {
    focused: canvas,
    select,
    open: (clicked) => {
      panel.append(made("p", { className: "lab-line" }, made("label", {}, said.arrows, " ", select), choice), made("p", { textContent: said.what }), status);
      isOpen = true;
      offer();
      if (clicked) lab.carry(select);
      else lab.recall(select);
      colours = null;
      canvas.hidden = false;
      if (clicked && isFirst) rise();
      else set(view);
    },
    tinted: recolour,
    ran: changed,
    shown: redraw,
    moved: redraw,
    close: () => {
      isOpen = false;
      cancelAnimationFrame(rising);
      if (risen < 1) Object.assign(view, OPENED);
      risen = 1;
      canvas.hidden = true;
    },
  };
};
