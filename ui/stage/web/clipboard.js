// Streamlit's buttons copy in the browser's new way alone, which is closed in a frame without
// allow="clipboard-write" and on pages of plain HTTP; there they would fail without a word. The old
// way is open wherever something has just been pressed.

const isOpen = isSecureContext && /** @type {any} */ (document).featurePolicy?.allowsFeature("clipboard-write") !== false;
if (!isOpen) Object.defineProperty(navigator, "clipboard", { value: { writeText: copy } });

/** @param {string} text */
function copy(text) {
  /** @param {ClipboardEvent} event */
  const fill = (event) => {
    event.preventDefault();
    event.clipboardData.setData("text/plain", text);
  };
  document.addEventListener("copy", fill);
  const isDone = document.execCommand("copy");
  document.removeEventListener("copy", fill);
  return isDone ? Promise.resolve() : Promise.reject(new Error("the browser does not let this page copy"));
}
