// Plotly's tool buttons as one tab stop for a figure: Tab comes to them once, arrows go along them.

const ALONG = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export function oneTabStop(plot) {
  const tools = toolsOf(plot);
  // Plotly has made them anew: each of them is a stop again.
  if (tools.filter((tool) => tool.tabIndex === 0).length !== 1) stopAt(tools[0], tools);
  if (plot.walksTools) return;
  plot.walksTools = true;
  plot.addEventListener("keydown", (event) => walk(event, toolsOf(plot)));
}

function toolsOf(plot) {
  return [...plot.querySelectorAll(".modebar-btn")];
}

function stopAt(chosen, tools) {
  for (const tool of tools) tool.tabIndex = tool === chosen ? 0 : -1;
}

function walk(event, tools) {
  const place = tools.indexOf(event.target);
  const by = ALONG[event.key];
  if (place < 0 || by === undefined) return;
  event.preventDefault();
  const next = tools[(place + by + tools.length) % tools.length];
  stopAt(next, tools);
  next.focus();
}
