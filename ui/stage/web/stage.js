// The stage: landscape, surface and curves of a race, with one clock for all of them.
// It knows nothing of Streamlit: hang(bytes) and show(host, bytes, hooks) also work in an exported
// page.
//
// Map and curves are drawn twice: on a canvas of our own, at once and for every change, and by
// Plotly, which brings hover, zoom and pictures to take home and follows when there is time. The
// canvas covers Plotly's figure for as long as that is behind, or shows what is not the present
// moment.

/** @import { Backdrop, Dragging, Drawn, FigureName, FlatName, Hooks, LayoutName, Mode, Moment, Plot } from "./types.js" */
/** @import { PlotElement, Pointing, Race, Scene, StageHost, Turn, View, Zoom } from "./types.js" */

import { Clock } from "./clock.js";
import { DataPicture } from "./data.js";
import { Follower } from "./follow.js";
import { Frame, LAYOUTS } from "./frame.js";
import { race } from "./live.js";
import { Overlay } from "./overlay.js";
import { unpack } from "./packing.js";
import { FlatCamera } from "./painter.js";
import { Picture } from "./picture.js";
import { SpaceCamera, afterEachPicture, copySpace, fits, hasSpace, isDrawn } from "./plotly.js";
import { roveTools } from "./rove.js";
import { atPosition, indexAt } from "./runs.js";
import { Start } from "./start.js";

const LATE = 1000; // milliseconds in which the race comes of which the desk has the answer
const GLIDE = 70; // milliseconds in which a dragged path has nearly reached the knob
const CONFIG = {
  displaylogo: false,
  responsive: true,
  scrollZoom: false, // the wheel scrolls the page; the tools of the surface zoom
  doubleClick: false,
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "resetScale2d", "sendChartToCloud"],
  toImageButtonOptions: { format: "png", scale: 3, filename: "optimizer-playground" },
};
/** @type {FigureName[]} */
const FIGURES = ["map", "curves", "data", "surface"];
/** @type {FlatName[]} */
const COVERED = ["map", "curves"];

/** @type {Map<string, Backdrop>} */
const backdrops = new Map();
/** @type {Map<string, ((backdrop: Backdrop) => void)[]>} */
const waiting = new Map();

/**
 * A landscape has come; the races on it name it by its key.
 *
 * @param {Uint8Array} bytes
 */
export function hang(bytes) {
  /** @type {Backdrop} */
  const backdrop = unpack(bytes);
  const { key } = backdrop;
  if (backdrops.has(key)) return;
  backdrops.set(key, backdrop);
  const [oldest] = backdrops.keys();
  if (backdrops.size > 8) backdrops.delete(oldest);
  for (const go of waiting.get(key) ?? []) go(backdrop);
  waiting.delete(key);
}

/**
 * The landscape with a key, once it has come.
 *
 * @param {string} key
 * @returns {Promise<Backdrop>}
 */
function hung(key) {
  return new Promise((resolve) => {
    const known = backdrops.get(key);
    if (known) resolve(known);
    else waiting.set(key, [...(waiting.get(key) ?? []), resolve]);
  });
}

/**
 * A race has come. If a newer one comes while it waits for its landscape, it is not shown.
 *
 * @param {StageHost} host
 * @param {Uint8Array} bytes
 * @param {Hooks} hooks
 */
export async function show(host, bytes, hooks = {}) {
  /** @type {Race} */
  const newest = unpack(bytes);
  host.asked = newest;
  const backdrop = await hung(newest.backdrop);
  if (host.asked !== newest) return;
  host.stage ??= new Stage(host);
  host.stage.update(newest, backdrop, hooks);
}

/** @param {StageHost} host */
export function close(host) {
  delete host.asked;
  host.stage?.close();
  delete host.stage;
}

export class Stage {
  /** @param {StageHost} host */
  constructor(host) {
    this.host = host;
    this.frame = new Frame(host, {
      layout: (layout) => this.setLayout(layout),
      zoom: (target) => this.zoom(target),
      arrows: () => this.toggleArrows(),
      residuals: () => this.toggleResiduals(),
      front: (place) => this.bringToFront(place),
      shade: (place) => {
        this.dataPicture.shaded = place;
        this.paint("data");
      },
    });
    /** @type {Record<FigureName, PlotElement>} */
    this.plots = {
      map: this.plot("map"),
      curves: this.plot("curves"),
      data: this.plot("data"),
      surface: this.plot("surface"),
    };
    this.paper = new Overlay(this.plots.surface, "stage-paper");
    this.picture = new Picture(this.plots);
    this.overlays = this.picture.overlays;
    this.buildDataPicture();
    this.clock = new Clock(() => this.paint(), () => this.showPlaying());
    this.follower = new Follower(
      { load: () => this.hooks.plotly?.(), draw: (name) => this.draw(name), ready: () => this.ready() },
      COVERED,
    );
    /** @type {Partial<Record<FigureName, unknown>>} What Plotly's figures depend on. */
    this.keys = {};
    /** @type {Partial<Record<FigureName, View>>} */
    this.views = {};
    /** @type {Pointing | Dragging | null} */
    this.hand = null;
    this.kind = ""; // of landscape, by the figures that it has
    this.arrows = false;
    /** @type {number | null} */
    this.front = null;
    this.listen();
  }

  /** @param {FigureName} name */
  plot(name) {
    return this.frame.find(`.stage-${name} .stage-plot`);
  }

  buildDataPicture() {
    const { data } = this.plots;
    const underlay = new Overlay(data);
    data.before(underlay.canvas);
    this.dataPicture = new DataPicture(this.overlays.data, underlay, this.frame.find(".stage-truth"));
  }

  listen() {
    const { scrub } = this.frame;
    scrub.addEventListener("input", () => this.clock.moveTo(Number(scrub.value)));
    const speed = this.frame.find(".stage-speed");
    speed.addEventListener("change", () => (this.clock.speed = Number(speed.value)));
    const acts = { play: () => this.clock.toggle(), back: () => this.stepBy(-1), forward: () => this.stepBy(1) };
    for (const [act, run] of Object.entries(acts)) {
      this.frame.find(`[data-act="${act}"]`).addEventListener("click", run);
    }
    this.host.addEventListener("keydown", (event) => this.onKey(event));
    this.off = new AbortController();
    const { signal } = this.off;
    window.addEventListener("beforeprint", () => this.prepareForPaper(), { signal });
    this.start = new Start(this.plots.map, () => this.camera("map"), () => this.hooks.onStart, signal);
    race.addEventListener("turn", (event) => this.turned(/** @type {CustomEvent<Turn>} */ (event).detail), { signal });
    race.addEventListener("fan", () => this.turned(this.asked), { signal });
    race.addEventListener("seek", (event) => this.stepBy(/** @type {CustomEvent<number>} */ (event).detail), { signal });
    race.addEventListener("release", () => this.released(), { signal });
    race.addEventListener("heard", () => this.heard(), { signal });
    for (const name of COVERED) {
      this.plots[name].addEventListener("pointerdown", () => this.uncover(name));
    }
    this.observer = new ResizeObserver(() => this.fit());
    // A note below the map takes its height from the plots, while the host stays as it is.
    for (const place of [this.host, ...Object.values(this.plots)]) this.observer.observe(place);
  }

  close() {
    this.follower.close();
    this.clock.pause();
    cancelAnimationFrame(this.gliding);
    clearTimeout(this.answered);
    this.frame.close();
    this.off.abort();
    this.observer.disconnect();
    for (const plot of Object.values(this.plots)) window.Plotly?.purge(plot);
  }

  // ---- a new race ----

  /**
   * @param {Race} scene
   * @param {Backdrop} backdrop
   * @param {Hooks} hooks
   */
  update(scene, backdrop, hooks) {
    this.hooks = hooks;
    this.scene = {
      ...scene,
      surface: backdrop.surface,
      map: { data: [backdrop.ground, ...scene.faint, ...scene.paths.flat(), ...backdrop.stars], layout: backdrop.layout },
    };
    this.start.update(this.scene);
    const gone = this.live && scene.runners[this.live.place]?.uid !== this.live.fan.uid;
    if (gone || !race.busy) this.letGo();
    this.dataPicture.update(this.scene);
    this.clock.fit(scene.steps);
    this.frame.fill(scene, hooks.onView);
    if (this.front >= scene.runners.length) this.front = null;
    this.frame.fillShade(scene.learning?.kind, scene.runners, this.dataPicture);
    this.fitLayouts();
    const keys = { map: scene, curves: scene, data: scene.data_key, surface: backdrop.key };
    for (const name of FIGURES) {
      if (this.scene[name] && this.keys[name] !== keys[name]) this.behind.add(name);
      if (!this.scene[name]) this.behind.delete(name);
    }
    this.keys = keys;
    for (const name of COVERED) this.keepView(name);
    this.paint();
    this.host.dataset.painted = String(Number(this.host.dataset.painted ?? 0) + 1);
    this.follower.follow();
    if (scene.link) hooks.onShown?.(scene.link);
  }

  /**
   * A zoom outlives a new figure of the same landscape.
   *
   * @param {FlatName} name
   */
  keepView(name) {
    const { layout } = this.scene[name];
    if (this.views[name]?.revision === layout.uirevision) {
      if (name === "map" || this.views[name].chosen) return;
    }
    this.views[name] = {
      revision: layout.uirevision,
      x: [...layout.xaxis.range],
      y: [...layout.yaxis.range],
      chosen: false,
    };
  }

  // What Plotly has not drawn as it is now.
  get behind() {
    return this.follower.behind;
  }

  ready() {
    if (this.told === this.scene) return;
    /** @type {Scene} */
    this.told = this.scene;
    this.countReady();
  }

  // `data-ready` counts the races that are shown by all figures, whether they came from Python now
  // or with the runs of all positions; `data-painted` those that came from Python.
  countReady() {
    this.host.dataset.ready = String(Number(this.host.dataset.ready ?? 0) + 1);
  }

  /** @param {FigureName} name */
  async draw(name) {
    const plot = this.plots[name];
    const figure = this.scene[name];
    if (!figure) return;
    const { layout } = figure;
    if (this.views[name]) {
      layout.xaxis.range = [...this.views[name].x];
      layout.yaxis.range = [...this.views[name].y];
    } else if (name === "surface" && plot.layout?.uirevision === layout.uirevision) {
      layout.scene.camera = plot.layout.scene.camera;
    }
    await window.Plotly.react(plot, figure.data, layout, CONFIG);
    if (this.follower.isClosed()) return;
    roveTools(plot);
    this.bind(name);
    this.paint();
  }

  /** @param {FigureName} name */
  bind(name) {
    const plot = this.plots[name];
    if (name === "surface") afterEachPicture(plot, () => this.clock.playing || this.paint("surface"));
    if (plot.bound) return;
    plot.bound = true;
    if (name === "surface") return;
    plot.on("plotly_relayouting", (/** @type {any} */ event) => this.zoomed(name, event));
    plot.on("plotly_relayout", (/** @type {any} */ event) => this.zoomed(name, event));
    if (name === "data") return;
    plot.on("plotly_hover", (/** @type {any} */ event) => this.hover(event));
    plot.on("plotly_unhover", () => this.hover(null));
  }

  /**
   * @param {FigureName} name
   * @param {Record<string, any>} event
   */
  zoomed(name, event) {
    const view = this.views[name];
    if (view) {
      for (const axis of /** @type {const} */ (["x", "y"])) {
        /** @type {number[]} */
        const ends = event[`${axis}axis.range`] ?? [event[`${axis}axis.range[0]`], event[`${axis}axis.range[1]`]];
        if (ends.every((end) => end !== undefined)) view[axis] = [...ends];
      }
      view.chosen = true;
    }
    this.paint();
  }

  // Data, where there are any, are shown at first.
  fitLayouts() {
    const has = (/** @type {LayoutName} */ layout) => LAYOUTS[layout][1].every((name) => this.scene[name]);
    this.frame.fitLayouts(has);
    const kind = `${Boolean(this.scene.data)} ${Boolean(this.scene.surface)}`;
    if (this.kind === kind) return;
    this.kind = kind;
    this.setLayout(/** @type {const} */ (["data", "both", "map"]).find(has));
  }

  /** @param {LayoutName} layout */
  setLayout(layout) {
    this.frame.showLayout(layout, this.plots);
    this.fit();
  }

  // Plotly itself follows the window, but not a sidebar that opens, nor a note that comes.
  fit() {
    if (window.matchMedia("print").matches) return;
    this.frame.measure();
    if (!this.scene) return;
    for (const plot of Object.values(this.plots)) {
      if (!isDrawn(plot) || !plot.offsetParent) continue;
      if (!fits(plot)) window.Plotly.Plots.resize(plot);
    }
    this.paint();
  }

  prepareForPaper() {
    if (this.scene.surface && hasSpace(this.plots.surface)) {
      this.paper.clear();
      copySpace(this.plots.surface, this.paper.context);
    }
    const drawn = [this.paper, ...Object.values(this.picture.covers), ...Object.values(this.overlays)];
    for (const overlay of drawn) overlay.toPixels();
  }

  toggleResiduals() {
    this.dataPicture.residuals = !this.dataPicture.residuals;
    this.frame.fillShade(this.scene.learning?.kind, this.scene.runners, this.dataPicture);
    this.paint("data");
  }

  /** @param {keyof Zoom} target */
  zoom(target) {
    const { x, y } = this.scene.zoom[target];
    Object.assign(this.views.map, { x: [...x], y: [...y], chosen: true });
    if (isDrawn(this.plots.map)) {
      window.Plotly.relayout(this.plots.map, { "xaxis.range": [...x], "yaxis.range": [...y] });
    }
    this.paint();
  }

  toggleArrows() {
    this.arrows = !this.arrows;
    this.frame.arrows.setAttribute("aria-pressed", String(this.arrows));
    this.paint();
  }

  /** @param {number | null} place */
  bringToFront(place) {
    this.front = place;
    this.paint();
  }

  // ---- which moment, and of which run ----

  /** @returns {Mode} */
  get mode() {
    return this.hand?.mode ?? this.clock.state;
  }

  get now() {
    return this.hand?.mode === "pointing" ? this.hand.step : this.clock.now;
  }

  // The knob in hand.
  get live() {
    return this.hand?.mode === "dragging" ? this.hand : null;
  }

  /** @param {number} count */
  stepBy(count) {
    this.clock.stepBy(count);
    this.announce();
  }

  showPlaying() {
    if (this.mode === "pointing") this.hand = null;
    this.frame.showPlaying(this.clock.playing);
    if (!this.clock.playing) this.announce();
    this.paint();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const { tagName } = /** @type {HTMLElement} */ (event.target);
    if (["INPUT", "SELECT", "BUTTON"].includes(tagName) && event.key !== "Escape") return;
    /** @type {Record<string, () => void>} */
    const acts = {
      " ": () => this.clock.toggle(),
      ArrowLeft: () => this.stepBy(-1),
      ArrowRight: () => this.stepBy(1),
      Home: () => this.clock.moveTo(0),
      End: () => this.clock.moveTo(this.scene.steps),
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  }

  /** @param {any} event */
  hover(event) {
    if (this.clock.playing || this.live) return;
    const point = event?.points?.[0];
    const runner = point && this.scene.runners.find((entry) => entry.name === point.data.name);
    this.hand = runner ? { mode: "pointing", step: runner.steps[point.pointNumber] } : null;
    this.paint();
  }

  announce() {
    if (!this.scene) return;
    const step = Math.round(this.now);
    const places = this.scene.runners.map((runner) => {
      const value = runner.values[indexAt(runner.steps, step).row];
      return `${runner.name} ${value === null || Number.isNaN(value) ? "no number" : value.toPrecision(3)}`;
    });
    this.frame.find(".stage-live").textContent = `Step ${step}: ${places.join(", ")}.`;
  }

  // ---- a knob is dragged ----

  /**
   * The run of a position of the knob in hand. Dragged, the path glides there, through the runs
   * between; a key takes it there at once.
   *
   * @param {Turn | null} asked
   */
  turned(asked) {
    this.asked = asked;
    const { fan } = race;
    if (!asked || !fan || fan.uid !== asked.uid || fan.name !== asked.name || !this.scene) return;
    const place = this.scene.runners.findIndex((runner) => runner.uid === fan.uid);
    if (place < 0) return;
    const position = asked.dragged && this.live?.fan === fan ? this.live.position : asked.position;
    this.hand = { mode: "dragging", fan, place, position, target: asked.position };
    this.glide(performance.now());
  }

  /**
   * Picture by picture nearer to where the knob is.
   *
   * @param {number} last
   */
  glide(last) {
    cancelAnimationFrame(this.gliding);
    this.gliding = requestAnimationFrame((time) => {
      const { live } = this;
      if (!live) return;
      live.position = live.target + (live.position - live.target) * Math.exp(-(time - last) / GLIDE);
      if (Math.abs(live.position - live.target) < 0.02) live.position = live.target;
      this.paint();
      if (live.position !== live.target) this.glide(time);
      // It is the run that Python will send, bit for bit. What models say of data it is to send yet.
      else if (live.fan.stride === 1 && !this.scene.data) this.countReady();
    });
  }

  // The race of an answer ends the turn when it comes, which may be some pictures after the desk has
  // heard. None comes when the answer is the race that is there.
  heard() {
    clearTimeout(this.answered);
    this.answered = setTimeout(() => this.asked && this.released(), LATE);
  }

  // The race is the one that is shown at rest: there will be no other.
  released() {
    if (!this.scene || race.busy) return;
    this.letGo();
    this.paint();
    this.follower.follow();
  }

  // No knob is held.
  letGo() {
    this.asked = null;
    if (this.live) this.hand = null;
  }

  /**
   * A runner as it is at the present position of the knob.
   *
   * @param {number} place
   * @returns {Drawn}
   */
  runner(place) {
    const runner = this.scene.runners[place];
    return this.live?.place === place ? atPosition(runner, this.live.fan, this.live.position) : runner;
  }

  // ---- drawing ----

  /** @param {FigureName} [only] */
  paint(only) {
    if (!this.scene) return;
    const { scene, mode, now: step, live, arrows, front } = this;
    const moment = { scene, mode, step, live, arrows, front, atRest: this.clock.atRest };
    this.frame.showStep(step, scene.steps);
    race.showsStep(Math.round(step));
    this.start.paint();
    for (const name of only ? [only] : FIGURES) {
      if (scene[name] && this.plots[name].offsetParent) this.paintOne(name, moment);
    }
  }

  /**
   * @param {FigureName} name
   * @param {Moment} moment
   */
  paintOne(name, moment) {
    if (name === "data") this.dataPicture.paint(this.camera(name), moment.step);
    else if (name === "surface") {
      const { surface } = this.plots;
      this.picture.paintSpace(hasSpace(surface) ? new SpaceCamera(surface) : null, moment);
    } else this.picture.paintFlat(name, this.camera(name), moment, this.isCovered(name));
  }

  /**
   * Whether our own canvas shows a figure: Plotly is behind, or it is not the race as it ended.
   *
   * @param {FigureName} name
   */
  isCovered(name) {
    const other = this.live !== null || this.front !== null || !this.clock.atRest;
    return !isDrawn(this.plots[name]) || this.behind.has(name) || other;
  }

  /** @param {FlatName} name */
  uncover(name) {
    if (isDrawn(this.plots[name]) && this.clock.atRest) this.picture.covers[name].hide();
  }

  /** @param {FigureName} name */
  camera(name) {
    const { layout } = this.scene[name];
    const view = this.views[name] ?? { x: layout.xaxis.range, y: layout.yaxis.range };
    return FlatCamera.of(layout, view, this.plots[name]);
  }
}
