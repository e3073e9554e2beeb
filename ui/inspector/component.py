"""The component as Streamlit knows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from experiments import Runner, Scene, cost
from ui.inspector.content import content, window
from ui.stage.component import component

KEY = "inspector"
WEB = Path(__file__).parent / "web"
STYLE = (WEB / "inspector.css").read_text()

COMPONENT = """
export default function ({ data, parentElement, setStateValue }) {
  const host = parentElement.querySelector(".inspector-host");
  host.latest = data;
  load("inspector.js").then(({ show }) => {
    if (host.latest === data) show(host, data, (step) => setStateValue("asked", step));
  });
  return () => load("inspector.js").then(({ close }) => close(host));
}
"""


def inspector(scene: Scene, runner: Runner, name: str) -> None:
    """Show the step at the scrubber, of one run."""
    end = int(runner.trajectory.last_step)
    if end == 0:
        st.caption("This run has made no step.")
        return
    if cost.is_heavy(scene.landscape(), scene.steps, 1):
        st.caption("This run is too much work to be made once more, step by step.")
        return
    first, last = window(_asked(end), end)
    start = tuple(runner.trajectory.points[0].tolist())
    alone = scene.replace(entries=())
    component(KEY, '<div class="inspector-host"></div>', STYLE, COMPONENT)(
        key=KEY,
        data=content(alone, runner.entry, start, name, first, last, end),
        on_asked_change=lambda: None,
    )


def _asked(end: int) -> int:
    """The step for which the browser has asked last."""
    found: Any = (st.session_state.get(KEY) or {}).get("asked")
    return max(1, min(found, end)) if type(found) is int else end
