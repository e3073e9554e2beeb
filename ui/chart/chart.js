// One Plotly figure, drawn in place; a click on a cell of a heat map is told to Python.

/** @import { Plot, PlotElement } from "../stage/web/types.js" */
/** @import { Replay } from "../stage/web/replay.js" */
/** @typedef {PlotElement & { latest?: Uint8Array, told?: (cell: [number, number]) => void, replay?: Replay }} ChartHost */

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
    host.listens = false;
    host.replay?.end();
    window.Plotly?.purge(host);
  };
}

/**
 * @param {ChartHost} host
 * @param {Uint8Array} data
 */
async function draw(host, data) {
  const modules = ["packing.js", "rove.js", "plotly.js"].map(load);
  const [{ unpack }, { roveTools }, { cellAt }] = await Promise.all([...modules, plotly()]);
  if (host.latest !== data || !host.isConnected) return;
  /** @type {{ plot: Plot, label: string, plays: boolean }} */
  const { plot, label, plays } = unpack(data);
  host.setAttribute("aria-label", label);
  for (const trace of plot.data) {
    const labels = trace.meta?.labels;
    if (labels) trace.text = trace.z.map(words(labels));
  }
  await Plotly.react(host, plot.data, plot.layout, CONFIG);
  roveTools(host);
  if (!host.listens) {
    host.listens = true;
    host.on("plotly_click", (/** @type {any} */ { points, event }) => {
      const map = points.find((/** @type {any} */ point) => point.data.type === "heatmap");
      if (map) host.told(cellAt(host, map.data, event));
    });
  }
  if (plays) {
    const { Replay } = await load("replay.js");
    host.replay ??= new Replay(host);
    host.replay.show(plot, label);
  }
  host.dataset.ready = String(Number(host.dataset.ready ?? 0) + 1);
}

/** @param {string[]} labels */
function words(labels) {
  return (/** @type {Iterable<number>} */ row) => Array.from(row, (index) => labels[index] ?? "");
}
