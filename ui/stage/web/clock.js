// The one clock of the stage: which step is shown, and whether it runs.

const SECONDS = 6; // a whole run at speed 1
const CALM = 250; // milliseconds between two pictures with reduced motion

export class Clock {
  // `onChange` is called whenever another step is shown, `onPlay` when it starts or stops.
  constructor(onChange, onPlay) {
    Object.assign(this, { onChange, onPlay });
    this.steps = 1;
    this.step = null; // null: at rest, at the end of the run
    this.playing = false;
    this.speed = 1;
  }

  get atRest() {
    return this.step === null;
  }

  get now() {
    return this.step ?? this.steps;
  }

  fit(steps) {
    this.steps = steps;
    if (this.step !== null) this.step = Math.min(this.step, steps);
  }

  toggle() {
    if (this.playing) return this.pause();
    if (this.step === null || this.step >= this.steps) this.step = 0;
    this.playing = true;
    this.onPlay();
    let last = performance.now();
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const tick = (time) => {
      if (!this.playing) return;
      const rate = (Math.max(this.steps, 20) / SECONDS) * this.speed;
      // With reduced motion the clock jumps four times a second instead of gliding.
      if (!calm || time - last >= CALM) {
        this.step = Math.min(this.step + ((time - last) / 1000) * rate, this.steps);
        last = time;
        this.onChange();
      }
      if (this.step >= this.steps) return this.pause();
      this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.frame);
    if (this.step !== null) this.moveTo(Math.round(this.step));
    this.onPlay();
  }

  stepBy(count) {
    if (this.playing) this.pause();
    this.moveTo(Math.round(this.now) + count);
  }

  moveTo(step) {
    const bounded = Math.max(0, Math.min(step, this.steps));
    this.step = bounded >= this.steps ? null : bounded;
    this.onChange();
  }
}
