"""What a page has to say before anything else, and what was wrong with the last thing done."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ui.state import dismiss_messages, state
from ui.words.quoting import literal


def link_messages() -> None:
    """What could not be read of the link."""
    messages = state().messages
    if messages:
        with st.container(border=True):
            warn_of_link(messages)
            st.button("Dismiss", on_click=dismiss_messages, type="tertiary")


def warn_of_link(sentences: Sequence[str]) -> None:
    """What could not be read of a link, a line each."""
    lines = "\n".join(f"- {literal(line, 400)}" for line in sentences)
    st.warning(lines, icon=":material/link_off:")


def toast(sentence: object) -> None:
    """What was wrong with the last thing that was done."""
    st.toast(literal(sentence), icon=":material/error:")


def notice(sentence: object) -> None:
    """What else there is, beside what was asked for."""
    st.toast(literal(sentence), icon=":material/info:", duration="long")


def failure(sentence: object) -> None:
    """What could not be done."""
    st.error(literal(sentence, 400))


def busy(sentence: object) -> None:
    """What could not be done now; nothing is lost, and it can be asked for once more."""
    failure(sentence)
    if st.button("Try again", key="again", icon=":material/refresh:"):
        st.rerun()
