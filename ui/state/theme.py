"""What the visitor's browser shows: light or dark."""

from __future__ import annotations

import streamlit as st

from figures.theme import DARK, LIGHT, Theme


def present_theme() -> Theme:
    """The visitor's theme: light or dark."""
    return DARK if st.context.theme.type == "dark" else LIGHT
