// Computes in slices, so that the page answers meanwhile.

const SLICE = 8; // milliseconds: half a frame

/**
 * Work is a generator. It is finished before other work begins, else a drag would show nothing; only the newest waits.
 *
 * @param {HTMLElement} element has data-busy meanwhile
 * @returns {(work: () => Generator) => void}
 */
export const makeSlices = (element) => {
  const { port1, port2 } = new MessageChannel();
  let current = null;
  let waiting = null;
  const proceed = () => {
    const end = performance.now() + SLICE;
    do {
      let done = true; // also if it throws, or no later work would begin
      try {
        ({ done } = current.next());
      } finally {
        if (done) [current, waiting] = [waiting?.(), null];
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
