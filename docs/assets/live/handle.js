// A point of a figure that can be dragged with the mouse or a finger, or moved with the arrow keys.

import { words } from "./words.js";

const SLOP = 8; // pixels that a finger or mouse may move and still tap
const POINT = 6; // the radius of a point, in the figure's units
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * @param {SVGGElement} part what is dragged; the style sheet makes it cyan
 * @param {ReturnType<import("./draw/axes.js").readAxes>} axes
 * @param {{
 *   names: (string | null)[], label: string, moved: (point: number[], jumped?: boolean) => void,
 *   nudged?: (i: number, direction: number, isFiner: boolean) => boolean,
 *   within?: (point: number[], only?: number) => number[],
 *   clicked?: boolean, anywhere?: boolean, finest?: number, exact?: boolean,
 *   measure?: { name: string, low: number, high: number, of: (point: number[]) => number },
 *   told?: () => [string, number][],
 * }} options `names` of the two coordinates; one with a null name cannot be moved. `moved` is told of a jump to where
 *   the plane was clicked. `nudged` may take an arrow key for coordinate i over, `isFiner` with Shift. `within` gives
 *   the nearest place where the point may be, also of one outside the axes, `only` along one axis after a key.
 *   `clicked` if a click in the plane moves it there, `anywhere` if a drag may begin anywhere in the figure, `finest`
 *   the smallest step, `exact` if a click on the point, too, means the place under the mouse. `measure` is what the
 *   point sets, where that is none of its coordinates, such as an angle. `told` gives what is said of it, where that is
 *   more.
 */
export const makeHandle = (part, axes, options) => {
  const { names, label, moved, nudged, within, clicked = true, anywhere, finest, exact, measure, told } = options;
  const svg = part.ownerSVGElement;
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
  const fine = (axis) => finest ?? fineOf(axis);
  /** Moves to a point of the plane; with `only`, along that axis alone. */
  const go = (point, only, jumped = false) => {
    let next = [axes.x, axes.y].map((axis, i) => {
      if (!names[i] || (only !== undefined && i !== only)) return at[i];
      if (axis.log) return Number(clamp(point[i], axis).toPrecision(2));
      const there = within ? point[i] : clamp(point[i], axis);
      const near = Math.round(there / fine(axis)) * fine(axis);
      return Number(near.toFixed(Math.max(0, -Math.log10(fine(axis)))));
    });
    if (within) next = within(next, only);
    if (next[0] === at[0] && next[1] === at[1]) return;
    at = next; // the next key starts here, also while the figure is not yet there
    moved(next, jumped);
  };

  const dataOf = (event) => axes.toData(placeIn(svg, event));
  let latest = null; // the last pointer event; redraws are limited to one per frame
  const follow = () => {
    if (latest) go(dataOf(latest));
    latest = null;
  };
  let before = at; // where a drag began
  const hold = ({ pointerId }) => {
    before = at;
    handle.setPointerCapture(pointerId);
    handle.classList.add("held");
  };
  handle.addEventListener("pointerdown", (event) => {
    if (event.button === 0) hold(event);
  });
  const takeBack = () => {
    if (!handle.classList.contains("held")) return;
    latest = null;
    handle.classList.remove("held");
    moved(before);
  };
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") takeBack();
  });
  handle.addEventListener("pointermove", (event) => {
    if (!handle.classList.contains("held")) return;
    if (!latest) requestAnimationFrame(follow);
    latest = event;
  });
  handle.addEventListener("pointerup", () => {
    follow();
    handle.classList.remove("held");
  });
  handle.addEventListener("pointercancel", takeBack); // the browser scrolls instead
  handle.addEventListener("keydown", (event) => {
    const direction = ARROWS[event.key];
    if (!direction || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const i = direction[0] === 0 ? 1 : 0;
    if (nudged?.(i, direction[i], event.shiftKey)) return;
    const steps = event.shiftKey ? 1 : 10;
    go([axes.x, axes.y].map((axis, side) => at[side] + direction[side] * steps * fine(axis)), i);
  });
  svg.parentElement.append(handle);
  part.classList.add("draggable");
  if (!down) handle.classList.add("across");
  svg.closest("[role=img]")?.setAttribute("role", "group"); // role="img" would hide the handle from screen readers
  svg.setAttribute("aria-hidden", "true");
  if (clicked && across && down) {
    let closesKeyboard = false; // a tap beside a field on a phone
    svg.addEventListener("pointerdown", ({ pointerType }) => {
      closesKeyboard = pointerType === "touch" && document.activeElement.matches("input[type=text]");
    });
    svg.addEventListener("click", (event) => {
      const point = dataOf(event);
      if (closesKeyboard || !axes.contains(point)) return;
      go(point, undefined, true);
      handle.focus({ preventScroll: true });
    });
    // The handle is larger than the point: beside it, a click that is no drag means the plane.
    let pressed = null;
    handle.addEventListener("pointerdown", (event) => (pressed = event));
    handle.addEventListener("click", (event) => {
      const isDrag = !pressed || Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) >= SLOP;
      pressed = null;
      const [x, y] = axes.toFigure(at);
      const [toX, toY] = placeIn(svg, event);
      const isBeside = exact || Math.hypot(toX - x, toY - y) > POINT;
      if (!isDrag && isBeside && axes.contains(dataOf(event))) go(dataOf(event), undefined, true);
    });
  }
  if (anywhere) {
    let finger = null; // where one came down: it may tap, drag along, or scroll the page
    svg.classList.add("anywhere");
    svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      if (event.pointerType === "touch") return void (finger = event);
      hold(event);
      go(dataOf(event));
      handle.focus({ preventScroll: true });
    });
    svg.addEventListener("pointermove", (event) => {
      if (finger?.pointerId !== event.pointerId) return;
      const [across, down] = [event.clientX - finger.clientX, event.clientY - finger.clientY];
      if (Math.hypot(across, down) < SLOP) return;
      finger = null;
      if (Math.abs(across) > Math.abs(down)) hold(event); // else it scrolls
    });
    for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, () => (finger = null));
    svg.addEventListener("mousedown", (event) => event.preventDefault()); // would take the focus from the handle
  }
  const valuesAt = (point) =>
    told?.() ?? (measure ? [[measure.name, measure.of(point)]] : names.flatMap((name, i) => (name ? [[name, point[i]]] : [])));
  return {
    /** Moves the handle to a point of the plane, clamped to the axes. */
    place: (point) => {
      at = point;
      part.classList.toggle("inside", axes.contains(point));
      const { width, height } = svg.viewBox.baseVal;
      const [x, y] = axes.toFigure(point.map((value, i) => clamp(value, i === 0 ? axes.x : axes.y)));
      handle.style.left = `${(100 * x) / width}%`;
      handle.style.top = `${(100 * y) / height}%`;
      const axis = across ? axes.x : axes.y;
      const level = (value) => String(axis.log ? Math.log10(value) : value); // 1e-17 is no number to ARIA
      const { low, high } = measure ?? axis;
      const value = measure?.of(point) ?? point[across ? 0 : 1];
      handle.setAttribute("aria-valuemin", level(low));
      handle.setAttribute("aria-valuemax", level(high));
      handle.setAttribute("aria-valuenow", level(clamp(value, { low, high })));
      handle.setAttribute("aria-valuetext", words.at(valuesAt(point)));
    },
  };
};

/** The figure coordinates of a pointer event. */
export const placeIn = (svg, { clientX, clientY }) => {
  const box = svg.getBoundingClientRect();
  const { width, height } = svg.viewBox.baseVal;
  return [((clientX - box.left) / box.width) * width, ((clientY - box.top) / box.height) * height];
};

/** Where a place of the figure is in the window. */
export const placeOf = (svg, [across, down]) => {
  const box = svg.getBoundingClientRect();
  const { width, height } = svg.viewBox.baseVal;
  return [box.left + (across / width) * box.width, box.top + (down / height) * box.height];
};

export const clamp = (value, { low, high }) => Math.min(high, Math.max(low, value));

/** The smallest step: a power of ten, at most a hundredth of the axis range. */
const fineOf = ({ low, high }) => 10 ** Math.floor(Math.log10((high - low) / 100));
