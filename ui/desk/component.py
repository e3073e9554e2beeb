"""The component as Streamlit knows it, and the patches that come back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import streamlit as st

from ui.desk.catalogue import catalogue
from ui.stage.assets import DESK, kept
from ui.stage.component import STATIC, component

KEY = "desk"
MOST = 100
"""Patches in a message: nobody turns more while a race is run."""
STYLE = (DESK / "desk.css").read_text()

COMPONENT = """
export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".desk-host");
  host.latest = data;
  load("desk.js").then(({ show }) => {
    if (host.latest === data) show(host, data, (turns) => setTriggerValue("turns", turns));
  });
  return () => load("desk.js").then(({ close }) => close(host));
}
"""


def desk(content: dict[str, Any], on_patch: Callable[[], None]) -> None:
    """Show the desk. ``on_patch`` is called when something was turned; see `unheard`."""
    # As bytes: Streamlit would look through a dict for data frames, and import pandas for it.
    text = json.dumps(content | {"catalogue": catalogue_address()}, ensure_ascii=False)
    component("desk", '<div class="desk-host"></div>', STYLE, COMPONENT)(
        key=KEY, data=text.encode(), on_turns_change=on_patch
    )


def catalogue_address() -> str:
    """Where the browser finds the catalogue."""
    return kept(STATIC, "catalogue", ".json", catalogue())


def unheard(session: str, heard: int) -> list[dict[str, Any]]:
    """What was turned after the patch with the number ``heard``, for the callback, in order.

    Streamlit keeps the last message of those that come while the script runs. So each message has
    all patches that the desk has had no answer to, and some of them come twice. Those that were
    counted in another session, before a server came back, are all new.
    """
    found = (st.session_state.get(KEY) or {}).get("turns")
    if not isinstance(found, dict) or not isinstance(found.get("patches"), list):
        return []
    readable = [
        dict(patch)
        for patch in found["patches"][:MOST]
        if isinstance(patch, dict) and type(patch.get("number")) is int
    ]
    same = found.get("session") == session
    return [patch for patch in readable if not same or patch["number"] > heard]
