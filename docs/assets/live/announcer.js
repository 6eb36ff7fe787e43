// What is said of typed texts and of results, for screen readers too.

/** A typed text as a message quotes it. */
export const shortened = (text, most = 24) => {
  const signs = [...text]; // a slice of the text could end in half of one
  return signs.length > most ? `${signs.slice(0, most).join("")}…` : text;
};

/** Reads a result out once it has stood for a moment, or none; the output itself would be read at every change. */
export function makeAnnouncer(output) {
  const status = document.createElement("p");
  status.className = "announcement";
  status.setAttribute("role", "status");
  output.setAttribute("aria-live", "off");
  output.closest(".output").after(status);
  let said = output.textContent;
  let timer = 0;
  const say = (text) => {
    status.textContent = text;
    said = text || said;
    if (text) timer = setTimeout(say, 5000, ""); // else it would be found again beside the output
  };
  return (text = said) => {
    clearTimeout(timer);
    if (text !== said) timer = setTimeout(say, 700, text);
  };
}
