// Python in a worker: loads Pyodide from this site's own folder, and then runs one listing after the other.

import { folder, sizes } from "./files.js";

const BASE = new URL(`${folder}/`, import.meta.url).href;
const PATH = "/gdbook"; // from which Python imports
const KEPT = `gdbook-python-${folder}`; // the name of the cache
const DRAWING = "matplotlib.zip"; // loaded with the first listing that draws
const DRAWS = /matplotlib|figures|plt/;
const { fetch, caches } = self;
const tell = (...message) => postMessage(message);
let got = 0;
let all = 0;

/** A file of the folder, whose name changes with its content: from the cache if it is there. */
const load = async (name) => {
  all += sizes[name];
  const cache = await caches?.open(KEPT).catch(() => null);
  let response = await cache?.match(BASE + name);
  if (!response) {
    response = await fetch(BASE + name);
    if (!response.ok) throw new Error(`${response.status} ${name}`);
    cache?.put(BASE + name, response.clone()).catch(() => {}); // no room
  }
  const counting = new TransformStream({
    transform(chunk, controller) {
      got += chunk.length;
      tell("progress", got, all);
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counting), { headers: response.headers });
};

/** Takes from the code that runs here what reaches beyond it: the network, what is stored, and code made of text. */
const lock = () => {
  const refused = function () {
    throw new Error("not in a page");
  };
  refused.prototype = Function.prototype; // for instanceof
  const closed =
    "fetch XMLHttpRequest WebSocket WebSocketStream WebTransport EventSource FontFace Worker SharedWorker importScripts " +
    "caches indexedDB BroadcastChannel navigator eval Function";
  for (const name of closed.split(" ")) Object.defineProperty(self, name, { value: refused });
  for (const name of ["setTimeout", "setInterval"]) {
    const { [name]: timer } = self;
    const later = (call, ...rest) => (typeof call === "function" ? timer(call, ...rest) : refused()); // text is code
    Object.defineProperty(self, name, { value: later });
  }
  for (const made of [() => {}, async () => {}, function* () {}, async function* () {}]) {
    Object.defineProperty(Object.getPrototypeOf(made), "constructor", { value: refused });
  }
};

const unpack = async (python, file) => python.unpackArchive(await (await file).arrayBuffer(), "zip", { extractDir: PATH });

const start = async () => {
  const core = Object.keys(sizes).filter((name) => name !== DRAWING);
  const files = Object.fromEntries(core.map((name) => [name, load(name)]));
  self.fetch = (url) => files[String(url).slice(BASE.length)];
  const { loadPyodide } = await import(`${BASE}pyodide.mjs`);
  (0, eval)(await (await files["pyodide.asm.js"]).text()); // else it would be imported, and not kept
  const jsglobals = { eval: () => {} };
  const python = await loadPyodide({ indexURL: BASE, jsglobals, env: { MPLBACKEND: "svg" }, stdin: () => undefined });
  python.runPython(`import sys; sys.path.append("${PATH}")`);
  for (const name of core.filter((each) => /^(numpy|gdbook)/.test(each))) await unpack(python, files[name]);
  for (const name of ["js", "pyodide_js"]) python.unregisterJsModule(name);
  const { needed, run } = python.pyimport("cell");
  lock();
  for (const name of (await caches?.keys().catch(() => null)) ?? []) {
    if (/^gdbook-python-/.test(name) && name !== KEPT) caches.delete(name); // of an earlier version of Pyodide
  }
  const cache = await caches?.open(KEPT).catch(() => null);
  for (const { url } of (await cache?.keys()) ?? []) {
    if (!(url.slice(BASE.length) in sizes)) cache.delete(url); // an earlier version of the package
  }
  tell("ready");
  return { python, needed, run };
};

const started = start();
const broken = (error) => tell("broken", String(error));
started.catch(broken);
let drawing = null;

self.onmessage = async ({ data: [cells, check] }) => {
  try {
    const { python, needed, run } = await started;
    const listing = cells.at(-1);
    const above = needed(python.toPy(cells), check);
    const draws = DRAWS.test(above + listing);
    if (draws) await (drawing ??= unpack(python, load(DRAWING)).then(() => tell("ready")));
    run(above, listing, check, draws, tell);
  } catch (error) {
    broken(error);
  }
};
