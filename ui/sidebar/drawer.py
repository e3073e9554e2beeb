"""The sidebar on a phone, where it is a drawer over the whole page."""

from __future__ import annotations

import streamlit as st

from ui.state import state

CLOSE = """<script>
// Choice number COUNT: a text that has not changed is not run again.
if (matchMedia("(max-width: 768px)").matches) {
  const open = '[data-testid="stSidebar"][data-collapsed="false"]';
  document.querySelector(`${open} [data-testid="stSidebarCollapseButton"] button`)?.click();
}
</script>"""


def close_drawer() -> None:
    """Show the picture of the landscape or scene that has just been chosen."""
    choices = state().choices
    if choices:
        with st.container(key="drawer"):
            st.html(CLOSE.replace("COUNT", str(choices)), unsafe_allow_javascript=True)
