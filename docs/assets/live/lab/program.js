// The Python program of the playground, rewritten as settings change, so that running a copy reproduces the screen.

const RULE = /^(?:# )?("(C(\d)|#\w+)": (\w+)\(.*)$/;

/**
 * @param {HTMLElement} code
 * @param {string} surface the name of the surface in the program
 */
export const readProgram = (code, surface) => {
  const named = [...code.querySelectorAll("span")].find((span) => span.textContent === surface);
  const rules = {};
  for (const nodes of linesOf(code)) {
    const [, line, , cycle, name] = nodes.map((node) => node.textContent).join("").match(RULE) ?? [];
    if (!name) continue;
    const whole = document.createElement("span");
    nodes[0].before(whole);
    whole.append(...nodes);
    rules[name] = { whole, line, colour: cycle ? `var(--gd-c${cycle})` : "currentColor" };
  }
  return {
    /** The colour of each rule, in program order. */
    colours: Object.fromEntries(Object.entries(rules).map(([name, { colour }]) => [name, colour])),
    surface: (name) => {
      named.textContent = name;
    },
    /** Comments out a rule that is not shown. */
    rule: (name, shown) => {
      const { whole, line } = rules[name];
      const [colour] = line.match(/^"[^"]*"/);
      whole.className = shown ? "" : "c1";
      whole.replaceChildren(...(shown ? [quoted(colour), line.slice(colour.length)] : [`# ${line}`]));
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

const quoted = (text) => {
  const span = document.createElement("span");
  span.className = "s2";
  span.textContent = text;
  return span;
};
