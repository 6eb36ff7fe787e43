// Turns a listing into a text area, runs what stands there, and shows what it prints and draws.

import { code } from "../copy.js";
import { made } from "../live/made.js";
import { begin, join, run, stop } from "./runner.js";

const WORDS = {
  code: ["Code of this listing", "這段程式"],
  run: ["Run", "執行"],
  stop: ["Stop", "停止"],
  reset: ["As it was", "恢復原狀"],
  close: ["Close", "關閉"],
  result: ["Result", "結果"],
  loading: ["Python is loading: ", "正在載入 Python："],
  ready: [
    "Python is ready. Ctrl+Enter runs the code after what it needs of the code above; Esc closes it.",
    "Python 準備好了。按 Ctrl+Enter，會先執行它用到的前面的程式，再執行這一段；Esc 關閉。",
  ],
  running: ["Running…", "執行中…"],
  done: ["Done.", "完成。"],
  failed: ["Python stopped at an error.", "程式出錯，停下來了。"],
  stopped: ["Stopped.", "已停止。"],
  passed: ["✓ The check passes.", "✓ 通過檢查。"],
  missed: ["Not yet: this is not true: ", "還不對，這個條件沒有成立："],
  broken: ["Python did not run. Run tries again. ", "Python 沒有執行，按「執行」再試一次。"],
  narrow: [
    "In a page, numpy's whole numbers have 32 bits: np.array([50000]) ** 2 is wrong, without a warning.",
    "在網頁裡，numpy 的整數只有 32 位元：np.array([50000]) ** 2 會算錯，而且沒有警告。",
  ],
};
const language = document.documentElement.lang.startsWith("zh") ? 1 : 0;
const words = Object.fromEntries(Object.entries(WORDS).map(([name, twins]) => [name, twins[language]]));
const WHOLE = /\b(arange|int64|dtype=int)\b|array\(\[+-?\d+[,\]]/; // code that may have arrays of whole numbers
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
const edited = new Map(); // what readers wrote that ran without an error, by the number of the cell

/** Opens the editor of the listing in an element with data-cell; `button` has the focus again when it is closed. */
export const edit = (block, button) => {
  begin();
  if (!block.querySelector(".editor")) block.append(makeEditor(block, button));
  block.classList.add("editing");
  block.querySelector("textarea").focus({ preventScroll: true });
};

function makeEditor(block, button) {
  const { cell, check = "" } = block.dataset; // its number, and for the beginning of an exercise what is to be true
  const area = made("textarea", { spellcheck: false, autocomplete: "off", autocapitalize: "off", ariaLabel: words.code });
  const buttons = Object.entries({ run: start, stop: halt, reset, close }).map(([name, onclick]) => {
    const each = made("button", { type: "button", textContent: words[name], onclick });
    each.dataset.do = name;
    return each;
  });
  const [runs, stops] = buttons;
  const note = made("p", { role: "status" });
  const result = made("div", { className: "result" });
  const editor = made("div", { className: "editor" }, area, ...buttons.flatMap((each) => [each, " "]), note, result);
  let given; // what the page had here
  let hasRun = false;
  let job = null; // which has not ended

  function set(now) {
    const isFocused = [runs, stops].includes(document.activeElement);
    job = now;
    runs.disabled = Boolean(job);
    stops.hidden = !job;
    if (isFocused) (job ? stops : runs).focus(); // else the keyboard would lose its place
  }

  /** Takes over the numbers of the page, unless the reader has written something else. */
  function refresh() {
    if (area.value === given) area.value = given = code(cell);
  }

  function reset() {
    halt();
    edited.delete(cell);
    area.value = given = code(cell);
    area.rows = area.value.split("\n").length; // where the style sheet cannot: field-sizing
    result.replaceChildren();
    note.textContent = "";
  }

  function start() {
    if (job) return;
    refresh();
    const above = Array.from({ length: cell - 1 }, (_, i) => edited.get(String(i + 1)) ?? code(i + 1));
    hasRun = true;
    result.replaceChildren();
    note.textContent = words.running;
    set({ cells: [...above, area.value], check, hear });
    run(job);
  }

  function hear(kind, what, more) {
    if (["text", "error", "figure"].includes(kind)) return show(result, kind, what);
    if (hasRun && !job) return; // what it says is how its run ended
    note.ariaLive = kind === "progress" ? "off" : "polite"; // else each of the numbers would be read out
    if (kind === "progress") note.textContent = `${words.loading}${megabytes(what)} / ${megabytes(more)} MB`;
    else if (kind === "ready") note.textContent = job ? words.running : words.ready;
    else if (kind === "broken") note.textContent = words.broken + what;
    else {
      const own = job.cells.at(-1);
      note.textContent = words[what] + more; // with what is not true yet
      if (own === given) edited.delete(cell);
      else if (what !== "failed") edited.set(cell, own);
      if (WHOLE.test(own)) note.append(` ${words.narrow}`);
    }
    if (["broken", "end"].includes(kind)) set(null);
  }

  function halt() {
    if (!job) return;
    stop(job);
    set(null);
    note.textContent = words.stopped;
  }

  function close() {
    halt();
    block.classList.remove("editing");
    button.focus();
  }

  button.addEventListener("click", refresh);
  editor.addEventListener("keydown", (event) => {
    const runsIt = event.key === "Enter" && (event.ctrlKey || event.metaKey || event.shiftKey) && event.target === area;
    if (event.isComposing || !(runsIt || event.key === "Escape")) return;
    event.preventDefault();
    event.stopPropagation();
    if (runsIt) start();
    else close();
  });
  join(hear);
  reset();
  set(null);
  return editor;
}

/** Adds text, an error or a figure to the result. */
function show(result, kind, text) {
  const last = result.lastElementChild;
  const named = { className: kind, ariaLabel: words.result };
  if (kind === "figure") result.append(made("div", { ...named, className: "drawn", role: "img" }, drawn(text)));
  else if (last?.className === kind) last.append(text);
  else result.append(made("pre", { ...named, tabIndex: 0 }, text));
}

const DRAWN = new Set(["svg", "g", "defs", "path", "use", "clipPath", "rect", "text", "tspan", "image", "pattern"]);
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
