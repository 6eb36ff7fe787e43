// Computes in slices, so that the page answers meanwhile.

const SLICE = 8; // milliseconds: half a frame
const FIRST = 4; // of the first slice, which shares its frame with what the reader does

/** What work yields to have the browser show what is there before it goes on. */
export const FRAME = Symbol("frame");

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
  const goOn = () => port2.postMessage(null);
  const proceed = (time) => {
    const end = performance.now() + time;
    let shows = false;
    try {
      do {
        let done = true; // also if it throws, or no later work would begin
        try {
          let value;
          ({ done, value } = current.next());
          shows = !done && value === FRAME;
        } finally {
          if (done) [current, waiting] = [waiting?.(), null];
        }
      } while (current && !shows && performance.now() < end);
    } finally {
      element.toggleAttribute("data-busy", Boolean(current));
      if (shows) requestAnimationFrame(goOn);
      else if (current) goOn();
    }
  };
  port1.onmessage = () => proceed(SLICE);
  return (work) => {
    if (current) waiting = work;
    else {
      current = work();
      proceed(FIRST);
    }
  };
};
