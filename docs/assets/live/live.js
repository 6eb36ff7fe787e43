// Makes the listings of a page interactive: when a number changes, output and figures are updated at once.
// The computation is in pages/, in the module named after the page.

import { fromAddress, onReturn, toAddress } from "./address.js";
import { makeAnnouncer, shortened } from "./announcer.js";
import { makeBar } from "./bar.js";
import { finish } from "./core/descent.js";
import { readAxes } from "./draw/axes.js";
import { makeDial } from "./dials.js";
import { readPart } from "./draw/parts.js";
import { MANY } from "./draw/path.js";
import { makeField } from "./fields.js";
import { makeGlide } from "./glide.js";
import { answerWhenShown } from "./guesses.js";
import { clamp, makeHandle } from "./handle.js";
import { MOST_STEPS, read, stepped } from "./settings.js";
import { makeSlices } from "./slices.js";
import { offerWayBack, unfold } from "./way_back.js";
import { remark, words } from "./words.js";

/**
 * The JavaScript twin of the Python in a live listing.
 *
 * @typedef {object} Listing
 * @property {Record<string, string>} settings the cyan numbers and the kind of each (settings.js)
 * @property {Record<string, { low: number, high: number, slider?: number }>} [ranges] the ends of dials and of drags, where
 *   the kind or the axis does not fit; of steps, of fields too, where the dial may end earlier, at `slider`
 * @property {{
 *   part: string, moves: (string | null)[], anywhere?: boolean, finest?: number, exact?: boolean,
 *   within?: (point: number[]) => number[],
 * }} [handle] the part of the figure, or of each figure, that can be dragged, and the settings of its two coordinates; the others are
 *   options of handle.js
 * @property {(values: Record<string, number>, isPassing: boolean) => Shown | Generator<void, Shown>} run a generator, for
 *   runs that may take 10,000 steps, yields where it may be interrupted; `isPassing` on the way to the numbers of a link
 * @property {() => Promise<void> | null} [load] what `run` needs; null once it is there. Not together with `handle`
 * @property {boolean} [jumps] if what is shown for numbers on the way to others is no way there, as of games
 * @property {(
 *   element: HTMLElement, set: (texts: Record<string, string>) => void, values: Record<string, number>,
 *   drawn: () => Shown["parts"],
 * ) => void} [equip] adds controls; `values` are those in use, `drawn` tells what is shown
 *
 * @typedef {object} Shown
 * @property {string} text the printed output
 * @property {Record<string, number[][][]>} parts the points of each part of the figures by its gid in Python, one list
 *   of points per artist with this gid
 * @property {() => void} [paint] draws what is no line
 * @property {import("./core/descent.js").Trace} [trace] the run, for a remark on its status
 */

const SHARE = { low: 0, high: 0.99 };
const EVERY = { low: -Infinity, high: Infinity };

/** @param {Record<string, Listing>} listings by the name in data-live */
export const live = (listings) => {
  for (const [name, listing] of Object.entries(listings)) {
    const element = document.querySelector(`[data-live="${name}"]`);
    if (element) activate(element, listing);
  }
};

/**
 * @param {HTMLElement} element
 * @param {Listing} listing
 */
function activate(element, { settings, ranges, handle, run, load, jumps, equip }) {
  const name = element.dataset.live;
  const output = element.querySelector("output");
  const announce = makeAnnouncer(output);
  const note = makeBar(element, `${name}-note`, { reset, restore: (wanted) => set(wanted, true) });
  const parts = readParts(element);
  const inSlices = makeSlices(element);
  const values = {}; // the last valid value of each setting
  let passed = null; // the values that are shown on the way there
  let isReset = false; // the way leads to the numbers of the page
  const shownValues = () => passed ?? values;
  const glide = makeGlide(settings, (numbers) => {
    passed = numbers;
    element.toggleAttribute("data-gliding", Boolean(passed));
    update();
    if (isReset && !passed) element.dispatchEvent(new Event("reset")); // to what a page keeps beside the settings
    isReset &&= Boolean(passed);
  });
  const texts = {}; // and its text
  const problems = {};
  const mostOf = (setting) => ranges?.[setting]?.high ?? MOST_STEPS;
  const leastOf = (setting) => ranges?.[setting]?.low ?? 0;
  const readAs = (setting, text) => read(settings[setting], text, mostOf(setting), leastOf(setting));

  const fields = Object.fromEntries(
    [...element.querySelectorAll(".vary")].map((mark) => {
      const field = makeField(mark, {
        typed: (text) => set({ [field.name]: text }),
        nudged: (direction) => nudge(field.name, direction),
        left: () => normalize(field.name),
      });
      return [field.name, field];
    }),
  );

  /**
   * Applies the typed texts that are valid, marks the others, and updates the page. Where it is led, fields and address have
   * the new numbers at once, and what is computed from them glides there.
   */
  function change(typed, isLed = false) {
    const before = { ...shownValues() };
    for (const [setting, text] of Object.entries(typed)) {
      const { value, text: code, problem } = readAs(setting, text);
      problems[setting] = problem && words.problems[problem](setting, shortened(text), mostOf(setting), leastOf(setting));
      fields[setting].mark(Boolean(problem), note.id);
      if (problem) continue;
      values[setting] = value;
      texts[setting] = code;
      toAddress(`${name}.${setting}`, code === fields[setting].built ? null : code);
    }
    if (isLed && !load && !jumps) glide.start(before, { ...values });
    else glide.end();
    note.keep({ ...texts });
  }

  /** As `change`, but writes the texts into their fields first. */
  function set(wanted, isLed) {
    for (const [setting, text] of Object.entries(wanted)) fields[setting].show(text);
    change(wanted, isLed);
  }

  /** Moves a setting to the next value up (1) or down (-1), if there is one. */
  function nudge(setting, direction) {
    setNumber(setting, stepped(settings[setting], values[setting], direction));
  }

  /** The text of a number: as it was written, where it is that one again. */
  function textOf(setting, value) {
    const { built } = fields[setting];
    return value === Number(built) ? built : String(value);
  }

  function setNumber(setting, value, isLed) {
    const text = textOf(setting, value);
    if (!readAs(setting, text).problem) set({ [setting]: text }, isLed);
  }

  /** On blur, normalizes the text of a field to Python syntax: full-width digits to ASCII, +007 to 7. */
  function normalize(setting) {
    const { text } = readAs(setting, fields[setting].input.value);
    if (text !== undefined) fields[setting].show(text);
  }

  /** Sets what `given` has for a name such as program.lr, and all else as built. */
  function setFrom(given, isLed) {
    const wanted = ({ name: setting, built }) => given(`${name}.${setting}`) ?? built;
    set(Object.fromEntries(Object.values(fields).map((field) => [field.name, wanted(field)])), isLed);
  }

  function reset() {
    isReset = true;
    setFrom(() => null, true);
  }

  function update() {
    showSettings();
    const coming = load?.();
    if (!coming) return inSlices(updating);
    element.dataset.busy = "";
    coming.then(
      () => inSlices(updating),
      ({ message }) => {
        delete element.dataset.busy;
        note.say(message, true);
      },
    );
  }

  function* updating() {
    const isPassing = passed !== null;
    const { text, parts: points, trace, paint } = yield* running(isPassing);
    const { show, coarse } = yield* drawing(parts, points);
    output.textContent = text;
    if (!isPassing) announce(text);
    drawn = points;
    show();
    paint?.();
    if (handle) places = startsOf(points);
    showSettings();
    if (isPassing) return;
    const wrong = Object.values(problems).filter(Boolean);
    const remarks = [trace ? remark(trace) : "", isInSight(points) ? "" : words.outside, coarse ? words.coarse : ""];
    note.say(words.join(wrong.length > 0 ? [...wrong, words.stays] : remarks.filter(Boolean)), wrong.length > 0);
    element.dispatchEvent(new Event("shown")); // the numbers that were set
  }

  function* running(isPassing) {
    const shown = run(shownValues(), isPassing);
    return shown.next ? yield* shown : shown;
  }

  for (const [setting, { built }] of Object.entries(fields)) {
    values[setting] = readAs(setting, built).value;
    texts[setting] = built;
  }
  const dragged = parts.filter((part) => part.name === handle?.part); // the same point, in one figure or in several
  const grips = dragged.map(makeGrip);

  function makeGrip({ group, axes }) {
    const names = handle.moves.map((setting) => setting && setting.replace("init_", ""));
    const within = (setting, value) => clamp(value, ranges?.[setting] ?? (settings[setting] === "share" ? SHARE : EVERY));
    const moved = (point) => {
      const wanted = handle.moves.map((setting, i) => [setting, setting && within(setting, point[i])]);
      const changed = wanted.filter(([setting, value]) => setting && value !== values[setting]);
      set(Object.fromEntries(changed.map(([setting, value]) => [setting, textOf(setting, value)])));
    };
    const nudged = (i, direction) => {
      const setting = handle.moves[i];
      // The steps of the axis would jump over decades.
      const isOwn = Boolean(setting) && (settings[setting] === "small" || axes[i === 0 ? "x" : "y"].log);
      if (isOwn) nudge(setting, direction);
      return isOwn;
    };
    const label = handle.part === "start" ? words.handle : words.point;
    const { part, moves, ...options } = handle;
    return makeHandle(group, axes, { names, label, moved, nudged, ...options });
  }

  const dials = [...element.querySelectorAll(".dial")].map((place) => {
    const setting = place.dataset.name;
    const kind = settings[setting];
    const side = handle?.moves.indexOf(setting) === 0 ? "x" : "y";
    const own = ["coordinate", "angle"].includes(kind) && handle?.moves.includes(setting) ? dragged[0].axes[side] : undefined;
    const limits = ranges?.[setting] ?? own;
    const { field, show } = makeDial(place, { kind, built: values[setting], limits: () => limits }, {
      moved: (text) => set({ [setting]: text }),
      nudged: (direction) => nudge(setting, direction),
      left: () => normalize(setting),
      scaled: (factor) => setNumber(setting, Number((factor * values[setting]).toPrecision(12)), true),
    });
    fields[setting].join(field);
    return { setting, show };
  });

  /** Whether what can be dragged lies on the axes. */
  function isInSight(points) {
    return dragged.every(({ axes }, i) => axes.contains(points[handle.part][i][0]));
  }

  /** Moves the handle and the dials to the values in use, also where the figure is not there yet. */
  function showSettings() {
    const shown = shownValues();
    for (const [k, place] of places.entries()) {
      const placeOf = (numbers) => place.map((value, i) => numbers[handle.moves[i]] ?? value);
      grips[k].place(placeOf(values)); // a key starts there
      dragged[k].draw([placeOf(shown)]).show();
    }
    for (const { setting, show } of dials) show(shown[setting], texts[setting]);
  }

  const points = load ? Object.fromEntries(parts.map(({ name }) => [name, []])) : finish(running(false)).parts;
  let drawn = points; // last
  const startsOf = (points) => dragged.map((_, i) => points[handle.part][i][0]);
  let places = startsOf(points); // of what can be dragged, where it was last drawn
  for (const part of parts) if (points[part.name]) part.group.setAttribute("data-live-path", part.name);
  const undrawn = Object.keys(points).find((part) => !element.querySelector(`[data-part=${part}]`));
  if (undrawn) console.error(`no artist of the figures of live=${name} has the gid ${undrawn}`);
  showSettings();
  equip?.(element, set, values, () => drawn);
  note.keep({ ...texts });
  if (Object.keys(fields).some((setting) => fromAddress(`${name}.${setting}`) !== null)) {
    unfold(element);
    setFrom(fromAddress);
  }
  onReturn(() => {
    element.dispatchEvent(new Event("returned")); // before its settings arrive
    setFrom(fromAddress);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(`a[href^="?${name}."], .choice:not([open]) > [data-sets^="?${name}."]`);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { top } = link.getBoundingClientRect(); // before anything moves
    unfold(element);
    // Back leads to the sentence, not to the heading that Material has written into the address, and takes the numbers back.
    history.replaceState(history.state, "", location.href.split("#")[0]);
    history.pushState(history.state, "");
    element.dispatchEvent(new Event("linked")); // as above
    if (link.dataset.sets) answerWhenShown(link, element);
    const given = new URLSearchParams(link.dataset.sets ?? link.getAttribute("href"));
    setFrom((key) => given.get(key), true); // as in another tab
    const pictures = element.querySelector(".pictures");
    const isKept = getComputedStyle(pictures).position === "sticky";
    if (isKept) pictures.style.position = "static"; // its place, not where it is kept in sight
    for (const part of [element.querySelector(".output"), element.querySelector(".strip"), pictures]) {
      part?.scrollIntoView({ block: "nearest" }); // the last counts most, should they not fit
    }
    pictures.style.position = "";
    offerWayBack(link, top);
  });
  // What the reader does next begins where the numbers are.
  for (const kind of ["pointerdown", "keydown"]) {
    const finish = ({ target }) => passed && !target.closest(".live-bar, .dial button:not(.play)") && glide.end();
    element.addEventListener(kind, finish, true);
  }
  element.addEventListener("click", ({ target }) => {
    const title = target.closest("summary"); // from now on a phone keeps the picture in sight, which could cover it
    if (title) requestAnimationFrame(() => title.scrollIntoView({ block: "nearest" }));
  });
  element.dataset.ready = "";
}

/** Every named part of the figures, with its axes. */
function readParts(element) {
  return [...element.querySelectorAll("g[data-x]")].flatMap((group) => {
    const axes = readAxes(group);
    return [...group.querySelectorAll("[data-part]:not(image)")].map((part) => ({
      name: part.dataset.part,
      group: part,
      axes,
      ...readPart(part, axes),
    }));
  });
}

/** Draws the points of each part, after fitting each autoscaled axes to all its parts; returns how to show all. */
function* drawing(parts, points) {
  const seen = {}; // index of the last part with each name
  const drawn = [];
  for (const part of parts) {
    const i = (seen[part.name] = (seen[part.name] ?? -1) + 1);
    const own = points[part.name]?.[i];
    if (own) drawn.push([part, own]);
  }
  for (const axes of new Set(drawn.map(([part]) => part.axes))) {
    const all = drawn.flatMap(([part, own]) => (part.axes === axes ? own : []));
    if (all.length > MANY) yield;
    axes.fit(all);
  }
  const looks = [];
  for (const [part, own] of drawn) {
    looks.push(part.draw(own));
    if (own.length > MANY) yield;
  }
  return { show: () => looks.forEach(({ show }) => show()), coarse: looks.some(({ coarse }) => coarse) };
}
