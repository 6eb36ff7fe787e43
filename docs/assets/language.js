// The language switch leads to the same page; this keeps the heading, whose id is the same in both languages, and the
// settings of live listings.
document.querySelector(".md-header")?.addEventListener("click", (event) => {
  const link = event.target.closest("a[hreflang]");
  if (!link) return;
  link.search = location.search;
  link.hash = location.hash;
});
