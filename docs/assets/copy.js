// The copy button of a listing gives a program that runs alone: imports, what the listing needs of the code above it, and
// the listing, all with the numbers that stand there now. The build finds what is needed: docs/hooks/slices.py.

/** The code of a cell as it stands on the screen; text beneath an input is its number. */
const code = (cell) => document.querySelector(`[data-cell="${cell}"] code`).textContent.replace(/\n$/, "");

/** The needed lines above a listing: runs of lines from one cell each, as in "1:3-7 1:9 4:1-2". */
const runs = ({ dataset }) => {
  return (dataset.lines?.split(" ") ?? []).map((run) => {
    const [cell, first, last = first] = run.split(/[:-]/).map(Number);
    return { cell, first, last };
  });
};

const imports = ({ dataset }) => dataset.imports?.split("; ") ?? [];

/** How many lines come along with a listing. */
const extra = (block) => runs(block).reduce((sum, { first, last }) => sum + last - first + 1, imports(block).length);

const isDefinition = (text) => /^(#.*\n)*(@|def |class )/.test(text);

/** @param {HTMLElement} block the element around a listing, with data-cell, data-imports and data-lines */
export const program = (block) => {
  const parts = runs(block).map(({ cell, first, last }) => {
    return { cell, text: code(cell).split("\n").slice(first - 1, last).join("\n") };
  });
  if (extra(block)) parts.push({ cell: Number(block.dataset.cell), text: code(block.dataset.cell) });
  else return code(block.dataset.cell);
  let whole = imports(block).join("\n");
  let before = { cell: 0, text: "" };
  for (const part of parts) {
    const apart = isDefinition(part.text) || isDefinition(before.text) ? "\n\n\n" : part.cell === before.cell ? "\n" : "\n\n";
    whole += (whole && apart) + part.text;
    before = part;
  }
  return whole;
};

const buttonOf = (target) => target.closest?.(".md-code__button");
const listingOf = (button) => button?.closest("[data-cell]");

// Before Material's own listener, which copies data-copy if there is one.
document.addEventListener(
  "click",
  ({ target }) => {
    const block = listingOf(buttonOf(target));
    if (block) block.querySelector("code").dataset.copy = program(block);
  },
  true,
);

const say = document.documentElement.lang.startsWith("zh")
  ? (n) => `複製，連同它用到的前面 ${n} 行`
  : (n) => `Copy, with the ${n} ${n === 1 ? "line" : "lines"} above that it needs`;

/** Material adds the buttons after the page has loaded. */
const label = () => {
  for (const button of document.querySelectorAll("[data-cell] .md-code__button:not([data-extra])")) {
    const lines = extra(listingOf(button));
    button.dataset.extra = lines ? `+${lines}` : "";
    if (lines) button.title = say(lines);
  }
};
new MutationObserver(label).observe(document.querySelector(".md-content") ?? document.body, {
  childList: true,
  subtree: true,
});
label();
