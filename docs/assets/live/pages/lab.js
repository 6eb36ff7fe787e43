// The playground: docs/lab.md. Every setting is a named text, kept in sync with the figures, the controls, the program
// and the address.

import { fromAddress, onReturn, toAddress } from "../address.js";
import { makeAnnouncer, shortened } from "../announcer.js";
import { makeBar } from "../bar.js";
import { PLAY } from "../button.js";
import { descending } from "../core/descent.js";
import { rules } from "../core/rules.js";
import { length } from "../core/status.js";
import { surfaces } from "../core/surfaces.js";
import { rounded } from "../descents.js";
import { makeDial } from "../dials.js";
import { MANY } from "../draw/path.js";
import { makeField } from "../fields.js";
import { makeHandle, placeIn } from "../handle.js";
import { made } from "../made.js";
import { array, scientific, short } from "../python.js";
import { ascii, read, stepped } from "../settings.js";
import { FRAME, makeSlices } from "../slices.js";
import { words } from "../words.js";
import { isHilly } from "../lab/contours.js";
import { readFigures, squareOf } from "../lab/figures.js";
import { frameOf } from "../lab/frame.js";
import { landscapeOf, LONGEST, parse as parseFormula, plain, pythonOf } from "../lab/formula.js";
import { makeMap } from "../lab/map.js";
import { makeGhost } from "../lab/ghost.js";
import { makeMore } from "../lab/more.js";
import { offer, sceneOf } from "../lab/options.js";
import { makePlayer } from "../player.js";
import { readProgram } from "../lab/program.js";
import { isAway, remarksOn } from "../lab/remarks.js";
import { said } from "../lab/words.js";

const MAP_STEPS = 200; // as basin_map's default
const RATES = { low: 1e-4, high: 100 }; // on the dials of the learning rates; any may be typed
const FRACTION = /^ *([+-]?(?:\d+\.?\d*|\.\d+)) *\/ *(\d+\.?\d*|\.\d+) *$/; // Python would divide; a setting is one number
const AROUND = 8; // characters shown on both sides of what is wrong in a formula
const NAMES = Object.keys(rules);
const EACH = "each"; // the text of lr while each rule has a rate of its own
const KINDS = { init_x0: "coordinate", init_x1: "coordinate", beta: "share", step_num: "steps", lr: "positive" };
for (const name of NAMES) KINDS[`lr_${name}`] = "positive";
const page = document.querySelector('[data-live="lab"]');
const find = (selector) => page.querySelector(selector);
const all = (selector) => [...page.querySelectorAll(selector)];

const CHOICES = { surface: Object.keys(surfaces), basins: ["none", ...NAMES] };
for (const name of NAMES) CHOICES[name] = ["on", "off"];
offer(page);
find(".lab").after(find(".strip")); // the keyboard reaches it last, as the eye does

const program = readProgram(find("[data-cell] code"));
const output = find("output");
const reading = find(".lab-read");
const pointing = reading.textContent;
const slider = find("[name=step]");
const opening = document.querySelector("h1 + p");
const bestOnes = [...opening.childNodes]; // it says that each rule has its best rate
const note = makeBar(page, "lab-note", { reset, restore: setWhole });
const announce = makeAnnouncer(output);
const inSlices = makeSlices(page);

const texts = {}; // the last valid text of each setting
const problems = {};
let k = 0; // the step shown
let drawnAt = 0; // the same, or between two steps while a run is played
let runs = [];
let coarse = false; // whether the figures leave out some steps
const ghost = makeGhost();
let arrived = null; // called once the runs are there
let isAwaited = false; // whether they are then played
let sought = null; // the best rates, until they are found: the rates when they were asked for, and what to do before the change
let idle = pointing; // the readout while nothing is hovered
let asked = false; // whether a guess is waited for
let covered = null; // what is read at rest in place of `idle`, while a part does not show or mean what that says
let alone = null; // the rule that is shown alone
let minima = []; // that are marked
let reread = null; // reads out anew what the pointer is at

const together = find("[name=lr]"); // one rate for all
const rateOf = (name) => (texts.lr === EACH ? texts[`lr_${name}`] : texts.lr);
const rateSetting = (name) => (texts.lr === EACH ? `lr_${name}` : "lr");

const fields = {};
const marks = [...all(".vary").map((mark) => [mark.dataset.name, mark]), ...NAMES.map((name) => [name, program.rules[name].mark])];
for (const [of, mark] of marks) {
  const isRate = of in rules;
  const setting = () => (isRate ? rateSetting(of) : mark.dataset.name);
  const field = makeField(mark, {
    typed: (text) => set({ [setting()]: text }),
    nudged: (direction) => nudge(setting(), direction),
    left: () => normalize(setting()),
  });
  fields[field.name] = field;
  if (isRate) field.input.setAttribute("aria-label", said.rate(of));
}
const rateFields = NAMES.map((name) => fields[`lr_${name}`]);
fields.lr = {
  built: EACH,
  show: (text) => text !== EACH && rateFields.forEach((field) => field.show(text)),
  mark: (wrong, noteId) => rateFields.forEach((field) => field.mark(wrong || Boolean(problems[field.name]), noteId)),
};
const dials = [];
/** Makes a dial of the setting whose name the element has. */
const addDial = (place) => {
  const { name } = place.dataset;
  const rule = name.startsWith("lr_") && name.slice(3);
  const setting = () => (rule ? rateSetting(rule) : name);
  const limits = () => (rule ? RATES : { init_x0: figures.axes.x, init_x1: figures.axes.y }[name]);
  const { field, show } = makeDial(place, { kind: KINDS[name], built: Number(fields[name].built), limits }, {
    moved: (text) => set({ [setting()]: text }),
    nudged: (direction) => nudge(setting(), direction),
    left: () => normalize(setting()),
  });
  fields[name].join(field);
  if (rule) for (const input of place.querySelectorAll("input")) input.setAttribute("aria-label", said.rate(rule));
  const dial = { show: () => show(Number(texts[setting()]), texts[setting()]) };
  dials.push(dial);
  return dial;
};
all(".dial").forEach(addDial);
const controls = Object.fromEntries(Object.keys(CHOICES).map((name) => [name, find(`[name=${name}]`)]));
const textOf = (control) => (control.type === "checkbox" ? (control.checked ? "on" : "off") : control.value);

const built = { surface: program.surface, basins: "none" };
for (const name of NAMES) built[name] = program.rules[name].off ? "off" : "on";
fields.formula = readFormula();
for (const [name, field] of Object.entries(fields)) built[name] = field.built;

for (const option of controls.surface.options) option.dataset.text = option.textContent;
/** Each surface has its own default start and learning rate, and its formula. */
const defaultsOf = (surface) => {
  if (surface === built.surface) return built;
  return { ...built, surface, formula: pythonOf(surfaces[surface]), ...sceneOf(surface) };
};

/** A typed fraction as a decimal of three digits; not finite if it is none. */
const quotientOf = (typed) => {
  const [, above, below] = FRACTION.exec(ascii(typed)) ?? [];
  return Number((above / below).toPrecision(3));
};
const same = (name, one, other) => one === other || (name in KINDS && Number(one) === Number(other));
const parse = (name, typed, surface) => {
  if (name === "lr" && typed === EACH) return { text: EACH };
  if (name in KINDS) {
    const quotient = quotientOf(typed);
    if (!Number.isFinite(quotient)) return read(KINDS[name], typed);
    const { problem } = read(KINDS[name], String(quotient));
    return problem ? { problem } : { problem: "fraction", quotient };
  }
  if (name === "formula") return readLandscape(plain(typed), surface);
  return CHOICES[name].includes(typed) ? { text: typed } : { problem: "notChoice" };
};

/** The field of the formula. What is wrong in it is marked beneath, in place of the hint. */
function readFormula() {
  const input = find("[name=formula]");
  const below = find(".lab-formula p");
  const hint = [...below.childNodes];
  const early = input.value;
  input.value = input.defaultValue = pythonOf(surfaces[built.surface]);
  let isEntered = false; // since it was last edited
  input.addEventListener("input", () => {
    isEntered = false;
    change({ formula: input.value });
  });
  const enter = () => {
    if (plain(input.value) === "") return isOwn() ? choose(texts.surface) : set({ formula: texts.formula });
    if (problems.formula) return;
    if (isOwn()) frame();
    if (unchosen.has(ratesOf(texts))) seekBest(ghost.forget);
  };
  input.addEventListener("change", () => isEntered || enter());
  input.addEventListener("keydown", ({ key }) => {
    if (key !== "Enter" || !isOwn()) return;
    isEntered = true; // a change may follow, but not of what has not been edited
    enter();
  });
  input.addEventListener("blur", () => !problems.formula && fields.formula.show(texts.formula));
  return {
    early,
    built: input.defaultValue,
    show: (text) => {
      if (input.value !== text) input.value = text;
    },
    mark: (wrong, _, { typed, from, to } = {}) => {
      if (!wrong) {
        input.removeAttribute("aria-invalid");
        return below.replaceChildren(...hint);
      }
      input.setAttribute("aria-invalid", "true");
      const [code, mark] = [document.createElement("code"), document.createElement("mark")];
      const [before, after] = [typed.slice(0, from), typed.slice(to)];
      mark.textContent = shortened(typed.slice(from, to)) || "\u00a0"; // where something is missing
      code.append(before.length > AROUND ? `…${before.slice(-AROUND)}` : before, mark, shortened(after, AROUND));
      below.replaceChildren(code, " ", problems.formula);
    },
  };
}

/** The formula if it can be read and is no plain, as draw_contours requires. */
function readLandscape(text, surface) {
  const own = pythonOf(surfaces[surface]);
  if (text === own) return { text };
  if (text === "") return { problem: "blank", typed: text, from: 0, to: 0, found: said.surface(surface) };
  const { value, ...wrong } = parseFormula(text);
  if (!value) return { typed: text, ...wrong };
  if (isHilly({ value }, ...squareOf(surfaces[surface]))) return { text };
  return { problem: "flat", typed: text, from: 0, to: text.length };
}

/** Applies the typed or chosen texts that are valid, marks the others, and updates the page. */
function change(typed) {
  for (const name of Object.keys(problems)) if (!(name in fields)) delete problems[name]; // only an address can have these
  const surface = CHOICES.surface.includes(typed.surface) ? typed.surface : texts.surface;
  for (const [name, typing] of Object.entries(typed)) {
    const { text, problem, ...place } = parse(name, typing, surface);
    if (!problem) texts[name] = text;
    const say = said.formula[problem] ?? words.problems[problem] ?? said[problem];
    problems[name] = problem && say(name, shortened(place.found ?? typing), place.quotient ?? CHOICES[name]);
    fields[name]?.mark(Boolean(problem), note.id, place);
  }
  update();
}

/** As `change`, but writes the texts into their fields first. */
function set(wanted) {
  for (const [name, text] of Object.entries(wanted)) fields[name]?.show(text);
  change(wanted);
}

/** On blur, normalizes the text of a field to Python syntax. */
function normalize(name) {
  if (texts[name] !== undefined && !problems[name]) fields[name].show(texts[name]);
}

/** Moves a setting to the next value up (1) or down (-1), if there is one. */
function nudge(name, direction) {
  setNumber(name, stepped(KINDS[name], Number(texts[name]), direction));
}

/** Starts somewhere else; after a jump, or while a run plays, the new one is played. */
function startAt([x0, x1], jumped) {
  isAwaited = player.playing() || (jumped && !reduced.matches);
  set({ init_x0: String(x0), init_x1: String(x1) });
}

/** Shows a known landscape, from its own start and with rates for it. */
function choose(surface) {
  const { lr, ...start } = sceneOf(surface);
  const each = texts.lr === EACH;
  set({ surface, formula: pythonOf(surfaces[surface]), ...start, lr: each ? EACH : lr });
  if (each) seekBest(ghost.forget);
}

/** Shows the reader's formula in a range that suits it, from a start in there. */
function frame() {
  const surface = frameOf(landscape().value, texts.surface);
  if (surface === texts.surface) return;
  const { init_x0, init_x1 } = sceneOf(surface);
  const isInside = squareOf(surfaces[surface]).every(([low, high], i) => numbers().initX[i] >= low && numbers().initX[i] <= high);
  set({ surface, formula: texts.formula, ...(isInside ? {} : { init_x0, init_x1 }) });
}

function reset() {
  ghost.forget();
  setWhole(defaultsOf(built.surface));
}

function setNumber(name, value) {
  const text = String(value);
  if (!read(KINDS[name], text).problem) set({ [name]: text });
}

/** As `set`, and shows the whole run, with the rates that it is given. */
function setWhole(wanted) {
  sought = null;
  showWhole();
  set(wanted);
}

/** Has the runs that come shown to their end, or, while others play, played in their place. */
function showWhole() {
  if (player.playing()) isAwaited = true;
  else slider.max = k;
}

function update() {
  const surface = landscape();
  if (player.playing() && drawn !== surface) isAwaited = true;
  more.changed();
  const { initX, stepNum } = numbers();
  if (drawn !== surface) figures.landscape(surface);
  drawn = surface;
  figures.start(initX);
  grip.place(initX);
  program.choose(texts.surface, isOwn() && texts.formula, surface);
  for (const option of controls.surface.options) {
    const text = isOwn() && option.value === texts.surface ? said.frame(option.value) : option.dataset.text;
    if (option.textContent !== text) option.textContent = text;
  }
  for (const [name, control] of Object.entries(controls)) {
    if (name in rules) program.rule(name, (control.checked = texts[name] === "on"), rateOf(name));
    else if (control.value !== texts[name]) control.value = texts[name];
  }
  for (const { show: showDial } of dials) showDial();
  together.checked = texts.lr !== EACH;
  for (const name of NAMES) {
    const field = fields[`lr_${name}`];
    if (!field.isEdited() && !problems[rateSetting(name)]) field.show(rateOf(name));
  }
  const usual = defaultsOf(texts.surface);
  for (const [name, text] of Object.entries(texts)) {
    toAddress(`lab.${name}`, same(name, text, (name === "surface" ? built : usual)[name]) ? null : text);
  }
  for (const button of presets) {
    const pressed = Object.entries(presetOf(button.dataset.preset)).every(([name, text]) => same(name, text, texts[name]));
    button.setAttribute("aria-pressed", String(pressed));
  }
  const shown = shownRules();
  introduce();
  updateMap(surface);
  inSlices(function* () {
    if (stepNum > MANY) yield FRAME; // what is dragged moves first
    const computed = [];
    for (const name of shown) {
      const rule = ruleOf(name);
      computed.push({ name, rule, trace: yield* descending(surface, initX, rule, stepNum) });
    }
    const isCoarse = yield* figures.setWalks(computed);
    if (surface !== drawn) return; // the landscape has changed meanwhile, and newer work waits
    const stayed = k < Number(slider.max);
    figures.mark(null);
    runs = computed;
    slider.max = stepNum;
    player.endAt(stepNum);
    k = stayed ? Math.min(k, stepNum) : stepNum;
    if (stepNum > MANY && !more.isOpen()) {
      figures.walk(k, k === stepNum);
      yield FRAME; // the paths first: all in one frame would take too long
    }
    coarse = (yield* figures.setCurves(computed, stepNum)) || isCoarse;
    if (surface !== drawn) return;
    figures.ghost(ghost.before(computed, surface));
    if (player.playing()) tell(); // the next frame draws
    else if (!isAwaited || asked) show(k);
    arrived?.();
    arrived = null;
    more.ran();
    if (sought) search();
    if (isAwaited && !asked) playFrom(0);
    isAwaited = false;
  });
  note.keep({ ...texts });
}

const shownRules = () => NAMES.filter((name) => texts[name] === "on");

/** Says under the title which rules run, and with which rates. */
function introduce() {
  const count = shownRules().length;
  const isBest = races.has(raceOf(texts));
  if (alone) opening.textContent = said.guessed;
  else if (count < 2) opening.textContent = count === 0 ? said.nothing : isBest ? said.oneBest : said.one;
  else if (isBest) opening.replaceChildren(...bestOnes);
  else opening.textContent = texts.lr === EACH ? said.each : said.shared;
}

const numbers = () => ({
  initX: [Number(texts.init_x0), Number(texts.init_x1)],
  stepNum: Number(texts.step_num),
});
const settingsOf = (lr) => ({ lr, beta: Number(texts.beta), beta1: Number(texts.beta) });
const ruleOf = (name, lr = Number(rateOf(name))) => rules[name](settingsOf(lr));

const ratesOf = ({ lr, ...each }) => JSON.stringify([lr, NAMES.map((name) => Number(each[`lr_${name}`]))]);
const unchosen = new Set([ratesOf(built)]); // the rates that no reader chose: those of the build, and those found
/** The rates, and what decides whether they are the best. */
const raceOf = (texts) => {
  const race = ["init_x0", "init_x1", "beta", "step_num"].map((name) => Number(texts[name]));
  return JSON.stringify([ratesOf(texts), texts.surface, texts.formula, race]);
};
const races = new Set([raceOf(built)]); // in which each rule has its best rate
const searched = new Set(); // after these races another search finds nothing better

/** Finds the best rate of each rule, unless the rates change meanwhile; where no run has an end, from a later start. */
function seekBest(done) {
  sought = { rates: ratesOf(texts), done };
  search();
}

async function search() {
  const { bestOf } = await import("../lab/best.js");
  if (page.hasAttribute("data-busy")) return; // the runs come first, and then another search
  inSlices(function* () {
    if (sought?.rates !== ratesOf(texts)) sought = null;
    if (!sought) return;
    const before = JSON.stringify(texts);
    const surface = landscape();
    const { initX, stepNum } = numbers();
    const best = {};
    for (const name of NAMES) {
      const lr = yield* bestOf(surface, initX, (lr) => ruleOf(name, lr), stepNum, squareOf(surface));
      if (before !== JSON.stringify(texts)) return; // the new runs come first, then another search
      if (lr) best[`lr_${name}`] = String(lr);
    }
    const found = { ...texts, lr: EACH, ...best };
    searched.add(raceOf(Object.keys(best).length === 0 ? texts : found));
    if (Object.keys(best).length === 0) return showResult();
    sought.done?.();
    unchosen.add(ratesOf(found));
    if (Object.keys(best).length === NAMES.length) races.add(raceOf(found));
    setWhole({ lr: EACH, ...best });
  });
}

const isOwn = () => texts.formula !== pythonOf(surfaces[texts.surface]);

let own = {}; // the last landscape from a formula
function landscape() {
  const { surface, formula } = texts;
  if (!isOwn()) return surfaces[surface];
  if (own.surface !== surface || own.formula !== formula) {
    own = { surface, formula, landscape: landscapeOf(parseFormula(formula).value, surfaces[surface]) };
  }
  return own.landscape;
}

function updateMap(surface) {
  if (texts.basins === "none") {
    setIdle(pointing);
    mark([]);
  }
  const [xlim, ylim] = squareOf(surface);
  const formula = isOwn() && texts.formula;
  const settings = texts.basins === "none" ? {} : settingsOf(Number(rateOf(texts.basins)));
  const job = { surface: texts.surface, formula, rule: texts.basins, settings, stepNum: MAP_STEPS, xlim, ylim };
  map.show(texts.basins === "none" ? null : job);
}

/** Marks the minima of the basin map, whose tints have changed. */
function mark(points) {
  minima = points;
  figures.minima(points);
  more.tinted();
}

/** Draws the runs up to step `at`, or up to a point between two steps. */
function draw(at) {
  drawnAt = at;
  const isLast = at === Number(slider.max);
  figures.walk(at, isLast);
  figures.curve(at, isLast);
}

/** Shows the runs up to step `at`. */
function show(at) {
  slider.value = at; // the slider clamps it to the run
  k = Number(slider.value);
  draw(k);
  tell();
}

/** Shows step k beside the figures. */
function tell() {
  slider.nextElementSibling.textContent = said.at(k, Number(slider.max));
  showResult();
  if (slider.matches(":focus-visible")) pointAtStep();
  else reread?.();
  more.shown(k);
}

/** Shows what the program prints, or would print after step k, and remarks on the runs. */
function showResult() {
  const last = Number(slider.max);
  const lines = runs
    .filter(({ name }) => !alone || name === alone)
    .map(({ name, trace: { x, f, grad, status } }) => {
      const isSloped = grad[0].every(Number.isFinite);
      const at = isSloped ? Math.min(k, x.length - 1) : 0;
      const state = !isSloped ? "no slope" : k === last && !player.playing() ? status : `step ${k}`;
      return [`${name.padEnd(15)} ${state.padEnd(9)} f=${scientific(f[at], 1)} `, `x=${array(rounded(x[at], 4))}`];
    });
  const shown = lines.flatMap(([head, place]) => ["\n", made("span", {}, head, made("span", {}, place))]);
  output.replaceChildren(...shown.slice(1));
  if (!player.playing()) {
    announce(output.textContent);
    toAddress("lab.step", k === last ? null : String(k));
  }
  const { formula, ...others } = problems; // what is wrong in the formula stands beneath it
  const wrong = Object.values(others).filter(Boolean);
  const remarks = remarksOn(runs, k, k === last);
  if (!figures.axes.contains(numbers().initX)) remarks.push(said.outside);
  if (coarse) remarks.push(words.coarse);
  const searches = isOwn() && unchosen.has(ratesOf(texts)) && !searched.has(raceOf(texts));
  if (searches && runs.some(({ trace }) => isAway(trace))) remarks.push(said.enter);
  const isWrong = Boolean(formula) || wrong.length > 0;
  note.say(words.join(isWrong ? [...wrong, words.stays] : remarks), isWrong);
}

/** Sets the readout for when nothing is hovered. */
function setIdle(text, isCovered = covered) {
  const before = atRest();
  [idle, covered] = [text, isCovered];
  if (before !== atRest() && reading.textContent === before) reading.textContent = atRest();
}

const atRest = () => covered ?? idle;

const placeText = (x, f) => said.place(short(x[0]), short(x[1]), short(f));

/** Reads out what is pointed at, now and after each change; what is dragged moves what could be read. */
function point(event) {
  const { currentTarget, clientX, clientY } = event;
  if (event.target.closest(".relief, .lab-arrows")) return;
  const onPlane = currentTarget === stage;
  const place = placeIn(onPlane ? figures.svg : figures.curves, { clientX, clientY }); // later the browser would lay out anew for it
  reread = () => readAt(onPlane, place);
  if (event.buttons === 0 || !event.target.matches(".held")) reread();
}

/** Reads out a place; a step, on its path or its curve, is marked on both. */
function readAt(onPlane, place) {
  const x = onPlane && figures.axes.toData(place);
  const inside = onPlane && figures.axes.contains(x);
  const near = onPlane ? inside && figures.near(place, k) : figures.nearCurve(place, k);
  figures.mark(near ? near[1] : null);
  if (near) readPoint(...near);
  else reading.textContent = inside ? placeText(x, landscape()(x)) : atRest();
}

function leave() {
  reread = null;
  figures.mark(null);
  reading.textContent = atRest();
}

/** Marks and reads out step k of every run, for the keyboard. */
function pointAtStep() {
  figures.mark(k);
  const parts = runs.map(({ name, trace: { f } }) => `${name} ${scientific(f[Math.min(k, f.length - 1)], 1)}`);
  reading.textContent = said.all(k, parts.join(said.comma));
}

function readPoint({ name, trace: { x, f, grad } }, at) {
  reading.textContent = said.point(name, at, placeText(x[at], f[at]), short(length(grad[at])));
}

/** Fades all rules but one, and reads out its current point; without a rule, restores both. */
function highlight(rule) {
  const run = runs.find(({ name }) => name === rule);
  figures.highlight(run?.name);
  reading.ariaLive = run && "polite";
  if (run) readPoint(run, Math.min(k, run.trace.x.length - 1));
  else reading.textContent = atRest();
}

const reduced = matchMedia("(prefers-reduced-motion: reduce)");
const presets = all("[data-preset]");
const presetOf = (preset) => {
  const wanted = Object.fromEntries(new URLSearchParams(preset));
  return { ...defaultsOf(wanted.surface ?? built.surface), ...wanted };
};

const button = find("[data-do=play]");
const steppers = all(".lab-play > :not(.play)");
/** While a guess is waited for they would tell the end. */
const rest = (isResting) => {
  for (const each of steppers) each.inert = isResting;
};
const say = (isPlaying) => {
  button.textContent = PLAY[Number(isPlaying)];
  button.classList.toggle("playing", isPlaying);
  rest(asked && !isPlaying);
};
const player = makePlayer({
  show: (at) => {
    draw(at);
    more.moved();
    if (Math.floor(at) === k) return;
    slider.value = k = Math.floor(at);
    tell();
  },
  ended: () => {
    draw(k);
    say(false);
    showResult();
    more.shown(k);
  },
});
const playFrom = (from) => {
  say(true);
  announce(); // the end, once it is there
  player.play(from, Number(slider.max));
  slider.value = k = from;
  draw(k);
  tell();
};
button.addEventListener("click", () => {
  if (player.playing()) player.stop();
  else playFrom(k === Number(slider.max) ? 0 : k);
});
const stopAt = (at) => {
  isAwaited = false; // the reader has chosen a step of what comes, too
  player.stop();
  show(at);
};
find("[data-do=back]").addEventListener("click", () => stopAt(k - 1));
find("[data-do=forward]").addEventListener("click", () => stopAt(k + 1));
slider.addEventListener("input", () => stopAt(slider.value));
for (const [name, control] of Object.entries(controls)) {
  control.addEventListener("change", () => {
    const chosen = textOf(control);
    if (name === "surface") choose(chosen);
    else set({ [name]: chosen });
  });
}
together.addEventListener("change", () => {
  const first = NAMES.find((name) => texts[name] === "on") ?? NAMES[0];
  if (together.checked) {
    for (const name of NAMES) {
      delete problems[`lr_${name}`]; // what was typed there gives way
      fields[`lr_${name}`].mark(false, note.id);
    }
    return set({ lr: texts[`lr_${first}`] });
  }
  set({ lr: EACH, ...Object.fromEntries(NAMES.map((name) => [`lr_${name}`, texts.lr])) });
});
find("[data-do=best]").addEventListener("click", () => seekBest());
for (const button of presets) {
  button.addEventListener("click", () => {
    const wanted = presetOf(button.dataset.preset);
    if (!["init_x0", "init_x1"].every((name) => same(name, wanted[name], texts[name]))) ghost.forget(); // another scene
    isAwaited = !reduced.matches;
    setWhole(wanted);
  });
}
for (const label of all(".lab-rule label")) {
  const rule = label.control.name;
  label.addEventListener("pointerenter", () => highlight(rule));
  for (const event of ["pointerleave", "focusin", "focusout", "change"]) {
    label.addEventListener(event, () => highlight(label.querySelector(":focus-visible") && rule)); // touch has none
  }
}

const figures = readFigures(page, NAMES);
let drawn = surfaces[built.surface]; // matplotlib's contours are kept until another surface is chosen
const grip = makeHandle(figures.ring, figures.axes, {
  names: ["x0", "x1"],
  label: said.handle,
  moved: startAt,
});
const stage = figures.svg.parentElement;
for (const each of [stage, figures.curves.parentElement]) {
  each.addEventListener("pointermove", point, true); // before what is dragged moves
  each.addEventListener("pointerdown", point);
  each.addEventListener("pointerleave", ({ pointerType }) => {
    if (pointerType !== "touch") leave(); // touch fires pointerleave right after a tap
  });
}
slider.addEventListener("focus", () => slider.matches(":focus-visible") && pointAtStep());
slider.addEventListener("blur", leave);
const map = makeMap(stage, figures.axes, (share, minima = [], ...found) => {
  mark(minima);
  if (share < 1) setIdle(said.working(Math.floor(100 * share)));
  else if (minima.length === 0) setIdle(isOwn() ? said.notFound : said.noMinimum);
  else setIdle(said.basins(isOwn(), minima.length, ...found, said.ruleAt(texts.basins, rateOf(texts.basins)), MAP_STEPS));
});

const more = makeMore(find(".lab-more"), find(".lab-presets"), {
  now: () => ({
    ...{ runs, k, at: drawnAt, last: Number(slider.max), surface: landscape(), minima },
    basins: texts.basins === "none" ? null : map.canvas,
    leading: texts.basins === "none" ? runs[0] : { name: texts.basins, rule: ruleOf(texts.basins) },
  }),
  ...{ texts, figures, stage, show: stopAt, set, addDial, startAt },
  rate: rateOf,
  read: (x) => (reading.textContent = x ? placeText(x, landscape()(x)) : atRest()),
  alone: (rule) => {
    alone = rule;
    introduce();
    figures.alone(rule);
    for (const row of all(".lab-rule")) row.classList.toggle("resting", Boolean(rule) && !row.querySelector(`[name=${rule}]`));
    showResult();
  },
  ask: (isAsked) => {
    page.classList.toggle("asked", (asked = isAsked));
    rest(asked && !player.playing());
  },
  cover: (text = pointing) => setIdle(idle, text),
  play: () => playFrom(0),
  playing: player.playing,
  button,
  preset: (preset) => setWhole(presetOf(preset)),
  presetOf,
  refuse: (name, given, choices) => {
    problems[name] = said.notChoice(name, shortened(given), choices);
    showResult();
  },
});

/** Shows what the address says, and `chosen` where it says nothing. */
function restore(chosen) {
  player.stop();
  const shared = { ...chosen };
  for (const name of Object.keys(built)) {
    const text = fromAddress(`lab.${name}`, name === "formula" ? LONGEST + 1 : undefined);
    if (text !== null) shared[name] = text;
  }
  const surface = CHOICES.surface.includes(shared.surface) ? shared.surface : built.surface;
  Object.assign(texts, defaultsOf(surface)); // the address may override them
  const step = fromAddress("lab.step");
  arrived = () => {
    if (step === null) return;
    const { value, problem } = read("steps", step);
    const last = Number(slider.max);
    if (problem || value > last) {
      problems.step = problem ? words.problems[problem]("step", shortened(step)) : said.beyond(last, shortened(step));
      showResult();
    } else show(value);
  };
  setWhole({ ...texts, ...shared });
}

k = Number(slider.max);
const typedEarly = fields.formula.early ? { formula: fields.formula.early } : {};
restore(typedEarly);
onReturn(() => {
  ghost.forget();
  restore({});
  more.restore();
});
more.restore();
page.dataset.ready = "";
