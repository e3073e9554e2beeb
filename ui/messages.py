"""What a page has to say before anything else."""

from __future__ import annotations

import streamlit as st

from ui.state import dismiss_messages, state


def link_messages() -> None:
    """What could not be read of the link."""
    messages = state().messages
    if messages:
        with st.container(border=True):
            st.warning("\n".join(f"- {line}" for line in messages), icon=":material/link_off:")
            st.button("Dismiss", on_click=dismiss_messages, type="tertiary")


def toast(sentence: str) -> None:
    """What was wrong with the last thing that was done."""
    st.toast(sentence, icon=":material/error:")
