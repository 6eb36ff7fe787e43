// The basin map behind the paths: a canvas filled by a worker.

import { makeCanvas } from "./canvas.js";

const COUNT = 128; // cells along each side; a power of two, so that coarse cells divide it evenly
const PAUSE = 100; // milliseconds; debounces changes

/**
 * @param {HTMLElement} stage contains the landscape
 * @param {ReturnType<import("../draw/axes.js").readAxes>} axes
 * @param {(share: number, minima?: number[][], reached?: number, tints?: number) => void} progress from 0 to 1, the
 *   minima, and how many of them and how many tints are on the map
 */
export const makeMap = (stage, axes, progress) => {
  const { canvas, pen } = makeCanvas(stage, axes);
  const cells = new Int16Array(COUNT * COUNT);
  let worker = null;
  let job = 0;
  let timer = 0;
  let known = 0;
  let current = "";
  let ground = ""; // that the cells belong to
  let colours = [];

  canvas.width = canvas.height = COUNT;
  canvas.className = "basins";

  const findColours = () => {
    const style = getComputedStyle(canvas);
    colours = [0, 1, 2, 3].map((i) => style.getPropertyValue(`--gd-basin${i}`));
  };
  const paint = (column, row, size, minimum) => {
    pen.fillStyle = colours[minimum % colours.length];
    pen.fillRect(column, COUNT - row - size, size, size);
  };
  const repaint = () => {
    pen.clearRect(0, 0, COUNT, COUNT);
    findColours();
    for (const [i, minimum] of cells.entries()) {
      if (minimum >= 0) paint(i % COUNT, Math.floor(i / COUNT), 1, minimum);
    }
  };
  const receive = ({ data }) => {
    if (data.job !== job) return;
    for (const [column, minimum] of data.cells) {
      for (let row = data.row; row < data.row + data.size; row++) {
        cells.fill(minimum, row * COUNT + column, row * COUNT + column + data.size);
      }
      pen.clearRect(column, COUNT - data.row - data.size, data.size, data.size);
      if (minimum >= 0) paint(column, data.row, data.size, minimum);
    }
    known += data.cells.length;
    canvas.dataset.done = String(data.done);
    canvas.hidden = data.goals.length === 0;
    if (!data.done) return progress(known / cells.length, data.goals);
    const reached = [...new Set(cells)].filter((minimum) => minimum >= 0);
    progress(1, data.goals, reached.length, new Set(reached.map((minimum) => minimum % colours.length)).size);
  };
  new MutationObserver(repaint).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });

  return {
    canvas,
    /** Shows the map of a job (its `job` and `count` are added here); null hides the map. */
    show: (wanted) => {
      const text = JSON.stringify(wanted);
      if (text === current) return;
      current = text;
      clearTimeout(timer);
      job += 1;
      canvas.hidden = wanted === null;
      canvas.dataset.done = "false";
      if (wanted === null) {
        worker?.terminate();
        worker = null;
        return;
      }
      progress(0);
      if (`${wanted.surface} ${wanted.formula}` !== ground) {
        ground = `${wanted.surface} ${wanted.formula}`;
        cells.fill(-1);
        repaint();
      }
      timer = setTimeout(() => {
        known = 0;
        worker ??= new Worker(new URL("./basins.js", import.meta.url), { type: "module" });
        worker.onmessage = receive;
        worker.postMessage({ ...wanted, job, count: COUNT });
      }, PAUSE);
    },
  };
};
