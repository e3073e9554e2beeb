// The frame of the stage: its bars, and what can be chosen in them.

/** @import { Choice, FigureName, LayoutName, Hooks, Learning, Race, Runner } from "./types.js" */
/** @import { DataPicture } from "./data.js" */

import { DASHES } from "./overlay.js";
import { rove } from "./rove.js";

const PAPER = { width: 700, height: 760 }; // of the stage on a printed page, in pixels of CSS
const SPEEDS = [0.25, 0.5, 1, 2, 4];

/**
 * What can be seen side by side or alone; each asks for the figures it needs.
 *
 * @type {Record<LayoutName, [words: string, figures: FigureName[]]>}
 */
export const LAYOUTS = {
  both: ["Map and surface", ["map", "surface"]],
  data: ["Map and data", ["map", "data"]],
  map: ["Map", ["map"]],
  surface: ["Surface", ["surface"]],
  examples: ["Data", ["data"]],
};

/** @type {FigureName[]} */
const SIDE_BY_SIDE = ["map", "surface", "data"];
const LAYOUT_NAMES = /** @type {LayoutName[]} */ (Object.keys(LAYOUTS));

const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zM14 5h4v14h-4z",
  back: "M6 5h2.5v14H6zM19 5v14L9.5 12z",
  forward: "M15.5 5H18v14h-2.5zM5 5l9.5 7L5 19z",
};

// What is in `stage-screen` shares the height of the window; what comes after it is further down.
const FRAME = `
  <div class="stage-screen">
    <div class="stage-bar stage-views">
      <span class="stage-group" role="radiogroup" aria-label="Layout"></span>
      <span class="stage-group stage-zoom"></span>
      <span class="stage-legend"></span>
    </div>
    <div class="stage-scenes" data-layout="both">
      <figure class="stage-map" aria-label="Map"><div class="stage-plot"></div></figure>
      <figure class="stage-surface" aria-label="Surface"><div class="stage-plot"></div></figure>
      <figure class="stage-data" aria-label="Data"><div class="stage-plot"></div></figure>
    </div>
    <p class="stage-note"></p>
    <div class="stage-row">
      <div class="stage-bar stage-player" role="group" aria-label="Playback">
        <button type="button" class="stage-icon" data-act="back" aria-label="One step back"></button>
        <button type="button" class="stage-icon stage-play" id="player" data-act="play" aria-label="Play"></button>
        <button type="button" class="stage-icon" data-act="forward" aria-label="One step forward"></button>
        <input type="range" class="stage-scrub" min="0" step="1" aria-label="Step">
        <output class="stage-step"></output>
        <select class="stage-speed" aria-label="Speed" title="Speed">${SPEEDS.map(
          (speed) => `<option value="${speed}"${speed === 1 ? " selected" : ""}>${speed}×</option>`,
        ).join("")}</select>
      </div>
      <span class="stage-choices"></span>
    </div>
    <figure class="stage-curves" aria-label="Curves"><div class="stage-plot"></div></figure>
  </div>
  <table class="stage-truth" tabindex="0" hidden></table>
  <p class="stage-live" aria-live="polite"></p>`;

/**
 * What is called when something is chosen.
 *
 * @typedef {object} Acts
 * @property {(layout: LayoutName) => void} layout
 * @property {(target: "path" | "domain") => void} zoom
 * @property {() => void} arrows
 * @property {() => void} residuals
 * @property {(place: number) => void} shade
 * @property {(place: number | null) => void} front
 */

export class Frame {
  /**
   * `acts` are called when something is chosen: layout, zoom, arrows, residuals, shade, front.
   *
   * @param {HTMLElement} host
   * @param {Acts} acts
   */
  constructor(host, acts) {
    this.host = host;
    this.acts = acts;
    host.classList.add("stage");
    host.tabIndex = 0;
    host.setAttribute("role", "group");
    host.setAttribute("aria-label", "Race: map, surface and curves. Space plays, arrows step.");
    host.innerHTML = FRAME;
    for (const [act, path] of Object.entries(ICONS)) {
      const button = this.find(`[data-act="${act}"]`);
      if (button) button.innerHTML = icon(path);
    }
    this.scrub = this.find(".stage-scrub");
    this.layouts = new Map(LAYOUT_NAMES.map((name) => {
      const attributes = { role: "radio", "data-layout": name };
      return [name, this.button(LAYOUTS[name][0], () => acts.layout(name), attributes)];
    }));
    this.find(".stage-group").append(...this.layouts.values());
    this.arrows = this.button("Arrows", acts.arrows, {
      "aria-pressed": "false",
      title: "Minus the gradient, momentum (dashed) and the next step: true directions; a length grows with the root of the size.",
    });
    this.residuals = this.button("Residuals", acts.residuals, { "aria-pressed": "false" });
    this.shade = document.createElement("select");
    this.shade.setAttribute("aria-label", "Whose answers fill the picture");
    this.shade.addEventListener("change", () => acts.shade(Number(this.shade.value)));
    this.find(".stage-zoom").append(
      this.button("Zoom to the paths", () => acts.zoom("path")),
      this.button("Whole landscape", () => acts.zoom("domain")),
      this.arrows,
      this.residuals,
      this.shade,
    );
    rove(this.find(".stage-views"), "Views", "horizontal");
    this.addSkip();
  }

  // The first tab stop of the page: what plays is far behind the knobs.
  addSkip() {
    this.skip = document.createElement("a");
    Object.assign(this.skip, { href: "#player", className: "stage-skip", textContent: "Skip to the player" });
    this.skip.addEventListener("click", (event) => {
      event.preventDefault();
      this.find("#player").focus();
    });
    document.body.prepend(this.skip);
  }

  // What the style for paper has to know of the screen.
  measure() {
    const { width, height } = this.host.getBoundingClientRect();
    const zoom = Math.min(1, PAPER.width / width, PAPER.height / height);
    const known = { "--screen-width": `${width}px`, "--screen-height": `${window.innerHeight}px`, "--paper-zoom": zoom };
    for (const [name, value] of Object.entries(known)) this.host.style.setProperty(name, String(value));
  }

  close() {
    this.skip.remove();
  }

  /**
   * @param {string} selector
   * @returns {any}
   */
  find(selector) {
    return this.host.querySelector(selector);
  }

  /**
   * @param {string} words
   * @param {() => void} act
   * @param {Record<string, string>} attributes
   */
  button(words, act, attributes = {}) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words;
    button.addEventListener("click", act);
    for (const [name, value] of Object.entries(attributes)) button.setAttribute(name, value);
    return button;
  }

  /**
   * @param {Race} scene
   * @param {Hooks["onView"]} onView
   */
  fill(scene, onView) {
    this.host.dataset.theme = scene.theme;
    this.scrub.max = scene.steps;
    this.find(".stage-note").textContent = scene.note;
    this.fillLegend(scene.runners);
    this.fillChoices(scene.choices ?? [], onView);
  }

  /**
   * Made anew only when it says something else, so that the focus stays.
   *
   * @param {Runner[]} runners
   */
  fillLegend(runners) {
    const says = JSON.stringify(runners.map(({ label, color, dash, under }) => [label, color, dash, under]));
    if (says === this.legend) return;
    /** @type {string} */
    this.legend = says;
    this.find(".stage-legend").replaceChildren(...runners.map((runner, place) => this.chip(runner, place)));
  }

  /**
   * The sign and the name of a runner; under the pointer, or focused, its path is in front.
   *
   * @param {Runner} runner
   * @param {number} place
   */
  chip(runner, place) {
    const made = this.button("", () => this.acts.front(place), { class: "stage-chip" });
    made.innerHTML = `<svg viewBox="0 0 26 8" aria-hidden="true"><line x1="1" y1="4" x2="25" y2="4"
      stroke="${runner.color}" stroke-width="3" stroke-dasharray="${(DASHES[runner.dash] ?? []).join(" ")}"/></svg>`;
    made.append(runner.label);
    made.title = "Bring to the front";
    if (runner.under) {
      const note = document.createElement("small");
      note.textContent = `under ${runner.under}`;
      made.append(" ", note);
      made.title = `The path of ${runner.under} lies over this one all the way; bring it to the front`;
    }
    for (const kind of ["mouseenter", "focus"]) made.addEventListener(kind, () => this.acts.front(place));
    for (const kind of ["mouseleave", "blur"]) made.addEventListener(kind, () => this.acts.front(null));
    return made;
  }

  /**
   * @param {Choice[]} choices
   * @param {Hooks["onView"]} onView
   */
  fillChoices(choices, onView) {
    const bar = this.find(".stage-choices");
    const made = choices.map((choice) => {
      const whole = document.createElement("label");
      const select = document.createElement("select");
      for (const [value, text] of choice.options) select.add(new Option(text, value));
      select.value = choice.value;
      select.dataset.choice = choice.id;
      select.disabled = !onView;
      select.addEventListener("change", () => onView?.({ [choice.id]: select.value }));
      whole.title = choice.label;
      select.setAttribute("aria-label", choice.label);
      whole.append(select);
      return whole;
    });
    const focused = /** @type {HTMLElement} */ (document.activeElement)?.dataset?.choice;
    bar.replaceChildren(...made);
    if (focused) bar.querySelector(`[data-choice="${focused}"]`)?.focus();
  }

  /**
   * Only what this scene has can be chosen.
   *
   * @param {(layout: LayoutName) => boolean} has
   */
  fitLayouts(has) {
    for (const [layout, button] of this.layouts) button.hidden = !has(layout);
  }

  /**
   * @param {LayoutName} layout
   * @param {Record<FigureName, HTMLElement>} plots
   */
  showLayout(layout, plots) {
    const shown = LAYOUTS[layout][1];
    this.find(".stage-scenes").dataset.count = shown.length;
    for (const name of SIDE_BY_SIDE) plots[name].parentElement.hidden = !shown.includes(name);
    for (const [name, button] of this.layouts) button.setAttribute("aria-checked", String(name === layout));
  }

  /**
   * @param {Learning["kind"] | undefined} kind
   * @param {Runner[]} runners
   * @param {DataPicture} picture
   */
  fillShade(kind, runners, picture) {
    this.residuals.hidden = kind !== "curve" && kind !== "fit";
    this.residuals.setAttribute("aria-pressed", String(picture.residuals));
    const asked = kind === "map" || (!this.residuals.hidden && picture.residuals);
    this.shade.hidden = !asked || runners.length < 2;
    const verb = kind === "map" ? "answers" : "residuals";
    this.shade.replaceChildren(
      ...runners.map((runner, place) => new Option(`${verb} of ${runner.name}`, String(place))),
    );
    this.shade.value = String(picture.shaded);
  }

  /**
   * @param {number} step
   * @param {number} steps
   */
  showStep(step, steps) {
    this.scrub.value = step;
    this.scrub.setAttribute("aria-valuetext", `step ${Math.round(step)} of ${steps}`);
    this.find(".stage-step").textContent = `${Math.round(step)} / ${steps}`;
  }

  /** @param {boolean} playing */
  showPlaying(playing) {
    const button = this.find(".stage-play");
    button.innerHTML = icon(playing ? ICONS.pause : ICONS.play);
    button.setAttribute("aria-label", playing ? "Pause" : "Play");
  }
}

/** @param {string} path */
function icon(path) {
  return `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`;
}
