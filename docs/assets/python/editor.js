// Turns a listing into a text area, runs what stands there, and shows what it prints and draws.

import { code, needed } from "../copy.js";
import { begin, run, watch } from "./runner.js";

const ENGLISH = {
  code: "Code of this listing",
  run: "Run",
  stop: "Stop",
  reset: "As it was",
  close: "Close",
  result: "Result",
  figure: "The figure that your code draws",
  loading: (got, all) => `Python is loading: ${got} of ${all} MB`,
  ready: "Python is ready. Ctrl+Enter runs the code, Esc closes it.",
  running: "Running…",
  done: "Done.",
  silent: "Done. Nothing was printed.",
  failed: "Python stopped at an error.",
  stopped: "Stopped.",
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
  figure: "你的程式畫的圖",
  loading: (got, all) => `正在載入 Python：${got} / ${all} MB`,
  ready: "Python 準備好了。按 Ctrl+Enter 執行，Esc 關閉。",
  running: "執行中…",
  done: "完成。",
  silent: "完成，沒有印出任何東西。",
  failed: "程式出錯，停下來了。",
  stopped: "已停止。",
  broken: (text) => `Python 沒有執行（${text}）。按「執行」再試一次。`,
  narrow: "在網頁裡，numpy 的整數只有 32 位元：np.array([50000]) ** 2 會算錯，而且沒有警告。",
};

const words = document.documentElement.lang.startsWith("zh") ? CHINESE : ENGLISH;
const WHOLE = /\b(arange|int64|dtype=int)\b|array\(\[+-?\d+[,\]]/; // code that may have arrays of whole numbers
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
const editors = new Map(); // by the element around the listing

/**
 * Opens the editor of a listing.
 *
 * @param {HTMLElement} block the element around the listing, with data-cell
 * @param {HTMLButtonElement} button opens it, and has the focus again when it is closed
 */
export const edit = (block, button) => {
  begin();
  if (!editors.has(block)) editors.set(block, makeEditor(block, button));
  editors.get(block).open();
};

const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

function makeEditor(block, button) {
  const area = element("textarea", { spellcheck: false, autocomplete: "off", ariaLabel: words.code });
  area.setAttribute("autocapitalize", "off");
  area.setAttribute("autocorrect", "off");
  const act = (name, action) => {
    const made = element("button", { type: "button", textContent: words[name], onclick: action });
    made.dataset.do = name;
    return made;
  };
  const note = element("p", { role: "status" });
  const narrow = element("p", { textContent: words.narrow, hidden: true });
  const result = element("div", { className: "result" });
  const buttons = [act("run", start), act("stop", halt), act("reset", reset), act("close", close)];
  const [runs, stops] = buttons;
  const bar = element("div", { className: "editor-bar" }, ...buttons);
  const editor = element("div", { className: "editor" }, area, bar, note, narrow, result);
  block.append(editor);
  let stop = null; // of the run that has not ended

  const fit = () => {
    area.rows = area.value.split("\n").length; // where the style sheet cannot: field-sizing
  };

  function mark(stopping) {
    stop = stopping;
    stops.hidden = !stop;
    runs.disabled = Boolean(stop);
  }

  function reset() {
    halt();
    area.value = code(block.dataset.cell);
    fit();
    result.replaceChildren();
    narrow.hidden = true;
    note.textContent = "";
  }

  function start() {
    if (stop) return;
    const shown = makeResult(result);
    narrow.hidden = !WHOLE.test(area.value);
    note.textContent = words.running;
    let failed = false;
    const on = (kind, text) => {
      if (kind === "start") {
        shown.clear();
        note.textContent = words.running;
      } else if (kind === "end" || kind === "broken") {
        mark(null);
        const isSilent = result.childElementCount === 0;
        const ended = failed ? words.failed : isSilent ? words.silent : words.done;
        note.textContent = kind === "broken" ? words.broken(text) : ended;
      } else {
        failed ||= kind === "error";
        shown.add(kind, text);
      }
    };
    mark(run({ above: needed(block), listing: area.value, on }));
  }

  function halt() {
    if (!stop) return;
    stop();
    mark(null);
    note.textContent = words.stopped;
  }

  function close() {
    halt();
    block.classList.remove("editing");
    button.focus();
  }

  area.addEventListener("input", fit);
  editor.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey || event.shiftKey) && event.target === area) start();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  watch((state, got, all) => {
    if (state === "loading" && all) note.textContent = words.loading(megabytes(got), megabytes(all));
    if (state === "ready") note.textContent = stop ? words.running : words.ready;
  });
  reset();

  return {
    open: () => {
      block.classList.add("editing");
      area.focus({ preventScroll: true });
    },
  };
}

/** Shows what a run sends, in its order. */
function makeResult(result) {
  result.replaceChildren();
  let last = null;
  return {
    clear: () => result.replaceChildren(),
    add: (kind, text) => {
      if (kind === "figure") {
        const svg = drawn(text);
        if (svg) result.append(element("div", { className: "pictures", role: "img", ariaLabel: words.figure }, svg));
        last = null;
        return;
      }
      if (last?.className !== kind) {
        last = element("pre", { className: kind, tabIndex: 0, ariaLabel: words.result });
        result.append(last);
      }
      last.append(text);
    },
  };
}

const DRAWN = new Set(["svg", "g", "defs", "path", "use", "clipPath", "rect", "text", "tspan", "image"]);
const OWN = /^(#|data:image\/png;base64,)/;

/** A figure without anything that could run or load: what draws, with its own parts and images. */
const drawn = (source) => {
  const svg = new DOMParser().parseFromString(source, "text/html").querySelector("svg");
  for (const each of svg ? [svg, ...svg.querySelectorAll("*")] : []) {
    if (!DRAWN.has(each.localName)) each.remove();
    for (const { name, value } of [...each.attributes]) {
      const leads = /href$/i.test(name) ? !OWN.test(value) : /url\((?!["']?#)|[\\]/i.test(value);
      if (/^on/i.test(name) || leads) each.removeAttribute(name);
    }
  }
  return svg;
};
