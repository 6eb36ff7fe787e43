// What a word of the glossary means, beside a link to it. reading.js loads this when a reader first points at such a link.

const GAP = 4; // pixels between the link and its explanation
const EDGE = 12; // pixels that are left free beside it
const LINGER = 250; // milliseconds in which the mouse may move from the one to the other
const SEE = /\s*(?:See|見)\s*$/; // what follows leads to a page, where the link leads too

const tip = document.createElement("div");
tip.id = "term";
tip.className = "md-typeset term";
tip.setAttribute("role", "tooltip");
tip.hidden = true;
document.body.append(tip);

const glossaries = new Map();
const glossary = (address) => {
  const loading = glossaries.get(address) ?? fetch(address).then(async (answer) => {
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  });
  glossaries.set(address, loading);
  loading.catch(() => glossaries.delete(address)); // the next link tries again
  return loading;
};

/** The paragraphs under a heading of the glossary, without links. */
const meaning = (page, id) => {
  const parts = [];
  let next = page.getElementById(id).nextElementSibling;
  for (; next && !/^h[1-6]$/.test(next.localName); next = next.nextElementSibling) {
    if (next.matches("p:not(.terms)")) parts.push(document.importNode(next, true));
  }
  for (const part of parts) {
    for (const link of part.querySelectorAll("a")) {
      const before = link.previousSibling;
      if (SEE.test(before?.textContent ?? "")) {
        while (before.nextSibling) before.nextSibling.remove();
        before.textContent = before.textContent.replace(SEE, "");
      } else link.replaceWith(...link.childNodes);
    }
  }
  return parts;
};

let link = null; // the one that is explained
let timer = 0;

const place = () => {
  const lines = [...link.getClientRects()];
  const [first, last] = [lines[0], lines.at(-1)];
  const { clientWidth, clientHeight } = document.documentElement;
  const { width, height } = tip.getBoundingClientRect();
  const isAbove = last.bottom + GAP + height > clientHeight && first.top - GAP - height > 0;
  const left = Math.max(EDGE, Math.min(first.left, clientWidth - EDGE - width));
  tip.style.left = `${left + scrollX}px`;
  tip.style.top = `${(isAbove ? first.top - GAP - height : last.bottom + GAP) + scrollY}px`;
};

export const hide = () => {
  clearTimeout(timer);
  link?.removeAttribute("aria-describedby");
  link = null;
  tip.hidden = true;
};

/** Explains the word of a link; fails where the glossary does not load. */
export const tell = async (wanted) => {
  clearTimeout(timer);
  if (link === wanted) return;
  hide();
  link = wanted;
  const [address, id] = wanted.href.split("#");
  const page = await glossary(address).catch((error) => {
    if (link === wanted) hide();
    throw error;
  });
  if (link !== wanted) return; // the reader has gone on
  tip.replaceChildren(...meaning(page, id));
  tip.hidden = false;
  link.setAttribute("aria-describedby", tip.id);
  place();
};

const leave = () => {
  clearTimeout(timer);
  timer = setTimeout(hide, LINGER);
};

document.addEventListener("pointerout", ({ target, pointerType }) => {
  if (pointerType !== "touch" && link && (target.closest("a") === link || tip.contains(target))) leave();
});
tip.addEventListener("pointerenter", () => clearTimeout(timer));
document.addEventListener("focusout", ({ target }) => target === link && hide());
document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
document.addEventListener("pointerdown", ({ target }) => {
  if (link && target.closest("a") !== link && !tip.contains(target)) hide();
});
addEventListener("resize", hide);
