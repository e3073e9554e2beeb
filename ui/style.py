"""What Streamlit's theme cannot say about the pages."""

from __future__ import annotations

import streamlit as st

STYLE = """<style>
.stMainBlockContainer { padding: 4.6rem 1.6rem 3rem; max-width: 1680px; }
@media (max-width: 640px) { .stMainBlockContainer { padding: 4.6rem 0.8rem 2rem; } }
[data-testid="stSidebarUserContent"] { padding-top: 0.5rem; }
.katex-display { overflow-x: auto; overflow-y: hidden; padding: 2px 0; }
[data-testid="stSidebar"] .katex-display { font-size: 0.86em; }
/* Next to an exact number; a slider stands at the nearest of its places. */
[class*="-slider"] [data-testid="stSliderThumbValue"] { display: none; }
/* The sentence under the title keeps two lines, so that the figures do not jump. */
.st-key-look-at { min-height: 2.9em; }
</style>"""


def style() -> None:
    """Less empty space around the pages."""
    st.html(STYLE)
