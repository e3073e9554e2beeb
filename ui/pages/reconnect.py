"""What brings a page back whose server has ended."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st


def reconnect() -> None:
    """Let the browser ask for the page when another server answers: its scene is in the link.

    Streamlit's browser connects again by itself, but asks for the page only where a part of it runs
    by the clock. Without one, a page that was at rest would stay as it is, and what is turned on it
    would be told to a server that has never made it.
    """
    _by_the_clock()


@st.fragment(run_every=timedelta(days=1))
def _by_the_clock() -> None:
    """Show nothing."""
