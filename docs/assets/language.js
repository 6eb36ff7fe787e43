// The language switch leads to the same page; this keeps the heading as well, whose id is the same in both languages.
document.querySelector(".md-header")?.addEventListener("click", (event) => {
  const link = event.target.closest("a[hreflang]");
  if (link) link.hash = location.hash;
});
