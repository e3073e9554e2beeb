"""The component as Streamlit knows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from ui.stage.assets import WEB, installed

STATIC = Path(__file__).parents[2] / "static"

# The loader is sent inline; the modules and Plotly come from the static folder and are cached.
LOADER = """
const folder = new URL("app/static/FOLDER/", document.baseURI).href;
let loading;
function load() {
  loading ??= (async () => {
    if (!window.Plotly) {
      await new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = folder + "plotly.min.js";
        script.onload = resolve;
        script.onerror = () => reject(new Error("Plotly could not be loaded"));
        document.head.append(script);
      });
    }
    return import(folder + "stage.js");
  })();
  return loading;
}
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


def stage(content: bytes, *, on_start: Callable[[], None], on_view: Callable[[], None]) -> Any:
    """Show the stage. What was clicked is in ``st.session_state["stage"]``."""
    return _component()(key="stage", data=content, on_start_change=on_start, on_view_change=on_view)


def _component() -> Any:
    return st.components.v2.component(
        "optimizer_stage",
        html='<div class="stage-host"></div>',
        css=(WEB / "stage.css").read_text(),
        js=LOADER.replace("FOLDER", installed(STATIC)),
        isolate_styles=False,
    )
