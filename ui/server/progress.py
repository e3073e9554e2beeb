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


class Report:
    """What is called, now and then, with the share of the work that is done.

    A click on Cancel, on any other widget, or a closed tab ends the work: Streamlit then stops
    the script at the next update of the bar, by an exception from here.
    """

    def __init__(self, container: Any, text: str, on_cancel: Callable[[], None]) -> None:
        self._container, self._text, self._on_cancel = container, text, on_cancel
        self._begin = self._last = time.monotonic()
        self._bar: Any = None

    def __call__(self, share: float) -> None:
        """Show how far the work is."""
        self._show(share, self._text)

    def wait(self, place: int) -> None:
        """Show that others come first."""
        self._show(0.0, f"The server is busy with other visitors' work; you are number {place}.")

    def _show(self, share: float, text: str) -> None:
        now = time.monotonic()
        if now - self._begin < PATIENCE or now - self._last < PAUSE:
            return
        self._last = now
        if self._bar is None:
            with self._container.container(horizontal=True, vertical_alignment="center"):
                self._bar = st.progress(0.0)
                st.button("Cancel", key="cancel", on_click=self._on_cancel, icon=":material/close:")
        self._bar.progress(min(share, 1.0), text=text)

    def close(self) -> None:
        """The work is done."""
        if self._bar is not None:
            self._container.empty()


class Unwatched(Report):
    """For work whose visitor sees no bar, and cannot cancel it."""

    def __init__(self) -> None:
        super().__init__(None, "", lambda: None)

    def _show(self, share: float, text: str) -> None:
        """Nobody looks."""


@contextmanager
def progress(text: str, on_cancel: Callable[[], None] = cancel) -> Iterator[Report]:
    """Gives the report that the work within is to call.

    Nothing of it stays where the work fails. Where Streamlit stops the script, by what is no
    ``Exception``, there is nothing more to be drawn.
    """
    report = Report(st.empty(), text, on_cancel)
    try:
        yield report
    except Exception:
        report.close()
        raise
    report.close()
