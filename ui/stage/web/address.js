// The address bar, which always says what is shown. Streamlit makes an entry in the browser's history
// of every change of it: who has turned a knob twenty times would have to go back twenty times. So
// the entry of a page is written over, after the picture, for that takes as long as one.

const push = history.pushState.bind(history);
const OF_STREAMLIT = ["embed", "embed_options"]; // how the page is shown, which no scene says

/** @type {string | null} The address that is about to be written. */
let wanted = null;
/** @type {number} */
let later;

history.pushState = (state, unused, url) => {
  const target = new URL(url ?? "", location.href);
  if (target.pathname === location.pathname) return write(target);
  settle();
  push(state, unused, url);
};

/**
 * What is shown now has this link; what was to be written before no longer holds.
 *
 * @param {string} link Without the question mark.
 */
export function shows(link) {
  const target = new URL(location.href);
  const kept = OF_STREAMLIT.flatMap((name) => target.searchParams.getAll(name).map((value) => [name, value]));
  const own = new URLSearchParams(kept).toString();
  target.search = own ? `${link}&${own}` : link;
  write(target);
}

/** @param {URL} target */
function write(target) {
  wanted = target.href;
  cancelAnimationFrame(later);
  later = requestAnimationFrame(() => setTimeout(settle));
}

function settle() {
  if (wanted !== null && wanted !== location.href) history.replaceState(history.state, "", wanted);
  wanted = null;
}

window.addEventListener("pagehide", settle);
