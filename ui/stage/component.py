"""The component as Streamlit knows it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from ui.stage.assets import SOURCES, WEB, installed

if TYPE_CHECKING:
    from ui.stage.payload import Payload

STATIC = Path(__file__).parents[2] / "static"
STYLE = (WEB / "stage.css").read_text()

# The modules and Plotly come from the static folder and are cached by the browser. Plotly is
# fetched at once but read only when it is asked for: reading it takes longer than a first picture.
LOADER = """
const folder = new URL("FOLDER/", document.baseURI).href;
function load(name) {
  return import(folder + name);
}
function plotly() {
  window.plotlyReady ??= new Promise((resolve, reject) => {
    if (window.Plotly) return resolve();
    const script = document.createElement("script");
    script.src = folder + "plotly.min.js";
    script.onload = resolve;
    script.onerror = () => reject(new Error("Plotly could not be loaded"));
    document.head.append(script);
  });
  return window.plotlyReady;
}
"""

AHEAD = """
if (!document.querySelector("link[data-plotly]")) {
  for (const name of MODULES) {
    const link = document.createElement("link");
    Object.assign(link, { rel: "modulepreload", href: folder + name });
    document.head.append(link);
  }
  const link = document.createElement("link");
  Object.assign(link, { rel: "preload", as: "script", href: folder + "plotly.min.js" });
  link.dataset.plotly = "";
  document.head.append(link);
}
"""

BACKDROP = """
export default function ({ data }) {
  load("stage.js").then(({ hang }) => hang(data));
}
"""

FAN = """
export default function ({ data }) {
  Promise.all([load("live.js"), load("packing.js")]).then(([{ offer }, { unpack }]) => {
    if (data.length) offer(unpack(data));
  });
}
"""

COMPONENT = """
export default function ({ data, parentElement, setStateValue }) {
  const host = parentElement.querySelector(".stage-host");
  host.latest = data;
  load("stage.js").then(({ show }) => {
    if (host.latest !== data) return;
    show(host, data, {
      plotly,
      onStart: (start) => setStateValue("start", start),
      onView: (choice) => setStateValue("view", choice),
      onShown: (link) => load("address.js").then(({ shows }) => shows(link)),
    });
  });
  return () => load("stage.js").then(({ close }) => close(host));
}
"""


def preload() -> None:
    """Let the browser fetch our modules and Plotly while the server computes what it will show."""
    st.html(f"<script>{preloading()}</script>", unsafe_allow_javascript=True)


def preloading() -> str:
    """The script of `preload`: the one of ours that stands in the page itself.

    It is the same for everybody, so that a Content-Security-Policy can name it by its hash.
    """
    ahead = AHEAD.replace("MODULES", json.dumps([source.name for source in SOURCES]))
    return f'{{{loader()}{ahead}load("address.js");}}'


def stage(content: Payload, *, on_start: Callable[[], None], on_view: Callable[[], None]) -> None:
    """Show the stage. What was clicked is in ``st.session_state["stage"]``."""
    component("stage_backdrop", "<span hidden></span>", "", BACKDROP)(
        key="backdrop", data=content.backdrop
    )
    component("stage", '<div class="stage-host"></div>', STYLE, COMPONENT)(
        key="stage", data=content.race, on_start_change=on_start, on_view_change=on_view
    )


def fan(content: bytes) -> None:
    """Send the runs of all positions of the knob in hand."""
    component("fan", "<span hidden></span>", "", FAN)(key="fan", data=content)


def component(name: str, html: str, css: str, js: str) -> Any:
    """A component of ours, whose JavaScript can load our modules and Plotly."""
    return st.components.v2.component(
        f"optimizer_{name}", html=html, css=css, js=loader() + js, isolate_styles=False
    )


def loader() -> str:
    """The JavaScript functions that load our modules and Plotly, once for a page."""
    return LOADER.replace("FOLDER", installed(STATIC))
