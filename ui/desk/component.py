"""The component as Streamlit knows it, and what is done with the patches that come back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import streamlit as st

from ui.desk.catalogue import catalogue
from ui.stage.assets import DESK, kept
from ui.stage.component import STATIC, component

KEY = "desk"
STYLE = (DESK / "desk.css").read_text()

COMPONENT = """
export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".desk-host");
  host.latest = data;
  load("desk.js").then(({ show }) => {
    if (host.latest === data) show(host, data, (patch) => setTriggerValue("patch", patch));
  });
  return () => load("desk.js").then(({ close }) => close(host));
}
"""


def desk(content: dict[str, Any], on_patch: Callable[[], None]) -> None:
    """Show the desk. ``on_patch`` is called when something was turned; see `patch`."""
    # As bytes: Streamlit would look through a dict for data frames, and import pandas for it.
    text = json.dumps(content | {"catalogue": catalogue_address()}, ensure_ascii=False)
    component("desk", '<div class="desk-host"></div>', STYLE, COMPONENT)(
        key=KEY, data=text.encode(), on_patch_change=on_patch
    )


def catalogue_address() -> str:
    """Where the browser finds the catalogue."""
    return kept(STATIC, "catalogue", ".json", catalogue())


def patch() -> dict[str, Any]:
    """What was turned, for the callback; empty if it is not readable."""
    found = (st.session_state.get(KEY) or {}).get("patch")
    return dict(found) if isinstance(found, dict) else {}
