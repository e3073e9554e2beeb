// Many controls, one tab stop: arrow keys go from one to the next (a "roving tabindex").

const CONTROLS = "button, input, select, summary";
const ARROWS = { horizontal: ["ArrowLeft", "ArrowRight"], vertical: ["ArrowUp", "ArrowDown"] };
const roving = new WeakSet();

/**
 * Makes an element a toolbar. What is in it may come, go, fold and be locked later on. Controls
 * that match `aside` are passed by; they are reached in another way.
 *
 * @param {HTMLElement} bar
 * @param {string} name
 * @param {keyof typeof ARROWS} orientation
 * @param {string} aside
 */
export function rove(bar, name, orientation, aside = ":not(*)") {
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", name);
  bar.setAttribute("aria-orientation", orientation);
  if (roving.has(bar)) return;
  roving.add(bar);
  const all = () => /** @type {HTMLInputElement[]} */ ([...bar.querySelectorAll(CONTROLS)]);
  const within = () => all().filter((one) => !one.disabled && one.checkVisibility() && !one.matches(aside));
  /** @type {HTMLInputElement | null} */
  let stop = null;
  const settle = () => {
    const present = within();
    if (!present.includes(stop) && stop !== document.activeElement) [stop = null] = present;
    for (const one of all()) one.tabIndex = one === stop ? 0 : -1;
  };
  bar.addEventListener("focusin", (event) => {
    stop = /** @type {HTMLInputElement} */ (event.target);
    settle();
  });
  bar.addEventListener("keydown", (event) => {
    const way = ARROWS[orientation].indexOf(event.key);
    if (way < 0 || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
    const present = /** @type {HTMLInputElement} */ (event.target);
    const others = within().filter((one) => one !== present);
    const after = others.filter((one) => present.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
    const next = way ? after[0] : others[others.length - after.length - 1];
    event.preventDefault();
    event.stopPropagation();
    next?.focus();
  });
  const changes = { childList: true, subtree: true, attributes: true, attributeFilter: ["hidden", "disabled", "open"] };
  new MutationObserver(settle).observe(bar, changes);
  settle();
}

/**
 * The buttons in the corner of a figure of Plotly's, which makes them anew now and then.
 *
 * @param {HTMLElement} plot
 */
export function roveTools(plot) {
  /** @type {HTMLElement | null} */
  const bar = plot.querySelector(".modebar");
  if (bar) rove(bar, "Tools of the figure", "horizontal");
}
