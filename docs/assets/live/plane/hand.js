// The reader's hand in the plane: the line of a unit is shifted and turned, by its dots or anywhere on it, and a unit is taken
// out or brought back by its tile. While a line is held, what plays waits, and then goes on from there.

import { readAxes } from "../draw/axes.js";
import { clamp, makeHandle, placeIn } from "../handle.js";
import { made } from "../made.js";
import { fixed, round } from "../python.js";
import { changesOf, textsOf, withChange } from "./changes.js";
import { EACH, hiddenOf } from "./learning.js";
import { COLUMNS, ROWS, chord, frameOf, gripOf } from "./pictures.js";

const NEAR = { mouse: 8, touch: 22 }; // pixels from a line
const PLACES = 4; // of numbers that are set by hand
const [SHIFT, TURN, FINER] = [0.05, Math.PI / 36, 0.2]; // of an arrow key; the share of it with Shift
const NONE = Array(EACH).fill(0); // a unit that is out: with all its numbers 0 it also learns nothing
const SAID = document.documentElement.lang.startsWith("zh")
  ? {
      grip: "這個單元的線：可以拖曳，也可以用方向鍵平移",
      end: "線的一端：可以拖曳，也可以用方向鍵轉動",
      tiles: "各單元的貢獻：按一下就拿掉，再按就放回來",
      tile: (unit) => `單元 ${unit}`,
      take: (unit) => `拿掉單元 ${unit}`,
      bring: (unit) => `放回單元 ${unit}`,
    }
  : {
      grip: "Line of the unit: drag it, or shift it with the arrow keys",
      end: "End of the line: drag it, or turn it with the arrow keys",
      tiles: "What each unit adds: a press takes it out or brings it back",
      tile: (unit) => `Unit ${unit}`,
      take: (unit) => `Take unit ${unit} out`,
      bring: (unit) => `Bring unit ${unit} back`,
    };

const isOut = (numbers) => numbers.every((number) => number === 0);
const share = (part, whole) => `${(100 * part) / whole}%`;

/** The numbers of a unit whose line goes through two points, in the order of `chord`, as steep and as high as it was. */
const through = ([[a0, a1], [b0, b1]], [w0, w1, , v]) => {
  const [length, apart] = [Math.hypot(w0, w1), Math.hypot(a0 - b0, a1 - b1)];
  const [u0, u1] = [(length * (a1 - b1)) / apart, (-length * (a0 - b0)) / apart];
  return [u0, u1, -u0 * a0 - u1 * a1, v];
};

/**
 * @param {HTMLElement} element the live block
 * @param {Record<string, number>} values the settings
 * @param {() => { w: number[], held: number, passed: import("./learning.js").Passed[] }} shown the network that is shown, the
 *   unit in hand, and the networks of all steps so far
 * @param {number} radius of the circle through the dots of a line
 * @param {{
 *   set: (texts: Record<string, string>) => void, point: (unit: number | null) => void,
 *   player: { playing: () => boolean, stop: () => void, start: () => void },
 * }} on `point` at a unit with the mouse
 * @returns {() => void} places dots and buttons where the units are
 */
export const makeHand = (element, values, shown, radius, { set, point, player }) => {
  const partOf = (name) => element.querySelector(`[data-part="${name}"]`);
  const svg = partOf("held").ownerSVGElement;
  const axes = readAxes(partOf("held").closest("[data-x]"));
  const numbersOf = (unit) => shown().w.slice(EACH * (unit - 1), EACH * unit);
  const inHand = () => numbersOf(shown().held);
  const textsWith = (unit, numbers) =>
    textsOf(withChange(changesOf(values), { at: values.step_num, unit, numbers: numbers?.map((each) => round(each, PLACES)) }));
  const change = (unit, numbers) => {
    if (numbers.every(Number.isFinite)) set({ ...textsWith(unit, numbers), unit: String(unit) });
  };

  let goesOn = false; // when the line is let go
  const hold = () => {
    goesOn ||= player.playing();
    player.stop();
  };
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, () => {
      if (goesOn) player.start();
      goesOn = false;
    });
  }

  const told = () => inHand().slice(0, 3).map((number, i) => [["w₀", "w₁", "b"][i], fixed(number, 2)]);
  const common = { names: ["x₀", "x₁"], clicked: false, finest: 0.001, told };
  const shift = (away) => {
    const [w0, w1, , v] = inHand();
    change(shown().held, [w0, w1, -away * Math.hypot(w0, w1), v]);
  };
  const awayOf = ([x0, x1]) => {
    const [w0, w1] = inHand();
    return clamp((x0 * w0 + x1 * w1) / Math.hypot(w0, w1), { low: -radius, high: radius });
  };
  const onNormal = (away) => {
    const [w0, w1] = inHand();
    return [w0, w1].map((each) => (away * each) / Math.hypot(w0, w1));
  };
  const grip = makeHandle(partOf("grip"), axes, {
    ...common,
    label: SAID.grip,
    within: (place) => onNormal(awayOf(place)),
    moved: (place) => shift(awayOf(place)),
    nudged: (_, direction, isFiner) => {
      const by = direction * SHIFT * (isFiner ? FINER : 1);
      shift(clamp(awayOf(gripOf(inHand(), radius)) + by, { low: -radius, high: radius }));
      return true;
    },
  });
  const turn = (k, place) => {
    const ends = chord(inHand(), radius);
    ends[k] = place;
    change(shown().held, through(ends, inHand()));
  };
  const ends = ["end", "other"].map((name, k) =>
    makeHandle(partOf(name), axes, {
      ...common,
      label: SAID.end,
      within: ([x0, x1]) => [x0, x1].map((each) => (radius * each) / (Math.hypot(x0, x1) || 1)),
      moved: (place) => turn(k, place),
      nudged: (_, direction, isFiner) => {
        const [x0, x1] = chord(inHand(), radius)[k];
        const angle = Math.atan2(x1, x0) + direction * TURN * (isFiner ? FINER : 1);
        turn(k, [radius * Math.cos(angle), radius * Math.sin(angle)]);
        return true;
      },
    }),
  );
  partOf("held").classList.add("draggable");
  const handles = [...svg.parentElement.querySelectorAll(".handle")];
  for (const handle of handles) handle.addEventListener("pointerdown", hold);

  /** The unit whose line is under a pointer, or null. */
  const unitAt = (event) => {
    const { w } = shown();
    const [x0, x1] = axes.toData(placeIn(svg, event));
    if (!axes.contains([x0, x1])) return null;
    const scale = (svg.getBoundingClientRect().width / svg.viewBox.baseVal.width) * (axes.x.to - axes.x.from);
    const away = Array.from({ length: hiddenOf(w) }, (_, j) => {
      const [w0, w1, b] = numbersOf(j + 1);
      return (Math.abs(w0 * x0 + w1 * x1 + b) / Math.hypot(w0, w1)) * (scale / (axes.x.high - axes.x.low));
    });
    const least = Math.min(...away.filter(Number.isFinite));
    return least <= (NEAR[event.pointerType] ?? NEAR.mouse) ? away.indexOf(least) + 1 : null;
  };
  let drag = null;
  let latest = null; // the last pointer event: one change a frame
  const follow = () => {
    if (drag && latest) {
      const [x0, x1] = axes.toData(placeIn(svg, latest));
      const [w0, w1, b, v] = drag.numbers;
      change(drag.unit, [w0, w1, b - w0 * (x0 - drag.from[0]) - w1 * (x1 - drag.from[1]), v]);
    }
    latest = null;
  };
  svg.addEventListener("pointerdown", (event) => {
    const unit = event.button === 0 ? unitAt(event) : null;
    if (!unit) return;
    set({ unit: String(unit) });
    if (event.pointerType === "touch") return; // it may scroll; the dots are for a finger
    event.preventDefault();
    hold();
    svg.setPointerCapture(event.pointerId);
    drag = { unit, numbers: numbersOf(unit), from: axes.toData(placeIn(svg, event)) };
  });
  svg.addEventListener("pointermove", (event) => {
    svg.style.cursor = drag ? "grabbing" : unitAt(event) ? "grab" : "";
    if (!drag) return;
    if (!latest) requestAnimationFrame(follow);
    latest = event;
  });
  for (const end of ["pointerup", "pointercancel"]) {
    svg.addEventListener(end, () => {
      follow();
      drag = null;
    });
  }

  const toggle = (unit) => {
    if (!isOut(numbersOf(unit))) return change(unit, NONE);
    const taken = changesOf(values).findLast((each) => each.unit === unit && each.at <= values.step_num && isOut(each.numbers));
    if (!taken) return;
    const numbers = shown().passed[taken.at].learned.w.slice(EACH * (unit - 1), EACH * unit);
    if (taken.at === values.step_num) set({ ...textsWith(unit, null), unit: String(unit) });
    else change(unit, numbers);
  };
  const frame = partOf("chosen");
  const { x, y } = readAxes(frame.closest("[data-x]"));
  const { width, height } = frame.ownerSVGElement.viewBox.baseVal;
  const tiles = Array.from({ length: COLUMNS * ROWS }, (_, k) => {
    const unit = k + 1;
    const button = made("button", { type: "button", className: "tile", ariaLabel: SAID.tile(unit) });
    const [corner, , opposite] = frameOf(k);
    Object.assign(button.style, {
      left: share(corner[0], COLUMNS),
      top: share(corner[1], ROWS),
      width: share(opposite[0] - corner[0], COLUMNS),
      height: share(opposite[1] - corner[1], ROWS),
    });
    button.addEventListener("click", () => toggle(unit));
    button.addEventListener("focus", () => button.matches(":focus-visible") && set({ unit: String(unit) }));
    button.addEventListener("pointerenter", ({ pointerType }) => pointerType === "mouse" && point(unit));
    button.addEventListener("pointerleave", () => point(null));
    return button;
  });
  const cells = made("div", { className: "cells tiles", role: "group", ariaLabel: SAID.tiles }, ...tiles);
  Object.assign(cells.style, {
    left: share(x.from, width),
    top: share(y.to, height),
    width: share(x.to - x.from, width),
    height: share(y.from - y.to, height),
  });
  frame.ownerSVGElement.after(cells);
  frame.ownerSVGElement.closest("[role=img]")?.setAttribute("role", "group"); // role="img" would hide the buttons

  return () => {
    const numbers = inHand();
    const places = [gripOf(numbers, radius), ...chord(numbers, radius)];
    [grip, ...ends].forEach(({ place }, i) => {
      handles[i].hidden = !places[i].every(Number.isFinite);
      if (!handles[i].hidden) place(places[i]);
    });
    tiles.forEach((button, k) => {
      button.hidden = k >= hiddenOf(shown().w);
      if (button.hidden) return;
      const out = isOut(numbersOf(k + 1));
      button.ariaPressed = String(!out);
      button.title = out ? SAID.bring(k + 1) : SAID.take(k + 1);
    });
  };
};
