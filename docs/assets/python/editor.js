// Turns a listing into a text area, runs what stands there, and shows what it prints and draws.

import { code } from "../copy.js";
import { begin, run, watch } from "./runner.js";

const ENGLISH = {
  code: "Code of this listing",
  run: "Run",
  stop: "Stop",
  reset: "As it was",
  close: "Close",
  result: "Result",
  loading: (got, all) => `Python is loading: ${got} of ${all} MB`,
  ready: "Python is ready. Ctrl+Enter runs the code after what it needs of the code above; Esc closes it.",
  running: "Running…",
  done: "Done.",
  failed: "Python stopped at an error.",
  stopped: "Stopped.",
  passed: "✓ The check passes.",
  missed: (check) => `Not yet: this is not true: ${check}`,
  broken: (text) => `Python did not run (${text}). Run tries again.`,
  narrow: "In a page, numpy's whole numbers have 32 bits: np.array([50000]) ** 2 is wrong, without a warning.",
};

const CHINESE = {
  code: "這段程式",
  run: "執行",
  stop: "停止",
  reset: "恢復原狀",
  close: "關閉",
  result: "結果",
  loading: (got, all) => `正在載入 Python：${got} / ${all} MB`,
  ready: "Python 準備好了。按 Ctrl+Enter，會先執行它用到的前面的程式，再執行這一段；Esc 關閉。",
  running: "執行中…",
  done: "完成。",
  failed: "程式出錯，停下來了。",
  stopped: "已停止。",
  passed: "✓ 通過檢查。",
  missed: (check) => `還不對，這個條件沒有成立：${check}`,
  broken: (text) => `Python 沒有執行（${text}）。按「執行」再試一次。`,
  narrow: "在網頁裡，numpy 的整數只有 32 位元：np.array([50000]) ** 2 會算錯，而且沒有警告。",
};

const words = document.documentElement.lang.startsWith("zh") ? CHINESE : ENGLISH;
const WHOLE = /\b(arange|int64|dtype=int)\b|array\(\[+-?\d+[,\]]/; // code that may have arrays of whole numbers
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
const editors = new Map(); // by the element around the listing
const edited = new Map(); // what ran without an error last, by the number of the cell

/** Opens the editor of the listing in an element with data-cell; `button` has the focus again when it is closed. */
export const edit = (block, button) => {
  if (!editors.has(block)) editors.set(block, makeEditor(block, button));
  editors.get(block)();
};

const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

function makeEditor(block, button) {
  const { cell, check = "" } = block.dataset; // its number, and for the beginning of an exercise what is to be true
  const area = element("textarea", { spellcheck: false, autocomplete: "off", autocapitalize: "off", ariaLabel: words.code });
  const buttons = Object.entries({ run: start, stop: halt, reset, close }).map(([name, onclick]) => {
    const made = element("button", { type: "button", textContent: words[name], onclick });
    made.dataset.do = name;
    return made;
  });
  const note = element("p", { role: "status" });
  const result = element("div", { className: "result" });
  const editor = element("div", { className: "editor" }, area, ...buttons.flatMap((each) => [each, " "]), note, result);
  let hasRun = false;
  let stop = null; // of the run that has not ended

  function set(stopping) {
    const isFocused = buttons.slice(0, 2).includes(document.activeElement);
    stop = stopping;
    buttons[0].disabled = Boolean(stop);
    buttons[1].hidden = !stop;
    if (isFocused) buttons[stop ? 1 : 0].focus(); // else the keyboard would lose its place
  }

  function reset() {
    halt();
    edited.delete(cell);
    area.value = code(cell);
    area.rows = area.value.split("\n").length; // where the style sheet cannot: field-sizing
    result.replaceChildren();
    note.textContent = "";
  }

  function start() {
    if (stop) return;
    const own = area.value;
    const before = Array.from({ length: cell - 1 }, (_, i) => edited.get(String(i + 1)) ?? code(i + 1));
    const said = [];
    hasRun = true;
    note.textContent = words.running;
    const on = (kind, text) => {
      if (kind === "start") result.replaceChildren(); // it begins again if another was stopped
      if (kind === "check") said.push(text === "passed" ? words.passed : words.missed(check));
      if (["text", "error", "figure"].includes(kind)) show(result, kind, text);
      if (["end", "broken"].includes(kind)) {
        set(null);
        if (kind === "broken") said.push(words.broken(text));
        else if (result.querySelector(".error")) said.push(words.failed);
        else {
          edited.set(cell, own);
          if (said.length === 0) said.push(words.done);
          if (WHOLE.test(own)) said.push(words.narrow);
        }
      }
      note.textContent = said.join(" ") || words.running;
    };
    set(run({ cells: [...before, own], check, on }));
  }

  function halt() {
    if (!stop) return;
    stop();
    set(null);
    note.textContent = words.stopped;
  }

  function close() {
    halt();
    block.classList.remove("editing");
    button.focus();
  }

  editor.addEventListener("keydown", (event) => {
    const runsIt = event.key === "Enter" && (event.ctrlKey || event.metaKey || event.shiftKey) && event.target === area;
    if (event.isComposing || !(runsIt || event.key === "Escape")) return;
    event.preventDefault();
    event.stopPropagation();
    if (runsIt) start();
    else close();
  });
  watch((state, got, all) => {
    if (hasRun && !stop) return;
    note.ariaLive = state === "progress" ? "off" : "polite"; // else each of the numbers would be read out
    if (state === "progress") note.textContent = words.loading(megabytes(got), megabytes(all));
    else if (state === "ready") note.textContent = stop ? words.running : words.ready;
    else note.textContent = words.broken(got);
  });
  reset();
  set(null);
  block.append(editor);

  return () => {
    begin();
    block.classList.add("editing");
    area.focus({ preventScroll: true });
  };
}

/** Adds text, an error or a figure to the result. */
function show(result, kind, text) {
  if (kind === "figure") {
    result.append(element("div", { className: "drawn", role: "img", ariaLabel: words.result }, drawn(text)));
    return;
  }
  let last = result.lastElementChild;
  if (last?.className !== kind) {
    last = element("pre", { className: kind, tabIndex: 0, ariaLabel: words.result });
    result.append(last);
  }
  last.append(text);
}

const DRAWN = new Set(["svg", "g", "defs", "path", "use", "clipPath", "rect", "text", "tspan", "image"]);
const OWN = /^(#|data:image\/png;base64,)/;

/** A figure without anything that could run or load: what draws, with its own parts and images. */
function drawn(source) {
  const svg = new DOMParser().parseFromString(source, "text/html").querySelector("svg");
  for (const each of svg ? [svg, ...svg.querySelectorAll("*")] : []) {
    if (!DRAWN.has(each.localName)) each.remove();
    for (const { name, value } of [...each.attributes]) {
      const leads = /href$/i.test(name) ? !OWN.test(value) : /url\((?!["']?#)|\\/i.test(value);
      if (/^on/i.test(name) || leads) each.removeAttribute(name);
    }
  }
  return svg ?? "";
}
