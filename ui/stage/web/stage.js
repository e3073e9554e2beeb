// The stage: landscape, surface and curves of a race, with one clock for all of them.
// It knows nothing of Streamlit: show(host, bytes, hooks) also works in an exported page.

import { DataPicture } from "./data.js";
import { DASHES, FlatCamera, Overlay, SpaceCamera } from "./overlay.js";
import { unpack } from "./packing.js";

const SECONDS = 6; // a whole run at speed 1
const PAUSE = 700; // milliseconds without a change, before Plotly's own paths are drawn
const SPEEDS = [0.25, 0.5, 1, 2, 4];
const CONFIG = {
  displaylogo: false,
  responsive: true,
  doubleClick: false,
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "resetScale2d", "sendChartToCloud"],
  toImageButtonOptions: { format: "png", scale: 3, filename: "optimizer-playground" },
};

// What can be seen side by side or alone; each asks for the figures it needs.
const LAYOUTS = {
  both: ["Map and surface", ["map", "surface"]],
  data: ["Map and data", ["map", "data"]],
  map: ["Map", ["map"]],
  surface: ["Surface", ["surface"]],
  examples: ["Data", ["data"]],
};
const FIGURES = ["map", "surface", "data", "curves"];

const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zM14 5h4v14h-4z",
  back: "M6 5h2.5v14H6zM19 5v14L9.5 12z",
  forward: "M15.5 5H18v14h-2.5zM5 5l9.5 7L5 19z",
};

export function show(host, bytes, hooks = {}) {
  host.stage ??= new Stage(host);
  return host.stage.update(unpack(bytes), hooks);
}

export function close(host) {
  host.stage?.close();
  delete host.stage;
}

class Stage {
  constructor(host) {
    this.host = host;
    this.host.classList.add("stage");
    this.host.tabIndex = 0;
    this.host.setAttribute("role", "group");
    this.host.setAttribute("aria-label", "Race: map, surface and curves. Space plays, arrows step.");
    this.host.innerHTML = `
      <div class="stage-bar" role="toolbar" aria-label="Views">
        <span class="stage-group" role="radiogroup" aria-label="Layout"></span>
        <span class="stage-group stage-zoom"></span>
        <span class="stage-legend"></span>
      </div>
      <div class="stage-scenes" data-layout="both">
        <figure class="stage-map"><div class="stage-plot"></div></figure>
        <figure class="stage-surface"><div class="stage-plot"></div></figure>
        <figure class="stage-data"><div class="stage-plot"></div></figure>
      </div>
      <table class="stage-truth" hidden></table>
      <p class="stage-note"></p>
      <div class="stage-bar stage-player" role="toolbar" aria-label="Playback">
        <button type="button" class="stage-icon" data-act="back" aria-label="One step back"></button>
        <button type="button" class="stage-icon stage-play" data-act="play" aria-label="Play"></button>
        <button type="button" class="stage-icon" data-act="forward" aria-label="One step forward"></button>
        <input type="range" class="stage-scrub" min="0" step="1" aria-label="Step">
        <output class="stage-step"></output>
        <label>Speed <select class="stage-speed">${SPEEDS.map(
          (speed) => `<option value="${speed}"${speed === 1 ? " selected" : ""}>${speed}×</option>`,
        ).join("")}</select></label>
      </div>
      <div class="stage-bar stage-choices"></div>
      <figure class="stage-curves"><div class="stage-plot"></div></figure>
      <p class="stage-live" aria-live="polite"></p>`;
    const plot = (name) => this.host.querySelector(`.stage-${name} .stage-plot`);
    this.plots = Object.fromEntries(FIGURES.map((name) => [name, plot(name)]));
    this.overlays = Object.fromEntries(
      FIGURES.map((name) => [name, new Overlay(this.plots[name].parentElement, this.plots[name])]),
    );
    const underlay = new Overlay(this.plots.data.parentElement, this.plots.data);
    this.plots.data.before(underlay.canvas);
    this.dataPicture = new DataPicture(
      this.plots.data,
      this.overlays.data,
      underlay,
      this.host.querySelector(".stage-truth"),
    );
    this.keys = {};
    this.revisions = {};
    this.stale = false;
    this.clock = null; // null: at rest, the end of the run
    this.hovered = null;
    this.arrows = false;
    this.playing = false;
    this.buildBars();
    this.listen();
  }

  buildBars() {
    for (const [act, path] of Object.entries(ICONS)) {
      const button = this.host.querySelector(`[data-act="${act}"]`);
      if (button) button.innerHTML = icon(path);
    }
    const layouts = this.host.querySelector(".stage-group");
    for (const [layout, [label]] of Object.entries(LAYOUTS)) {
      layouts.append(
        this.button(label, () => this.setLayout(layout), { role: "radio", "data-layout": layout }),
      );
    }
    const zoom = this.host.querySelector(".stage-zoom");
    this.zoomButtons = [
      this.button("Zoom to the paths", () => this.zoom("path")),
      this.button("Whole landscape", () => this.zoom("domain")),
      this.button("Arrows", () => this.toggleArrows(), { "aria-pressed": "false" }),
    ];
    this.residuals = this.button("Residuals", () => this.toggleResiduals(), { "aria-pressed": "false" });
    this.shade = document.createElement("select");
    this.shade.setAttribute("aria-label", "Whose answers fill the picture");
    this.shade.addEventListener("change", () => {
      this.dataPicture.shaded = Number(this.shade.value);
      this.paint("data");
    });
    zoom.append(...this.zoomButtons, this.residuals, this.shade);
  }

  button(label, act, attributes = {}) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", act);
    for (const [name, value] of Object.entries(attributes)) button.setAttribute(name, value);
    return button;
  }

  listen() {
    const find = (selector) => this.host.querySelector(selector);
    this.scrub = find(".stage-scrub");
    this.scrub.addEventListener("input", () => this.moveTo(Number(this.scrub.value)));
    find('[data-act="play"]').addEventListener("click", () => this.toggle());
    find('[data-act="back"]').addEventListener("click", () => this.stepBy(-1));
    find('[data-act="forward"]').addEventListener("click", () => this.stepBy(1));
    this.host.addEventListener("keydown", (event) => this.onKey(event));
    this.onRelease = (event) => this.released(event);
    window.addEventListener("pointerup", this.onRelease, true);
    this.plots.map.addEventListener("pointerdown", (event) => {
      this.pressed = { x: event.clientX, y: event.clientY, time: event.timeStamp, button: event.button };
    });
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(this.host);
  }

  close() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.later);
    window.removeEventListener("pointerup", this.onRelease, true);
    this.observer.disconnect();
    for (const plot of Object.values(this.plots)) window.Plotly?.purge(plot);
  }

  // ---- a new race ----

  async update(scene, hooks) {
    this.busy = true;
    this.hooks = hooks;
    const first = !this.scene;
    this.scene = scene;
    this.host.dataset.theme = scene.theme;
    this.dataPicture.update(scene);
    this.fitLayouts();
    this.fillDataChoices();
    this.scrub.max = scene.steps;
    if (this.clock !== null) this.clock = Math.min(this.clock, scene.steps);
    this.fillLegend();
    this.fillChoices();
    this.host.querySelector(".stage-note").textContent = scene.note;
    clearTimeout(this.later);
    await this.react("curves");
    // On the same landscape the overlay shows the new paths at once, and Plotly's own, which
    // take much longer and are there for hovering, follow when the visitor pauses.
    this.stale = this.keys.field === scene.keys.field && this.keys.map !== scene.keys.map;
    if (this.stale) {
      this.hideNodes(true);
      this.later = setTimeout(() => this.catchUp(), PAUSE);
    } else {
      this.hideNodes(false);
      await this.react("map");
    }
    await this.react("data");
    await this.react("surface");
    this.keys.field = scene.keys.field;
    if (first) this.bindPlots();
    this.hideTraces(this.clock !== null);
    this.paint();
    this.busy = false;
    this.host.dataset.ready = String(Number(this.host.dataset.ready ?? 0) + 1);
  }

  async catchUp() {
    this.hideNodes(false);
    await this.react("map");
    this.stale = false;
    this.hideTraces(this.clock !== null);
    this.paint();
  }

  // Plotly's present paths, taken off the screen without asking Plotly, which uses the same
  // nodes again for the next paths.
  hideNodes(hidden) {
    for (const node of this.plots.map.querySelectorAll(".scatterlayer .trace")) {
      const path = node.__data__?.[0]?.trace?.meta === "path";
      node.style.display = hidden && path ? "none" : "";
    }
  }

  async react(name) {
    const figure = this.scene[name];
    if (!figure || this.keys[name] === this.scene.keys[name]) return;
    this.keys[name] = this.scene.keys[name];
    this.keepView(name, figure.layout);
    this.revisions[name] = figure.layout.uirevision;
    await window.Plotly.react(this.plots[name], figure.data, figure.layout, CONFIG);
  }

  // Camera and zoom outlive a new figure of the same landscape, whoever has set them.
  keepView(name, layout) {
    const shown = this.plots[name]._fullLayout;
    if (!shown || this.revisions[name] !== layout.uirevision) return;
    if (name === "surface") {
      layout.scene.camera = shown.scene._scene.getCamera();
    } else if (name === "map" || name === "data") {
      layout.xaxis.range = [...shown.xaxis.range];
      layout.yaxis.range = [...shown.yaxis.range];
    }
  }

  bindPlots() {
    const { map, surface, data, curves } = this.plots;
    for (const plot of [map, curves]) {
      plot.on("plotly_relayouting", () => this.paint());
      plot.on("plotly_hover", (event) => this.hover(event));
      plot.on("plotly_unhover", () => this.hover(null));
    }
    for (const plot of [map, surface, data, curves]) {
      if (!plot.on || plot.followed) continue;
      plot.followed = true;
      plot.on("plotly_afterplot", () => this.paint());
      plot.on("plotly_relayouting", () => this.paint());
    }
    this.followCamera();
  }

  followCamera() {
    const glplot = this.plots.surface._fullLayout?.scene?._scene?.glplot;
    if (!glplot || glplot.followed) return;
    const before = glplot.onrender;
    glplot.onrender = () => {
      before?.();
      if (!this.playing) this.paint("surface");
    };
    glplot.followed = true;
  }

  fillLegend() {
    const legend = this.host.querySelector(".stage-legend");
    legend.replaceChildren(
      ...this.scene.runners.map((runner) => {
        const chip = document.createElement("span");
        chip.className = "stage-chip";
        chip.innerHTML = `<svg viewBox="0 0 26 8" aria-hidden="true"><line x1="1" y1="4" x2="25" y2="4"
          stroke="${runner.color}" stroke-width="3" stroke-dasharray="${(DASHES[runner.dash] ?? []).join(" ")}"/></svg>`;
        chip.append(runner.label);
        return chip;
      }),
    );
  }

  fillChoices() {
    const bar = this.host.querySelector(".stage-choices");
    const labels = (this.scene.choices ?? []).map((choice) => {
      const label = document.createElement("label");
      const select = document.createElement("select");
      for (const [value, text] of choice.options) select.add(new Option(text, value));
      select.value = choice.value;
      select.dataset.choice = choice.id;
      select.disabled = !this.hooks.onView;
      select.addEventListener("change", () => this.hooks.onView?.({ [choice.id]: select.value }));
      label.append(`${choice.label} `, select);
      return label;
    });
    const focused = document.activeElement?.dataset?.choice;
    bar.replaceChildren(...labels);
    if (focused) bar.querySelector(`[data-choice="${focused}"]`)?.focus();
  }

  // Only what this scene has can be chosen. Data, where there are any, are shown at first.
  fitLayouts() {
    const has = (layout) => LAYOUTS[layout][1].every((name) => this.scene[name]);
    for (const button of this.host.querySelectorAll("button[data-layout]")) {
      button.hidden = !has(button.dataset.layout);
    }
    const kind = `${Boolean(this.scene.data)} ${Boolean(this.scene.surface)}`;
    if (this.kind === kind) return;
    this.kind = kind;
    this.setLayout(["data", "both", "map"].find(has));
  }

  // Plotly itself follows the window, but not a sidebar that opens.
  fit() {
    for (const plot of Object.values(this.plots)) {
      const shown = plot._fullLayout;
      if (!shown || !plot.offsetParent || !this.scene) continue;
      if (Math.abs(shown.width - plot.clientWidth) > 1) window.Plotly.Plots.resize(plot);
    }
    this.paint();
  }

  setLayout(layout) {
    const shown = LAYOUTS[layout][1];
    this.host.querySelector(".stage-scenes").dataset.count = shown.length;
    for (const name of ["map", "surface", "data"]) {
      this.plots[name].parentElement.hidden = !shown.includes(name);
    }
    for (const button of this.host.querySelectorAll("button[data-layout]")) {
      button.setAttribute("aria-checked", String(button.dataset.layout === layout));
    }
    this.fit();
  }

  fillDataChoices() {
    const kind = this.scene.learning?.kind;
    this.residuals.hidden = kind !== "curve";
    const asked = kind === "map" || (kind === "curve" && this.dataPicture.residuals);
    this.shade.hidden = !asked || this.scene.runners.length < 2;
    this.shade.replaceChildren(
      ...this.scene.runners.map((runner, place) => {
        const verb = kind === "curve" ? "residuals" : "answers";
        return new Option(`${verb} of ${runner.name}`, place);
      }),
    );
    this.shade.value = this.dataPicture.shaded;
  }

  toggleResiduals() {
    this.dataPicture.residuals = !this.dataPicture.residuals;
    this.residuals.setAttribute("aria-pressed", String(this.dataPicture.residuals));
    this.fillDataChoices();
    this.paint("data");
  }

  zoom(target) {
    const { x, y } = this.scene.zoom[target];
    window.Plotly.relayout(this.plots.map, { "xaxis.range": [...x], "yaxis.range": [...y] });
  }

  toggleArrows() {
    this.arrows = !this.arrows;
    this.zoomButtons[2].setAttribute("aria-pressed", String(this.arrows));
    this.paint();
  }

  // ---- the clock ----

  get now() {
    return this.hovered ?? this.clock ?? this.scene.steps;
  }

  toggle() {
    if (this.playing) return this.pause();
    if (this.clock === null || this.clock >= this.scene.steps) this.clock = 0;
    this.playing = true;
    this.hovered = null;
    this.hideTraces(true);
    this.showPlaying();
    let last = performance.now();
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const tick = (time) => {
      if (!this.playing) return;
      const speed = Number(this.host.querySelector(".stage-speed").value);
      const rate = (Math.max(this.scene.steps, 20) / SECONDS) * speed;
      // With reduced motion the clock jumps four times a second instead of gliding.
      if (!calm || time - last >= 250) {
        this.clock = Math.min(this.clock + ((time - last) / 1000) * rate, this.scene.steps);
        last = time;
        this.paint();
      }
      if (this.clock >= this.scene.steps) return this.pause();
      this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.frame);
    if (this.clock !== null) this.moveTo(Math.round(this.clock));
    this.showPlaying();
    this.announce();
  }

  showPlaying() {
    const button = this.host.querySelector(".stage-play");
    button.innerHTML = icon(this.playing ? ICONS.pause : ICONS.play);
    button.setAttribute("aria-label", this.playing ? "Pause" : "Play");
  }

  stepBy(count) {
    if (this.playing) this.pause();
    this.moveTo(Math.round(this.clock ?? this.scene.steps) + count);
    this.announce();
  }

  moveTo(step) {
    const bounded = Math.max(0, Math.min(step, this.scene.steps));
    const rest = bounded >= this.scene.steps;
    this.clock = rest ? null : bounded;
    if (!this.playing) this.hideTraces(!rest);
    this.paint();
  }

  onKey(event) {
    if (["INPUT", "SELECT", "BUTTON"].includes(event.target.tagName) && event.key !== "Escape") return;
    const acts = {
      " ": () => this.toggle(),
      ArrowLeft: () => this.stepBy(-1),
      ArrowRight: () => this.stepBy(1),
      Home: () => this.moveTo(0),
      End: () => this.moveTo(this.scene.steps),
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  }

  hover(event) {
    if (this.playing) return;
    const point = event?.points?.[0];
    const runner = point && this.scene.runners.find((entry) => entry.name === point.data.name);
    this.hovered = runner ? runner.steps[point.pointNumber] : null;
    this.paint();
  }

  announce() {
    const step = Math.round(this.now);
    const places = this.scene.runners.map((runner) => {
      const value = runner.values[indexAt(runner.steps, step).row];
      return `${runner.name} ${value === null || Number.isNaN(value) ? "no number" : value.toPrecision(3)}`;
    });
    this.host.querySelector(".stage-live").textContent = `Step ${step}: ${places.join(", ")}.`;
  }

  // ---- drawing ----

  // At rest the paths are Plotly's own traces, with hover; while the clock stands elsewhere they
  // are hidden, and the overlay draws them up to there.
  hideTraces(hidden) {
    if (this.hidden === hidden && this.hiddenFor === this.scene) return;
    if (this.stale) return;
    this.hidden = hidden;
    this.hiddenFor = this.scene;
    const { data } = this.scene.map;
    const stale = data.flatMap((trace, place) =>
      trace.meta === "path" && (trace.visible ?? true) === hidden ? [place] : [],
    );
    if (stale.length) window.Plotly.restyle(this.plots.map, { visible: !hidden }, stale);
  }

  paint(only) {
    if (!this.scene || !this.plots.map._fullLayout) return;
    this.followCamera();
    const step = this.now;
    this.scrub.value = step;
    this.scrub.setAttribute("aria-valuetext", `step ${Math.round(step)} of ${this.scene.steps}`);
    this.host.querySelector(".stage-step").textContent = `${Math.round(step)} / ${this.scene.steps}`;
    for (const name of only ? [only] : FIGURES) {
      if (this.scene[name] && this.plots[name].offsetParent) this.paintOne(name, step);
    }
  }

  paintOne(name, step) {
    const overlay = this.overlays[name];
    const plot = this.plots[name];
    if (!plot._fullLayout) return;
    if (name === "data") return this.dataPicture.paint(new FlatCamera(plot), step);
    overlay.clear();
    const moving = this.clock !== null;
    // The paths on the surface are the overlay's alone.
    const needed = moving || this.stale || this.hovered !== null || this.arrows || name === "surface";
    if (!needed) return;
    if (name === "surface" && !plot._fullLayout.scene?._scene?.glplot) return;
    const camera = name === "surface" ? new SpaceCamera(plot) : new FlatCamera(plot);
    overlay.clip(camera.area);
    for (const runner of this.scene.runners) this.paintRunner(name, overlay, camera, runner, step, moving);
    overlay.context.restore();
  }

  paintRunner(name, overlay, camera, runner, step, moving) {
    const { x, y, z } = runner[name === "curves" ? "curve" : name];
    const { row, share } = indexAt(runner.steps, step);
    const at = (index) => camera.at(x[index], y[index], z?.[index]);
    const next = Math.min(row + 1, x.length - 1);
    const between = (values) => (values ? values[row] + share * (values[next] - values[row]) : undefined);
    const head = camera.at(between(x), between(y), between(z)) ?? at(row);
    const trail = name === "surface" || (name === "map" && (moving || this.stale));
    if (trail && (this.hovered === null || name === "surface")) {
      const last = this.hovered === null ? row : x.length - 1;
      const points = [];
      for (let index = 0; index <= last; index++) points.push(at(index));
      if (this.hovered === null) points.push(head);
      overlay.trail(points, runner.color, this.scene.casing);
    }
    if (moving || this.stale || this.hovered !== null) overlay.head(head, runner.color, this.scene.casing);
    if (this.arrows && name === "map" && this.scene.surface) {
      this.paintArrow(overlay, camera, head, runner, "downhill", row, false);
      this.paintArrow(overlay, camera, head, runner, "momentum", row, true);
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
    const { xaxis, yaxis } = this.plots.map._fullLayout;
    const frame = this.plots.map.getBoundingClientRect();
    const across = event.clientX - frame.left - xaxis._offset;
    const along = event.clientY - frame.top - yaxis._offset;
    if (across < 0 || along < 0 || across > xaxis._length || along > yaxis._length) return;
    this.hooks.onStart([xaxis.p2d(across), yaxis.p2d(along)]);
  }
}

function icon(path) {
  return `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`;
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
