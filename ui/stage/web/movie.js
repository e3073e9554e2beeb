// A race as a video: drawn on a canvas as the stage draws it, and recorded by the browser while it
// plays. The recorder goes by the clock, and so does what is drawn: on a slow machine the video has
// fewer pictures, but every one of them shows the step of its moment.

/** @import { Area, Layout, Plot, Path, Runner, Trace } from "./types.js" */

import { Pen } from "./overlay.js";
import { FlatCamera, paintFigure, paintTraces } from "./painter.js";
import { unpack } from "./packing.js";
import { indexAt } from "./runs.js";

/**
 * What is filmed, and how.
 * @typedef {object} Shot
 * @property {Plot} map Without the paths.
 * @property {Trace[]} above Stars and starts.
 * @property {Trace[]} ends The last mark of every path.
 * @property {Plot | null} curves
 * @property {Runner[]} runners
 * @property {number} steps
 * @property {string} title
 * @property {{ background: string, text: string, faint: string, casing: string }} theme
 * @property {number} width
 * @property {number} height
 * @property {number} seconds
 * @property {string} file The name, without its ending.
 */

// MP4 where it holds what every player of slides understands, else WebM.
const KINDS = [
  ["video/mp4;codecs=avc1.640028", "mp4"],
  ["video/mp4;codecs=avc1.42E01F", "mp4"],
  ["video/webm;codecs=vp9", "webm"],
  ["video/webm;codecs=vp8", "webm"],
];
const PER_SECOND = 30;
const HOLD = 1.5; // seconds for which the end is shown
const BITS = 2_500_000; // for a second
const TALL = 360; // the height for which letters and lines are made
const SHARE = 0.56; // how much of the width is the map's, where there are curves
const LINES = 2; // of the legend
const EDGE = 6;
const FONT = '"Source Sans", "Open Sans", verdana, arial, sans-serif';

/** The type and the ending of the files that this browser can record; null where it cannot. */
export function kindOfVideo() {
  if (!window.MediaRecorder || !HTMLCanvasElement.prototype.captureStream) return null;
  return KINDS.find(([type]) => MediaRecorder.isTypeSupported(type)) ?? null;
}

/**
 * A button that records a race and saves the file.
 *
 * @param {HTMLElement} host
 * @param {Uint8Array} bytes
 */
export function offer(host, bytes) {
  /** @type {Shot} */
  const shot = unpack(bytes);
  const kind = kindOfVideo();
  const button = /** @type {HTMLButtonElement} */ (host.querySelector("button"));
  const said = host.querySelector("[role=status]");
  const off = new AbortController();
  button.disabled = !kind;
  button.textContent = "Record a video";
  said.textContent = kind
    ? `Takes ${shot.seconds + HOLD} seconds; keep this page in front. The file is ${kind[1].toUpperCase()}.`
    : "This browser cannot record videos. Make a GIF instead.";
  button.onclick = async () => {
    button.disabled = true;
    try {
      const told = (/** @type {number} */ share) => (button.textContent = `Recording: ${Math.floor(100 * share)} %`);
      const video = await record(shot, kind[0], told, off.signal);
      if (!video) return;
      save(video, `${shot.file}.${kind[1]}`);
      said.textContent = `Saved ${shot.file}.${kind[1]}, ${(video.size / 1e6).toFixed(1)} MB.`;
    } catch (error) {
      said.textContent = `The video could not be recorded: ${error instanceof Error ? error.message : error}`;
    }
    button.textContent = "Record a video";
    button.disabled = false;
  };
  return () => off.abort();
}

/**
 * @param {Shot} shot
 * @param {string} mimeType
 * @param {(share: number) => void} told
 * @param {AbortSignal} signal When nobody wants it any more; then there is no video.
 * @returns {Promise<Blob | null>}
 */
async function record(shot, mimeType, told, signal) {
  const film = new Film(shot);
  film.paint(0);
  const stream = film.canvas.captureStream(0);
  const [track] = /** @type {CanvasCaptureMediaStreamTrack[]} */ (stream.getVideoTracks());
  const recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: BITS });
  /** @type {Blob[]} */
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const started = new Promise((resolve) => (recorder.onstart = resolve));
  const stopped = new Promise((resolve, reject) => {
    recorder.onstop = resolve;
    recorder.onerror = () => reject(new Error("the browser has stopped it"));
  });
  recorder.start();
  await started;
  const begin = performance.now();
  const whole = shot.seconds + HOLD;
  for (let passed = 0; passed < whole && !signal.aborted; passed = (performance.now() - begin) / 1000) {
    film.paint(Math.min(passed / shot.seconds, 1));
    track.requestFrame();
    told(passed / whole);
    await new Promise((resolve) => setTimeout(resolve, 1000 / PER_SECOND));
  }
  recorder.stop();
  await stopped;
  track.stop();
  return signal.aborted ? null : new Blob(parts, { type: mimeType });
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// The pictures of a video. What stands still is drawn once.
class Film {
  /** @param {Shot} shot */
  constructor(shot) {
    this.shot = shot;
    this.zoom = shot.height / TALL;
    this.width = shot.width / this.zoom;
    this.canvas = document.createElement("canvas");
    this.still = document.createElement("canvas");
    for (const canvas of [this.canvas, this.still]) Object.assign(canvas, { width: shot.width, height: shot.height });
    this.context = this.canvas.getContext("2d");
    this.pen = new Pen(this.context);
    const context = this.still.getContext("2d");
    context.scale(this.zoom, this.zoom);
    context.fillStyle = shot.theme.background;
    context.fillRect(0, 0, this.width, TALL);
    const top = this.head(context) + 4;
    const split = shot.curves ? SHARE * this.width : this.width - EDGE;
    this.map = placed(shot.map, { left: EDGE, top, width: split - EDGE, height: TALL - top });
    paintFigure(context, shot.map, this.map, {});
    if (!shot.curves) return;
    const left = split + EDGE;
    this.curves = placed(shot.curves, { left, top, width: this.width - EDGE - left, height: TALL - top });
    paintFigure(context, { ...shot.curves, data: [] }, this.curves, {});
  }

  /**
   * Title and legend; gives where they end.
   *
   * @param {CanvasRenderingContext2D} context
   */
  head(context) {
    const { shot } = this;
    const right = this.width - 12;
    context.font = `600 15px ${FONT}`;
    context.fillStyle = shot.theme.text;
    context.fillText(fitting(context, shot.title, right - 130), 12, 21);
    context.font = `11.5px ${FONT}`;
    let [x, y, line] = [12, 39, 1];
    for (const [place, { label, color, dash }] of shot.runners.entries()) {
      const name = fitting(context, label, right - 32);
      const wide = 20 + context.measureText(name).width;
      if (x + wide > right && x > 12) {
        if (line === LINES) {
          context.fillText(`+${shot.runners.length - place}`, Math.min(x, right - 12), y);
          break;
        }
        [x, y, line] = [12, y + 15, line + 1];
      }
      new Pen(context).line(new Path2D(`M${x},${y - 4}h15`), color, "transparent", dash);
      context.fillStyle = shot.theme.text;
      context.fillText(name, x + 20, y);
      x += wide + 14;
    }
    return y;
  }

  /**
   * The picture when a share of the time has passed.
   *
   * @param {number} share
   */
  paint(share) {
    const { context, shot } = this;
    const step = share * shot.steps;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.still, 0, 0);
    context.setTransform(this.zoom, 0, 0, this.zoom, 0, 0);
    context.font = `11.5px ${FONT}`;
    context.fillStyle = shot.theme.faint;
    context.textAlign = "right";
    context.fillText(`step ${Math.round(step)} of ${shot.steps}`, this.width - 12, 21);
    this.pen.clip(this.map.area);
    const heads = shot.runners.map((runner) => this.path(this.map, runner, runner.map, step, shot.theme.casing));
    paintTraces(context, shot.above, this.map);
    if (share < 1) heads.forEach((head, place) => this.pen.head(head, shot.runners[place].color, shot.theme.casing));
    else paintTraces(context, shot.ends, this.map);
    context.restore();
    if (!this.curves) return;
    const { left, top, width, height } = this.curves.area;
    this.pen.clip({ left: left - 7, top: top - 7, width: width + 14, height: height + 14 });
    const ends = shot.runners.map((runner) => this.path(this.curves, runner, runner.curve, step, "transparent", runner.dash));
    ends.forEach((head, place) => this.pen.head(head, shot.runners[place].color, shot.theme.casing));
    context.restore();
  }

  /**
   * A path up to a step; gives its head.
   *
   * @param {FlatCamera} camera
   * @param {Runner} runner
   * @param {Path} path
   * @param {number} step
   * @param {string} casing
   * @param {string} [dash]
   */
  path(camera, { steps, color }, { x, y }, step, casing, dash) {
    const { row, share } = indexAt(steps, step);
    const next = Math.min(row + 1, x.length - 1);
    const points = Array.from({ length: row + 1 }, (_, index) => camera.at(x[index], y[index]));
    const head = camera.at(x[row] + share * (x[next] - x[row]), y[row] + share * (y[next] - y[row]));
    this.pen.trail([...points, head], color, casing, dash);
    if (!dash) this.pen.dots(points, color);
    return head ?? points[row];
  }
}

/**
 * The camera of a figure that stands somewhere in the picture.
 *
 * @param {Plot} plot
 * @param {Area} box
 */
function placed({ layout }, { left, top, width, height }) {
  const { l, r, t, b } = layout.margin;
  /** @type {Layout} */
  const moved = { ...layout, margin: { l: left + l, r, t: top + t, b } };
  return new FlatCamera(moved, left + width, top + height);
}

/**
 * As much of a text as there is room for.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} room
 */
function fitting(context, text, room) {
  if (context.measureText(text).width <= room) return text;
  const signs = [...text];
  while (signs.length && context.measureText(`${signs.join("")}…`).width > room) signs.pop();
  return `${signs.join("").trimEnd()}…`;
}
