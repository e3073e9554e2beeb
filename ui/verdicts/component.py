"""The component as Streamlit knows it, and what is asked for in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import streamlit as st

from ui.stage.assets import VERDICTS
from ui.stage.component import component

KEY = "verdicts"
STYLE = (VERDICTS / "verdicts.css").read_text()

COMPONENT = """
export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".verdicts-host");
  host.latest = data;
  load("verdicts.js").then(({ show }) => {
    if (host.latest === data) show(host, data, (asked) => setTriggerValue("asked", asked));
  });
}
"""


def verdicts(content: dict[str, Any], on_asked: Callable[[], None]) -> None:
    """Show the verdicts. ``on_asked`` is called when something was pressed; see `asked`."""
    # As bytes: Streamlit would look through a dict for data frames, and import pandas for it.
    component("verdicts", '<div class="verdicts-host"></div>', STYLE, COMPONENT)(
        key=KEY, data=json.dumps(content, ensure_ascii=False).encode(), on_asked_change=on_asked
    )


def asked() -> dict[str, Any]:
    """What was pressed, for the callback; nothing that is no dict of plain words and numbers."""
    found = (st.session_state.get(KEY) or {}).get("asked")
    return dict(found) if isinstance(found, dict) else {}
