// The copy button of a listing gives a program that runs alone: imports, what the listing needs of the code above it, and
// the listing, all with the numbers that stand there now. The build finds what is needed: docs/hooks/slices.py.

/** The code of a cell as it stands on the screen; text beneath an input is its number. */
export const code = (cell) => document.querySelector(`[data-cell="${cell}"] code`).textContent.replace(/\n$/, "");

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

const say = document.documentElement.lang.startsWith("zh")
  ? (n) => (n ? `複製，連同它用到的前面 ${n} 行` : "複製")
  : (n) => (n ? `Copy, with the ${n} ${n === 1 ? "line" : "lines"} above that it needs` : "Copy");

const makeButton = (lines) => {
  const place = document.createElement("span");
  const button = document.createElement("button");
  place.className = "md-code__nav";
  button.className = "md-code__button";
  button.dataset.mdType = "copy";
  button.dataset.extra = lines ? `+${lines}` : "";
  button.title = say(lines);
  place.append(button);
  return place;
};

// Material would add its buttons one by one and have the browser lay out the page before each: half of the loading time.
for (const listing of document.querySelectorAll(".md-content pre > code")) {
  if (listing.closest(".output, .parts, .no-copy")) continue; // .parts has prompts
  const block = listing.closest("[data-cell]");
  listing.before(makeButton(block ? extra(block) : 0));
}

// Before Material's own listener, which copies this text and says so.
document.addEventListener(
  "click",
  ({ target }) => {
    const button = target.closest?.(".md-code__button");
    if (!button) return;
    const block = button.closest("[data-cell]");
    button.dataset.clipboardText = block ? program(block) : button.closest("pre").textContent.replace(/\n$/, "");
  },
  true,
);

// A selection with a formula or a field. A browser would break the line at every symbol of a formula, and take both a
// field and the number beneath it; so formulas become plain text, such as x_0^2 + 1, and fields their numbers.

const grouped = (part) => {
  const text = written(part);
  return /^[\p{L}\p{N}′∞]*$/u.test(text) ? text : `(${text})`;
};

const SHAPES = {
  msub: ([base, below]) => `${written(base)}_${grouped(below)}`,
  msup: ([base, above]) => `${written(base)}${/^[′*]+$/.test(written(above)) ? written(above) : `^${grouped(above)}`}`,
  msubsup: ([base, below, above]) => `${written(base)}_${grouped(below)}^${grouped(above)}`,
  mfrac: ([above, below]) => `${grouped(above)}/${grouped(below)}`,
  msqrt: (parts) => `√(${parts.map(written).join("")})`,
  munder: ([base, below]) => `${written(base)}_${grouped(below)}`,
  munderover: ([base, below, above]) => `${written(base)}_${grouped(below)}^${grouped(above)}`,
  mtr: (cells) => `${cells.map(written).join(" ").trim()}; `,
  mspace: () => " ",
};

/** A part of a formula in MathML as plain text. */
const written = (part) => {
  const parts = [...part.children];
  if (SHAPES[part.localName]) return SHAPES[part.localName](parts);
  const text = parts.length > 0 ? parts.map(written).join("") : part.textContent;
  if (part.localName !== "mo") return text;
  const before = part.previousElementSibling?.textContent ?? "(";
  if (/^[=≈≠<>≤≥→←+−±×⋅∈]$/.test(text) && !/^[([|,=≈<≤≥→←+−×⋅]$/.test(before)) return ` ${text} `; // not a sign
  return text === "," ? ", " : text;
};

document.addEventListener("copy", (event) => {
  const selection = getSelection();
  if (document.activeElement?.matches("input, textarea") || !selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  const { commonAncestorContainer: within } = range;
  const around = within.nodeType === Node.ELEMENT_NODE ? within : within.parentElement;
  if (around.closest("math")) return; // a part of a formula
  const copy = document.createElement("div");
  copy.append(range.cloneContents());
  if (!copy.querySelector("math, .field")) return;
  for (const input of copy.querySelectorAll(".field input")) input.remove();
  const rich = copy.innerHTML;
  for (const formula of copy.querySelectorAll("math")) formula.replaceWith(written(formula).replace(/; $/, ""));
  copy.className = "announcement";
  copy.style.whiteSpace = getComputedStyle(around).whiteSpace;
  (around.closest(".md-typeset") ?? document.body).append(copy); // where it is laid out, paragraphs and lines are kept
  const plain = copy.innerText;
  copy.remove();
  event.clipboardData.setData("text/plain", plain);
  event.clipboardData.setData("text/html", rich);
  event.preventDefault();
});
