// Plotly follows what the stage shows: figure by figure, each in a task of its own, so that the page
// stays alive in between. Only one of them is drawn at a time; what changes meanwhile is drawn again.

/** @import { FigureName } from "./types.js" */

import { race } from "./live.js";

const PAUSE = 700; // milliseconds without a change, before Plotly draws what our canvas shows too
const BREATH = 60; // milliseconds between two of Plotly's figures, each of which holds the page
const REST = 400; // milliseconds that it waits for the page to be idle

export class Follower {
  /**
   * @param {object} acts
   * @param {() => Promise<void> | undefined} acts.load Has Plotly loaded.
   * @param {(name: FigureName) => Promise<void>} acts.draw Has Plotly draw a figure as it is now.
   * @param {() => void} acts.ready Is told when all figures show the present race.
   * @param {FigureName[]} covered What a canvas of ours shows as well; all else is urgent.
   */
  constructor(acts, covered) {
    this.acts = acts;
    this.covered = covered;
    /** @type {Set<FigureName>} What Plotly has not drawn as it is now. */
    this.behind = new Set();
    /** @type {"still" | "waiting" | "drawing" | "closed"} */
    this.state = "still";
  }

  // What nothing else shows is drawn at once, the rest when the visitor pauses.
  follow() {
    const urgent = this.urgent().length > 0;
    if (this.state === "still" || this.state === "waiting") {
      if (urgent) this.draw();
      else this.wait();
    }
    if (!urgent) this.acts.ready();
  }

  urgent() {
    return [...this.behind].filter((name) => !this.covered.includes(name));
  }

  wait() {
    clearTimeout(this.later);
    this.state = "waiting";
    this.later = setTimeout(() => this.draw(), PAUSE);
  }

  async draw() {
    clearTimeout(this.later);
    this.state = "drawing";
    try {
      await idle();
      await this.acts.load();
      await idle();
      while (this.behind.size && !race.turning && !this.isClosed()) {
        const [name] = [...this.urgent(), ...this.behind];
        this.behind.delete(name);
        await this.acts.draw(name);
        if (!this.urgent().length) this.acts.ready();
        await idle();
      }
    } finally {
      if (!this.isClosed()) this.state = "still";
    }
    // A knob is held: later.
    if (this.behind.size && !this.isClosed()) this.wait();
  }

  isClosed() {
    return this.state === "closed";
  }

  close() {
    clearTimeout(this.later);
    this.state = "closed";
  }
}

// When the last picture is on the screen and the page has nothing else to do.
function idle() {
  return new Promise((resolve) =>
    requestAnimationFrame(() => setTimeout(() => requestIdleCallback(resolve, { timeout: REST }), BREATH)),
  );
}
