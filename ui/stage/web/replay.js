// A race on a small map, played over Plotly's figure: once when it is first seen, again on a click.

/** @import { Plot, PlotElement, Point, Trace } from "./types.js" */

import { Clock } from "./clock.js";
import { Overlay } from "./overlay.js";
import { PlaneCamera } from "./plotly.js";
import { indexAt } from "./runs.js";

const SPEED = 2; // of a whole run: three seconds

export class Replay {
  /** @param {PlotElement} plot Has to stand alone in a frame, over which it is played. */
  constructor(plot) {
    this.plot = plot;
    /** @type {Trace[]} */
    this.paths = [];
    this.label = "";
    this.overlay = new Overlay(plot);
    // The whole paths stay to be seen, faint, while the clock runs.
    this.clock = new Clock(() => this.paint(), () => plot.classList.toggle("chart-plays", this.clock.playing));
    this.clock.speed = SPEED;
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.onceSeen = new IntersectionObserver(([{ isIntersecting }]) => {
      if (isIntersecting) this.play();
    }, { threshold: 0.6 });
    plot.addEventListener("click", (event) => this.hear(event));
  }

  /**
   * A race that Plotly has just drawn; nothing happens where it is the one that was there.
   *
   * @param {Plot} plot
   * @param {string} label What it shows.
   */
  show({ data }, label) {
    const runners = data.filter(({ meta }) => meta !== undefined && meta !== null);
    this.paths = runners.filter(({ mode }) => mode === "lines+markers");
    this.casing = runners.find(({ mode }) => mode === "lines")?.line.color;
    this.clock.fit(Math.max(...this.paths.map(({ customdata }) => customdata[customdata.length - 1])));
    if (this.label === label) return;
    this.label = label;
    this.onceSeen.disconnect();
    this.onceSeen.observe(this.plot);
  }

  play() {
    this.onceSeen.disconnect();
    if (!this.clock.playing && !this.calm.matches) this.clock.toggle();
  }

  /** @param {MouseEvent} event Plotly keeps those that end a zoom to itself. */
  hear({ clientX, clientY }) {
    const { left, top, width, height } = new PlaneCamera(this.plot).area;
    const frame = this.plot.getBoundingClientRect();
    const [x, y] = [clientX - frame.left - left, clientY - frame.top - top];
    if (x >= 0 && y >= 0 && x <= width && y <= height) this.play();
  }

  paint() {
    this.overlay.clear();
    if (this.clock.atRest) return;
    const camera = new PlaneCamera(this.plot);
    this.overlay.clip(camera.area);
    // The first path, which is drawn last, is the one that the card is about.
    for (const { x, y, customdata, line } of this.paths) {
      const { row, share } = indexAt(customdata, this.clock.now);
      const next = Math.min(row + 1, x.length - 1);
      const points = Array.from({ length: row + 1 }, (_, index) => camera.at(x[index], y[index]));
      const head = camera.at(x[row] + share * (x[next] - x[row]), y[row] + share * (y[next] - y[row]));
      this.overlay.trail([...points, head], line.color, this.casing, line.dash);
      this.overlay.head(head, line.color, this.casing);
    }
    this.overlay.context.restore();
  }

  end() {
    this.onceSeen.disconnect();
    this.clock.pause();
    this.clock.moveTo(this.clock.steps);
  }
}
