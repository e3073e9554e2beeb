// One Plotly figure, drawn in place; a click on a cell of a heat map is told to Python.

/** @import { Plot, PlotElement } from "../stage/web/types.js" */
/** @import { Replay } from "../stage/web/replay.js" */
/** @import { race as Race } from "../stage/web/live.js" */
/** @import { PlaneCamera as Camera } from "../stage/web/plotly.js" */
/** @typedef {typeof Race} Exchange */
/** @typedef {PlotElement & { latest?: Uint8Array, told?: (cell: [number, number]) => void, replay?: Replay, now?: AbortController }} ChartHost */

const CONFIG = {
  displaylogo: false,
  responsive: true,
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "sendChartToCloud"],
  toImageButtonOptions: { format: "png", scale: 3, filename: "optimizer-playground" },
};

/**
 * @param {object} component What Streamlit gives it.
 * @param {Uint8Array} component.data
 * @param {HTMLElement} component.parentElement
 * @param {(name: string, value: unknown) => void} component.setTriggerValue
 */
export default function ({ data, parentElement, setTriggerValue }) {
  /** @type {ChartHost} */
  const host = parentElement.querySelector(".chart-host");
  host.told = (cell) => setTriggerValue("clicked", cell);
  host.latest = data;
  draw(host, data);
  return () => {
    host.latest = null;
    host.listens = false;
    host.replay?.end();
    host.now?.abort();
    window.Plotly?.purge(host);
  };
}

/**
 * @param {ChartHost} host
 * @param {Uint8Array} data
 */
async function draw(host, data) {
  const modules = ["packing.js", "rove.js", "plotly.js"].map(load);
  const [{ unpack }, { roveTools }, { cellAt, PlaneCamera }] = await Promise.all([...modules, plotly()]);
  if (host.latest !== data || !host.isConnected) return;
  /** @type {{ plot: Plot, label: string, plays: boolean, follows: boolean }} */
  const { plot, label, plays, follows } = unpack(data);
  host.setAttribute("aria-label", label);
  for (const trace of plot.data) {
    const labels = trace.meta?.labels;
    if (labels) trace.text = trace.z.map(words(labels));
  }
  await Plotly.react(host, plot.data, plot.layout, CONFIG);
  if (host.latest !== data) return;
  roveTools(host);
  if (!host.listens) {
    host.listens = true;
    host.on("plotly_click", (/** @type {any} */ { points, event }) => {
      const map = points.find((/** @type {any} */ point) => point.data.type === "heatmap");
      if (map) host.told(cellAt(host, map.data, event));
    });
  }
  if (follows && !host.now) {
    host.now = new AbortController();
    const { race } = await load("live.js");
    if (host.latest !== data) return;
    follow(host, race, PlaneCamera, host.now.signal);
  }
  if (plays) {
    const { Replay } = await load("replay.js");
    host.replay ??= new Replay(host);
    host.replay.show(plot, label);
  }
  host.dataset.ready = String(Number(host.dataset.ready ?? 0) + 1);
}

/**
 * A line at the step that the stage shows.
 *
 * @param {ChartHost} host
 * @param {Exchange} race
 * @param {typeof Camera} PlaneCamera
 * @param {AbortSignal} signal
 */
function follow(host, race, PlaneCamera, signal) {
  const line = document.createElement("div");
  line.className = "chart-now";
  host.after(line);
  const place = () => {
    const camera = new PlaneCamera(host);
    const { area } = camera;
    const [x] = camera.at(race.step ?? NaN, 1) ?? [NaN];
    // Strips below each other have the steps in common.
    const [low, high] = host.layout.yaxis.domain ?? [0, 1];
    const whole = area.height / (high - low);
    line.hidden = !(x >= area.left && x <= area.left + area.width);
    line.style.left = `${x}px`;
    line.style.top = `${area.top - (1 - high) * whole}px`;
    line.style.height = `${whole}px`;
    line.dataset.step = String(race.step);
  };
  race.addEventListener("step", place, { signal });
  host.on("plotly_afterplot", place);
  signal.addEventListener("abort", () => line.remove());
  place();
}

/** @param {string[]} labels */
function words(labels) {
  return (/** @type {Iterable<number>} */ row) => Array.from(row, (index) => labels[index] ?? "");
}
