"""The component as Streamlit knows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from ui.stage.assets import WEB, installed

STATIC = Path(__file__).parents[2] / "static"

# The modules and Plotly come from the static folder and are cached by the browser.
LOADER = """
function load() {
  const folder = new URL("app/static/FOLDER/", document.baseURI).href;
  window.optimizerStage ??= (async () => {
    const modules = import(folder + "stage.js");
    if (!window.Plotly) {
      await new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = folder + "plotly.min.js";
        script.onload = resolve;
        script.onerror = () => reject(new Error("Plotly could not be loaded"));
        document.head.append(script);
      });
    }
    return modules;
  })();
  return window.optimizerStage;
}
"""

COMPONENT = """
export default function ({ data, parentElement, setStateValue }) {
  const host = parentElement.querySelector(".stage-host");
  host.latest = data;
  load().then(({ show }) => {
    if (host.latest !== data) return;
    show(host, data, {
      onStart: (start) => setStateValue("start", start),
      onView: (choice) => setStateValue("view", choice),
    });
  });
  return () => load().then(({ close }) => close(host));
}
"""


def preload() -> None:
    """Let the browser fetch and read Plotly while the server computes what it will show."""
    st.html(f"<script>{loader()} load();</script>", unsafe_allow_javascript=True)


def stage(content: bytes, *, on_start: Callable[[], None], on_view: Callable[[], None]) -> Any:
    """Show the stage. What was clicked is in ``st.session_state["stage"]``."""
    return _component()(key="stage", data=content, on_start_change=on_start, on_view_change=on_view)


def _component() -> Any:
    return st.components.v2.component(
        "optimizer_stage",
        html='<div class="stage-host"></div>',
        css=(WEB / "stage.css").read_text(),
        js=loader() + COMPONENT,
        isolate_styles=False,
    )


def loader() -> str:
    """The JavaScript function that loads our modules and Plotly, once for a page."""
    return LOADER.replace("FOLDER", installed(STATIC))
