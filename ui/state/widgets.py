"""Widgets are views of the config: each gets its value from it before it is made."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

import streamlit as st

STAGE = "stage"
"""The key of the stage component."""


def bind(key: str, value: Any, change: Callable[[Any], None]) -> dict[str, Any]:
    """The arguments that tie a widget to a value of the config.

    ``change`` is called with the widget's new value, before the page runs again.
    """
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value

    def changed() -> None:
        change(st.session_state[key])

    return {"key": key, "on_change": changed}


def keep_chosen(key: str, begin: Sequence[str], options: Sequence[str]) -> dict[str, Any]:
    """The key of a list of choices that holds what it held, as far as that is still offered.

    At first, and when nothing is left, it holds ``begin``.
    """
    held = [choice for choice in st.session_state.get(key, begin) if choice in options]
    st.session_state[key] = held or [choice for choice in begin if choice in options]
    return {"key": key}


def from_stage(name: str) -> Any:
    """What the stage component has reported under a name."""
    return (st.session_state.get(STAGE) or {}).get(name)


_FILE = "file"


def keep_file(asked: Hashable, content: bytes) -> None:
    """Keep a file that took a while to make: the last one, until another is made."""
    st.session_state[_FILE] = asked, content


def kept_file(asked: Hashable) -> bytes | None:
    """The file that is kept, if it is the one that is asked for."""
    made, content = st.session_state.get(_FILE, (None, b""))
    return content if made == asked else None
