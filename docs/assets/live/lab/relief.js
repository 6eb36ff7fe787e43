// The landscape in relief, which can be turned and tilted by dragging and with the arrow keys.

import { placeIn, placeOf } from "../handle.js";
import { made } from "../made.js";
import { viewDragged, viewKeyed, viewNear } from "../turning.js";
import { lookOf } from "./figures.js";
import * as land from "./ground.js";
import { told } from "./told.js";

const said = told.relief;
const OPENED = { turn: -30, tilt: 48 }; // degrees
const RISE = 900; // milliseconds in which the map becomes the relief
const STILL = 4; // pixels that a press may move and still be no drag
const REACH = { mouse: 12, pen: 12, touch: 24 }; // pixels from the middle of the ring at which it is held
const TEXT = 10; // the least size of numbers, in pixels and in units of the figure

const ease = (share) => 1 - (1 - share) ** 3;

/** @type {(panel: HTMLElement, lab: import("./part.js").Lab & import("./part.js").More) => import("./part.js").Part} */
export const make = (panel, lab) => {
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  const canvas = made("canvas", { className: "relief", hidden: true, tabIndex: 0, role: "application", ariaLabel: said.keys });
  lab.stage.append(canvas);
  const pen = canvas.getContext("2d");
  const view = { ...OPENED };
  const status = made("p", { className: "announcement" });
  let ground = null; // of the surface drawn
  let colours = null; // of its cells
  let frame = 0;
  let rising = 0; // the next frame of the rise
  let isOpen = false;

  const set = (wanted) => {
    Object.assign(view, viewNear(wanted));
    status.textContent = said.view(view.turn, view.tilt);
    redraw();
  };
  const redraw = () => {
    if (!isOpen) return;
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(paint);
  };
  const recolour = () => {
    colours = null;
    redraw();
  };
  /** The picture in units of the figure, which it covers. */
  const boxOf = () => {
    const { width } = lab.figures.svg.viewBox.baseVal;
    return { width, height: (width * canvas.clientHeight) / canvas.clientWidth };
  };
  const seen = () => land.projection(view, lab.figures.axes, boxOf());

  const paint = () => {
    if (!isOpen) return; // any more
    const { surface, runs, k, basins, minima } = lab.now();
    const { x, y } = lab.figures.axes;
    if (ground?.surface !== surface) [ground, colours] = [land.groundOf(surface, x, y), null];
    const { width, height } = canvas.getBoundingClientRect();
    [canvas.width, canvas.height] = [width, height].map((length) => Math.round(length * devicePixelRatio));
    const box = boxOf();
    pen.setTransform(canvas.width / box.width, 0, 0, canvas.height / box.height, 0, 0);
    const style = getComputedStyle(canvas);
    const colour = (name) => style.getPropertyValue(name);
    colours ??= land.coloursOf(ground, basins, colour);
    const eye = seen();
    const size = Math.max(TEXT, (TEXT * box.width) / width);
    pen.font = `${size}px ${style.fontFamily}`;
    const shown = runs.map((run) => ({ ...run, colour: colour(lookOf(run.name).colour.slice(4, -1)) }));
    land.paintFloor(pen, ground, eye, colour("--gd-quiet"));
    land.paintGround(pen, ground, eye, colours, colour("--gd-quiet"));
    land.paintMarks(pen, ground, eye, minima, "cross", colour("--gd-ink"));
    for (const run of shown) land.paintRun(pen, ground, eye, run, k, run.colour);
    land.paintMarks(pen, ground, eye, [startOf()], "ring", colour("--gd-cyan"));
    const names = land.paintBalls(pen, ground, eye, shown, k, colour("--gd-paper"), size);
    land.paintScales(pen, ground, eye, colour("--gd-ink"), size, names);
    canvas.dataset.drawn = `${view.turn} ${view.tilt} ${k}`;
  };

  /** From the map, which it was, to the relief. */
  const rise = () => {
    const begun = performance.now();
    const go = (now) => {
      const share = reduced.matches ? 1 : ease(Math.min(1, Math.max(0, (now - begun) / RISE)));
      set({ turn: OPENED.turn * share, tilt: OPENED.tilt * share });
      if (share < 1) rising = requestAnimationFrame(go);
    };
    go(begun);
  };
  /** Leaves it as it is seen now, for the reader to turn. */
  const stopRising = () => cancelAnimationFrame(rising);

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
    stopRising();
    held = { from: [event.clientX, event.clientY], ...view, moved: false, start: isOnRing(event) && startOf() };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!held) {
      canvas.style.cursor = isOnRing(event) ? "move" : "";
      return lab.read(under(event));
    }
    const [across, down] = [event.clientX - held.from[0], event.clientY - held.from[1]];
    held.moved ||= Math.hypot(across, down) > STILL;
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
    stopRising();
    set(next);
    lab.say(status.textContent);
  });

  new MutationObserver(recolour).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
  new ResizeObserver(redraw).observe(lab.stage);
  document.fonts.addEventListener("loadingdone", redraw);

  return {
    focused: canvas,
    open: (clicked) => {
      panel.append(made("p", { textContent: said.what }), status);
      isOpen = true;
      colours = null;
      canvas.hidden = false;
      if (clicked) rise();
      else set(OPENED);
    },
    tinted: recolour,
    ran: redraw,
    shown: redraw,
    close: () => {
      isOpen = false;
      stopRising();
      canvas.hidden = true;
    },
  };
};
