// The arrays of the points of a race as small heat maps, a pixel for every number, at the step that
// the stage shows. Python sends all steps once; the server is not asked again.

/** @import { Block, Content, LayersHost, Runner } from "./types.js" */
/** @typedef {[red: number, green: number, blue: number]} Color */
/** @typedef {{ runner: Runner, block: Block, canvas: HTMLCanvasElement }} Heat */
/** @typedef {{ heat: Heat, row: number, column: number }} Cell Under the pointer. */

import { race } from "./live.js";
import { channels } from "./overlay.js";
import { unpack } from "./packing.js";
import { indexAt } from "./runs.js";

const HIGHEST = 96; // pixels that a heat map may take
const WIDEST = 220;
const LARGEST = 18; // pixels of a cell
const SMALLEST = 3;
const MOST_READ = 40; // numbers that are read out one by one
const DIGITS = 3;
const FARTHEST = 3e38; // Larger numbers were sent as this one.

/**
 * @param {LayersHost} host
 * @param {Uint8Array} bytes
 */
export function show(host, bytes) {
  host.layers ??= new Layers(host);
  host.layers.update(unpack(bytes));
}

/** @param {LayersHost} host */
export function close(host) {
  host.layers?.off.abort();
  delete host.layers;
}

class Layers {
  /** @param {LayersHost} host */
  constructor(host) {
    this.host = host;
    host.innerHTML = `<div class="layers"><div class="layers-runs"></div><p class="layers-said" aria-hidden="true"></p></div>`;
    /** @type {HTMLElement} */
    this.runs = host.querySelector(".layers-runs");
    /** @type {HTMLElement} */
    this.said = host.querySelector(".layers-said");
    this.off = new AbortController();
    const { signal } = this.off;
    race.addEventListener("step", () => this.fill(), { signal });
    host.addEventListener("pointermove", (event) => this.point(event), { signal });
    host.addEventListener("pointerleave", () => this.tell(null), { signal });
    /** @type {Cell | null} */
    this.cell = null;
  }

  /** @param {Content} content */
  update(content) {
    this.content = content;
    const { low, middle, high } = content.colors;
    /** @type {Color[]} */
    this.colors = [low, middle, high].map(channels);
    this.host.style.setProperty("--layers-bar", `linear-gradient(90deg, ${low}, ${middle}, ${high})`);
    /** @type {Heat[]} */
    this.heats = [];
    this.cell = null;
    this.runs.replaceChildren(...content.runners.map((runner) => this.card(runner)));
    this.fill();
    this.host.dataset.ready = String(Number(this.host.dataset.ready ?? 0) + 1);
  }

  /** @param {Runner} runner */
  card(runner) {
    const card = document.createElement("section");
    card.className = "layers-run";
    card.setAttribute("aria-label", runner.name);
    card.style.setProperty("--layers-color", runner.color);
    card.innerHTML = `<p class="layers-head"><b></b> <span></span></p><div class="layers-blocks"></div>`;
    card.querySelector("b").textContent = runner.name;
    card.querySelector(".layers-blocks").replaceChildren(
      ...this.content.blocks.map((block) => this.map(runner, block)),
    );
    return card;
  }

  /**
   * @param {Runner} runner
   * @param {Block} block
   */
  map(runner, block) {
    const { rows, columns } = block;
    const figure = document.createElement("figure");
    figure.innerHTML = `<div class="layers-map"><canvas role="img"></canvas></div><figcaption></figcaption>`;
    const canvas = figure.querySelector("canvas");
    Object.assign(canvas, { width: columns, height: rows });
    const side = Math.max(SMALLEST, Math.min(LARGEST, Math.floor(HIGHEST / rows), Math.floor(WIDEST / columns)));
    const frame = /** @type {HTMLElement} */ (figure.firstElementChild);
    frame.style.width = `${columns * side}px`;
    frame.style.aspectRatio = `${columns} / ${rows}`;
    frame.style.setProperty("--layers-cell", side > SMALLEST + 2 ? `${100 / columns}% ${100 / rows}%` : "0 0");
    canvas.dataset.block = block.name;
    figure.querySelector("figcaption").textContent = `${block.name} ±${written(block.limit)}`;
    this.heats.push({ runner, block, canvas });
    return figure;
  }

  fill() {
    for (const [index, runner] of this.content.runners.entries()) {
      const at = runner.steps[this.row(runner)];
      const ended = race.step > at && at === runner.steps[runner.steps.length - 1];
      this.runs.children[index].querySelector("span").textContent = `step ${at}${ended ? ", the last" : ""}`;
    }
    for (const { runner, block, canvas } of this.heats) {
      const row = this.row(runner);
      const step = String(runner.steps[row]);
      if (canvas.dataset.step === step) continue;
      canvas.dataset.step = step;
      const values = part(runner.points[row], block);
      paint(canvas, values, block.limit, this.colors);
      canvas.setAttribute("aria-label", `${runner.name}, ${block.name} at step ${step}: ${read(values, block)}`);
    }
    this.host.dataset.step = String(race.step ?? "");
    this.tell(this.cell);
  }

  /**
   * The row of the step that the stage shows, or the last one before it.
   *
   * @param {Runner} runner
   */
  row(runner) {
    return indexAt(runner.steps, race.step ?? Infinity).row;
  }

  /** @param {PointerEvent} event */
  point(event) {
    const heat = this.heats.find(({ canvas }) => canvas === event.target);
    if (!heat) return this.tell(null);
    const { canvas, block } = heat;
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const column = within(((event.clientX - left) / width) * block.columns, block.columns);
    const row = within(((event.clientY - top) / height) * block.rows, block.rows);
    this.tell({ heat, row, column });
  }

  /**
   * Say the number under the pointer; without one, how the colours are read.
   *
   * @param {Cell | null} cell
   */
  tell(cell) {
    this.cell = cell;
    this.said.classList.toggle("layers-key", !cell);
    if (!cell) {
      this.said.textContent = "negative to positive, in one range for all runs";
      return;
    }
    const { row, column } = cell;
    const { runner, block } = cell.heat;
    const value = part(runner.points[this.row(runner)], block)[row * block.columns + column];
    this.said.textContent = `${runner.name}, ${block.name}, row ${row + 1}, column ${column + 1}: ${written(value)}`;
  }
}

/**
 * @param {ArrayLike<number>} point
 * @param {Block} block
 */
function part(point, { first, rows, columns }) {
  return /** @type {Float32Array} */ (point).subarray(first, first + rows * columns);
}

/**
 * A pixel for every number; what is not finite is left open.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} values
 * @param {number} limit
 * @param {Color[]} colors
 */
function paint(canvas, values, limit, [low, middle, high]) {
  const image = new ImageData(canvas.width, canvas.height);
  values.forEach((value, index) => {
    if (!Number.isFinite(value)) return;
    const share = limit > 0 ? Math.min(Math.abs(value) / limit, 1) : Number(value !== 0);
    const end = value < 0 ? low : high;
    const color = middle.map((from, channel) => Math.round(from + share * (end[channel] - from)));
    image.data.set([...color, 255], 4 * index);
  });
  canvas.getContext("2d").putImageData(image, 0, 0);
}

/**
 * The numbers row by row; of many how large they are.
 *
 * @param {Float32Array} values
 * @param {Block} block
 */
function read(values, { columns }) {
  if (values.length <= MOST_READ) {
    const rows = Array.from({ length: values.length / columns }, (_, row) =>
      Array.from(values.subarray(row * columns, (row + 1) * columns), written).join(", "),
    );
    return rows.join("; ");
  }
  const finite = values.filter(Number.isFinite);
  const lost = values.length - finite.length;
  const range = finite.length
    ? `from ${written(finite.reduce((a, b) => Math.min(a, b)))} to ${written(finite.reduce((a, b) => Math.max(a, b)))}`
    : "";
  return [range, lost ? `${lost} not finite` : ""].filter(Boolean).join(", ");
}

/** @param {number} value */
function written(value) {
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value < 0 ? "−∞" : "∞";
  const more = Math.abs(value) < FARTHEST * (1 - 1e-6) ? "" : value < 0 ? "below " : "above ";
  return more + String(Number(value.toPrecision(DIGITS))).replace("-", "−").replace("e-", "e−").replace("e+", "e");
}

/**
 * @param {number} place
 * @param {number} count
 */
function within(place, count) {
  return Math.max(0, Math.min(Math.floor(place), count - 1));
}
