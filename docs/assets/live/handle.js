// A point of a figure that a reader can take hold of: with a mouse, a finger, or the arrow keys.

import { words } from "./words.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * @param {SVGSVGElement} svg
 * @param {ReturnType<import("./draw/axes.js").readAxes>} axes
 * @param {{ names: (string | null)[], label: string, moved: (point: number[]) => void }} options names are those of the
 *   two coordinates; the reader does not move one that has none
 */
export const makeHandle = (svg, axes, { names, label, moved }) => {
  const [across, down] = names;
  const handle = document.createElement("span");
  handle.className = "handle";
  handle.tabIndex = 0;
  for (const [name, text] of Object.entries({
    role: "slider",
    "aria-label": label,
    "aria-orientation": across ? "horizontal" : "vertical",
  })) {
    handle.setAttribute(name, text);
  }
  let at = [0, 0];
  const go = (point) => {
    const next = [axes.x, axes.y].map((axis, i) => {
      if (!names[i]) return at[i];
      const near = Math.round(clamp(point[i], axis) / fine(axis)) * fine(axis);
      return Number(near.toFixed(Math.max(0, -Math.log10(fine(axis)))));
    });
    if (next[0] !== at[0] || next[1] !== at[1]) moved(next);
  };

  const dataOf = (event) => axes.toData(placeIn(svg, event));
  let latest = null; // where the pointer is; drawn once a frame, however often it moves
  const follow = () => {
    if (latest) go(dataOf(latest));
    latest = null;
  };
  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    handle.setPointerCapture(event.pointerId);
    handle.classList.add("held");
  });
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    if (!latest) requestAnimationFrame(follow);
    latest = event;
  });
  for (const end of ["pointerup", "pointercancel"]) {
    handle.addEventListener(end, () => {
      follow();
      handle.classList.remove("held");
    });
  }
  handle.addEventListener("keydown", (event) => {
    const way = ARROWS[event.key];
    if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const steps = event.shiftKey ? 1 : 10;
    go(at.map((value, i) => value + way[i] * steps * fine(i === 0 ? axes.x : axes.y)));
  });
  svg.parentElement.append(handle);
  svg.closest("[role=img]")?.setAttribute("role", "group"); // an image has nothing in it to take hold of
  svg.setAttribute("aria-hidden", "true");
  if (across && down) {
    svg.addEventListener("click", (event) => {
      go(dataOf(event));
      handle.focus({ preventScroll: true });
    });
  }
  return {
    /** Moves it to a point of the plane; at the edge of the figure it stays within reach. */
    place: (point) => {
      at = point;
      const { width, height } = svg.viewBox.baseVal;
      const [x, y] = axes.toFigure(point.map((value, i) => clamp(value, i === 0 ? axes.x : axes.y)));
      handle.style.left = `${(100 * x) / width}%`;
      handle.style.top = `${(100 * y) / height}%`;
      const axis = across ? axes.x : axes.y;
      handle.setAttribute("aria-valuemin", axis.low);
      handle.setAttribute("aria-valuemax", axis.high);
      handle.setAttribute("aria-valuenow", String(clamp(point[across ? 0 : 1], axis)));
      handle.setAttribute("aria-valuetext", words.at(names.flatMap((name, i) => (name ? [[name, point[i]]] : []))));
    },
  };
};

/** Where in a figure something points. */
export const placeIn = (svg, { clientX, clientY }) => {
  const box = svg.getBoundingClientRect();
  const { width, height } = svg.viewBox.baseVal;
  return [((clientX - box.left) / box.width) * width, ((clientY - box.top) / box.height) * height];
};

const clamp = (value, { low, high }) => Math.min(high, Math.max(low, value));

/** The least step: a power of ten, a hundredth of what the axis shows or less. */
const fine = ({ low, high }) => 10 ** Math.floor(Math.log10((high - low) / 100));
