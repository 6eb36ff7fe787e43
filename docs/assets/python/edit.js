// A button on each listing, to edit it and run it in the page. All else is loaded with the first click.

const { userAgent, maxTouchPoints } = navigator;
// There this version of Pyodide ends the page.
const isIPad18 = /iPad|Macintosh/.test(userAgent) && maxTouchPoints > 1 && /Version\/18|OS 18_/.test(userAgent);
const isChinese = document.documentElement.lang.startsWith("zh");
const [label, again] = isChinese ? ["編輯", "沒有載入，再試一次"] : ["Edit", "Did not load: try again"];

for (const block of isIPad18 ? [] : document.querySelectorAll("[data-cell]:not([data-fixed])")) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "edit" });
  button.dataset.do = "edit";
  button.textContent = label;
  const failed = () => (button.textContent = again);
  button.addEventListener("click", () => import("./editor.js").then(({ edit }) => edit(block, button), failed));
  block.append(button);
}
