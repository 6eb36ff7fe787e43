// Wraps Material's search worker, which would build the index of the whole site on every page load; this one delays
// that until the first query. The file name of Material's worker is the fragment of this one's URL.
const [SETUP, READY, , RESULT] = [0, 1, 2, 3]; // message types of Material's worker; the third is a query

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
  search.postMessage(setup);
  setup = undefined;
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
    postMessage({ type: RESULT, data: { items: [] } }); // an empty query has no results
  }
};
