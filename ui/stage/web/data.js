// The data of a learning problem: what the models say of it at a moment, drawn under and over
// the examples, and the truth table of a gate.

/** @import { Answers, Learning, Numbers, Pixel, Runner, Scene, Table } from "./types.js" */
/** @import { Overlay } from "./overlay.js" */
/** @import { FlatCamera } from "./painter.js" */

import { channels } from "./overlay.js";
import { indexAt } from "./runs.js";

// Answers on a map come as bytes: from 0, sure of one class, to 254, sure of the other. Of more
// than two classes there is such a field for each: below the middle another class is surer.
const UNDECIDED = 127;
const SURE = Float32Array.from({ length: 2 * UNDECIDED + 1 }, (_, byte) => {
  const root = byte / UNDECIDED - 1;
  return root * Math.abs(root);
});

export class DataPicture {
  /**
   * @param {Overlay} overlay
   * @param {Overlay} underlay
   * @param {HTMLTableElement} truth
   */
  constructor(overlay, underlay, truth) {
    this.overlay = overlay;
    this.underlay = underlay;
    this.truth = truth;
    this.tile = document.createElement("canvas");
    this.shaded = 0;
    this.residuals = false;
  }

  /** @param {Scene} scene */
  update(scene) {
    this.scene = scene;
    this.learning = scene.learning;
    if (this.shaded >= scene.runners.length) this.shaded = 0;
    this.buildTable();
  }

  /**
   * @param {FlatCamera} camera
   * @param {number} step
   */
  paint(camera, step) {
    this.overlay.clear();
    this.underlay.clear();
    const { answers, kind } = this.learning;
    this.overlay.clip(camera.area);
    this.underlay.clip(camera.area);
    answers.forEach((runner, place) => {
      const look = this.scene.runners[place];
      if (kind === "curve") {
        this.paintCurve(camera, answersAt(runner, step, Number), look, place === this.shaded);
      } else if (kind === "fit") {
        this.paintFit(camera, answersAt(runner, step, Number), look, place === this.shaded);
      } else {
        const said = answersAt(runner, step, (byte) => SURE[byte]);
        this.paintMap(camera, said, look, place === this.shaded);
      }
    });
    this.overlay.context.restore();
    this.underlay.context.restore();
    this.fillTable(step);
  }

  /**
   * @param {FlatCamera} camera
   * @param {Float64Array} said
   * @param {Runner} look
   * @param {boolean} shaded
   */
  paintCurve(camera, said, look, shaded) {
    const { x } = this.learning;
    const points = Array.from(x, (place, index) => camera.at(place, said[index]));
    if (this.residuals && shaded) this.paintResiduals(camera, said, look.color);
    this.overlay.trail(points, look.color, this.scene.casing, look.dash);
  }

  /**
   * From every example straight to the curve: what the loss squares.
   *
   * @param {FlatCamera} camera
   * @param {Float64Array} said
   * @param {string} color
   */
  paintResiduals(camera, said, color) {
    const { x } = this.learning;
    const examples = this.scene.data.data[0];
    const width = (x[x.length - 1] - x[0]) / (x.length - 1);
    const segments = Array.from(examples.x, (place, index) => {
      const at = Math.min(Math.max((place - x[0]) / width, 0), x.length - 1.000001);
      const before = Math.floor(at);
      const answer = said[before] + (at - before) * (said[before + 1] - said[before]);
      return [camera.at(place, examples.y[index]), camera.at(place, answer)];
    });
    this.overlay.segments(segments, color);
  }

  /**
   * Every answer above or below the example that it is for.
   *
   * @param {FlatCamera} camera
   * @param {Float64Array} said
   * @param {Runner} look
   * @param {boolean} shaded
   */
  paintFit(camera, said, look, shaded) {
    const { x } = this.learning;
    const points = Array.from(x, (place, index) => camera.at(place, said[index]));
    if (this.residuals && shaded) {
      const segments = points.map((point, index) => [camera.at(x[index], x[index]), point]);
      this.overlay.segments(segments, look.color);
    }
    this.overlay.dots(points, look.color, 3);
  }

  /**
   * @param {FlatCamera} camera
   * @param {Float64Array} said
   * @param {Runner} look
   * @param {boolean} shaded
   */
  paintMap(camera, said, look, shaded) {
    const { x, y } = this.learning;
    const fields = this.fields(said);
    if (shaded) this.paintShade(camera, fields);
    const path = new Path2D();
    for (const field of fields) {
      for (const piece of boundary(field, x, y)) {
        const [from, to] = piece.map(([a, b]) => camera.at(a, b));
        path.moveTo(...from);
        path.lineTo(...to);
      }
    }
    // A dash would begin anew in every piece.
    this.overlay.line(path, look.color, this.scene.casing);
  }

  /**
   * The answers of a moment, a grid for every class; of two classes one grid says it all.
   *
   * @param {Float64Array} said
   */
  fields(said) {
    const size = this.learning.x.length * this.learning.y.length;
    const firsts = Array.from({ length: said.length / size }, (_, place) => place * size);
    return firsts.map((first) => said.subarray(first, first + size));
  }

  /**
   * The classes in their colours, the stronger the surer the model is.
   *
   * @param {FlatCamera} camera
   * @param {Float64Array[]} fields
   */
  paintShade(camera, fields) {
    const { x, y } = this.learning;
    const colors = this.scene.classes.map(channels);
    const image = new ImageData(x.length, y.length);
    for (let row = 0; row < y.length; row++) {
      for (let column = 0; column < x.length; column++) {
        const { label, sure } = surest(fields, row * x.length + column);
        const [red, green, blue] = colors[label % colors.length];
        // The first row of the image is its upper edge.
        const place = 4 * ((y.length - 1 - row) * x.length + column);
        image.data.set([red, green, blue, 150 * sure], place);
      }
    }
    this.tile.width = x.length;
    this.tile.height = y.length;
    this.tile.getContext("2d").putImageData(image, 0, 0);
    const [left, bottom] = camera.at(x[0], y[0]);
    const [right, top] = camera.at(x[x.length - 1], y[y.length - 1]);
    // Every pixel stands for a point of the grid, which is in its middle.
    const across = (right - left) / (x.length - 1);
    const along = (bottom - top) / (y.length - 1);
    this.underlay.context.drawImage(
      this.tile,
      left - across / 2,
      top - along / 2,
      right - left + across,
      bottom - top + along,
    );
  }

  buildTable() {
    const table = this.learning?.table;
    this.truth.hidden = !table;
    this.truth.replaceChildren();
    if (!table) return;
    const names = this.scene.runners.map((runner) => runner.name);
    const head = this.truth.createTHead().insertRow();
    for (const text of [...table.names, ...names]) {
      const cell = document.createElement("th");
      cell.textContent = text;
      head.append(cell);
    }
    const body = this.truth.createTBody();
    this.cells = table.inputs.map((values, index) => {
      const row = body.insertRow();
      for (const value of [...values, table.targets[index]]) row.insertCell().textContent = String(value);
      return names.map(() => row.insertCell());
    });
  }

  /**
   * The exact answer, and the truth value that is nearest to it; none to four digits of the middle.
   *
   * @param {number} step
   */
  fillTable(step) {
    const table = this.learning.table;
    if (!table) return;
    const values = [Math.min(...table.targets), Math.max(...table.targets)];
    const middle = (values[0] + values[1]) / 2;
    this.scene.runners.forEach((runner, place) => {
      const said = table.answers[place][indexAt(runner.steps, step).row];
      table.targets.forEach((target, index) => {
        const undecided = Math.abs(said[index] - middle) < 5e-5;
        const rounded = undecided ? "?" : values[said[index] > middle ? 1 : 0];
        const cell = this.cells[index][place];
        cell.textContent = `${said[index].toFixed(4)} → ${rounded}`;
        cell.className = rounded === target ? "stage-right" : "stage-wrong";
      });
    });
  }
}

/**
 * The answers of a runner at a moment, blended between the two that were sent.
 *
 * @param {Answers} runner
 * @param {number} step
 * @param {(said: number) => number} read
 */
function answersAt({ steps, values }, step, read) {
  const { row, share } = indexAt(steps, step);
  const next = Math.min(row + 1, steps.length - 1);
  return Float64Array.from(values[row], (value, index) => {
    const [before, after] = [read(value), read(values[next][index])];
    return before + share * (after - before);
  });
}

/**
 * The class that a place belongs to, and how sure that is.
 *
 * @param {Float64Array[]} fields
 * @param {number} place
 */
function surest(fields, place) {
  if (fields.length === 1) {
    const sure = fields[0][place];
    return { label: sure < 0 ? 0 : 1, sure: Math.abs(sure) };
  }
  let label = 0;
  fields.forEach((field, other) => {
    if (field[place] > fields[label][place]) label = other;
  });
  return { label, sure: Math.max(fields[label][place], 0) };
}

/**
 * Where a field on a grid crosses 0: the pieces of marching squares.
 *
 * @param {ArrayLike<number>} field
 * @param {Numbers} x
 * @param {Numbers} y
 * @returns {Generator<[number, number][]>}
 */
function* boundary(field, x, y) {
  const width = x.length;
  for (let row = 0; row + 1 < y.length; row++) {
    for (let column = 0; column + 1 < width; column++) {
      const corners = [
        [column, row],
        [column + 1, row],
        [column + 1, row + 1],
        [column, row + 1],
      ];
      /** @type {[number, number][]} */
      const crossings = [];
      corners.forEach(([i, j], index) => {
        const [k, l] = corners[(index + 1) % 4];
        const [from, to] = [field[j * width + i], field[l * width + k]];
        if (from < 0 === to < 0) return;
        const share = from / (from - to);
        crossings.push([x[i] + share * (x[k] - x[i]), y[j] + share * (y[l] - y[j])]);
      });
      for (let index = 0; index + 1 < crossings.length; index += 2) {
        yield [crossings[index], crossings[index + 1]];
      }
    }
  }
}
