"""What Streamlit's theme cannot say about the pages."""

from __future__ import annotations

import streamlit as st

STYLE = """<style>
/* Numbers below each other have their digits below each other. */
.stApp { font-variant-numeric: tabular-nums; }
.stMainBlockContainer { padding: 3.6rem 1.4rem 2rem; max-width: 1760px; }
.stMainBlockContainer > [data-testid="stVerticalBlock"] { gap: 0.4rem; }
@media (max-width: 640px) { .stMainBlockContainer { padding: 3.6rem 0.8rem 2rem; } }
[data-testid="stSidebarHeader"] { height: 2.2rem; min-height: 0; padding: 0.2rem; margin: 0; }
[data-testid="stSidebarContent"] { padding-inline: 0; }
[data-testid="stSidebarUserContent"] { padding: 0 1rem 1.5rem; }
[data-testid="stSidebarUserContent"] [data-testid="stVerticalBlock"] { gap: 0.55rem; }
.katex-display { overflow: auto hidden; padding: 4px 4px 12px; margin: 0 !important; }
/* A formula that is too wide goes on in the next line, where mathematics breaks. */
.katex-display > .katex { white-space: normal; }
[data-testid="stSidebar"] .katex-display { font-size: 0.86em; }
/* The first line of a menu in which one can type: not a new option but a search. */
[role="option"][data-key="__creatable__"] [data-item-hl] { font-size: 0; }
[role="option"][data-key="__creatable__"] [data-item-hl]::before { content: "Find what I typed";
  font-size: 0.875rem; }
/* Next to an exact number; a slider stands at the nearest of its places. */
[class*="-slider"] [data-testid="stSliderThumbValue"] { display: none; }
/* They bring something and show nothing. */
.st-key-backdrop, .st-key-fan, .st-key-drawer, .st-key-unseen { display: none; }
/* One thin row: the title, what to look at in two lines at most, and the tools. */
.st-key-head { min-height: 3.4rem; flex-wrap: nowrap; }
.st-key-head > :first-child { position: relative; top: -0.25rem; }
.st-key-head button { min-height: 2rem; padding: 0.1rem 0.6rem; }
.st-key-head h1 { font-size: 1.1rem; padding: 0; white-space: nowrap; }
.st-key-head [data-testid="stHeading"] { margin-bottom: -1rem; }
/* All that there is to see where there is no room. */
.st-key-full { padding-top: 10vh; }
/* A scene in its menu: the title above its line, at the left. */
.st-key-scenes button, .st-key-scenes button > div { justify-content: flex-start; }
.st-key-scenes button p { text-align: left; line-height: 1.25; }
.st-key-scenes button p > span { display: block; }
.st-key-head p { display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical;
  overflow: hidden; font-size: 0.9rem; line-height: 1.25; margin: 0; }
/* What is longer is read where the pointer is, over what is below, which still can be clicked. */
.st-key-head > :first-child { max-height: 3.4rem; z-index: 6; }
.st-key-head > :first-child:hover p { -webkit-line-clamp: none; padding-bottom: 3px;
  background: light-dark(#fff, #0e1117); pointer-events: none; }
/* On a phone there is no pointer: all of it, above the tools. */
@media (max-width: 900px) {
  .st-key-head { flex-wrap: wrap; gap: 0.5rem; }
  .st-key-head > :first-child { flex: 1 1 100%; max-height: none; top: 0; margin-bottom: 1rem; }
  .st-key-head p { -webkit-line-clamp: none; }
  .st-key-head button { padding-inline: 0.35rem; }
}
/* Streamlit's own colours are too near to their grounds: grey on white, white on light blue. */
[data-testid="stCaptionContainer"] { opacity: 0.75; }
[data-testid="stBaseButton-primary"], [data-testid="stMultiSelect"] [data-tag] {
  color: light-dark(#fff, #0e1117); }
/* On paper: what the page is about, its pictures and its sentences. */
@media print {
  @page { margin: 10mm; }
  .stApp { print-color-adjust: exact; }
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stPopover"], .stMain .stButton,
  [data-testid="stExpander"], [data-testid="stPageLink"] { display: none !important; }
  .verdict-reason, .verdict details { display: none; }
  .stMainBlockContainer { padding: 0; }
  .st-key-head p { -webkit-line-clamp: none; }
}
@media (prefers-reduced-motion: reduce) {
  *, ::before, ::after { transition-duration: 1ms !important; transition-delay: 0s !important;
    animation-duration: 1ms !important; animation-iteration-count: 1 !important;
    scroll-behavior: auto !important; }
}
</style>"""


def style() -> None:
    """Less empty space around the pages."""
    # Beside something else it has a place of its own: what is a style and nothing else stands where
    # toasts do, and the first toast of a fragment would take its place.
    st.html(f"<i></i>{STYLE}")
