// A canvas behind the paths of the landscape, as large as its axes.

/**
 * @param {HTMLElement} stage contains the landscape
 * @param {ReturnType<import("../draw/axes.js").readAxes>} axes
 */
export const makeCanvas = (stage, { x, y }) => {
  const svg = stage.querySelector("svg");
  const canvas = document.createElement("canvas");
  canvas.hidden = true;
  canvas.setAttribute("aria-hidden", "true");
  const { width, height } = svg.viewBox.baseVal;
  const percent = (length, of) => `${(100 * length) / of}%`;
  canvas.style.left = percent(x.from, width);
  canvas.style.top = percent(y.to, height);
  canvas.style.width = percent(x.to - x.from, width);
  canvas.style.height = percent(y.from - y.to, height);
  svg.before(canvas);
  svg.querySelector("path").style.fill = "none"; // the background of matplotlib's figure would hide it
  return { canvas, pen: canvas.getContext("2d") };
};
