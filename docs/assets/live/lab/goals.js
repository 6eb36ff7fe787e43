// Guesses about a run before it is played, and goals that a run can reach. Tries and the best of them are counted until
// the page is left.

import { element } from "../draw/path.js";
import { clamp, makeHandle, placeIn } from "../handle.js";
import { short as shortly } from "../python.js";
import { words } from "../words.js";
import { made } from "../made.js";
import { told } from "./told.js";
import { isValleys, toValleys } from "./valleys.js";

const said = told.goals;
const CLOSE = 0.1; // to where a run ends
const ASIDE = 0.9; // of each axis: where a guess waits, far from the end of most runs
const LAST = 4; // guesses whose misses are drawn
const PAUSE = 700; // milliseconds; settings that stand so long are a try
const TILTED = "(x0**2 - 1)**2 / 4 + x1**2 / 2 + x0 / 10"; // its lower valley alone is below 0

const wide = matchMedia("(min-width: 60em)"); // as in lab.css: the task stands under the button that plays

const settings = (texts) => new URLSearchParams(texts).toString();

const RULE = "Momentum"; // others step over what the goals are about
const ALONE = { GradientDescent: "off", AdaGrad: "off" };

/**
 * Goals: from which step on f must stay below a level, with a learning rate of at most `most`. A preset gives landscape
 * and start, which must stay.
 *
 * @type {Record<string, { preset: string, below: number, within?: number, most?: number, task: string }>}
 */
const GOALS = {
  ravine: { preset: settings({ surface: "ravine", lr: "0.9", ...ALONE }), below: 1e-6, task: said.goalRavine },
  saddle: {
    preset: settings({ surface: "saddle", lr: "0.1", step_num: "20", ...ALONE }),
    below: -1,
    within: 20,
    most: 0.1,
    task: said.goalSaddle,
  },
  valleys: {
    preset: settings({
      ...{ surface: "double_well", formula: TILTED, init_x0: "1.5", init_x1: "1", lr: "0.1", step_num: "100", ...ALONE },
    }),
    below: 0,
    most: 0.1,
    task: said.goalValleys,
  },
};
const FIXED = ["surface", "formula", "init_x0", "init_x1"];

const short = (value) => shortly(value, 3);

/** The first step from which on something holds up to the end, or null. */
const since = (values, holds) => {
  const last = values.findLastIndex((value) => !holds(value));
  return last + 1 < values.length ? last + 1 : null;
};

/** @type {(panel: HTMLElement, lab: import("./part.js").Lab & import("./part.js").More) => import("./part.js").Part} */
export const make = (panel, lab) => {
  const { axes, svg } = lab.figures;
  const tries = {}; // by game: how many, and the best of them
  const select = made("select", { name: "goal", autocomplete: "off", ariaLabel: said.what });
  for (const name of ["end", "when", ...Object.keys(GOALS)]) select.add(new Option(said[name], name));
  const task = made("p", { className: "lab-task" });
  const verdict = made("p", { className: "lab-verdict" });
  const number = made("input", { name: "guess", type: "text", inputMode: "numeric", autocomplete: "off", ariaLabel: said.steps });
  const steps = made("label", { hidden: true }, said.number, number);
  const other = made("button", { type: "button" });
  const valleys = toValleys(lab);
  const dials = made("div", { className: "lab-dials" });
  const shown = Object.entries({ [`lr_${RULE}`]: "η", beta: "β" }).map(([name, symbol]) => {
    const place = dials.appendChild(made("div", { className: "dial" }));
    place.dataset.name = name;
    const dial = lab.addDial(place);
    place.querySelector("code").textContent = symbol;
    return dial;
  });
  const pin = makePin();
  const home = lab.button.parentElement;
  let open = false;
  let guess = null;
  let judged = false; // or the end has been seen
  let isNext = false; // whether the guess is about the start that comes
  let fixed = null; // the landscape and start of a goal
  let timer = 0;
  let tried = ""; // the settings of the last try

  const goal = () => GOALS[select.value];
  const tryOf = () => JSON.stringify({ ...lab.texts, basins: "" }); // the map behind the paths is no try
  const ask = (text) => {
    task.textContent = text;
    lab.cover(wide.matches ? text : "");
  };
  const say = (...sentences) => {
    verdict.textContent = words.join(sentences.filter(Boolean));
    lab.say(verdict.textContent);
  };
  /** Guesses are compared with those about the same landscape. */
  const gameOf = () => (goal() ? select.value : [select.value, lab.texts.surface, lab.texts.formula].join());
  const known = () => (tries[gameOf()] ??= { count: 0, best: null, misses: [] });
  const record = (value) => {
    const kept = known();
    kept.count += 1;
    kept.misses = [...kept.misses, value].slice(-LAST);
    if (value !== null && (kept.best === null || value < kept.best)) kept.best = value;
    return kept;
  };

  function makePin() {
    const group = element(svg, "g");
    const cross = element(svg, "path");
    cross.setAttribute("d", "M-6 0H6M0 -6V6");
    cross.style.cssText = "fill:none;stroke:currentColor;stroke-width:2.4";
    const line = element(svg, "path"); // to where the run ended
    line.style.cssText = "fill:none;stroke:currentColor;stroke-width:1.2;stroke-dasharray:4 3";
    const length = element(svg, "text");
    length.style.cssText = "font-size:9px;text-anchor:middle;fill:currentColor;paint-order:stroke;stroke:var(--gd-paper);stroke-width:4";
    group.append(line, cross, length);
    group.dataset.part = "guess";
    lab.figures.ring.before(group);
    const handle = makeHandle(group, axes, { names: ["x0", "x1"], label: said.pin, moved: (point) => guessAt(point) });
    const grip = lab.stage.lastElementChild;
    const show = (shown) => {
      for (const part of [group, grip]) part.style.display = shown ? "" : "none";
    };
    const at = (point) => axes.toFigure(point).map((place) => place.toFixed(1)).join();
    show(false);
    return {
      show,
      place: (point) => {
        handle.place(point);
        cross.setAttribute("transform", `translate(${at(point)})`);
      },
      /** Joins a point to where the run ended, with how far that is. */
      join: (point, end, away = "") => {
        line.setAttribute("d", end ? `M${at(point)}L${at(end)}` : "");
        length.textContent = away;
        if (end) length.setAttribute("transform", `translate(${beyond(...[point, end].map(axes.toFigure))})`);
      },
      focus: () => grip.focus({ preventScroll: true }),
    };
  }

  /** Where the length of a line stands: beyond its first end, in the picture. */
  const beyond = ([x, y], [toX, toY]) => {
    const length = Math.hypot(x - toX, y - toY) || 1;
    const [across, down] = [x + (20 * (x - toX)) / length, y + (14 * (y - toY)) / length + 3];
    return [clamp(across, { low: axes.x.from + 14, high: axes.x.to - 14 }), clamp(down, { low: axes.y.to + 10, high: axes.y.from - 4 })];
  };

  /** A guess; once the end has been seen, the next one, about another start. */
  function guessAt(point) {
    if (!open || select.value !== "end" || lab.playing() || lab.now().runs.length === 0) return;
    guess = point;
    if (judged && !isNext) {
      isNext = true;
      startElsewhere();
    }
    pin.place(point);
    lab.button.disabled = false;
  }

  function startElsewhere() {
    const [x0, x1] = [axes.x, axes.y].map(({ low, high }) => low + (0.1 + 0.8 * Math.random()) * (high - low));
    lab.set({ init_x0: x0.toFixed(1), init_x1: x1.toFixed(1) });
  }

  // A press on the landscape is a guess; the ring alone moves the start.
  lab.stage.addEventListener(
    "click",
    (event) => {
      if (!open || !svg.contains(event.target)) return;
      event.stopPropagation();
      const point = axes.toData(placeIn(svg, event));
      if (select.value !== "end" || !axes.contains(point)) return;
      guessAt(point.map((value) => Number(value.toPrecision(3))));
      pin.focus();
    },
    true,
  );
  number.addEventListener("input", () => {
    const text = number.value.trim();
    const { last } = lab.now();
    guess = /^\d+$/.test(text) && Number(text) <= last ? Number(text) : null;
    number.setAttribute("aria-invalid", String(guess === null && text !== ""));
    say(guess === null && text !== "" && said.upTo(last));
    lab.button.disabled = guess === null;
  });
  number.addEventListener("keydown", ({ key }) => key === "Enter" && guess !== null && lab.button.click());
  other.addEventListener("click", () => {
    if (goal()) {
      lab.preset(goal().preset);
      tried = tryOf(); // the preset is no try
      return;
    }
    startElsewhere();
  });
  select.addEventListener("change", () => {
    begin(true);
    panel.scrollIntoView({ block: "nearest" });
  });

  /** Begins the chosen game, a guess at the start of the run; a goal may begin anew, with its preset. */
  function begin(isNew) {
    verdict.textContent = "";
    fixed = null;
    other.textContent = goal() ? said.again : said.another;
    placeButton();
    lab.button.disabled = false;
    [steps.hidden, valleys.hidden] = [select.value !== "when", true];
    lab.figures.level(goal()?.below);
    dials.hidden = !goal();
    for (const { show } of shown) show();
    pin.show(select.value === "end");
    if (goal()) {
      alone();
      ask(goal().task);
      const wanted = lab.presetOf(goal().preset);
      fixed = FIXED.map((name) => wanted[name]);
      if (isNew) lab.preset(goal().preset);
      tried = tryOf();
      check();
    } else round();
  }

  /** The button that plays, the only one, stands above the rules; in narrow windows, where they are far, beside a guess. */
  const placeButton = () => {
    const isBeside = open && !goal() && !wide.matches;
    const [place, where] = isBeside ? [select, "after"] : [home, "prepend"];
    if (home.contains(lab.button) === isBeside) place[where](lab.button);
  };
  wide.addEventListener("change", () => {
    if (!open) return;
    placeButton();
    ask(task.textContent);
  });

  /** Shows the run that is guessed alone, without the map, which tells where it ends; without a name, all. */
  const alone = (name) => {
    lab.alone(name);
    lab.ask(Boolean(name));
  };

  /** A guess begins: nothing of the run is shown. */
  function round() {
    const { runs, last } = lab.now();
    if (!isNext) guess = null;
    judged = isNext = false;
    pin.join();
    number.value = "";
    number.disabled = false;
    lab.button.disabled = guess === null;
    verdict.textContent = "";
    alone(runs[0]?.name);
    valleys.hidden = runs.length === 0 || isValleys(lab);
    if (runs.length === 0) return ask(told.none);
    ask((select.value === "end" ? said.askEnd : said.askWhen)(runs[0].name, last));
    if (select.value === "end") pin.place(guess ?? [axes.x, axes.y].map(({ low, high }) => low + ASIDE * (high - low)));
    lab.show(0);
  }

  function judge() {
    const [run] = lab.now().runs;
    judged = true;
    lab.button.disabled = false;
    number.disabled = true;
    lab.ask(false);
    if (!run) return;
    if (select.value === "end") ask(said.next);
    if (guess === null) return say(said.seen);
    const end = run.trace.x.at(-1);
    if (!end.every(Number.isFinite)) return say(said.noEnd);
    const apart = (point) => Math.hypot(point[0] - end[0], point[1] - end[1]);
    const there = since(run.trace.x, (point) => apart(point) <= CLOSE);
    const away = select.value === "end" ? apart(guess) : Math.abs(guess - there);
    const { count, best, misses } = record(away);
    if (select.value === "end") pin.join(guess, end, short(away));
    const found = select.value === "end" ? said.ended(short(away), ...end.map(short)) : said.cameWithin(there, away);
    say(found, said.closest(count, short(best)));
    verdict.append(" ", pictureOf(misses));
  }

  /** A dot for each miss, the higher the farther, and the last one full: guesses that come closer sink. */
  const pictureOf = (misses) => {
    const dots = misses.map((miss) => {
      const dot = made("i");
      dot.style.setProperty("--high", miss / Math.max(...misses) || 0);
      return dot;
    });
    const picture = made("span", { className: "lab-misses", role: "img", ariaLabel: said.misses(new Intl.ListFormat(document.documentElement.lang).format(misses.map(short))) }, ...dots);
    picture.title = picture.ariaLabel;
    return picture;
  };

  /** Compares the runs with the goal. They count as a try once they have stood for a moment. */
  function check() {
    clearTimeout(timer);
    if (!fixed || !open) return;
    if (FIXED.some((name, i) => lab.texts[name] !== fixed[i] && Number(lab.texts[name]) !== Number(fixed[i]))) return say(said.moved);
    const { runs, last } = lab.now();
    const { below, within, most } = goal();
    if (lab.texts[RULE] !== "on") return say(said.without);
    const run = runs.find(({ name }) => name === RULE);
    if (!run) return; // not yet there
    if (Number(lab.rate(RULE)) > most) return say(said.tooFast(most));
    const k = since(run.trace.f, (value) => value < below);
    const inTime = k !== null && !(k > within);
    const found = k === null ? said.notYet(last) : (inTime ? said.reached : said.tooLate)(k, within);
    verdict.textContent = found;
    timer = setTimeout(() => {
      const isNew = tried !== tryOf();
      tried = tryOf();
      const { count, best } = isNew ? record(inTime ? k : null) : known();
      say(found, count > 0 && (best === null ? said.tries(count) : said.fewest(count, best)));
    }, PAUSE);
  }

  return {
    select,
    open: (clicked) => {
      open = true;
      if (!clicked) lab.recall(select);
      panel.append(made("p", { className: "lab-line" }, select, steps, other, valleys), task, dials, verdict);
      begin(false);
    },
    changed: () => clearTimeout(timer),
    ran: () => (goal() ? check() : round()),
    shown: (k) => {
      if (!goal() && !judged && k > 0 && k === lab.now().last) judge();
    },
    close: () => {
      open = false;
      clearTimeout(timer);
      placeButton();
      lab.button.disabled = false;
      alone();
      lab.cover(null);
      lab.figures.level();
      pin.show(false);
    },
  };
};
