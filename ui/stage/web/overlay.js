// Canvas drawings over Plotly's plots: trails, play-heads and arrows. Plotly itself stands still
// while the clock runs, which is what keeps playback smooth.

export const DASHES = {
  dash: [6, 3],
  dot: [2, 2],
  dashdot: [6, 2, 2, 2],
  longdash: [9, 3],
  longdashdot: [9, 2, 2, 2],
};

export class Overlay {
  constructor(host, plot) {
    this.plot = plot;
    this.canvas = document.createElement("canvas");
    this.canvas.className = "stage-overlay";
    this.canvas.setAttribute("aria-hidden", "true");
    host.append(this.canvas);
    this.context = this.canvas.getContext("2d");
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

  clip(area) {
    this.context.save();
    this.context.beginPath();
    this.context.rect(area.left, area.top, area.width, area.height);
    this.context.clip();
  }

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

  // A line in a casing, which stays whole where the line has gaps.
  line(path, color, casing, dash) {
    const { context } = this;
    context.lineJoin = context.lineCap = dash ? "butt" : "round";
    for (const [style, width, gaps] of [[casing, 5, []], [color, 2.4, DASHES[dash] ?? []]]) {
      context.strokeStyle = style;
      context.lineWidth = width;
      context.setLineDash(gaps);
      context.stroke(path);
    }
    context.setLineDash([]);
  }

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

  arrow(from, vector, color, dashed) {
    const size = Math.hypot(...vector);
    if (!from || !(size > 0)) return;
    const { context } = this;
    const [dx, dy] = [vector[0] / size, vector[1] / size];
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
  }
}

// Where data is on a plot with two axes.
export class FlatCamera {
  constructor(plot) {
    const { xaxis, yaxis } = plot._fullLayout;
    this.x = xaxis;
    this.y = yaxis;
    this.area = { left: xaxis._offset, top: yaxis._offset, width: xaxis._length, height: yaxis._length };
  }

  at(x, y) {
    const left = this.x.d2p(x) + this.x._offset;
    const top = this.y.d2p(y) + this.y._offset;
    return Number.isFinite(left) && Number.isFinite(top) ? [left, top] : null;
  }

  // A direction of the data as a direction on the screen, of length 1.
  direction(dx, dy) {
    const right = (dx * this.x._length) / (this.x.range[1] - this.x.range[0]);
    const down = (-dy * this.y._length) / (this.y.range[1] - this.y.range[0]);
    const size = Math.hypot(right, down);
    return size > 0 ? [right / size, down / size] : [0, 0];
  }
}

// Where data is in a 3-D scene: Plotly's own matrices.
export class SpaceCamera {
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

function product(matrix, vector) {
  const result = [0, 0, 0, 0];
  for (let column = 0; column < 4; column++) {
    for (let row = 0; row < 4; row++) result[row] += matrix[4 * column + row] * vector[column];
  }
  return result;
}
