// A worker in front of Material's, which would make the index of the whole site with every page: here it is made when
// somebody first searches. The name of Material's worker is this one's fragment.
const [SETUP, READY, , RESULT] = [0, 1, 2, 3]; // the messages of Material's worker; the third is a question

let setup;
let search;
let waiting; // the last question that came while the index was made

const begin = () => {
  search = new Worker(`javascripts/workers/${location.hash.slice(1)}`);
  search.onmessage = ({ data }) => {
    if (data.type !== READY) return postMessage(data);
    search.postMessage(waiting);
    waiting = undefined;
  };
  search.postMessage(setup);
  setup = undefined;
};

onmessage = ({ data }) => {
  if (data.type === SETUP) {
    setup = data;
    postMessage({ type: READY });
  } else if (search && !waiting) {
    search.postMessage(data);
  } else if (data.data) {
    waiting = data;
    if (!search) begin();
  } else {
    waiting &&= data;
    postMessage({ type: RESULT, data: { items: [] } }); // nothing asked, nothing found
  }
};
