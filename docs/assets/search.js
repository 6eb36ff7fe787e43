// Wraps Material's search worker, which would load what is searched and build its index on every page load; this one
// delays that until the first query. The file name of Material's worker is the fragment of this one's URL.
const [SETUP, READY, , RESULT] = [0, 1, 2, 3]; // message types of Material's worker; the third is a query

const NOTHING = { type: RESULT, data: { items: [] } };

let setup;
let search;
let pending; // the last query received while the index was being built

const start = () => {
  search = new Worker(`javascripts/workers/${location.hash.slice(1)}`);
  search.onmessage = ({ data }) => {
    if (data.type !== READY) return postMessage(data);
    search.postMessage(pending);
    pending = undefined;
  };
  fetch(new URL(`../${setup.data.config.docs}`, location))
    .then((response) => response.json())
    .then((docs) => search.postMessage({ ...setup, data: { ...setup.data, docs } }))
    .catch(() => {
      search.terminate(); // without a connection; the next query tries again
      search = pending = undefined;
      postMessage(NOTHING);
    });
};

onmessage = ({ data }) => {
  if (data.type === SETUP) {
    setup = data;
    postMessage({ type: READY });
  } else if (search && !pending) {
    search.postMessage(data);
  } else if (data.data) {
    pending = data;
    if (!search) start();
  } else {
    pending &&= data;
    postMessage(NOTHING); // an empty query has no results
  }
};
