// Computes in slices, so that the page answers meanwhile.

const SLICE = 8; // milliseconds: half a frame

/**
 * Work is a generator that yields where it may be interrupted. Its first slice runs at once. Work that is not yet done is
 * finished before the next begins, since a drag would otherwise never show anything; of what waits, only the newest counts.
 *
 * @param {HTMLElement} element which has the attribute data-busy meanwhile
 * @returns {(work: () => Generator) => void}
 */
export const makeSlices = (element) => {
  const { port1, port2 } = new MessageChannel();
  let current = null;
  let waiting = null;
  const proceed = () => {
    const end = performance.now() + SLICE;
    do {
      if (current.next().done) {
        current = waiting?.();
        waiting = null;
      }
    } while (current && performance.now() < end);
    element.toggleAttribute("data-busy", Boolean(current));
    if (current) port2.postMessage(null);
  };
  port1.onmessage = proceed;
  return (work) => {
    if (current) waiting = work;
    else {
      current = work();
      proceed();
    }
  };
};
