// While a pointer is down, or a key repeats, more changes of the same kind may follow.

const KINDS = ["pointerdown", "pointerup", "pointercancel", "keydown", "keyup"];

/** @param {(isHeld: boolean) => void} changed */
export const watchHeld = (changed) => {
  const watch = ({ type, repeat }) => {
    if (type !== "keydown" || repeat) changed(type.endsWith("down"));
  };
  for (const kind of KINDS) addEventListener(kind, watch, true);
};
