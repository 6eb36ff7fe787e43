// A dial under the figure for each cyan number of the code: a slider, the number, which is a field as in the code, and for
// scales of many decades ÷10 and ×10. Dial and code are one setting.

import { makeField } from "./fields.js";
import { isLogarithmic } from "./settings.js";
import { label } from "./words.js";

const SYMBOLS = { lr: "η", beta: "β", beta1: "β₁", kappa: "κ", offset: "ε" }; // as in the formulas
const ENDS = 1000; // positions of a slider
const KEYS = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 };

const logarithms = ({ low, high }) => ({ low: Math.log10(low), high: Math.log10(high) });

/**
 * How the positions 0 to ENDS of a slider correspond to values.
 *
 * @param {string} kind of the setting, as in settings.js
 * @param {number} built the value in the page
 * @param {{ low: number, high: number, slider?: number } | undefined} limits such as those of the axis on which the setting is
 *   dragged; `slider`: where that of steps ends, if earlier
 */
const scaleOf = (kind, built, limits) => {
  if (isLogarithmic(kind)) {
    const ends = limits ?? { low: built / 100, high: 100 * built };
    const { low, high } = kind === "small" ? { low: -12, high: 0 } : logarithms(ends);
    return {
      toPosition: (value) => (ENDS * (Math.log10(Math.abs(value)) - low)) / (high - low),
      toValue: (position) => Number((10 ** (low + (position / ENDS) * (high - low))).toPrecision(2)),
    };
  }
  const reach = Math.max(2 * Math.abs(built), 1);
  const most = limits?.slider ?? limits?.high ?? Math.max(reach, 20); // steps, also of a listing that is built with few
  const { low, high } = { steps: { low: limits?.low ?? 0, high: most }, share: { low: 0, high: 0.99 } }[kind] ??
    limits ?? { low: built - reach, high: built + reach };
  const finest = kind === "steps" ? 1 : 10 ** Math.floor(Math.log10((high - low) / 100));
  return {
    toPosition: (value) => (ENDS * (value - low)) / (high - low),
    toValue: (position) => {
      const steps = Math.round((low + (position / ENDS) * (high - low)) / finest);
      return Number((steps * finest).toPrecision(12));
    },
  };
};

/**
 * @param {HTMLElement} element the empty <div class="dial" data-name="lr"> from the build
 * @param {{ kind: string, built: number, limits: () => { low: number, high: number } | undefined }} setting
 * @param {{
 *   moved: (text: string) => void, nudged: (direction: number) => void, left: () => void, scaled?: (factor: number) => void,
 * }} on `left` as of a field; without `scaled` there are no ÷10 and ×10
 */
export const makeDial = (element, { kind, built, limits }, on) => {
  const { name } = element.dataset;
  const scale = () => scaleOf(kind, built, limits());
  let sign = 1; // of a small number, which the slider keeps
  const title = document.createElement("code");
  const slider = document.createElement("input");
  const number = document.createElement("span");
  title.textContent = [name.replace("init_", ""), SYMBOLS[name]].filter(Boolean).join(" ");
  title.setAttribute("aria-hidden", "true");
  Object.assign(slider, { type: "range", min: 0, max: ENDS, step: "any" });
  slider.setAttribute("aria-label", label(name));
  let shown = ""; // the number in use
  let before = null; // the number where a drag began
  let cancelled = false; // the pointer is still down, but moves nothing
  slider.addEventListener("input", () => on.moved(cancelled ? shown : String(sign * scale().toValue(slider.valueAsNumber))));
  slider.addEventListener("pointerdown", () => (before = shown));
  addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || before === null) return;
    cancelled = true;
    on.moved(before);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, () => {
      before = null;
      cancelled = false;
    });
  }
  slider.addEventListener("keydown", (event) => {
    const direction = KEYS[event.key];
    if (!direction || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    on.nudged(sign * (event.shiftKey ? 10 * direction : direction));
  });
  number.className = "vary dial-number";
  number.dataset.name = name;
  element.append(title, slider, number);
  const field = makeField(number, { typed: on.moved, nudged: on.nudged, left: on.left });
  field.input.name = ""; // the one in the code is found by its name
  number.addEventListener("click", () => field.input.focus()); // beside it, with a finger
  if (isLogarithmic(kind) && on.scaled) {
    for (const [text, factor] of [["÷10", 0.1], ["×10", 10]]) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: text });
      button.setAttribute("aria-label", `${name} ${text}`);
      button.addEventListener("click", () => on.scaled(factor));
      element.append(button);
    }
  }
  return {
    field,
    show: (value, text) => {
      sign = kind === "small" && value < 0 ? -1 : 1;
      const position = Math.min(ENDS, Math.max(0, scale().toPosition(value)));
      if (Math.abs(slider.valueAsNumber - position) > 1e-9) slider.value = String(position);
      slider.setAttribute("aria-valuetext", text);
      shown = text;
    },
  };
};
