// Canvas drawings over Plotly's plots: trails, play-heads and arrows. Plotly itself stands still
// while the clock runs, which is what keeps playback smooth.

/** @import { Area, Pixel, Point } from "./types.js" */

/** @type {Record<string, number[]>} */
export const DASHES = {
  dash: [6, 3],
  dot: [2, 2],
  dashdot: [6, 2, 2, 2],
  longdash: [9, 3],
  longdashdot: [9, 2, 2, 2],
};

/**
 * @param {string} hex Such as #0072b2.
 * @returns {[red: number, green: number, blue: number]}
 */
export function channels(hex) {
  const number = Number.parseInt(hex.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

// Draws what moves: paths, play-heads and arrows.
export class Pen {
  /** @param {CanvasRenderingContext2D} context */
  constructor(context) {
    this.context = context;
  }

  /** @param {Area} area */
  clip(area) {
    this.context.save();
    this.context.beginPath();
    this.context.rect(area.left, area.top, area.width, area.height);
    this.context.clip();
  }

  /**
   * @param {Iterable<Point>} points
   * @param {string} color
   * @param {string} casing
   * @param {string} [dash]
   */
  trail(points, color, casing, dash) {
    const path = new Path2D();
    let down = false;
    for (const point of points) {
      if (!point) {
        down = false;
        continue;
      }
      if (down) path.lineTo(point[0], point[1]);
      else path.moveTo(point[0], point[1]);
      down = true;
    }
    this.line(path, color, casing, dash);
  }

  /**
   * A line in a casing, which stays whole where the line has gaps.
   *
   * @param {Path2D} path
   * @param {string} color
   * @param {string} casing
   * @param {string} [dash]
   */
  line(path, color, casing, dash) {
    const { context } = this;
    context.lineJoin = "round";
    context.lineCap = dash ? "butt" : "round";
    const strokes = [
      { style: casing, width: 5, gaps: [] },
      { style: color, width: 2.4, gaps: DASHES[dash] ?? [] },
    ];
    for (const { style, width, gaps } of strokes) {
      context.strokeStyle = style;
      context.lineWidth = width;
      context.setLineDash(gaps);
      context.stroke(path);
    }
    context.setLineDash([]);
  }

  /**
   * @param {Iterable<Point>} points
   * @param {string} color
   * @param {number} radius
   */
  dots(points, color, radius = 2) {
    const { context } = this;
    context.fillStyle = color;
    for (const point of points) {
      if (!point) continue;
      context.beginPath();
      context.arc(point[0], point[1], radius, 0, 2 * Math.PI);
      context.fill();
    }
  }

  /**
   * Thin lines, each from one point to another.
   *
   * @param {Iterable<Point[]>} pairs
   * @param {string} color
   */
  segments(pairs, color) {
    const { context } = this;
    context.strokeStyle = color;
    context.globalAlpha = 0.55;
    context.lineWidth = 1.2;
    context.beginPath();
    for (const [from, to] of pairs) {
      if (!from || !to) continue;
      context.moveTo(...from);
      context.lineTo(...to);
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  /**
   * @param {Iterable<Point>} points
   * @param {string} color
   * @param {number} opacity
   */
  faint(points, color, opacity) {
    const { context } = this;
    context.beginPath();
    let down = false;
    for (const point of points) {
      if (point && down) context.lineTo(...point);
      else if (point) context.moveTo(...point);
      down = Boolean(point);
    }
    context.strokeStyle = color;
    context.lineWidth = 1.2;
    context.globalAlpha = opacity;
    context.stroke();
    context.globalAlpha = 1;
  }

  /**
   * @param {Point} point
   * @param {string} color
   * @param {string} casing
   */
  head(point, color, casing) {
    if (!point) return;
    const { context } = this;
    context.beginPath();
    context.arc(point[0], point[1], 6, 0, 2 * Math.PI);
    context.fillStyle = color;
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = casing;
    context.stroke();
  }

  /**
   * @param {Point} from
   * @param {Pixel} vector
   * @param {string} color
   * @param {boolean} dashed
   * @param {string} label At its tip.
   */
  arrow(from, vector, color, dashed, label) {
    const size = Math.hypot(...vector);
    if (!from || !(size > 0)) return;
    const { context } = this;
    const [dx, dy] = [vector[0] / size, vector[1] / size];
    /** @type {Pixel} */
    const tip = [from[0] + vector[0], from[1] + vector[1]];
    context.strokeStyle = context.fillStyle = color;
    context.lineWidth = 2;
    context.setLineDash(dashed ? [4, 3] : []);
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...tip);
    context.stroke();
    context.setLineDash([]);
    context.beginPath();
    context.moveTo(tip[0] + 7 * dx, tip[1] + 7 * dy);
    context.lineTo(tip[0] - 4 * dy, tip[1] + 4 * dx);
    context.lineTo(tip[0] + 4 * dy, tip[1] - 4 * dx);
    context.fill();
    if (label) this.name(label, [tip[0] + 16 * dx, tip[1] + 16 * dy], dx < 0, color);
  }

  /**
   * A word on a light ground, so that it can be read on any landscape.
   *
   * @param {string} label
   * @param {Pixel} at
   * @param {boolean} leftwards Whether it ends there, instead of beginning.
   * @param {string} color
   */
  name(label, at, leftwards, color) {
    const { context } = this;
    context.font = "600 12px system-ui, sans-serif";
    context.textBaseline = "middle";
    context.textAlign = leftwards ? "right" : "left";
    context.lineWidth = 4;
    context.lineJoin = "round";
    context.strokeStyle = "rgba(255, 255, 255, 0.85)";
    context.strokeText(label, ...at);
    context.fillStyle = color;
    context.fillText(label, ...at);
  }
}

// A pen on a canvas of its own over a figure.
export class Overlay extends Pen {
  /**
   * Over a plot, in the figure that holds it.
   *
   * @param {HTMLElement} plot
   * @param {string} kind
   */
  constructor(plot, kind = "") {
    const canvas = document.createElement("canvas");
    super(canvas.getContext("2d"));
    this.plot = plot;
    this.canvas = canvas;
    this.canvas.className = `stage-overlay ${kind}`;
    this.canvas.setAttribute("aria-hidden", "true");
    plot.parentElement.append(this.canvas);
  }

  show() {
    this.canvas.hidden = false;
  }

  hide() {
    this.canvas.hidden = true;
  }

  clear() {
    const { clientWidth: width, clientHeight: height } = this.plot;
    const ratio = window.devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.clearRect(0, 0, width, height);
  }

  // For paper: Chromium prints what was drawn stroke by stroke, on a ground that is not transparent.
  toPixels() {
    const { width, height } = this.canvas;
    if (width && height) this.context.putImageData(this.context.getImageData(0, 0, width, height), 0, 0);
  }
}
