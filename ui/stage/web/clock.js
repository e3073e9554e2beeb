// The one clock of the stage: which step is shown, and whether it runs.

const SECONDS = 6; // a whole run at speed 1
const CALM = 250; // milliseconds between two pictures with reduced motion

export class Clock {
  /**
   * @param {() => void} onChange Is called whenever another step is shown.
   * @param {() => void} onPlay Is called when it starts or stops.
   */
  constructor(onChange, onPlay) {
    this.onChange = onChange;
    this.onPlay = onPlay;
    this.steps = 1;
    this.now = 1;
    this.speed = 1;
    /** @type {"rest" | "held" | "playing"} At rest it shows the end of the run, however long that is. */
    this.state = "rest";
  }

  get atRest() {
    return this.state === "rest";
  }

  get playing() {
    return this.state === "playing";
  }

  // The step that is held or played; null at rest.
  get step() {
    return this.atRest ? null : this.now;
  }

  /** @param {number} steps */
  fit(steps) {
    this.steps = steps;
    this.now = this.atRest ? steps : Math.min(this.now, steps);
  }

  toggle() {
    if (this.playing) return this.pause();
    if (this.now >= this.steps) this.now = 0;
    this.state = "playing";
    this.onPlay();
    let last = performance.now();
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    /** @param {number} time */
    const tick = (time) => {
      if (!this.playing) return;
      const rate = (Math.max(this.steps, 20) / SECONDS) * this.speed;
      // With reduced motion the clock jumps four times a second instead of gliding.
      if (!calm || time - last >= CALM) {
        this.now = Math.min(this.now + ((time - last) / 1000) * rate, this.steps);
        last = time;
        this.onChange();
      }
      if (this.now >= this.steps) return this.pause();
      this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
  }

  pause() {
    cancelAnimationFrame(this.frame);
    if (!this.atRest) {
      this.state = "held";
      this.moveTo(Math.round(this.now));
    }
    this.onPlay();
  }

  /** @param {number} count */
  stepBy(count) {
    if (this.playing) this.pause();
    this.moveTo(Math.round(this.now) + count);
  }

  /** @param {number} step */
  moveTo(step) {
    this.now = Math.max(0, Math.min(step, this.steps));
    if (!this.playing) this.state = this.now >= this.steps ? "rest" : "held";
    this.onChange();
  }
}
