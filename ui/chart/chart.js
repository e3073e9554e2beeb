// One Plotly figure, drawn in place; a click on a cell of a heat map is told to Python.

const CONFIG = {
  displaylogo: false,
  responsive: true,
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "sendChartToCloud"],
  toImageButtonOptions: { format: "png", scale: 3, filename: "optimizer-playground" },
};

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".chart-host");
  host.told = (cell) => setTriggerValue("clicked", cell);
  host.latest = data;
  draw(host, data);
  return () => {
    host.listens = false;
    window.Plotly?.purge(host);
  };
}

async function draw(host, data) {
  const modules = ["packing.js", "rove.js", "plotly.js"].map(load);
  const [{ unpack }, { roveTools }, { cellAt }] = await Promise.all([...modules, plotly()]);
  if (host.latest !== data || !host.isConnected) return;
  const { plot, label } = unpack(data);
  host.setAttribute("aria-label", label);
  for (const trace of plot.data) {
    const labels = trace.meta?.labels;
    if (labels) trace.text = trace.z.map((row) => Array.from(row, (index) => labels[index] ?? ""));
  }
  await Plotly.react(host, plot.data, plot.layout, CONFIG);
  roveTools(host);
  if (!host.listens) {
    host.listens = true;
    host.on("plotly_click", ({ points, event }) => {
      const map = points.find((point) => point.data.type === "heatmap");
      if (map) host.told(cellAt(host, map.data, event));
    });
  }
  host.dataset.ready = Number(host.dataset.ready ?? 0) + 1;
}
