// The Python program of the playground, rewritten as settings change, so that running a copy reproduces the screen.

import { rules as known } from "../core/rules.js";
import { surfaces } from "../core/surfaces.js";
import { imported } from "./formula.js";

const CALL = /^(?<off># )?(?<head>(?<name>\w+)\()(?<rate>[^,)]+)(?<tail>.*)$/;
const FUNCTION = "surface = "; // how the line begins that a function of the reader's replaces
const LIMITS = "sides = ";

/**
 * @param {HTMLElement} code
 * @returns the name of its `surface`, its `rules` with their rates, and what rewrites it
 */
export const readProgram = (code) => {
  const named = [...code.querySelectorAll("span")].find((span) => span.textContent in surfaces);
  const rules = {};
  const lines = {}; // those of the surface and its limits
  for (const nodes of linesOf(code)) {
    const text = nodes.map((node) => node.textContent).join("");
    const call = text.match(CALL)?.groups;
    const start = [FUNCTION, LIMITS].find((start) => text.startsWith(start));
    if (!start && !(call?.name in known)) continue;
    const whole = document.createElement("span");
    nodes[0].before(whole);
    whole.append(...nodes);
    if (start) lines[start] = { whole, nodes };
    else rules[call.name] = { ...call, whole, mark: markOf(call) };
  }
  let chosen = "";
  return {
    surface: named.textContent,
    rules,
    /** The name of a surface, or a function with its limits, whose formula the reader has typed. */
    choose: (name, formula, { xlim, ylim }) => {
      const wanted = JSON.stringify([name, formula, xlim, ylim]);
      if (wanted === chosen) return; // written again, the whole program would be laid out again
      chosen = wanted;
      named.textContent = name;
      for (const { whole, nodes } of Object.values(lines)) whole.replaceChildren(...nodes);
      if (!formula) return;
      const names = imported(formula);
      const first = names.length > 0 ? `from numpy import ${names.join(", ")}\n\n\n` : "\n";
      const body = `def surface(x):\n    x0, x1 = x\n    return ${formula}\n\n`;
      lines[FUNCTION].whole.textContent = first + body;
      lines[LIMITS].whole.textContent = `${LIMITS}np.array([[${xlim.join(", ")}], [${ylim.join(", ")}]])`;
    },
    /** Comments out a rule that is not shown; the rate of one that is can be changed. */
    rule: (name, shown, rate) => {
      const { whole, mark, head, tail } = rules[name];
      const wanted = shown ? "" : "c1";
      if (whole.className === wanted && (shown ? mark.isConnected : whole.textContent === `# ${head}${rate}${tail}`)) return;
      whole.className = wanted;
      if (shown) whole.replaceChildren(head, mark, tail);
      else whole.textContent = `# ${head}${rate}${tail}`;
    },
  };
};

/** The rate of a rule, which makeField turns into an input. */
const markOf = ({ name, rate }) => {
  const mark = document.createElement("span");
  mark.className = "vary";
  mark.dataset.name = `lr_${name}`;
  mark.textContent = rate;
  return mark;
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
