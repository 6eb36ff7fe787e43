// Small fixes for every page.

// The language switch keeps the heading, whose id is the same in both languages, and the settings of live listings.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[hreflang]");
  if (!link) return;
  link.search = location.search;
  link.hash = location.hash;
});

// A link to something inside a folded part opens it.
const linked = () => document.getElementById(new URLSearchParams(`id=${location.hash.slice(1)}`).get("id"));
const unfold = () => {
  const target = linked();
  for (let part = target?.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  if (target?.closest("details")) target.scrollIntoView();
};
addEventListener("hashchange", unfold);
unfold();

// A search hit (?h=words#section) opens the folded parts of its section that have the words, if nothing else there has.
const openHits = () => {
  const words = new URLSearchParams(location.search).get("h")?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  const isHit = (text) => words.every((word) => text.toLowerCase().includes(word));
  let open = "";
  const folded = [];
  let next = linked() ?? document.querySelector("h1");
  for (next = next?.nextElementSibling; next && !/^h[1-6]$/.test(next.localName); next = next.nextElementSibling) {
    const within = next.matches("details") ? [next] : [...next.querySelectorAll("details")];
    folded.push(...within);
    open += within.reduce((text, part) => text.replace(part.textContent, " "), next.textContent);
  }
  if (words.length === 0 || isHit(open)) return;
  for (const part of folded) if (isHit(part.textContent)) part.open = true;
};
openHits();

// Says so if the script of the live listings did not arrive or failed; each sets data-ready.
const FAILED = {
  en: "A script of this page did not load or failed, so its numbers cannot be changed. Reload the page to try again.",
  zh: "這一頁有程式沒有載入或執行失敗，所以數字不能改。請重新載入再試一次。",
};
addEventListener("load", () => {
  for (const bar of document.querySelectorAll("[data-live]:not([data-ready]) .live-bar")) {
    bar.textContent = FAILED[document.documentElement.lang.slice(0, 2)];
  }
});

// A link to the glossary tells what its word means where it stands: to a mouse that rests on it, to the keyboard that
// reaches it, and to a finger's first tap, whose second follows the link.
const REST = 120; // milliseconds
const termOf = ({ target }) => target.closest?.(".md-content a[href*='glossary/#']");
const tell = (link) => import("./terms.js").then((terms) => terms.tell(link));
let resting = 0;
let isTouched = false;
addEventListener("pointerdown", ({ pointerType }) => (isTouched = pointerType === "touch"), true);
addEventListener("keydown", () => (isTouched = false), true);
addEventListener("pointerover", (event) => {
  clearTimeout(resting);
  const link = termOf(event);
  if (link && event.pointerType !== "touch") resting = setTimeout(() => tell(link).catch(() => {}), REST);
});
addEventListener("focusin", (event) => {
  const link = termOf(event);
  if (link && !isTouched && link.matches(":focus-visible")) tell(link).catch(() => {});
});
addEventListener("click", (event) => {
  const link = termOf(event);
  if (!link || !isTouched || link.hasAttribute("aria-describedby")) return;
  event.preventDefault();
  tell(link).catch(() => location.assign(link.href));
});

// Elements that overflow on a narrow screen are focusable, so that the keyboard can scroll them.
const WIDE = ".formula, .long, .wide, .pictures:not([data-live=walk] *), pre > code";
const makeScrollable = () => {
  const wide = [...document.querySelectorAll(WIDE)];
  const shown = wide.filter((element) => !element.closest("details:not([open]) > :not(summary)"));
  const overflows = shown.map((element) => element.scrollWidth > element.clientWidth); // read all before writing any
  shown.forEach((element, i) => (overflows[i] ? (element.tabIndex = 0) : element.removeAttribute("tabindex")));
};
addEventListener("resize", makeScrollable);
addEventListener("toggle", makeScrollable, true); // what was folded
makeScrollable();

// How many of a figure's units 10 pixels are. The style sheet lets no text in figures be smaller.
const SMALLEST = 10.05; // rounding
const makeLegible = (entries) => {
  for (const { target, contentRect } of entries) {
    const { width } = target.viewBox.baseVal;
    if (contentRect.width > 0) target.style.setProperty("--legible", `${(SMALLEST * width) / contentRect.width}px`);
  }
};
const sizes = new ResizeObserver(makeLegible);
for (const figure of document.querySelectorAll(".pictures svg")) sizes.observe(figure);

// To a reader whose browser prefers Chinese, an English page offers its twin: on the first page only, until closed.
const OFFERED = "gdbook.offered";
const preferred = navigator.languages.find((language) => /^(en|zh)\b/i.test(language)) ?? "";
if (/^zh/i.test(preferred)) {
  if (document.documentElement.lang !== "en") localStorage.setItem(OFFERED, "no"); // the reader has found it
  else if ([null, location.pathname].includes(localStorage.getItem(OFFERED))) {
    import("./offer.js").then(({ offer }) => offer((answer) => localStorage.setItem(OFFERED, answer)));
  }
}
