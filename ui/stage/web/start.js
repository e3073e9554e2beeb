// The start on the map: a click sets it, and its ring can be dragged, or moved with the arrow keys.
// While it is dragged the ring is where the pointer is; races follow as fast as Python runs them.

/** @import { Hooks, Pixel, Scene } from "./types.js" */
/** @import { FlatCamera } from "./painter.js" */

const CLICK = { far: 4, long: 600 }; // pixels and milliseconds; beyond them it is no click
/** @type {Record<string, Pixel>} */
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Start {
  /**
   * @param {HTMLElement} plot The map.
   * @param {() => FlatCamera} camera
   * @param {() => Hooks["onStart"]} tell
   * @param {AbortSignal} signal When the stage goes.
   */
  constructor(plot, camera, tell, signal) {
    this.plot = plot;
    this.camera = camera;
    this.tell = tell;
    this.held = false;
    /** @type {Pixel | null} Where it is held or was moved with keys, in the coordinates of the map. */
    this.at = null;
    /** @type {Pixel | null} Where Python was told that it is. */
    this.told = null;
    this.waiting = false; // for the race of the last place that Python was told
    this.ring = document.createElement("button");
    // No tab stop of its own: the fields and sliders of the sidebar do the same by keyboard.
    Object.assign(this.ring, { type: "button", className: "stage-start", hidden: true, tabIndex: -1 });
    this.ring.setAttribute("aria-label", "Start: drag it, or move it with the arrow keys");
    this.ring.title = "Drag the start, or click elsewhere on the map";
    plot.parentElement.append(this.ring);
    this.ring.addEventListener("pointerdown", (event) => this.hold(event));
    this.ring.addEventListener("pointermove", (event) => this.held && this.drag(event));
    for (const kind of ["pointerup", "pointercancel"]) this.ring.addEventListener(kind, () => this.letGo());
    this.ring.addEventListener("keydown", (event) => this.nudge(event));
    plot.addEventListener("pointerdown", (event) => (this.pressed = event));
    window.addEventListener("pointerup", (event) => this.clicked(event), { capture: true, signal });
  }

  /**
   * A race is shown.
   *
   * @param {Scene} scene
   */
  update(scene) {
    this.scene = scene;
    this.waiting = false;
    if (!this.held && this.at === this.told) this.at = null;
    this.ask();
  }

  // The ring is where the race starts, or where it is held, or where keys have moved it meanwhile.
  paint() {
    const { start } = this.scene;
    const [x, y] = this.at ?? start?.at ?? [NaN, NaN];
    const camera = this.camera();
    const pixel = camera.at(x, y);
    const { left, top, width, height } = camera.area;
    const inside = pixel && pixel[0] >= left && pixel[0] <= left + width && pixel[1] >= top && pixel[1] <= top + height;
    this.ring.hidden = !start || !this.tell() || !inside;
    if (inside) this.ring.style.translate = `${pixel[0]}px ${pixel[1]}px`;
  }

  /** @param {PointerEvent} event */
  hold(event) {
    if (event.button !== 0) return;
    this.held = true;
    this.at = null;
    this.told = null;
    this.ring.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  drag(event) {
    const at = this.place(event);
    if (!at) return;
    this.at = at;
    this.paint();
    this.ask();
  }

  // One race at a time: what the pointer passes meanwhile is not run.
  ask() {
    const { at, held } = this;
    if (!at || this.waiting || at === this.told || (held && !this.scene.start?.live)) return;
    this.waiting = true;
    this.told = at;
    this.tell()({ at, held });
  }

  letGo() {
    if (!this.held) return;
    this.held = false;
    if (this.at) this.tell()({ at: this.at, held: false });
    this.at = null;
  }

  /** @param {KeyboardEvent} event */
  nudge(event) {
    const way = KEYS[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const camera = this.camera();
    // Keys come faster than races: from where the last one has moved it.
    const [left, top] = camera.at(...(this.at ?? this.scene.start.at));
    const far = event.shiftKey ? 10 : 1;
    const at = camera.from(left + far * way[0], top + far * way[1]);
    if (!at) return;
    this.at = at;
    this.paint();
    this.ask();
  }

  /** @param {PointerEvent} event */
  clicked(event) {
    const { pressed } = this;
    this.pressed = null;
    if (!pressed || pressed.button !== 0 || !this.tell() || !this.scene.clickable) return;
    const moved = Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY);
    if (moved > CLICK.far || event.timeStamp - pressed.timeStamp > CLICK.long) return;
    const at = this.place(event);
    if (at) this.tell()({ at, held: false });
  }

  /** @param {PointerEvent} event */
  place(event) {
    const box = this.plot.getBoundingClientRect();
    return this.camera().from(event.clientX - box.left, event.clientY - box.top);
  }
}
