// Many starts at once: dots that all follow the rule of the basin map, or else the first shown, and behind each start the
// tint of the minimum where its dot is, stronger the sooner it came there.

import { watchHeld } from "./held.js";
import { general } from "../python.js";
import { words } from "../words.js";
import { makeCanvas } from "./canvas.js";
import { findingMinima } from "./minima.js";
import { made } from "../made.js";
import { told } from "./told.js";
import { said as shared } from "./words.js";
import { isValleys, toValleys } from "./valleys.js";

const said = told.crowd;
const SIDE = 20; // starts along each side
const MOST = 500; // steps; the positions of all of them are kept
const NEAR = 0.02; // of the side of the landscape: so far from a minimum a dot is there
const PATIENCE = 5; // milliseconds of a frame for new steps
const EASE = 60; // milliseconds in which dots go two thirds of the way to the step shown
const LAYERS = 3; // of tint, where a dot came at once
const FAINTEST = 0.4; // of a layer, where it came last
const RADIUS = 1.7; // of a dot, in pixels
const PAUSE = 200; // milliseconds; the dots fall again once a dial that is held has stood so long

/** What the steps of the dots follow from, beside the landscape. */
const settingsOf = ({ leading, last }) => leading && JSON.stringify([leading.name, leading.rule, last]);

/** @type {(panel: HTMLElement, lab: import("./part.js").Lab & import("./part.js").More) => import("./part.js").Part} */
export const make = (panel, lab) => {
  const { axes } = lab.figures;
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  const { canvas, pen } = makeCanvas(lab.stage, axes);
  canvas.classList.add("crowd");
  const drop = made("button", { type: "button", textContent: said.drop });
  const valleys = toValleys(lab);
  const what = made("p");
  const count = made("p", { className: "lab-verdict" });
  const tints = new OffscreenCanvas(SIDE, SIDE).getContext("2d", { willReadFrequently: true });
  let crowd = null; // the dots, their steps so far
  let at = 0; // the step drawn, between two steps while dots move
  let frame = 0;
  let before = 0;
  let timer = 0;
  let isOld = false; // whether the picture waits for newer settings
  let isHeld = false; // by a pointer, or a key that repeats
  watchHeld((isDown) => (isHeld = isDown));

  const stop = () => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    frame = 0;
  };

  const reveal = (isShown) => {
    canvas.hidden = !isShown;
    lab.cover(isShown ? undefined : null);
  };

  const clear = () => {
    stop();
    crowd = null;
    reveal(false);
  };

  function start() {
    clear();
    isOld = false;
    const now = lab.now();
    const { leading, surface, last } = now;
    what.textContent = leading ? "" : told.none;
    count.textContent = "";
    if (!leading) return;
    const { x, y } = axes;
    const place = ({ low, high }, i) => low + ((i + 0.5) / SIDE) * (high - low);
    const points = Array.from({ length: SIDE * SIDE }, (_, i) => [place(x, i % SIDE), place(y, Math.floor(i / SIDE))]);
    const near = NEAR * (x.high - x.low);
    crowd = {
      surface,
      rule: leading.rule,
      settings: settingsOf(now),
      near,
      points,
      states: points.map((point) => leading.rule.init(point)),
      rows: [Float32Array.from(points.flat())],
      steps: Math.min(last, MOST),
      search: findingMinima(surface, [x, y].map(({ low, high }) => [low, high])),
      goals: null,
      places: [], // for each step, those of the dots
    };
    reveal(true);
    const { width } = canvas.getBoundingClientRect();
    canvas.width = canvas.height = Math.round(width * devicePixelRatio);
    what.textContent = words.join([said.what(leading.name, general(near, 2)), ...(last > MOST ? [said.most(MOST)] : [])]);
    at = 0;
  }

  /** Takes the next steps of all, up to the one wanted, then looks on for minima; returns whether all is there. */
  const compute = (k) => {
    const end = performance.now() + PATIENCE;
    while (crowd.rows.length <= k || !crowd.goals) {
      if (performance.now() > end) return false;
      if (crowd.rows.length <= k) crowd.rows.push(step(crowd));
      else {
        const { done, value } = crowd.search.next();
        if (done) crowd.goals = value;
      }
    }
    return true;
  };

  const wantedNow = () => Math.min(lab.now().k, crowd.steps);

  const draw = (now) => {
    const wanted = wantedNow();
    const ready = compute(wanted);
    const target = Math.min(wanted, crowd.rows.length - 1);
    const passed = Math.min(100, Math.max(0, now - before)); // a frame may have begun before it was asked for
    const share = reduced.matches ? 1 : 1 - Math.exp(-passed / EASE);
    before = now;
    at += (target - at) * share;
    if (Math.abs(target - at) < 0.01) at = target;
    paint(target);
    frame = ready && at === target ? 0 : requestAnimationFrame(draw);
    if (frame === 0 && wanted === crowd.steps) lab.say(count.textContent);
  };

  /** The minimum where each dot is after step k, or -1, and since which step it has been there. */
  const placesAt = (k) => {
    const { rows, goals, near, places } = crowd;
    while (places.length <= k) {
      const [row, before] = [rows[places.length], places.at(-1)];
      const isAt = ([x0, x1], i) => (row[2 * i] - x0) ** 2 + (row[2 * i + 1] - x1) ** 2 < near ** 2;
      const at = Int16Array.from({ length: SIDE * SIDE }, (_, i) => goals.findIndex((goal) => isAt(goal, i)));
      places.push({ at, since: at.map((goal, i) => (goal === before?.at[i] ? before.since[i] : places.length)) });
    }
    return places[k];
  };

  /** Tints the starts whose dots are at a minimum after step k. */
  const tint = (k, colour) => {
    const { at, since } = placesAt(k);
    for (const i of [0, 1, 2, 3]) {
      tints.fillStyle = colour(`--gd-basin${i}`);
      tints.clearRect(i, 0, 1, 1);
      tints.fillRect(i, 0, 1, 1);
    }
    const { data } = tints.getImageData(0, 0, 4, 1);
    const pixels = tints.createImageData(SIDE, SIDE);
    at.forEach((goal, i) => {
      if (goal < 0) return;
      const [red, green, blue, alpha] = data.subarray(4 * (goal % 4));
      const layers = LAYERS - (LAYERS - FAINTEST) * (since[i] / crowd.steps);
      const [column, row] = [i % SIDE, SIDE - 1 - Math.floor(i / SIDE)];
      pixels.data.set([red, green, blue, 255 * (1 - (1 - alpha / 255) ** layers)], 4 * (row * SIDE + column));
    });
    tints.putImageData(pixels, 0, 0);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(tints.canvas, 0, 0, canvas.width, canvas.width);
  };

  /** Says how many are at a minimum after step k, once the minima are found. */
  const tell = (k) => {
    const { goals } = crowd;
    const there = goals ? placesAt(k).at.filter((goal) => goal >= 0).length : 0;
    if (goals) {
      const counted = words.join([said.count(k, there), ...(goals.length === 1 ? [said.single] : [])]);
      count.textContent = goals.length === 0 ? shared.notFound : counted;
    }
    canvas.dataset.there = goals ? String(there) : "";
  };

  const paint = (k) => {
    const { rows, goals } = crowd;
    const { width } = canvas;
    const style = getComputedStyle(canvas);
    const colour = (name) => style.getPropertyValue(name);
    const [low, high] = [rows[Math.floor(at)], rows[Math.ceil(at)]];
    const part = at - Math.floor(at);
    const toPixel = ({ low, high }, value) => ((value - low) / (high - low)) * width;
    pen.clearRect(0, 0, width, width);
    pen.beginPath();
    for (let i = 0; i < SIDE * SIDE; i++) {
      const [a, b] = [0, 1].map((side) => low[2 * i + side] + part * (high[2 * i + side] - low[2 * i + side]));
      const [across, down] = [toPixel(axes.x, a), width - toPixel(axes.y, b)];
      if (!(across > -9 && across < width + 9 && down > -9 && down < width + 9)) continue;
      pen.moveTo(across + RADIUS * devicePixelRatio, down);
      pen.arc(across, down, RADIUS * devicePixelRatio, 0, 2 * Math.PI);
    }
    pen.fillStyle = colour("--gd-ink");
    pen.globalAlpha = 0.75;
    pen.fill();
    pen.globalAlpha = 1;
    if (goals) tint(k, colour);
    tell(k);
    canvas.dataset.step = String(at);
  };

  const redraw = () => {
    if (!crowd || frame || isOld) return;
    before = performance.now();
    frame = requestAnimationFrame(draw);
  };
  new MutationObserver(redraw).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });

  /** Drops the dots and plays, or shows the end at once. */
  const fall = () => {
    start();
    if (!crowd) return;
    if (reduced.matches) lab.show(lab.now().last);
    else lab.play();
    redraw();
  };
  drop.addEventListener("click", fall);
  const offer = () => (valleys.hidden = isValleys(lab));

  return {
    open: (clicked) => {
      panel.append(made("p", { className: "lab-line" }, drop, valleys), what, count);
      offer();
      if (clicked) return fall();
      start();
      redraw();
    },
    changed: () => {
      stop();
      isOld = true;
      if (crowd?.surface !== lab.now().surface) clear();
    },
    ran: () => {
      offer();
      if (crowd?.settings === settingsOf(lab.now())) {
        isOld = false;
        redraw();
      } else if (!isOld) {
        start(); // the first runs, of an address, are there
        redraw();
      } else if (isHeld && crowd) timer = setTimeout(fall, PAUSE);
      else fall();
    },
    shown: () => {
      if (crowd && !isOld && compute(wantedNow())) tell(wantedNow()); // together with the step, not a frame later
      redraw();
    },
    close: clear,
  };
};

/** One step of all dots, as a row x0, x1, x0, x1, … */
const step = ({ surface, rule, points, states }) => {
  const row = new Float32Array(2 * points.length);
  for (let i = 0; i < points.length; i++) {
    const point = points[i];
    const [added, next] = rule.update(surface.grad(point), states[i]);
    states[i] = next;
    points[i] = [point[0] + added[0], point[1] + added[1]];
    row.set(points[i], 2 * i);
  }
  return row;
};
