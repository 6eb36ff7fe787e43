// Turns a cyan number, in the code or beside a dial, into an input. The number stays beneath it as text: it sets the width of
// the input, and it is copied with the code (copy.js).

import { label } from "./words.js";

/**
 * @param {HTMLElement} mark the <span class="vary" data-name="lr"> from the build, or the number beside a dial
 * @param {{ typed: (text: string) => void, nudged: (direction: number) => void, left: () => void }} on
 */
export const makeField = (mark, on) => {
  const name = mark.dataset.name;
  const number = document.createElement("span");
  const input = document.createElement("input");
  const twins = []; // fields of the same setting
  const show = (text) => {
    if (number.textContent !== (text || " ")) number.textContent = text || " "; // else the listing is laid out again
  };
  number.textContent = input.defaultValue = input.value = mark.textContent;
  Object.assign(input, { name, type: "text", inputMode: "text", autocomplete: "off", spellcheck: false });
  input.setAttribute("autocapitalize", "off");
  input.setAttribute("aria-label", label(name));
  input.addEventListener("input", () => {
    show(input.value);
    on.typed(input.value);
  });
  input.addEventListener("paste", (event) => {
    const lines = event.clipboardData.getData("text").trim().split(/\s*\n\s*/);
    if (lines.length === 1) return;
    event.preventDefault();
    input.setRangeText(lines.join(" "), input.selectionStart, input.selectionEnd, "end"); // an input would join them
    input.dispatchEvent(new Event("input"));
  });
  input.addEventListener("blur", () => on.left());
  input.addEventListener("keydown", (event) => {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === "Enter") on.left();
    if (!direction) return;
    event.preventDefault();
    on.nudged(event.shiftKey ? 10 * direction : direction);
  });
  mark.replaceChildren(number, input);
  mark.classList.add("field");
  show(input.value);

  return {
    name,
    built: input.defaultValue,
    input,
    /** Has another field show what this one does. */
    join: (twin) => {
      twins.push(twin);
      twin.show(input.value);
    },
    /** Whether the reader is in one of them. */
    isEdited: () => [input, ...twins.map((twin) => twin.input)].includes(document.activeElement),
    show: (text) => {
      if (input.value !== text) input.value = text;
      show(text);
      for (const twin of twins) twin.show(text);
    },
    mark: (wrong, noteId) => {
      for (const twin of twins) twin.mark(wrong, noteId);
      mark.classList.toggle("wrong", wrong);
      if (wrong) {
        input.setAttribute("aria-invalid", "true");
        input.setAttribute("aria-describedby", noteId);
      } else {
        input.removeAttribute("aria-invalid");
        input.removeAttribute("aria-describedby");
      }
    },
  };
};
