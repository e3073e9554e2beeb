// The stage: landscape, surface and curves of a race, with one clock for all of them.
// It knows nothing of Streamlit: hang(bytes) and show(host, bytes, hooks) also work in an exported
// page.
//
// Map and curves are drawn twice: on a canvas of our own, at once and for every change, and by
// Plotly, which brings hover, zoom and pictures to take home and follows when there is time. The
// canvas covers Plotly's figure for as long as that is behind, or shows what is not the present
// moment.

import { Clock } from "./clock.js";
import { DataPicture } from "./data.js";
import { Frame, LAYOUTS } from "./frame.js";
import { race } from "./live.js";
import { oneTabStop } from "./modebar.js";
import { Overlay } from "./overlay.js";
import { unpack } from "./packing.js";
import { FlatCamera, paintFigure } from "./painter.js";
import { SpaceCamera, afterEachPicture, hasSpace, isDrawn, widthOf } from "./plotly.js";

const PAUSE = 700; // milliseconds without a change, before Plotly's own paths are drawn
const BREATH = 60; // milliseconds between two of Plotly's figures, each of which holds the page
const REST = 400; // milliseconds that it waits for the page to be idle
const GLIDE = 70; // milliseconds in which a dragged path has nearly reached the knob
const FAN = [1, 2, 3, 5, 8]; // neighbouring positions that are drawn faint
const CONFIG = {
  displaylogo: false,
  responsive: true,
  doubleClick: false,
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "resetScale2d", "sendChartToCloud"],
  toImageButtonOptions: { format: "png", scale: 3, filename: "optimizer-playground" },
};
const FIGURES = ["map", "curves", "data", "surface"];
const COVERED = ["map", "curves"];

const backdrops = new Map();
const waiting = new Map();

// A landscape has come; the races on it name it by its key.
export function hang(bytes) {
  const backdrop = unpack(bytes);
  if (backdrops.has(backdrop.key)) return;
  backdrops.set(backdrop.key, backdrop);
  if (backdrops.size > 8) backdrops.delete(backdrops.keys().next().value);
  waiting.get(backdrop.key)?.();
  waiting.delete(backdrop.key);
}

export async function show(host, bytes, hooks = {}) {
  const scene = unpack(bytes);
  host.asked = scene;
  if (!backdrops.has(scene.backdrop)) {
    await new Promise((resolve) => waiting.set(scene.backdrop, resolve));
  }
  if (host.asked !== scene) return;
  host.stage ??= new Stage(host);
  host.stage.update(scene, backdrops.get(scene.backdrop), hooks);
}

export function close(host) {
  delete host.asked;
  host.stage?.close();
  delete host.stage;
}

class Stage {
  constructor(host) {
    this.host = host;
    this.frame = new Frame(host, {
      layout: (layout) => this.setLayout(layout),
      zoom: (target) => this.zoom(target),
      arrows: () => this.toggleArrows(),
      residuals: () => this.toggleResiduals(),
      shade: (place) => {
        this.dataPicture.shaded = place;
        this.paint("data");
      },
    });
    this.plots = Object.fromEntries(FIGURES.map((name) => [name, this.frame.find(`.stage-${name} .stage-plot`)]));
    this.figures = Object.entries(this.plots).map(([name, plot]) => [name, plot.parentElement]);
    this.covers = Object.fromEntries(COVERED.map((name) => [name, new Overlay(this.plots[name], "stage-cover")]));
    this.overlays = Object.fromEntries(FIGURES.map((name) => [name, new Overlay(this.plots[name])]));
    this.buildDataPicture();
    this.clock = new Clock(() => this.paint(), () => this.showPlaying());
    this.behind = new Set(); // figures that Plotly has not drawn as they are now
    this.keys = {};
    this.views = {};
    this.memo = {};
    this.live = null;
    this.hovered = null;
    this.arrows = false;
    this.listen();
  }

  buildDataPicture() {
    const { data } = this.plots;
    const underlay = new Overlay(data);
    data.before(underlay.canvas);
    this.dataPicture = new DataPicture(data, this.overlays.data, underlay, this.frame.find(".stage-truth"));
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
    window.addEventListener("pointerup", (event) => this.released(event), { capture: true, signal });
    race.addEventListener("turn", (event) => this.turned(event.detail), { signal });
    race.addEventListener("fan", () => this.turned(this.asked), { signal });
    for (const name of COVERED) {
      this.plots[name].addEventListener("pointerdown", () => this.uncover(name));
    }
    this.plots.map.addEventListener("pointerdown", (event) => {
      this.pressed = { x: event.clientX, y: event.clientY, time: event.timeStamp, button: event.button };
    });
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(this.host);
  }

  close() {
    this.closed = true;
    this.clock.pause();
    clearTimeout(this.later);
    this.off.abort();
    this.observer.disconnect();
    for (const plot of Object.values(this.plots)) window.Plotly?.purge(plot);
  }

  // ---- a new race ----

  update(scene, backdrop, hooks) {
    this.hooks = hooks;
    this.scene = {
      ...scene,
      surface: backdrop.surface,
      map: { data: [backdrop.ground, ...scene.faint, ...scene.paths.flat(), ...backdrop.stars], layout: backdrop.layout },
    };
    this.backdrop = backdrop;
    if (!race.turning) this.live = this.asked = null;
    this.dataPicture.update(this.scene);
    this.clock.fit(scene.steps);
    this.frame.fill(scene, hooks.onView);
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
    this.follow();
  }

  // A zoom outlives a new figure of the same landscape.
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

  // Plotly draws what it is behind with: at once where nothing else shows it, else when the
  // visitor pauses. `data-ready` counts the races that are shown by all figures.
  follow() {
    clearTimeout(this.later);
    if (this.urgent().length) this.drawBehind();
    else this.later = setTimeout(() => this.drawBehind(), PAUSE);
    if (!this.urgent().length) this.ready();
  }

  urgent() {
    return [...this.behind].filter((name) => !COVERED.includes(name));
  }

  ready() {
    if (this.told === this.scene) return;
    this.told = this.scene;
    this.host.dataset.ready = String(Number(this.host.dataset.ready ?? 0) + 1);
  }

  // Figure by figure, each in a task of its own, so that the page stays alive in between. Only one
  // of these runs at a time; it sees what has changed meanwhile.
  async drawBehind() {
    if (this.drawing) return;
    this.drawing = true;
    await idle();
    await this.hooks.plotly?.();
    await idle();
    while (this.behind.size && !this.closed && !race.turning) {
      const [name] = [...this.urgent(), ...this.behind];
      this.behind.delete(name);
      await this.draw(name);
      if (!this.urgent().length) this.ready();
      await idle();
    }
    this.drawing = false;
  }

  async draw(name) {
    const plot = this.plots[name];
    const figure = this.scene[name];
    if (!figure || this.closed) return;
    const { layout } = figure;
    if (this.views[name]) {
      layout.xaxis.range = [...this.views[name].x];
      layout.yaxis.range = [...this.views[name].y];
    } else if (name === "surface" && plot.layout?.uirevision === layout.uirevision) {
      layout.scene.camera = plot.layout.scene.camera;
    }
    await window.Plotly.react(plot, figure.data, layout, CONFIG);
    if (this.closed) return;
    oneTabStop(plot);
    this.bind(name);
    this.paint();
  }

  bind(name) {
    const plot = this.plots[name];
    if (name === "surface") afterEachPicture(plot, () => this.clock.playing || this.paint("surface"));
    if (plot.bound) return;
    plot.bound = true;
    if (name === "surface") return;
    plot.on("plotly_relayouting", (event) => this.zoomed(name, event));
    plot.on("plotly_relayout", (event) => this.zoomed(name, event));
    if (name === "data") return;
    plot.on("plotly_hover", (event) => this.hover(event));
    plot.on("plotly_unhover", () => this.hover(null));
  }

  zoomed(name, event) {
    const view = this.views[name];
    if (view) {
      for (const axis of ["x", "y"]) {
        const ends = event[`${axis}axis.range`] ?? [event[`${axis}axis.range[0]`], event[`${axis}axis.range[1]`]];
        if (ends.every((end) => end !== undefined)) view[axis] = [...ends];
      }
      view.chosen = true;
    }
    this.paint();
  }

  // Data, where there are any, are shown at first.
  fitLayouts() {
    const has = (layout) => LAYOUTS[layout][1].every((name) => this.scene[name]);
    this.frame.fitLayouts(has);
    const kind = `${Boolean(this.scene.data)} ${Boolean(this.scene.surface)}`;
    if (this.kind === kind) return;
    this.kind = kind;
    this.setLayout(["data", "both", "map"].find(has));
  }

  setLayout(layout) {
    this.frame.showLayout(layout, this.figures);
    this.fit();
  }

  // Plotly itself follows the window, but not a sidebar that opens.
  fit() {
    if (!this.scene) return;
    for (const plot of Object.values(this.plots)) {
      if (!isDrawn(plot) || !plot.offsetParent) continue;
      if (Math.abs(widthOf(plot) - plot.clientWidth) > 1) window.Plotly.Plots.resize(plot);
    }
    this.paint();
  }

  toggleResiduals() {
    this.dataPicture.residuals = !this.dataPicture.residuals;
    this.frame.fillShade(this.scene.learning?.kind, this.scene.runners, this.dataPicture);
    this.paint("data");
  }

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

  // ---- the clock ----

  get now() {
    return this.hovered ?? this.clock.now;
  }

  stepBy(count) {
    this.clock.stepBy(count);
    this.announce();
  }

  showPlaying() {
    this.hovered = null;
    this.frame.showPlaying(this.clock.playing);
    if (!this.clock.playing) this.announce();
    this.paint();
  }

  onKey(event) {
    if (["INPUT", "SELECT", "BUTTON"].includes(event.target.tagName) && event.key !== "Escape") return;
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

  hover(event) {
    if (this.clock.playing) return;
    const point = event?.points?.[0];
    const runner = point && this.scene.runners.find((entry) => entry.name === point.data.name);
    this.hovered = runner ? runner.steps[point.pointNumber] : null;
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

  // The run of a position of the knob in hand. The path glides there, through the runs between.
  turned(asked) {
    this.asked = asked;
    const { fan } = race;
    if (!asked || !fan || fan.uid !== asked.uid || fan.name !== asked.name || !this.scene) return;
    const place = this.scene.runners.findIndex((runner) => runner.uid === fan.uid);
    if (place < 0) return;
    const begin = this.live?.fan === fan ? this.live.position : asked.position;
    this.live = { fan, place, target: asked.position, position: begin };
    let last = performance.now();
    const glide = (time) => {
      if (!this.live) return;
      const { target, position } = this.live;
      this.live.position = target + (position - target) * Math.exp(-(time - last) / GLIDE);
      if (Math.abs(this.live.position - target) < 0.02) this.live.position = target;
      last = time;
      this.paint();
      if (this.live.position !== target) this.gliding = requestAnimationFrame(glide);
    };
    cancelAnimationFrame(this.gliding);
    this.gliding = requestAnimationFrame(glide);
  }

  // A runner as it is at the present position of the knob.
  runner(place) {
    const runner = this.scene.runners[place];
    if (this.live?.place !== place) return runner;
    const { fan, position } = this.live;
    return atPosition(runner, fan, position);
  }

  // ---- drawing ----

  paint(only) {
    if (!this.scene) return;
    const step = this.now;
    this.frame.showStep(step, this.scene.steps);
    for (const name of only ? [only] : FIGURES) {
      if (this.scene[name] && this.plots[name].offsetParent) this.paintOne(name, step);
    }
  }

  // Whether our own canvas shows a figure: Plotly is behind, or the moment is not the end.
  isCovered(name) {
    return !isDrawn(this.plots[name]) || this.behind.has(name) || this.live !== null || !this.clock.atRest;
  }

  uncover(name) {
    if (isDrawn(this.plots[name]) && this.clock.atRest) this.covers[name].hide();
  }

  camera(name) {
    const { layout } = this.scene[name];
    const view = this.views[name] ?? { x: layout.xaxis.range, y: layout.yaxis.range };
    return FlatCamera.of(layout, view, this.plots[name]);
  }

  paintOne(name, step) {
    const overlay = this.overlays[name];
    if (name === "data") return this.dataPicture.paint(this.camera(name), step);
    overlay.clear();
    if (name === "surface") {
      if (!hasSpace(this.plots.surface)) return;
      return this.paintRunners(name, new SpaceCamera(this.plots.surface), step);
    }
    const camera = this.camera(name);
    const covered = this.isCovered(name);
    if (covered) this.paintCover(name, camera);
    else this.covers[name].hide();
    if (covered || this.hovered !== null || this.arrows) this.paintRunners(name, camera, step);
  }

  // The figure as it is now. While the clock runs or a knob is dragged, paths are the overlay's.
  paintCover(name, camera) {
    const cover = this.covers[name];
    const still = this.clock.atRest;
    const moving = this.live?.place;
    const { data, layout } = this.scene[name];
    const drawn = data.filter((trace) => {
      if (trace.meta === undefined || trace.meta === null) return true;
      if (name === "curves") return trace.meta !== moving;
      return still && trace.meta !== moving;
    });
    const key = [name, still, moving, drawn.length, camera.area.width, camera.area.height,
      camera.x.low, camera.x.high, camera.y.low, camera.y.high].join();
    if (cover.shows === this.scene && cover.key === key) return cover.show();
    Object.assign(cover, { shows: this.scene, key });
    cover.clear();
    cover.show();
    this.memo.name = this.backdrop.key;
    paintFigure(cover.context, { data: drawn, layout }, camera, this.memo);
  }

  paintRunners(name, camera, step) {
    const overlay = this.overlays[name];
    overlay.clip(camera.area);
    this.scene.runners.forEach((_, place) => this.paintRunner(name, overlay, camera, this.runner(place), step));
    if (this.live) this.paintFan(name, overlay, camera);
    overlay.context.restore();
  }

  paintRunner(name, overlay, camera, runner, step) {
    const { x, y, z } = runner[name === "curves" ? "curve" : name];
    const { row, share } = indexAt(runner.steps, step);
    const at = (index) => camera.at(x[index], y[index], z?.[index]);
    const next = Math.min(row + 1, x.length - 1);
    const between = (values) => (values ? values[row] + share * (values[next] - values[row]) : undefined);
    const head = camera.at(between(x), between(y), between(z)) ?? at(row);
    const moving = !this.clock.atRest;
    const dragged = this.live !== null && runner.dragged;
    const whole = this.hovered !== null;
    if (name === "surface" || (name === "map" && moving) || dragged) {
      const last = whole || name === "curves" ? x.length - 1 : row;
      const points = [];
      for (let index = 0; index <= last; index++) points.push(at(index));
      if (!whole && name !== "curves") points.push(head);
      overlay.trail(points, runner.color, this.scene.casing, dragged ? runner.dash : undefined);
      if (dragged && name === "map") overlay.dots(points, runner.color);
    }
    if (moving || whole || (dragged && name !== "curves")) overlay.head(head, runner.color, this.scene.casing);
    if (this.arrows && name === "map" && this.scene.surface) {
      this.paintArrow(overlay, camera, head, runner, "downhill", row, false);
      this.paintArrow(overlay, camera, head, runner, "momentum", row, true);
    }
  }

  // Where the path is about to go: the runs of neighbouring positions, ever fainter.
  paintFan(name, overlay, camera) {
    const { fan, position, place } = this.live;
    const runner = this.scene.runners[place];
    const middle = Math.round(position);
    for (const away of FAN.flatMap((each) => [-each, each])) {
      if (!fan.map.x[middle + away]) continue;
      const { x, y, z } = atPosition(runner, fan, middle + away)[name === "curves" ? "curve" : name];
      const points = Array.from(x, (_, index) => camera.at(x[index], y[index], z?.[index]));
      overlay.faint(points, runner.color, 0.34 / Math.sqrt(Math.abs(away)));
    }
  }

  paintArrow(overlay, camera, head, runner, kind, row, dashed) {
    const { x, y, longest } = runner[kind];
    const size = Math.hypot(x[row], y[row]);
    if (!(size > 0) || !(longest > 0)) return;
    const length = 12 + 38 * Math.sqrt(size / longest);
    const [right, down] = camera.direction(x[row], y[row]);
    overlay.arrow(head, [right * length, down * length], runner.color, dashed);
  }

  // ---- a click on the map sets the start ----

  released(event) {
    const { pressed } = this;
    this.pressed = null;
    if (!pressed || pressed.button !== 0 || !this.hooks.onStart || !this.scene.clickable) return;
    const moved = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y);
    if (moved > 4 || event.timeStamp - pressed.time > 600) return;
    const box = this.plots.map.getBoundingClientRect();
    const start = this.camera("map").from(event.clientX - box.left, event.clientY - box.top);
    if (start) this.hooks.onStart(start);
  }
}

// When the last picture is on the screen and the page has nothing else to do.
function idle() {
  return new Promise((resolve) =>
    requestAnimationFrame(() => setTimeout(() => requestIdleCallback(resolve, { timeout: REST }), BREATH)),
  );
}

// The run at a position of a knob, between two positions a blend of their runs.
function atPosition(runner, fan, position) {
  const low = Math.max(0, Math.min(Math.floor(position), fan.map.x.length - 1));
  const high = Math.min(low + 1, fan.map.x.length - 1);
  const share = Math.min(Math.max(position - low, 0), 1);
  const mix = (rows) => {
    if (!Array.isArray(rows)) return rows;
    if (share === 0) return rows[low];
    return rows[low].map((value, index) => value + share * (rows[high][index] - value));
  };
  const mixed = (paths) => paths && { x: mix(paths.x), y: mix(paths.y), z: paths.z && mix(paths.z) };
  return {
    ...runner,
    steps: fan.steps,
    values: mix(fan.values),
    map: mixed(fan.map),
    surface: mixed(fan.surface),
    curve: mixed(fan.curve),
    dragged: true,
  };
}

// The row at or before a step, and how far it is on the way to the next row.
function indexAt(steps, step) {
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (steps[middle] <= step) low = middle;
    else high = middle - 1;
  }
  const gap = low + 1 < steps.length ? steps[low + 1] - steps[low] : 1;
  const share = low + 1 < steps.length ? Math.min((step - steps[low]) / gap, 1) : 0;
  return { row: low, share };
}
