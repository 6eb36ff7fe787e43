// The parts of the playground that open under its figures: each is loaded when its button is pressed.

import { fromAddress, toAddress } from "../address.js";

const LOADERS = {
  anatomy: () => import("./anatomy.js"),
  goals: () => import("./goals.js"),
  crowd: () => import("./crowd.js"),
  relief: () => import("./relief.js"),
};
const wide = matchMedia("(min-width: 60em)"); // as in lab.css
const stuck = matchMedia("(max-width: 44.98em)"); // as in lab.css: what is scrolled passes under the landscape
const PAUSE = 700; // milliseconds; what is said earlier is replaced

/**
 * @param {HTMLElement} element with the buttons, and the panel
 * @param {HTMLElement} presets
 * @param {import("./part.js").Lab} lab
 */
export const makeMore = (element, presets, lab) => {
  lab.stage.after(element);
  const buttons = [...element.querySelectorAll("[data-more]")];
  const panel = element.querySelector(".lab-panel");
  panel.tabIndex = -1;
  panel.setAttribute("role", "group");
  /** In wide windows it opens under the presets: else it would push what stands under the curve out of sight. */
  const place = () => (wide.matches ? presets.after(panel) : element.append(panel));
  wide.addEventListener("change", place);
  place();
  const status = document.createElement("p");
  status.className = "announcement";
  status.setAttribute("role", "status");
  element.append(status);
  let timer = 0;
  const say = (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => (status.textContent = text), PAUSE);
  };
  /** What the address says, if it is one of the choices. */
  const linked = (name, choices) => {
    const given = fromAddress(`lab.${name}`);
    if (given === null || choices.includes(given)) return given;
    lab.refuse(name, given, choices);
    return null;
  };
  /** Chooses in a select what the address says, or else the first. */
  const recall = (select) => {
    const choices = [...select.options].map(({ value }) => value);
    if (choices.length > 0) select.selectedIndex = Math.max(0, choices.indexOf(linked(select.name, choices)));
  };
  let carried = ""; // what was chosen in the part before
  /** Chooses in a select what the part before had chosen, where that is a choice. */
  const carry = (select) => {
    if ([...select.options].some(({ value }) => value === carried)) select.value = carried;
  };
  const parts = {}; // by name: what each has counted is kept
  let wanted = null;
  let current = null;
  /** Keeps in the address what is chosen in the part that is open, unless it is the first choice. */
  const keep = () => {
    const select = current?.select;
    if (select) toAddress(`lab.${select.name}`, select.selectedIndex > 0 ? select.value : null);
  };
  let before = null; // the step shown before one opened, or null for the last
  const choose = async (name, clicked) => {
    current?.close();
    carried = current?.select?.value ?? "";
    if (current?.select) toAddress(`lab.${current.select.name}`, null);
    current = null;
    const { k, last } = lab.now();
    if (wanted === null) before = clicked && k < last ? k : null;
    wanted = name;
    for (const button of buttons) button.setAttribute("aria-expanded", String(button.dataset.more === name));
    panel.hidden = name === null;
    panel.replaceChildren();
    say("");
    toAddress("lab.more", name);
    if (name === null) return void (clicked && lab.show(before ?? last));
    const { make } = await LOADERS[name]();
    if (wanted !== name || current) return; // another one has been chosen meanwhile
    current = parts[name] ??= make(panel, { ...lab, say, recall, carry });
    current.open(clicked);
    keep();
    panel.ariaLabel = buttonOf(name).textContent;
    if (!clicked) return;
    (current.focused ?? panel).focus({ preventScroll: true });
    if (stuck.matches) element.scrollIntoView(); // its buttons are whole under the landscape
    else panel.scrollIntoView({ block: "nearest" });
  };
  const buttonOf = (name) => buttons.find(({ dataset }) => dataset.more === name);
  for (const each of [element, panel, lab.stage]) {
    each.addEventListener("keydown", ({ key, target }) => {
      if (key !== "Escape" || wanted === null || target.matches(".held")) return; // a drag is given up first
      buttonOf(wanted).focus({ preventScroll: true });
      choose(null, true);
    });
  }
  for (const button of buttons) {
    const name = button.dataset.more;
    button.addEventListener("click", () => choose(wanted === name ? null : name, true));
  }
  panel.addEventListener("change", keep);
  /** Opens what the address says. */
  const restore = () => {
    const name = linked("more", Object.keys(LOADERS));
    if (name !== null || wanted !== null) choose(name, false);
  };
  return {
    restore,
    isOpen: () => wanted !== null,
    changed: () => current?.changed?.(),
    ran: () => {
      current?.ran?.();
      keep(); // a rule that was chosen may be gone
    },
    tinted: () => current?.tinted?.(),
    shown: (k) => current?.shown?.(k),
    moved: () => current?.moved?.(),
  };
};
