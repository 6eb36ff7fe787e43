// The parts of the playground that open under its figures: each is loaded when its button is pressed.

import { fromAddress, onReturn, toAddress } from "../address.js";

const LOADERS = {
  anatomy: () => import("./anatomy.js"),
  goals: () => import("./goals.js"),
  crowd: () => import("./crowd.js"),
};
const wide = matchMedia("(min-width: 45em)"); // as in gdbook.css
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
  /** Where there are two columns it opens in place of the presets: else it would push the curve out of sight. */
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
  const parts = {}; // by name: what each has counted is kept
  let wanted = null;
  let current = null;
  let before = null; // the step shown before one opened, or null for the last
  const choose = async (name, clicked) => {
    current?.close();
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
    current = parts[name] ??= make(panel, { ...lab, say });
    current.open(clicked);
    panel.ariaLabel = buttonOf(name).textContent;
    if (!clicked) return;
    panel.focus({ preventScroll: true });
    panel.scrollIntoView({ block: "nearest" });
  };
  const buttonOf = (name) => buttons.find(({ dataset }) => dataset.more === name);
  for (const each of [element, panel]) {
    each.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape" || wanted === null) return;
      buttonOf(wanted).focus({ preventScroll: true });
      choose(null, true);
    });
  }
  for (const button of buttons) {
    const name = button.dataset.more;
    button.addEventListener("click", () => choose(wanted === name ? null : name, true));
  }
  /** Opens what the address says. */
  const restore = () => {
    const given = fromAddress("lab.more");
    const name = given !== null && Object.hasOwn(LOADERS, given) ? given : null;
    if (name !== wanted) choose(name, false);
  };
  onReturn(restore);
  return {
    restore,
    isOpen: () => wanted !== null,
    changed: () => current?.changed?.(),
    ran: () => current?.ran?.(),
    shown: (k) => current?.shown?.(k),
  };
};
