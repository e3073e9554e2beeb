// The step at the scrubber, worked out. It follows the stage's clock; Python has sent the formulas
// and the numbers of a window of steps, and is asked only when the clock leaves it.

/** @import { Line, Template, Window, InspectorHost } from "./types.js" */

import { race } from "./live.js";
import { unpack } from "./packing.js";

const DIGITS = 6;
const PATIENCE = 200; // milliseconds that the clock stands outside the window, before more is asked for
const WIDTH = 600; // of the curve, in its own units
const HEIGHT = 120;
const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const SECTIONS = {
  start: "What the step starts with",
  made: "What is worked out",
};

/**
 * @param {InspectorHost} host
 * @param {Uint8Array} bytes
 * @param {(step: number) => void} ask
 */
export function show(host, bytes, ask) {
  host.inspector ??= new Inspector(host);
  host.inspector.update(unpack(bytes), ask);
}

/** @param {InspectorHost} host */
export function close(host) {
  host.inspector?.off.abort();
  clearTimeout(host.inspector?.later);
  delete host.inspector;
}

/**
 * A number with so many digits, as it stands in a formula.
 *
 * @param {number} value
 * @param {string} [kind] "signed" where a negative one needs brackets, "base" where a power of ten does too.
 */
export function written(value, kind = "slot") {
  if (Number.isNaN(value)) return "undefined";
  if (!Number.isFinite(value)) return value < 0 ? "−∞" : "∞";
  const size = Math.abs(value);
  const small = size !== 0 && (size < 1e-4 || size >= 10 ** DIGITS);
  const [digits, power] = (small ? value.toExponential(DIGITS - 1) : value.toPrecision(DIGITS)).split("e");
  const plain = (digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits).replace("-", "−");
  const text = power ? `${plain} · 10${raised(Number(power))}` : plain;
  const guarded = (kind !== "slot" && value < 0) || (kind === "base" && power);
  return guarded ? `(${text})` : text;
}

/** @param {number} power */
function raised(power) {
  const digits = [...String(Math.abs(power))].map((digit) => SUPERSCRIPT[Number(digit)]);
  return (power < 0 ? "⁻" : "") + digits.join("");
}

class Inspector {
  /** @param {InspectorHost} host */
  constructor(host) {
    this.host = host;
    host.innerHTML =
      `<div class="inspector"><div class="inspector-head"><button type="button" data-by="-1" aria-label="One step back">‹</button>
      <p class="inspector-title" aria-live="polite"></p><button type="button" data-by="1" aria-label="One step forward">›</button></div>
      <div class="inspector-scroll" tabindex="0" role="region" aria-label="The step in numbers"><table></table></div></div>`;
    /** @type {(selector: string) => HTMLElement} */
    this.find = (selector) => host.querySelector(selector);
    /** @type {string | null} Of which quantity the curve is shown. */
    this.chosen = null;
    this.off = new AbortController();
    race.addEventListener("step", () => this.fill(), { signal: this.off.signal });
    this.find("table").addEventListener("click", (event) => this.choose(event));
    this.find(".inspector-head").addEventListener("click", (event) => {
      const { by } = /** @type {HTMLElement} */ (event.target).dataset;
      if (by) race.dispatchEvent(new CustomEvent("seek", { detail: Number(by) }));
    });
    this.figure = document.createElement("tr");
    this.figure.innerHTML = `<td colspan="4" class="inspector-curve"><figure></figure></td>`;
  }

  /**
   * @param {Window} window
   * @param {(step: number) => void} ask
   */
  update(window, ask) {
    this.window = window;
    this.ask = ask;
    this.template = null;
    /** @type {Map<number, [Template, number]>} */
    this.steps = new Map();
    for (const template of window.templates) {
      template.steps.forEach((step, row) => this.steps.set(step, [template, row]));
    }
    this.fill();
    this.host.dataset.ready = String(Number(this.host.dataset.ready ?? 0) + 1);
  }

  // The step that has led to what the stage shows; the first one, where it shows the start.
  get step() {
    return Math.max(1, Math.min(race.step ?? this.window.end, this.window.end));
  }

  fill() {
    clearTimeout(this.later);
    const { step } = this;
    const found = this.steps.get(step);
    this.find(".inspector-title").textContent = `${this.window.name}, step ${step} of ${this.window.end}`;
    this.host.classList.toggle("inspector-waits", !found);
    if (!found) {
      this.later = setTimeout(() => this.ask(step), PATIENCE);
      return;
    }
    const [template, row] = found;
    if (this.template !== template) this.build(template);
    const numbers = template.numbers[row];
    for (const place of this.places) {
      place.textContent = written(numbers[Number(place.dataset.slot)], place.dataset.kind);
    }
    this.host.dataset.step = String(step);
    this.drawCurve();
  }

  /** @param {Template} template */
  build(template) {
    this.template = template;
    const starts = (/** @type {Line} */ line) => ["given", "gradient"].includes(line.role);
    const made = template.lines.filter((line) => !starts(line));
    this.find("table").innerHTML =
      section(SECTIONS.start, template.lines.filter(starts)) + section(SECTIONS.made, made);
    /** @type {HTMLElement[]} */
    this.places = [...this.host.querySelectorAll(/** @type {"span"} */ ("[data-slot]"))];
    this.press();
  }

  /** @param {Event} event */
  choose(event) {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (!button) return;
    const { key } = button.dataset;
    this.chosen = this.chosen === key ? null : key;
    this.press();
    this.drawCurve();
  }

  press() {
    for (const button of this.find("table").querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.key === this.chosen));
    }
  }

  /** The chosen quantity over the steps of the window, a line for every number that it has, below its row. */
  drawCurve() {
    const curves = this.chosen === null ? [] : this.curves(this.chosen);
    const row = this.host.querySelector(`tr[data-key="${CSS.escape(this.chosen ?? "")}"]`);
    if (!row || !curves.length) return this.figure.remove();
    if (row.nextSibling !== this.figure) row.after(this.figure);
    const figure = this.figure.querySelector("figure");
    const { first, last } = this.window;
    const every = curves.flat().map(([, value]) => value);
    const [low, high] = [Math.min(...every), Math.max(...every)];
    const across = (/** @type {number} */ step) => ((step - first) / Math.max(last - first, 1)) * WIDTH;
    const up = (/** @type {number} */ value) => HEIGHT - ((value - low) / (high - low || 1)) * HEIGHT;
    const lines = curves.map(
      (curve, index) =>
        `<polyline class="inspector-line${index % 2}" points="${curve.map(([step, value]) => `${across(step)},${up(value)}`).join(" ")}"/>`,
    );
    const now = across(this.step);
    figure.innerHTML =
      `<svg viewBox="0 -4 ${WIDTH} ${HEIGHT + 8}" preserveAspectRatio="none" aria-hidden="true">
      <line class="inspector-now" x1="${now}" x2="${now}" y1="-4" y2="${HEIGHT + 4}"/>${lines.join("")}</svg>
      <figcaption></figcaption>`;
    const coordinates = curves.length > 1 ? "; solid the first coordinate, dashed the second" : "";
    figure.querySelector("figcaption").textContent =
      `From ${written(low)} to ${written(high)}, steps ${first} to ${last}${coordinates}`;
  }

  /**
   * @param {string} key
   * @returns {[number, number][][]} A curve for every number of a quantity: steps and values.
   */
  curves(key) {
    /** @type {[number, number][][]} */
    const curves = [];
    for (const step of [...this.steps.keys()].sort((a, b) => a - b)) {
      const [template, row] = this.steps.get(step);
      const line = template.lines.find((each) => each.key === key);
      const slots = [...(line?.value.matchAll(/data-slot="(\d+)"/g) ?? [])];
      slots.forEach(([, slot], index) => {
        const value = template.numbers[row][Number(slot)];
        curves[index] ??= [];
        if (Number.isFinite(value)) curves[index].push([step, value]);
      });
    }
    return curves.filter((curve) => curve.length > 1).slice(0, 2);
  }
}

/**
 * @param {string} title
 * @param {Line[]} lines
 */
function section(title, lines) {
  const rows = lines.map((line) => {
    const how = [line.formula, line.numbers].filter(Boolean).map((each) => `<div>= ${each}</div>`);
    const words = line.words ? `<div class="inspector-words">${escaped(line.words)}</div>` : "";
    return `<tr data-key="${escaped(line.key)}"><th scope="row">${line.symbol}</th><td>${how.join("")}${words}</td>
      <td class="inspector-value">${line.value}</td>
      <td><button type="button" data-key="${escaped(line.key)}" aria-label="Curve over the steps" title="Curve over the steps">∿</button></td></tr>`;
  });
  return `<tbody><tr><th colspan="4" class="inspector-section">${title}</th></tr>${rows.join("")}</tbody>`;
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
}
