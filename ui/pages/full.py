"""What a visitor sees when there is no room: why, and that nothing is lost."""

from __future__ import annotations

import streamlit as st

from declarations import counted
from ui.limits import LIMITS
from ui.server.door import is_inside
from ui.server.refusals import refused

AGAIN = 15
"""Seconds between two looks at whether there is room."""


def full() -> None:
    """The page; no race is run for it, and it makes way by itself."""
    refused("a visitor", f"{counted(LIMITS.visitors, 'visitor')} inside")
    using = "is using it" if LIMITS.visitors == 1 else "are using it"
    with (
        st.container(horizontal_alignment="center", key="full"),
        st.container(border=True, width=620),
    ):
        st.title("This server is full", anchor=False)
        st.markdown(
            f"{counted(LIMITS.visitors, 'visitor')} {using}, and it answers no more than that at "
            "once. Your link is kept: what it shows opens here as soon as there is room."
        )
        _again()
        st.caption(
            "On a computer of your own there is no waiting: the Playground is free software, and "
            "`make run` in its folder starts it."
        )


@st.fragment(run_every=AGAIN)
def _again() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Try now", type="primary", icon=":material/refresh:")
        st.markdown(f"The page tries again by itself every {AGAIN} seconds.", width="content")
    if is_inside():
        st.rerun()
