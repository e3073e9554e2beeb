// One Plotly figure, drawn in place; a click on a cell of a heat map is told to Python.

const CONFIG = {
  displaylogo: false,
  responsive: true,
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "sendChartToCloud"],
  toImageButtonOptions: { format: "png", scale: 3, filename: "optimizer-playground" },
};

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".chart-host");
  host.told = (event) => {
    const cell = event.points.find((point) => point.data.type === "heatmap");
    if (cell) setTriggerValue("clicked", cellAt(host, cell.data, event.event));
  };
  host.latest = data;
  draw(host, data);
  return () => {
    host.listens = false;
    window.Plotly?.purge(host);
  };
}

// Row and column under the pointer. Plotly's own answer may be that of a moment before: on a slow
// machine a click comes before it has followed the pointer.
function cellAt(host, { x, y }, { clientX, clientY }) {
  const { xaxis, yaxis } = host._fullLayout;
  const frame = host.getBoundingClientRect();
  const across = clientX - frame.left - xaxis._offset;
  const along = clientY - frame.top - yaxis._offset;
  return [nearest(y, yaxis, along), nearest(x, xaxis, across)];
}

function nearest(places, axis, pixel) {
  const distances = Array.from(places, (place) => Math.abs(axis.d2p(place) - pixel));
  return distances.indexOf(Math.min(...distances));
}

async function draw(host, data) {
  const [{ unpack }, { oneTabStop }] = await Promise.all([
    load("packing.js"),
    load("modebar.js"),
    plotly(),
  ]);
  if (host.latest !== data || !host.isConnected) return;
  const { plot, label } = unpack(data);
  host.setAttribute("aria-label", label);
  for (const trace of plot.data) {
    const labels = trace.meta?.labels;
    if (labels) trace.text = trace.z.map((row) => Array.from(row, (index) => labels[index] ?? ""));
  }
  await Plotly.react(host, plot.data, plot.layout, CONFIG);
  oneTabStop(host);
  if (!host.listens) {
    host.listens = true;
    host.on("plotly_click", (event) => host.told(event));
  }
  host.dataset.ready = Number(host.dataset.ready ?? 0) + 1;
}
