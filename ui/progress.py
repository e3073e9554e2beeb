"""A bar and a way out for everything that takes longer than a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from ui.state import cancel

PATIENCE = 1.0
"""Seconds before the bar is shown."""

PAUSE = 0.2
"""Seconds between two looks at what the visitor wants."""


@contextmanager
def progress(
    text: str, on_cancel: Callable[[], None] = cancel
) -> Iterator[Callable[[float], None]]:
    """Gives what is to be called, now and then, with the share that is done.

    A click on Cancel, or on any other widget, ends the work within it: Streamlit then stops the
    script at the next update of the bar, and runs it anew.
    """
    place = st.empty()
    begin = last = time.monotonic()
    bar: Any = None

    def report(share: float) -> None:
        nonlocal bar, last
        now = time.monotonic()
        if now - begin < PATIENCE or now - last < PAUSE:
            return
        last = now
        if bar is None:
            with place.container(horizontal=True, vertical_alignment="center"):
                bar = st.progress(0.0)
                st.button("Cancel", key="cancel", on_click=on_cancel, icon=":material/close:")
        bar.progress(min(share, 1.0), text=text)

    yield report
    if bar is not None:
        place.empty()
