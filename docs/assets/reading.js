// Small mends for every page.

// The language switch leads to the same page; this keeps the heading, whose id is the same in both languages, and the
// settings of live listings.
document.querySelector(".md-header")?.addEventListener("click", (event) => {
  const link = event.target.closest("a[hreflang]");
  if (!link) return;
  link.search = location.search;
  link.hash = location.hash;
});

// Material puts the copy button of every listing into a landmark of its own. One button is no landmark.
const unmark = () => {
  for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])")) nav.setAttribute("role", "none");
};
new MutationObserver(unmark).observe(document.querySelector(".md-content") ?? document.body, {
  childList: true,
  subtree: true,
});
unmark();

// What has to be scrolled on a narrow screen can be scrolled with the keyboard.
const reach = () => {
  const wide = [...document.querySelectorAll(".formula, .wide")];
  const scrolled = wide.map((element) => element.scrollWidth > element.clientWidth); // all read before any is changed
  wide.forEach((element, i) => (scrolled[i] ? (element.tabIndex = 0) : element.removeAttribute("tabindex")));
};
addEventListener("resize", reach);
reach();
