// One line at the bottom of the window: this page is there in Chinese too. Loaded by reading.js for those it concerns.

/** @param {(answer: string) => void} remember where the offer was made, or "no" */
export const offer = (remember) => {
  const twin = document.querySelector(".md-header a[hreflang=zh-TW]");
  if (!twin || document.querySelector("h1[lang]")) return; // 404.html is in both languages
  const line = document.createElement("aside");
  line.className = "offer";
  line.lang = "zh-TW";
  line.setAttribute("aria-label", "語言");
  const link = document.createElement("a");
  Object.assign(link, { href: twin.href, hreflang: "zh-TW", textContent: "這一頁有繁體中文版" });
  const close = document.createElement("button");
  Object.assign(close, { type: "button", textContent: "×" });
  close.setAttribute("aria-label", "關閉");
  close.addEventListener("click", () => {
    line.remove();
    document.documentElement.classList.remove("offering");
    remember("no");
  });
  line.append(link, close);
  document.documentElement.classList.add("offering");
  document.querySelector("[data-md-component=skip]").after(line); // among the first for the keyboard
  remember(location.pathname);
};
