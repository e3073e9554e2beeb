"""The sidebar: what is raced, where, and how. Made wholly from the declarations."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui.links.config import SECTIONS
from ui.sidebar.how import run_options
from ui.sidebar.where import landscape, start, steps
from ui.state import config


def sidebar() -> Any:
    """All sections that the link does not hide; those that it locks cannot be changed.

    Returns the container of the desk, which is filled with the race; None where it is hidden.
    """
    present = config()

    def show(name: str, part: Any) -> None:
        if name not in present.hide:
            part(present.scene, name in present.lock)

    locked = [
        words for part, words in SECTIONS.items() if part in {*present.lock} - {*present.hide}
    ]
    if locked:
        st.caption(f":material/lock: Locked by the link: {', '.join(locked)}.")
    show("landscape", landscape)
    knobs = None if "optimizers" in present.hide else st.container()
    show("steps", steps)
    show("start", start)
    show("run", run_options)
    return knobs
