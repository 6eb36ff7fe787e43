// The worker in which Python runs: begun early, stopped by force, begun again.

const jobs = new Map(); // what was asked of the worker and has not ended, by its number
const watchers = new Set();
let worker = null;
let state = ["none"];
let last = 0;

const tell = (...now) => {
  state = now;
  for (const watcher of watchers) watcher(...now);
};

/** Calls back with each state: "loading" and how many bytes of how many, or "ready". */
export const watch = (watcher) => {
  watchers.add(watcher);
  watcher(...state);
};

const send = (id, { above, listing }) => worker.postMessage({ id, above, listing });

/** Loads Python, unless that has begun. */
export const begin = () => {
  if (worker) return;
  worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  tell("loading", 0, 0);
  worker.addEventListener("message", ({ data: { kind, id, text, got, all } }) => {
    if (kind === "progress") tell("loading", got, all);
    else if (kind === "ready") tell("ready");
    else if (kind === "broken") end(text);
    else {
      jobs.get(id)?.on(kind, text);
      if (kind === "end") jobs.delete(id);
    }
  });
  worker.addEventListener("error", ({ message }) => end(message));
};

/** After a failure, such as a file that did not load: what waits has failed too, and the next run begins anew. */
const end = (text) => {
  worker?.terminate();
  worker = null;
  const failed = [...jobs.values()];
  jobs.clear();
  tell("none");
  for (const { on } of failed) on("broken", text);
};

/**
 * Runs a listing after the code above it that it needs.
 *
 * @param {{ above: string, listing: string, on: (kind: string, text?: string) => void }} job where `on` is told of
 *   "start", of each "text", "figure" and "error", and of the "end"; or that Python is "broken"
 * @returns {() => void} stops it; what else waits runs in another worker
 */
export const run = (job) => {
  begin();
  last += 1;
  const id = last;
  jobs.set(id, job);
  send(id, job);
  return () => {
    if (!jobs.delete(id)) return;
    worker.terminate();
    worker = null;
    begin();
    for (const [other, waiting] of jobs) send(other, waiting);
  };
};
