"""The component as Streamlit knows it."""

from __future__ import annotations

from typing import Any

from ui.stage.assets import LAYERS
from ui.stage.component import component
from ui.stage.packing import pack

STYLE = (LAYERS / "layers.css").read_text()

COMPONENT = """
export default function ({ data, parentElement }) {
  const host = parentElement.querySelector(".layers-host");
  host.latest = data;
  load("layers.js").then(({ show }) => {
    if (host.latest === data) show(host, data);
  });
  return () => load("layers.js").then(({ close }) => close(host));
}
"""


def heat_maps(content: dict[str, Any]) -> None:
    """Show the arrays of every run; see `figures.arrays`."""
    component("layers", '<div class="layers-host"></div>', STYLE, COMPONENT)(
        key="layers.arrays", data=pack(content)
    )
