// All that the stage knows of Plotly's inside, which no documentation promises: a contract test
// holds it against the version that is installed.

/** @import { Area, PlotElement, Point, Trace } from "./types.js" */

// Where data is in a 3-D scene: Plotly's own matrices.
export class SpaceCamera {
  /** @param {PlotElement} plot */
  constructor(plot) {
    const scene = plot._fullLayout.scene._scene;
    this.camera = scene.glplot.cameraParams;
    this.scale = scene.dataScale;
    const canvas = scene.glplot.canvas.getBoundingClientRect();
    const frame = plot.getBoundingClientRect();
    this.area = {
      left: canvas.left - frame.left,
      top: canvas.top - frame.top,
      width: canvas.width,
      height: canvas.height,
    };
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} z
   * @returns {Point}
   */
  at(x, y, z) {
    if (!Number.isFinite(z)) return null;
    const { projection, view, model } = this.camera;
    let point = [x * this.scale[0], y * this.scale[1], z * this.scale[2], 1];
    for (const matrix of [model, view, projection]) point = product(matrix, point);
    if (!(point[3] > 0)) return null;
    const { left, top, width, height } = this.area;
    return [
      left + (0.5 + (0.5 * point[0]) / point[3]) * width,
      top + (0.5 - (0.5 * point[1]) / point[3]) * height,
    ];
  }
}

/**
 * @param {ArrayLike<number>} matrix
 * @param {number[]} vector
 */
function product(matrix, vector) {
  const result = [0, 0, 0, 0];
  for (let column = 0; column < 4; column++) {
    for (let row = 0; row < 4; row++) result[row] += matrix[4 * column + row] * vector[column];
  }
  return result;
}

// Where data is in a figure with two axes, as Plotly has drawn it.
export class PlaneCamera {
  /** @param {PlotElement} plot */
  constructor(plot) {
    const { xaxis, yaxis } = plot._fullLayout;
    this.x = xaxis;
    this.y = yaxis;
    this.area = { left: xaxis._offset, top: yaxis._offset, width: xaxis._length, height: yaxis._length };
  }

  /**
   * @param {number} x
   * @param {number} y
   * @returns {Point}
   */
  at(x, y) {
    const [left, top] = [this.area.left + this.x.d2p(x), this.area.top + this.y.d2p(y)];
    return Number.isFinite(left) && Number.isFinite(top) ? [left, top] : null;
  }
}

/** @param {PlotElement} plot */
export function isDrawn(plot) {
  return Boolean(plot._fullLayout);
}

/** @param {PlotElement} plot */
export function hasSpace(plot) {
  return Boolean(plot._fullLayout?.scene?._scene?.glplot);
}

/**
 * Call `act` after every picture of a 3-D scene, also while it is turned.
 *
 * @param {PlotElement} plot
 * @param {() => void} act
 */
export function afterEachPicture(plot, act) {
  const { glplot } = plot._fullLayout.scene._scene;
  if (glplot.followed) return;
  const before = glplot.onrender;
  glplot.onrender = () => {
    before?.();
    act();
  };
  glplot.followed = true;
}

/**
 * Copy a 3-D scene to a canvas of ours: the browser forgets what WebGL has drawn, and prints nothing.
 *
 * @param {PlotElement} plot
 * @param {CanvasRenderingContext2D} context
 */
export function copySpace(plot, context) {
  const { glplot } = plot._fullLayout.scene._scene;
  const { left, top, width, height } = new SpaceCamera(plot).area;
  glplot.redraw();
  context.drawImage(glplot.canvas, left, top, width, height);
}

/**
 * Whether a plot has the size of its place.
 *
 * @param {PlotElement} plot
 */
export function fits(plot) {
  const { width, height } = plot._fullLayout;
  return Math.abs(width - plot.clientWidth) <= 1 && Math.abs(height - plot.clientHeight) <= 1;
}

/**
 * Row and column of a heat map under the pointer. Plotly's own answer may be that of a moment before:
 * on a slow machine a click comes before it has followed the pointer.
 *
 * @param {PlotElement} plot
 * @param {Trace} map
 * @param {MouseEvent} event
 */
export function cellAt(plot, { x, y }, { clientX, clientY }) {
  const { xaxis, yaxis } = plot._fullLayout;
  const frame = plot.getBoundingClientRect();
  const across = clientX - frame.left - xaxis._offset;
  const along = clientY - frame.top - yaxis._offset;
  return [nearestPlace(y, yaxis, along), nearestPlace(x, xaxis, across)];
}

/**
 * @param {ArrayLike<number | string>} places
 * @param {any} axis
 * @param {number} pixel
 */
function nearestPlace(places, axis, pixel) {
  const distances = Array.from(places, (place) => Math.abs(axis.d2p(place) - pixel));
  return distances.indexOf(Math.min(...distances));
}
