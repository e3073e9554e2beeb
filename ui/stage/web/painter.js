// The first picture: a figure with two axes, drawn on a canvas from the same bytes that Plotly gets
// later. It knows the part of Plotly's language that our figures use (contour and scatter traces,
// linear and logarithmic axes) and places everything where Plotly will, so that nothing moves when
// Plotly takes over.

/** @import { Area, Layout, Plot, Point, Ranges, Trace } from "./types.js" */

/** @typedef {number[]} Color Red, green, blue and alpha. */
/** @typedef {{ name?: string, key?: string, picture?: OffscreenCanvas }} Memo */

import { channels, DASHES } from "./overlay.js";

const NICE = [2, 5, 10];
const TICK = { x: 80, y: 40 }; // pixels for a mark, as Plotly counts them
const FONT = '"Open Sans", verdana, arial, sans-serif';

// Where data is on a figure with two axes, whether Plotly has drawn it or not.
export class FlatCamera {
  /**
   * @param {Layout} layout
   * @param {number} width
   * @param {number} height
   */
  constructor(layout, width, height) {
    const { l, r, t, b } = layout.margin;
    this.area = { left: l, top: t, width: Math.max(width - l - r, 1), height: Math.max(height - t - b, 1) };
    this.x = new Axis(layout.xaxis, this.area.left, this.area.width);
    this.y = new Axis(layout.yaxis, this.area.top + this.area.height, -this.area.height);
  }

  /**
   * The same figure after a zoom.
   *
   * @param {Layout} layout
   * @param {Ranges} view
   * @param {HTMLElement} plot
   */
  static of(layout, view, plot) {
    const axes = { xaxis: { ...layout.xaxis, range: view.x }, yaxis: { ...layout.yaxis, range: view.y } };
    return new FlatCamera({ ...layout, ...axes }, plot.clientWidth, plot.clientHeight);
  }

  /**
   * The data at a pixel of the figure, no more exact than that; null outside of its axes.
   *
   * @param {number} left
   * @param {number} top
   * @returns {Point}
   */
  from(left, top) {
    const { area } = this;
    if (left < area.left || top < area.top || left > area.left + area.width || top > area.top + area.height) {
      return null;
    }
    return [this.x.short(left), this.y.short(top)];
  }

  /**
   * A direction of the data as a direction on the screen, of length 1.
   *
   * @param {number} dx
   * @param {number} dy
   */
  direction(dx, dy) {
    const right = (dx * this.x.length) / (this.x.high - this.x.low);
    const down = (dy * this.y.length) / (this.y.high - this.y.low);
    const size = Math.hypot(right, down);
    return size > 0 ? [right / size, down / size] : [0, 0];
  }

  /**
   * @param {number} x
   * @param {number} y
   * @returns {Point}
   */
  at(x, y) {
    const left = this.x.pixel(x);
    const top = this.y.pixel(y);
    return Number.isFinite(left) && Number.isFinite(top) ? [left, top] : null;
  }
}

class Axis {
  /**
   * @param {Layout} axis
   * @param {number} origin
   * @param {number} length
   */
  constructor(axis, origin, length) {
    this.axis = axis;
    this.log = axis.type === "log";
    this.origin = origin;
    this.length = length;
    this.low = axis.range[0];
    this.high = axis.range[1];
  }

  /** @param {number} value */
  pixel(value) {
    const place = this.log ? Math.log10(value) : value;
    return this.origin + ((place - this.low) / (this.high - this.low)) * this.length;
  }

  /** @param {number} pixel */
  value(pixel) {
    const place = this.low + ((pixel - this.origin) / this.length) * (this.high - this.low);
    return this.log ? 10 ** place : place;
  }

  /**
   * The value at a pixel, in so many digits as tell it from its neighbours.
   *
   * @param {number} pixel
   */
  short(pixel) {
    const width = Math.abs(this.value(pixel + 0.5) - this.value(pixel - 0.5));
    const unit = 10 ** Math.floor(Math.log10(width));
    return Number((Math.round(this.value(pixel) / unit) * unit).toPrecision(12));
  }

  /**
   * Marks as Plotly chooses them: [place, text, exponent].
   *
   * @param {"x" | "y"} kind
   * @returns {[place: number, text: string, exponent?: number][]}
   */
  ticks(kind) {
    /** @type {{ tickvals?: number[], ticktext?: string[], dtick?: number }} */
    const { tickvals, ticktext, dtick } = this.axis;
    if (tickvals) return tickvals.map((place, index) => [place, ticktext[index]]);
    const [low, high] = [Math.min(this.low, this.high), Math.max(this.low, this.high)];
    const count = Math.min(Math.max(Math.abs(this.length) / TICK[kind], 4), 9) + 1;
    const step = dtick ?? nice((high - low) / count);
    /** @type {[number, string, number?][]} */
    const marks = [];
    for (let n = Math.ceil(low / step - 1e-9); n * step <= high + 1e-9 * step; n++) {
      const place = n * step;
      marks.push(this.log ? [10 ** place, "10", Math.round(place)] : [place, number(place, step)]);
    }
    return marks;
  }
}

/** @param {number} rough */
function nice(rough) {
  const base = 10 ** Math.floor(Math.log10(rough));
  return (NICE.find((step) => step * base >= rough) ?? 10) * base;
}

/**
 * @param {number} place
 * @param {number} step
 */
function number(place, step) {
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const text = Math.abs(place) < 1e-12 * step || place === 0 ? "0" : place.toFixed(Math.min(digits, 12));
  return text.replace("-", "−");
}

/**
 * Draw a figure as a camera sees it. `memo` keeps the picture of the field for the next time.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Plot} plot
 * @param {FlatCamera} camera
 * @param {Memo} memo
 */
export function paintFigure(context, { data, layout }, camera, memo) {
  const { area } = camera;
  context.save();
  context.beginPath();
  context.rect(area.left, area.top, area.width, area.height);
  context.clip();
  const field = data.find((trace) => trace.type === "contour");
  if (field) paintField(context, field, camera, memo);
  context.restore();
  paintAxes(context, layout, camera);
  if (field) paintBar(context, field, camera);
  paintTraces(context, data, camera);
}

/**
 * What is drawn in points and lines, within the axes.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Trace[]} traces
 * @param {FlatCamera} camera
 */
export function paintTraces(context, traces, camera) {
  const { area } = camera;
  context.save();
  context.beginPath();
  context.rect(area.left, area.top, area.width, area.height);
  context.clip();
  for (const trace of traces) if (trace.type === "scatter") paintTrace(context, trace, camera);
  context.restore();
}

/**
 * Bands of even steps in z, each in the colour of its middle, with thin lines between them.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Trace} trace
 * @param {FlatCamera} camera
 * @param {Memo} memo
 */
function paintField(context, trace, camera, memo) {
  const { left, top, width, height } = camera.area;
  const ratio = context.getTransform().a;
  const key = [memo.name, width, height, ratio, camera.x.low, camera.x.high, camera.y.low, camera.y.high].join();
  if (memo.key !== key) Object.assign(memo, { key, picture: fieldPicture(trace, camera, ratio) });
  context.drawImage(memo.picture, left, top, width, height);
}

/**
 * @param {Trace} trace
 * @param {FlatCamera} camera
 * @param {number} ratio
 */
function fieldPicture(trace, camera, ratio) {
  const { width, height } = camera.area;
  const [columns, rows] = [Math.round(width * ratio), Math.round(height * ratio)];
  const bands = colours(trace);
  const isoline = rgba(trace.line.color);
  const strength = Math.min(1, trace.line.width * ratio);
  const plain = packed(bands);
  const edged = packed(bands.map((band) => over(isoline, band, strength)));
  const levels = fieldLevels(trace, camera, columns, rows, bands.length);
  const image = new ImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  for (let place = 0; place < levels.length; place++) {
    const level = levels[place];
    if (level === OUTSIDE) continue;
    const left = place % columns ? levels[place - 1] : level;
    const above = place >= columns ? levels[place - columns] : level;
    const edge = (left !== level && left !== OUTSIDE) || (above !== level && above !== OUTSIDE);
    pixels[place] = edge ? edged[level] : plain[level];
  }
  const canvas = new OffscreenCanvas(columns, rows);
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

const OUTSIDE = -1;

/**
 * For every pixel the band that it is in. No arrays are made for a pixel: there are half a million,
 * and the first picture waits for them.
 *
 * @param {Trace} trace
 * @param {FlatCamera} camera
 * @param {number} columns
 * @param {number} rows
 * @param {number} bands
 */
function fieldLevels({ x, y, z, contours }, camera, columns, rows, bands) {
  const across = cells(x, columns, (pixel) => camera.x.low + ((pixel + 0.5) / columns) * (camera.x.high - camera.x.low));
  const along = cells(y, rows, (pixel) => camera.y.high + ((pixel + 0.5) / rows) * (camera.y.low - camera.y.high));
  const levels = new Int16Array(columns * rows).fill(OUTSIDE);
  const line = new Float64Array(x.length);
  for (let row = 0; row < rows; row++) {
    const j = along.cell[row];
    if (j === OUTSIDE) continue;
    const v = along.share[row];
    for (let i = 0; i < line.length; i++) line[i] = z[j][i] * (1 - v) + z[j + 1][i] * v;
    for (let column = 0; column < columns; column++) {
      const i = across.cell[column];
      if (i === OUTSIDE) continue;
      const u = across.share[column];
      const height = line[i] * (1 - u) + line[i + 1] * u;
      const level = Math.floor((height - contours.start) / contours.size + 1e-9) + 1;
      levels[row * columns + column] = Math.max(0, Math.min(bands - 1, level));
    }
  }
  return levels;
}

/**
 * For every pixel the cell of the grid that it is in, if any, and how far it is across that cell.
 *
 * @param {ArrayLike<number>} grid
 * @param {number} pixels
 * @param {(pixel: number) => number} place
 */
function cells(grid, pixels, place) {
  const [first, last] = [grid[0], grid[grid.length - 1]];
  const found = { cell: new Int16Array(pixels).fill(OUTSIDE), share: new Float64Array(pixels) };
  for (let pixel = 0; pixel < pixels; pixel++) {
    const share = ((place(pixel) - first) / (last - first)) * (grid.length - 1);
    if (!(share > -1e-6 && share < grid.length - 1 + 1e-6)) continue;
    found.cell[pixel] = Math.min(Math.max(Math.floor(share), 0), grid.length - 2);
    found.share[pixel] = share - found.cell[pixel];
  }
  return found;
}

/**
 * Colours as an image holds them.
 *
 * @param {Color[]} colors
 */
function packed(colors) {
  return new Uint32Array(Uint8ClampedArray.from(colors.flat()).buffer);
}

/** @param {Trace} trace */
function colours({ colorscale, zmin, zmax, contours }) {
  const count = Math.round((contours.end - contours.start) / contours.size) + 2;
  return Array.from({ length: count }, (_, level) => {
    const middle = contours.start + (level - 0.5) * contours.size;
    return onScale(colorscale, (middle - zmin) / (zmax - zmin));
  });
}

/**
 * @param {[number, string][]} scale
 * @param {number} share
 * @returns {Color}
 */
function onScale(scale, share) {
  const bounded = Math.min(Math.max(share, 0), 1);
  let step = 1;
  while (step < scale.length - 1 && scale[step][0] < bounded) step += 1;
  const [[from, low], [to, high]] = [scale[step - 1], scale[step]];
  const weight = (bounded - from) / (to - from);
  const [a, b] = [rgba(low), rgba(high)];
  return [0, 1, 2].map((part) => Math.round(a[part] + weight * (b[part] - a[part]))).concat(255);
}

/**
 * @param {Color} color
 * @param {Color} ground
 * @param {number} share
 * @returns {Color}
 */
function over(color, ground, share) {
  const alpha = color[3] * share;
  return [0, 1, 2].map((part) => color[part] * alpha + ground[part] * (1 - alpha)).concat(255);
}

/**
 * @param {string} color
 * @returns {Color}
 */
function rgba(color) {
  if (color.startsWith("#")) {
    return [...channels(color), 1];
  }
  const [red, green, blue, alpha = 1] = color.match(/[\d.]+/g).map(Number);
  return [red, green, blue, alpha];
}

/**
 * Titles are escaped for Plotly, which reads a little HTML.
 *
 * @type {Record<string, string>}
 */
const SIGNS = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&#36;": "$", "&#37;": "%" };

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Layout} layout
 * @param {FlatCamera} camera
 */
function paintAxes(context, layout, camera) {
  const { left, top, width, height } = camera.area;
  for (const kind of /** @type {const} */ (["x", "y"])) {
    const axis = layout[`${kind}axis`];
    const { color, size } = axis.tickfont;
    context.font = `${size}px ${FONT}`;
    for (const [value, text, exponent] of camera[kind].ticks(kind)) {
      const place = camera[kind].pixel(value);
      const [low, high] = kind === "x" ? [left, left + width] : [top, top + height];
      if (!(place >= low - 0.5 && place <= high + 0.5)) continue;
      if (axis.showgrid !== false) {
        context.strokeStyle = axis.gridcolor;
        context.lineWidth = 1;
        context.beginPath();
        if (kind === "x") context.moveTo(place, top), context.lineTo(place, top + height);
        else context.moveTo(left, place), context.lineTo(left + width, place);
        context.stroke();
      }
      context.fillStyle = color;
      if (kind === "x") label(context, text, exponent, place, top + height + size + 3, "center");
      else label(context, text, exponent, left - 4, place + 0.35 * size, "right");
    }
    if (!axis.title?.text) continue;
    const title = axis.title.text.replace(/&(?:lt|gt|amp|#36|#37);/g, (/** @type {string} */ sign) => SIGNS[sign]);
    context.font = `14px ${FONT}`;
    context.fillStyle = layout.font.color;
    context.textAlign = "center";
    if (kind === "x") context.fillText(title, left + width / 2, top + height + 33);
    else {
      context.save();
      context.translate(16, top + height / 2);
      context.rotate(-Math.PI / 2);
      context.fillText(title, 0, 0);
      context.restore();
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number | undefined} exponent
 * @param {number} x
 * @param {number} y
 * @param {"center" | "right"} align
 */
function label(context, text, exponent, x, y, align) {
  context.textAlign = align;
  if (exponent === undefined || exponent === 0 || exponent === 1) {
    const plain = exponent === 0 ? "1" : text;
    context.fillText(plain, x, y);
    return;
  }
  const font = context.font;
  const raised = String(exponent).replace("-", "−");
  const size = parseFloat(font);
  context.textAlign = "left";
  const base = context.measureText(text).width;
  context.font = font.replace(`${size}px`, `${0.7 * size}px`);
  const whole = base + context.measureText(raised).width;
  const begin = align === "right" ? x - whole : x - whole / 2;
  context.fillText(raised, begin + base, y - 0.45 * size);
  context.font = font;
  context.fillText(text, begin, y);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Trace} trace
 * @param {FlatCamera} camera
 */
function paintBar(context, trace, camera) {
  const { colorbar, zmin, zmax } = trace;
  const { left, top, width, height } = camera.area;
  const length = colorbar.len * height;
  const x = left + colorbar.x * width;
  const bottom = top + height / 2 + length / 2;
  const bands = colours(trace).slice(1, -1);
  bands.forEach(([red, green, blue], band) => {
    context.fillStyle = `rgb(${red}, ${green}, ${blue})`;
    const step = length / bands.length;
    context.fillRect(x, bottom - (band + 1) * step, colorbar.thickness, step + 0.5);
  });
  context.font = `${colorbar.tickfont.size}px ${FONT}`;
  context.fillStyle = colorbar.tickfont.color;
  context.textAlign = "left";
  colorbar.tickvals.forEach((/** @type {number} */ place, /** @type {number} */ index) => {
    const share = (place - zmin) / (zmax - zmin);
    context.fillText(colorbar.ticktext[index], x + colorbar.thickness + 4, bottom - share * length + 3.5);
  });
}

/** @type {Record<string, number[][]>} */
const SYMBOLS = {
  square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
  diamond: [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]],
  "triangle-up": [[0, -1.15], [1.15, 0.7], [-1.15, 0.7]],
  "triangle-down": [[0, 1.15], [1.15, -0.7], [-1.15, -0.7]],
  cross: [[-0.4, -1.2], [0.4, -1.2], [0.4, -0.4], [1.2, -0.4], [1.2, 0.4], [0.4, 0.4], [0.4, 1.2], [-0.4, 1.2], [-0.4, 0.4], [-1.2, 0.4], [-1.2, -0.4], [-0.4, -0.4]],
  x: [[-1.1, -0.6], [-0.6, -1.1], [0, -0.5], [0.6, -1.1], [1.1, -0.6], [0.5, 0], [1.1, 0.6], [0.6, 1.1], [0, 0.5], [-0.6, 1.1], [-1.1, 0.6], [-0.5, 0]],
  hourglass: [[-1, -1], [1, -1], [-1, 1], [1, 1]],
  pentagon: polygon(5),
  hexagon: polygon(6),
  star: star(5, 1.4, 0.55),
  "star-triangle-up": star(3, 1.6, 0.5),
  "star-square": star(4, 1.6, 0.6),
};

/** @param {number} corners */
function polygon(corners) {
  return Array.from({ length: corners }, (_, corner) => {
    const angle = (2 * Math.PI * corner) / corners - Math.PI / 2;
    return [Math.cos(angle), Math.sin(angle)];
  });
}

/**
 * @param {number} points
 * @param {number} outer
 * @param {number} inner
 */
function star(points, outer, inner) {
  return Array.from({ length: 2 * points }, (_, corner) => {
    const angle = (Math.PI * corner) / points - Math.PI / 2;
    const radius = corner % 2 ? inner : outer;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Trace} trace
 * @param {FlatCamera} camera
 */
function paintTrace(context, trace, camera) {
  const { x, y, mode = "lines", line = {}, marker = {} } = trace;
  context.globalAlpha = trace.opacity ?? 1;
  if (mode.includes("lines")) {
    const path = new Path2D();
    let down = false;
    for (let index = 0; index < x.length; index++) {
      const point = camera.at(x[index], y[index]);
      if (!point) down = false;
      else if (down) path.lineTo(...point);
      else path.moveTo(...point), (down = true);
    }
    context.strokeStyle = line.color;
    context.lineWidth = line.width;
    context.lineJoin = "round";
    context.setLineDash((DASHES[line.dash] ?? []).map((length) => (length * line.width) / 2.2));
    context.stroke(path);
    context.setLineDash([]);
  }
  if (mode.includes("markers")) {
    for (let index = 0; index < x.length; index++) {
      const point = camera.at(x[index], y[index]);
      if (point) symbol(context, point, marker);
    }
  }
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {[x: number, y: number]} place
 * @param {Trace} marker
 */
function symbol(context, [x, y], { symbol: name = "circle", size, color, line }) {
  const radius = size / 2;
  const corners = SYMBOLS[name];
  context.beginPath();
  if (corners) corners.forEach(([right, down]) => context.lineTo(x + right * radius, y + down * radius));
  else context.arc(x, y, radius, 0, 2 * Math.PI);
  context.closePath();
  context.fillStyle = color;
  if (!name.endsWith("-open")) context.fill();
  if (!line) return;
  context.strokeStyle = line.color;
  context.lineWidth = line.width;
  context.stroke();
}
