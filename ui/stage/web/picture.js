// What our canvases show of a race: map and curves whole, for as long as Plotly's figures are not
// the present ones, and over all figures the paths while they move, the play-heads and the arrows.

/** @import { Arrows, Camera, Dragging, Drawn, FigureName, FlatName, Moment, Numbers, Path, Pixel, Trace } from "./types.js" */
/** @import { FlatCamera, Memo } from "./painter.js" */
/** @import { SpaceCamera } from "./plotly.js" */

import { Overlay } from "./overlay.js";
import { paintFigure } from "./painter.js";
import { atPosition, indexAt } from "./runs.js";

const FAN = [1, 2, 3, 5, 8]; // neighbouring positions that are drawn faint
const BEHIND = 0.22; // how strongly the others are drawn when one is brought to the front

export class Picture {
  /** @param {Record<FigureName, HTMLElement>} plots */
  constructor(plots) {
    this.covers = { map: new Overlay(plots.map, "stage-cover"), curves: new Overlay(plots.curves, "stage-cover") };
    this.overlays = {
      map: new Overlay(plots.map),
      curves: new Overlay(plots.curves),
      data: new Overlay(plots.data),
      surface: new Overlay(plots.surface),
    };
    /** @type {Record<FlatName, { scene?: object, key?: string }>} What the covers show. */
    this.shown = { map: {}, curves: {} };
    /** @type {Memo} */
    this.memo = {};
  }

  /**
   * A figure with two axes. Where it is not covered, Plotly's own is seen.
   *
   * @param {FlatName} name
   * @param {FlatCamera} camera
   * @param {Moment} moment
   * @param {boolean} covered
   */
  paintFlat(name, camera, moment, covered) {
    this.overlays[name].clear();
    if (covered) this.paintCover(name, camera, moment);
    else this.covers[name].hide();
    if (covered || moment.mode === "pointing" || moment.arrows) this.paintRunners(name, camera, moment);
  }

  /**
   * The paths over the surface, once that is there.
   *
   * @param {SpaceCamera | null} camera
   * @param {Moment} moment
   */
  paintSpace(camera, moment) {
    this.overlays.surface.clear();
    if (camera) this.paintRunners("surface", camera, moment);
  }

  /**
   * The figure as it is now. While the clock runs or a knob is dragged, paths are the overlay's.
   *
   * @param {FlatName} name
   * @param {FlatCamera} camera
   * @param {Moment} moment
   */
  paintCover(name, camera, { scene, atRest, live, front }) {
    const cover = this.covers[name];
    const moving = live?.place;
    const { data, layout } = scene[name];
    const seen = data.filter((trace) => {
      if (trace.meta === undefined || trace.meta === null) return true;
      if (name === "curves") return trace.meta !== moving;
      return atRest && trace.meta !== moving;
    });
    const drawn = front === null ? seen : inFront(seen, front);
    const { area, x, y } = camera;
    const key = [atRest, moving, front, drawn.length, area.width, area.height, x.low, x.high, y.low, y.high].join();
    cover.show();
    if (this.shown[name].scene === scene && this.shown[name].key === key) return;
    this.shown[name] = { scene, key };
    cover.clear();
    this.memo.name = scene.backdrop;
    paintFigure(cover.context, { data: drawn, layout }, camera, this.memo);
  }

  /**
   * @param {Exclude<FigureName, "data">} name
   * @param {Camera} camera
   * @param {Moment} moment
   */
  paintRunners(name, camera, moment) {
    const overlay = this.overlays[name];
    const { scene, live, front } = moment;
    overlay.clip(camera.area);
    const places = [...scene.runners.keys()].sort((one, other) => Number(one === front) - Number(other === front));
    for (const place of places) {
      const runner = scene.runners[place];
      const dragged = live?.place === place;
      overlay.context.globalAlpha = front === null || front === place ? 1 : BEHIND;
      this.paintRunner(name, camera, moment, dragged ? atPosition(runner, live.fan, live.position) : runner);
    }
    overlay.context.globalAlpha = 1;
    if (live) this.paintFan(name, camera, moment, live);
    overlay.context.restore();
  }

  /**
   * @param {Exclude<FigureName, "data">} name
   * @param {Camera} camera
   * @param {Moment} moment
   * @param {Drawn} runner
   */
  paintRunner(name, camera, moment, runner) {
    const overlay = this.overlays[name];
    const { casing } = moment.scene;
    const { row, share } = indexAt(runner.steps, moment.step);
    const { x, y, z, at } = placed(name, camera, runner);
    const next = Math.min(row + 1, x.length - 1);
    /** @param {Numbers} values */
    const between = (values) => values[row] + share * (values[next] - values[row]);
    const head = camera.at(between(x), between(y), z && between(z)) ?? at(row);
    const moving = !moment.atRest;
    const dragged = runner.dragged === true;
    const whole = moment.mode === "pointing";
    if (name === "surface" || (name === "map" && moving) || dragged) {
      const last = whole || name === "curves" ? x.length - 1 : row;
      const points = [];
      for (let index = 0; index <= last; index++) points.push(at(index));
      if (!whole && name !== "curves") points.push(head);
      overlay.trail(points, runner.color, casing, dragged ? runner.dash : undefined);
      if (dragged && name === "map") overlay.dots(points, runner.color);
    }
    if (moving || whole || (dragged && name !== "curves")) overlay.head(head, runner.color, casing);
    if (moment.arrows && name === "map" && moment.scene.surface) {
      const flat = /** @type {FlatCamera} */ (camera);
      const step = stepAt(runner, row);
      // Where several start together, names would cover each other.
      const named = moment.scene.runners.length === 1 || moment.front !== null;
      /** @type {[string, Arrows, number, boolean][]} */
      const arrows = [["−gradient", runner.downhill, row, false], ["momentum", runner.momentum, row, true]];
      if (step) arrows.push(["step", step, 0, false]);
      for (const [label, arrow, at, dashed] of arrows) {
        this.paintArrow(flat, head, runner.color, arrow, at, dashed, named ? label : "");
      }
    }
  }

  /**
   * Where the path is about to go: the runs of neighbouring positions, ever fainter.
   *
   * @param {Exclude<FigureName, "data">} name
   * @param {Camera} camera
   * @param {Moment} moment
   * @param {Dragging} live
   */
  paintFan(name, camera, { scene }, { fan, position, place }) {
    const runner = scene.runners[place];
    const middle = Math.round(position);
    for (const away of FAN.flatMap((each) => [-each, each])) {
      if (!fan.map.x[middle + away]) continue;
      const { x, at } = placed(name, camera, atPosition(runner, fan, middle + away));
      const points = Array.from(x, (_, index) => at(index));
      this.overlays[name].faint(points, runner.color, 0.34 / Math.sqrt(Math.abs(away)));
    }
  }

  /**
   * @param {FlatCamera} camera
   * @param {Pixel | null} head
   * @param {string} color
   * @param {Arrows} arrows
   * @param {number} row
   * @param {boolean} dashed
   * @param {string} label
   */
  paintArrow(camera, head, color, { x, y, longest }, row, dashed, label) {
    const size = Math.hypot(x[row], y[row]);
    if (!(size > 0) || !(longest > 0)) return;
    const length = 12 + 38 * Math.sqrt(size / longest);
    const [right, down] = camera.direction(x[row], y[row]);
    this.overlays.map.arrow(head, [right * length, down * length], color, dashed, label);
  }
}

/**
 * The step that is made next; null where not every step is drawn, and at the end.
 *
 * @param {Drawn} runner
 * @param {number} row
 * @returns {Arrows | null}
 */
function stepAt({ steps, map: { x, y } }, row) {
  if (steps[row + 1] !== steps[row] + 1) return null;
  const [across, up] = [x[row + 1] - x[row], y[row + 1] - y[row]];
  return { x: Float32Array.of(across), y: Float32Array.of(up), longest: longestStep(x, y) };
}

/** Of every path, by its first coordinates, because every frame asks for it. @type {WeakMap<Numbers, number>} */
const longestSteps = new WeakMap();

/**
 * @param {Numbers} x
 * @param {Numbers} y
 */
function longestStep(x, y) {
  const known = longestSteps.get(x);
  if (known !== undefined) return known;
  let longest = 0;
  for (let index = 1; index < x.length; index++) {
    const size = Math.hypot(x[index] - x[index - 1], y[index] - y[index - 1]);
    if (size > longest) longest = size;
  }
  longestSteps.set(x, longest);
  return longest;
}

/**
 * The traces with those of one runner last, and those of the others faint.
 *
 * @param {Trace[]} traces
 * @param {number} front
 */
function inFront(traces, front) {
  const isOther = (/** @type {Trace} */ { meta }) => meta !== front;
  const others = traces.filter(isOther).map((trace) => (trace.meta >= 0 ? { ...trace, opacity: BEHIND } : trace));
  return [...others, ...traces.filter((trace) => !isOther(trace))];
}

/**
 * Where a run is in a figure.
 *
 * @param {Exclude<FigureName, "data">} name
 * @param {Camera} camera
 * @param {Drawn} runner
 */
function placed(name, camera, runner) {
  /** @type {Path & { z?: Numbers }} */
  const { x, y, z } = runner[name === "curves" ? "curve" : name];
  return { x, y, z, at: (/** @type {number} */ index) => camera.at(x[index], y[index], z?.[index]) };
}
