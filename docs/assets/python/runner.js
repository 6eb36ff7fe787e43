// The worker in which Python runs: begun early, stopped by force, begun again.

const hearers = [];
const jobs = []; // the first runs, the others wait
let worker = null;

/**
 * Has `hear` called with "progress" and how many bytes of how many are loaded, when Python is "ready", why it is "broken";
 * and of its own runs with each "text", "figure" and "error", and with "end", how it ended, and what is not true yet.
 */
export const join = (hear) => void hearers.push(hear);

/** Loads Python, unless that has begun. */
export const begin = () => {
  if (worker) return;
  worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  worker.onerror = ({ message }) => tell("broken", message ?? ""); // there is none if a file did not load
  worker.onmessage = ({ data }) => tell(...data);
};

const end = () => {
  worker.terminate();
  worker = null;
};

const next = () => {
  begin();
  if (jobs.length > 0) worker.postMessage([jobs[0].cells, jobs[0].check]);
};

const tell = (kind, ...what) => {
  const own = ["progress", "ready", "broken"].includes(kind) ? hearers : [jobs[0].hear];
  if (kind === "broken") {
    end(); // the next run begins anew
    jobs.length = 0;
  } else if (kind === "end") {
    jobs.shift();
    next();
  }
  for (const hear of own) hear(kind, ...what);
};

/** Runs the last of the cells of `{ cells, check, hear }`, after what it and the check need of the others. */
export const run = (job) => {
  if (jobs.push(job) === 1) next();
};

export const stop = (job) => {
  const place = jobs.indexOf(job);
  jobs.splice(place, 1);
  if (place > 0) return;
  end();
  next();
};
