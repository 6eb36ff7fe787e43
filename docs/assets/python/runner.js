// The worker in which Python runs: begun early, stopped by force, begun again.

const jobs = new Map(); // what was asked of the worker and has not ended, by its number
const watchers = [];
let worker = null;
let last = 0;

/** Calls back with "progress" and how many bytes of how many are loaded, when Python is "ready", or why it is "broken". */
export const watch = (watcher) => void watchers.push(watcher);

const tell = (...state) => watchers.forEach((watcher) => watcher(...state));

/** Loads Python, unless that has begun. */
export const begin = () => {
  if (worker) return;
  worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  worker.onerror = ({ message }) => fail(message);
  worker.onmessage = ({ data: { id, kind, text, got, all } }) => {
    if (kind === "broken") return fail(text);
    const job = jobs.get(id);
    if (kind === "end") jobs.delete(id);
    if (job) job.on(kind, text);
    else tell(kind, got, all);
  };
};

const end = () => {
  worker?.terminate();
  worker = null;
};

/** What waits has failed, as when a file does not load; the next run begins anew. */
const fail = (text) => {
  end();
  const failed = [...jobs.values()];
  jobs.clear();
  for (const { on } of failed) on("broken", text);
  tell("broken", text);
};

const send = (id, { cells, check }) => worker.postMessage({ id, cells, check });

/**
 * Runs the last of the cells, after what it needs of the others.
 *
 * @param {{ cells: string[], check: string, on: (kind: string, text?: string) => void }} job where `on` is told of the
 *   "start", of each "text", "figure", "error" and "check", and of the "end"; or that Python is "broken"
 * @returns {() => void} stops it; what else waits runs in another worker
 */
export const run = (job) => {
  begin();
  last += 1;
  const id = last;
  jobs.set(id, job);
  send(id, job);
  return () => {
    jobs.delete(id);
    end();
    begin();
    for (const [other, waiting] of jobs) send(other, waiting);
  };
};
