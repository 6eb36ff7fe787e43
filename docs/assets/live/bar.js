// The line under a live figure: a message, and the buttons that undo, reset, and copy a link.

import { written } from "./address.js";
import { words } from "./words.js";

export const TOGETHER = 700; // milliseconds; changes that follow one another sooner are undone together, as are those of one drag
const MOST = 100; // changes that can be undone
const UNDO = "M5 2 1 6l4 4V7h4a3 3 0 0 1 0 6H6v2h3a5 5 0 0 0 0-10H5z";
const LINK = "M6 5H4a3 3 0 0 0 0 6h2v-1.5H4a1.5 1.5 0 0 1 0-3h2zm4 0v1.5h2a1.5 1.5 0 0 1 0 3h-2V11h2a3 3 0 0 0 0-6zM5 7.25h6v1.5H5z";

/**
 * @param {HTMLElement} element the live block
 * @param {string} id of the message
 * @param {{ reset: () => void, restore: (settings: Record<string, string>) => void }} on
 */
export const makeBar = (element, id, { reset, restore }) => {
  const note = document.createElement("p");
  note.id = id;
  note.setAttribute("role", "status");
  note.dataset.busy = words.busy;
  let problem = ""; // what is wrong in a field, which a message must not hide
  const showHint = makeHint(element, note);
  const show = (text) => {
    if (note.textContent !== text) note.textContent = text;
    note.classList.toggle("wrong", problem !== "");
    showHint();
  };
  const say = (text, wrong) => {
    problem = wrong ? text : "";
    show(text);
  };
  const past = [];
  let current = null;
  let changed = -Infinity;
  let held = false; // a pointer is down, so what changes belongs to one drag
  let pressed = 0; // changes before Undo was pressed: leaving a field may add one
  const undo = makeButton(words.undo, UNDO, ({ detail }) => {
    if (detail > 0) past.length = Math.min(past.length, pressed);
    current = past.pop();
    changed = -Infinity; // what follows is another change
    undo.disabled = past.length === 0;
    restore(current);
  });
  undo.addEventListener("pointerdown", () => (pressed = past.length));
  undo.disabled = true;
  const link = makeButton(words.link, LINK, async () => {
    written();
    const copied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
    show(words.join([problem, copied ? words.linked : words.notLinked].filter(Boolean)));
  });
  const buttons = document.createElement("span");
  buttons.append(undo, link, makeButton(words.reset, null, reset));
  note.parentElement.append(buttons);
  element.addEventListener("pointerdown", () => {
    held = true;
    changed = -Infinity;
  });
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => (held = false));
  element.addEventListener("keydown", (event) => {
    const isUndo = event.key === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!isUndo || undo.disabled || event.target.matches("input[type=text]")) return; // a text field undoes by itself
    event.preventDefault();
    undo.click();
  });
  return {
    id,
    say,
    /** Remembers the settings after a change, unless they move by themselves. */
    keep: (settings) => {
      if (element.hasAttribute("data-moving")) return;
      const now = performance.now();
      if (current && JSON.stringify(settings) !== JSON.stringify(current)) {
        const together = held ? changed > -Infinity : now - changed <= TOGETHER;
        if (!together) past.push(current);
        if (past.length > MOST) past.shift();
        changed = now;
        undo.disabled = past.length === 0;
      }
      current = settings;
      if (JSON.stringify(past.at(-1)) !== JSON.stringify(current)) return;
      past.pop(); // back where the change began, as after a drag that was cancelled
      changed = -Infinity;
      undo.disabled = past.length === 0;
    },
  };
};

/**
 * Puts the note into the line, and shows it where the reader looks: a problem under its field, in place of the line, and a
 * remark over the caption under the dials, while the line is out of sight. Returns how to show it anew.
 */
const makeHint = (element, note) => {
  const bar = element.querySelector(".live-bar");
  const hint = document.createElement("div");
  hint.className = "hint";
  hint.setAttribute("aria-hidden", "true");
  bar.replaceChildren(note, hint);
  const [strip, caption] = [".strip", "figcaption"].map((part) => element.querySelector(part));
  let isInSight = true;

  /** The upper edge and the left end of the hint, and what it hides if its place is taken. */
  const placeOf = () => {
    if (note.classList.contains("wrong")) {
      const fields = [...element.querySelectorAll("[aria-invalid]")].filter((field) => field.getClientRects().length > 0);
      const field = fields.find((each) => each === document.activeElement) ?? fields[0];
      return field && { top: field.getBoundingClientRect().bottom + 6, left: field.getBoundingClientRect().left, hidden: null };
    }
    if (isInSight || !strip || !caption) return null;
    const hidden = caption.getBoundingClientRect();
    return hidden.top < strip.getBoundingClientRect().bottom ? null : { top: hidden.top, left: hidden.left, hidden };
  };
  const show = () => {
    hint.textContent = note.textContent;
    const place = hint.textContent && placeOf();
    hint.hidden = !place;
    note.classList.toggle("told", Boolean(place));
    if (!place) return;
    const around = bar.getBoundingClientRect();
    for (const side of ["width", "height"]) hint.style[`min-${side}`] = place.hidden ? `${place.hidden[side]}px` : "";
    const most = around.width - hint.offsetWidth;
    hint.style.top = `${place.top - around.top}px`;
    hint.style.left = `${Math.max(0, Math.min(place.left - around.left, most))}px`;
  };
  new IntersectionObserver(([{ isIntersecting }]) => {
    isInSight = isIntersecting;
    show();
  }).observe(bar);
  return show;
};

const makeButton = (label, icon, clicked) => {
  const button = document.createElement("button");
  button.type = "button";
  button.addEventListener("click", clicked);
  if (!icon) {
    button.textContent = label;
    return button;
  }
  button.title = label;
  button.setAttribute("aria-label", label);
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", icon);
  svg.append(path);
  button.append(svg);
  return button;
};
