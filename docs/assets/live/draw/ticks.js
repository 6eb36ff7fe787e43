// The ticks of an axis: their positions and labels, and how to draw them in matplotlib's figure.

import { element } from "./path.js";

const COUNT = 6; // about as many as matplotlib draws on figures of this size

/**
 * @param {import("./axes.js").Axis} axis
 * @returns {{ at: number, text: string, power?: string }[]} `power` is a superscript
 */
export const ticksFor = ({ log, low, high }) => (log ? powersOfTen(low, high) : evenSteps(low, high));

const evenSteps = (low, high) => {
  const least = (high - low) / COUNT;
  const unit = 10 ** Math.floor(Math.log10(least));
  const step = unit * [1, 2, 5, 10].find((n) => n * unit >= least);
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const at = (first + i) * step;
    const large = Math.abs(at) >= 1e5 || places > 5;
    const text = large ? at.toExponential(1).replace(".0e", "e").replace("e+", "e") : at.toFixed(places);
    return { at, text: text.replaceAll("-", "−") };
  });
};

const powersOfTen = (low, high) => {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  if (last - first < 1) return roundNumbers(low, high, first);
  const stride = Math.ceil((last - first + 1) / COUNT);
  const ticks = [];
  for (let power = Math.ceil(first / stride) * stride; power <= last; power += stride) {
    ticks.push(power === 0 ? { at: 1, text: "1" } : { at: 10 ** power, text: "10", power: signed(power) });
  }
  return ticks;
};

/** 1, 2, 5, 10, …, where even steps would crowd; even steps if these are too few. */
const roundNumbers = (low, high, power) => {
  const known = [1, 2, 5, 10, 20, 50].map((number) => Number(`${number}e${power - 1}`));
  const ticks = known.filter((at) => at >= low && at <= high);
  return ticks.length < 3 ? evenSteps(low, high) : ticks.map((at) => ({ at, text: signed(at < 1e-4 ? at.toExponential() : at) }));
};

const signed = (power) => String(power).replace("-", "−");

/** Replaces and restores matplotlib's ticks along one side ("x" or "y") of the axes in `group`, which is at `edge`. */
export const ticksOf = (group, side, edge) => {
  const built = [...group.querySelectorAll(`[data-tick="${side}"]`)];
  const mark = group.querySelector(`[data-tick="${side}"] use`);
  const label = group.querySelector(`[data-tick="${side}"] text`);
  if (!label) return { replace: () => {}, restore: () => {} };
  let written = [];
  const keep = (ticks) => {
    for (const old of written) if (!ticks.includes(old)) old.tick.remove();
    written = ticks;
  };
  const showBuilt = (shown) => {
    for (const tick of built) tick.style.display = shown ? "" : "none";
  };
  const write = ({ text, power }, place) => {
    const other = side === "x" ? place : place + 3.4; // half the height of a digit: centres the label
    const key = `${text}^${power}`;
    const known = written.find((tick) => tick.key === key); // to move is faster than to make
    if (known) {
      known.words.setAttribute(side, other);
      known.line?.setAttribute(side, place);
      return known;
    }
    const tick = element(label, "g");
    tick.dataset.tick = side;
    const words = label.cloneNode();
    words.removeAttribute("transform");
    words.setAttribute("style", `font-size:9px;fill:currentColor;text-anchor:${side === "x" ? "middle" : "end"}`);
    words.setAttribute(side, other);
    words.setAttribute(side === "x" ? "y" : "x", across);
    words.textContent = text;
    if (power !== undefined) {
      const raised = element(label, "tspan");
      raised.setAttribute("style", "font-size:7.56px");
      raised.setAttribute("dy", "-3.6");
      raised.textContent = power;
      words.append(raised);
    }
    const line = mark?.cloneNode();
    line?.setAttribute(side, place);
    tick.append(...(line ? [line] : []), words);
    return { key, tick, words, line };
  };
  const across = side === "x" ? Number(label.getAttribute("y")) : edge - 6.5;
  return {
    restore: () => {
      keep([]);
      showBuilt(true);
    },
    replace: (axis, place) => {
      showBuilt(false);
      keep(ticksFor(axis).map((tick) => write(tick, place(tick.at))));
      const ticks = written.map(({ tick }) => tick);
      if (ticks.some((tick) => !tick.isConnected)) built.at(-1).after(...ticks); // all, to keep their order
    },
  };
};
