// The Python program of the playground, rewritten as settings change, so that running a copy reproduces the screen.

import { rules as known } from "../core/index.js";
import { imported } from "./formula.js";

const CALL = /^(?:# )?((\w+)\(.*)$/;
const FUNCTION = "surface = "; // how the line begins that a function of the reader's replaces
const LIMITS = "sides = ";

/**
 * @param {HTMLElement} code
 * @param {string} surface the name of the surface in the program
 */
export const readProgram = (code, surface) => {
  const named = [...code.querySelectorAll("span")].find((span) => span.textContent === surface);
  const rules = {};
  const lines = {}; // those of the surface and its limits
  for (const nodes of linesOf(code)) {
    const text = nodes.map((node) => node.textContent).join("");
    const [, line, name] = text.match(CALL) ?? [];
    const start = [FUNCTION, LIMITS].find((start) => text.startsWith(start));
    if (!start && !(name in known)) continue;
    const whole = document.createElement("span");
    nodes[0].before(whole);
    whole.append(...nodes);
    if (start) lines[start] = { whole, nodes };
    else rules[name] = { whole, line };
  }
  return {
    /** The name of a surface, or a function with its limits, whose formula the reader has typed. */
    surface: (name, formula, { xlim, ylim }) => {
      named.textContent = name;
      for (const { whole, nodes } of Object.values(lines)) whole.replaceChildren(...nodes);
      if (!formula) return;
      const names = imported(formula);
      const first = names.length > 0 ? `from numpy import ${names.join(", ")}\n\n\n` : "\n";
      const body = `def surface(x):\n    x0, x1 = x\n    return ${formula}\n\n`;
      lines[FUNCTION].whole.textContent = first + body;
      lines[LIMITS].whole.textContent = `${LIMITS}np.array([[${xlim.join(", ")}], [${ylim.join(", ")}]])`;
    },
    /** Comments out a rule that is not shown. */
    rule: (name, shown) => {
      const { whole, line } = rules[name];
      whole.className = shown ? "" : "c1";
      whole.textContent = shown ? line : `# ${line}`;
    },
  };
};

/** The nodes of each line, without its indentation. */
const linesOf = (code) => {
  const texts = [...code.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
  for (const text of texts) text.replaceWith(...text.data.split(/(\s*\n\s*)/).filter(Boolean));
  const lines = [[]];
  for (const node of code.childNodes) {
    if (node.textContent.includes("\n")) lines.push([]);
    else if (node.textContent.trim() || lines.at(-1).length > 0) lines.at(-1).push(node);
  }
  return lines.filter((line) => line.length > 0);
};
