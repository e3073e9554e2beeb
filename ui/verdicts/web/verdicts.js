// What came of every run, and why. It changes nothing itself: what is pressed goes to Python, and
// what comes back is what is shown.

/**
 * What Python sends.
 * @typedef {object} Content
 * @property {Row[]} rows
 * @property {string} undo What can be taken back; empty where nothing can.
 */

/**
 * @typedef {object} Row
 * @property {number} uid Its number on the desk.
 * @property {string} color
 * @property {string} title
 * @property {string} sentence What came of the run.
 * @property {string} reason
 * @property {boolean} more Whether there is a reason to look into.
 * @property {boolean} open Whether what is inside has been sent.
 * @property {[name: string, value: string, meaning: string][]} evidence
 * @property {string} question What the unfolding answers.
 * @property {[words: string, brings: string][]} cures
 * @property {string} none What is said where nothing that was tried helps.
 */

/** @typedef {{ do: string, uid?: number, cure?: string }} Asked */

import { element } from "./knobs.js";
import { race } from "./live.js";

/**
 * @param {HTMLElement} host
 * @param {Uint8Array} bytes
 * @param {(asked: Asked) => void} ask
 */
export function show(host, bytes, ask) {
  /** @type {Content} */
  const { rows, undo } = JSON.parse(new TextDecoder().decode(bytes));
  const focused = host.contains(document.activeElement) && document.activeElement.getAttribute("data-name");
  const back = element("button", { type: "button", "data-name": "undo" }, undo);
  back.addEventListener("click", () => ask({ do: "undo" }));
  host.replaceChildren(...(undo ? [back] : []), ...rows.map((row) => verdict(row, ask)));
  /** @type {HTMLElement[]} */
  const named = [...host.querySelectorAll("[data-name]")].map((one) => /** @type {HTMLElement} */ (one));
  named.find((one) => focused && one.dataset.name === focused)?.focus();
  led.get(host)?.abort();
  const listening = new AbortController();
  led.set(host, listening);
  race.addEventListener("why", (event) => lead(host, /** @type {CustomEvent<number>} */ (event).detail), listening);
}

/** What ends the listening of a host. @type {WeakMap<HTMLElement, AbortController>} */
const led = new WeakMap();

/**
 * From the result on the desk to what is said of it, which is unfolded.
 *
 * @param {HTMLElement} host
 * @param {number} uid
 */
function lead(host, uid) {
  const about = host.querySelector(`[data-uid="${uid}"]`);
  if (!about?.checkVisibility()) return;
  about.scrollIntoView({ block: "center" });
  const details = about.querySelector("details");
  const summary = about.querySelector("summary");
  if (details && !details.open) summary?.click();
  summary?.focus({ preventScroll: true });
}

/**
 * @param {Row} row
 * @param {(asked: Asked) => void} ask
 */
function verdict(row, ask) {
  const title = element("span", { class: "verdict-title" }, row.title);
  const parts = [element("p", {}, title, row.sentence)];
  if (row.reason) parts.push(element("p", { class: "verdict-reason" }, row.reason));
  const about = element("article", { class: "verdict", "data-uid": String(row.uid), style: `--colour: ${row.color}` }, ...parts);
  if (row.more) about.append(why(row, ask));
  return about;
}

/**
 * @param {Row} row
 * @param {(asked: Asked) => void} ask
 */
function why(row, ask) {
  const { uid } = row;
  const body = element("tbody", {}, ...row.evidence.map(([name, value, meaning]) =>
    element("tr", {}, element("th", { scope: "row" }, name), element("td", {}, value), element("td", {}, meaning))));
  const buttons = row.cures.map(([words, brings]) => {
    const button = element("button", { type: "button", "data-name": `${uid} ${words}` }, element("b", {}, words), `: ${brings}`);
    button.addEventListener("click", () => ask({ do: "cure", uid, cure: words }));
    return button;
  });
  const summary = element("summary", { "data-name": `why ${uid}` }, row.question);
  const help = buttons.length ? element("div", { class: "verdict-cures" }, ...buttons) : element("p", {}, row.none);
  const inside = row.open ? [help, element("table", {}, body)] : [];
  const details = element("details", {}, summary, ...inside);
  /** @type {HTMLDetailsElement} */ (details).open = row.open;
  summary.addEventListener("click", (/** @type {MouseEvent} */ event) => {
    // Python opens and closes it: what is inside is not there before.
    event.preventDefault();
    ask({ do: row.open ? "close" : "open", uid });
  });
  return details;
}
