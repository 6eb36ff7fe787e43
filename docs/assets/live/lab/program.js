// The Python program of the playground, rewritten as settings change, so that running a copy reproduces the screen.

import { rules as known } from "../core/index.js";

const CALL = /^(?:# )?((\w+)\(.*)$/;

/**
 * @param {HTMLElement} code
 * @param {string} surface the name of the surface in the program
 */
export const readProgram = (code, surface) => {
  const named = [...code.querySelectorAll("span")].find((span) => span.textContent === surface);
  const rules = {};
  for (const nodes of linesOf(code)) {
    const [, line, name] = nodes.map((node) => node.textContent).join("").match(CALL) ?? [];
    if (!(name in known)) continue;
    const whole = document.createElement("span");
    nodes[0].before(whole);
    whole.append(...nodes);
    rules[name] = { whole, line };
  }
  return {
    surface: (name) => {
      named.textContent = name;
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
  const lines = [[]];
  for (const node of code.childNodes) {
    if (node.textContent.includes("\n")) lines.push([]);
    else if (node.textContent.trim() || lines.at(-1).length > 0) lines.at(-1).push(node);
  }
  return lines.filter((line) => line.length > 0);
};
