"""The scene, or one of its runs, as code to take home; made when it is looked at."""

from __future__ import annotations

import streamlit as st

from experiments import Entry, Race
from explain.code import LIBRARIES, Exported, export, notebook
from ui.words.quoting import quoted_markdown

WHOLE = "All of them"


def code(race: Race, names: list[str]) -> None:
    """A choice of library and run, the code, and the buttons that take it home."""
    with st.expander("Code", icon=":material/code:", key="take.code", on_change="rerun") as box:
        if box.open:
            _code(race, names)


def _code(race: Race, names: list[str]) -> None:
    library = st.segmented_control(
        "Library",
        list(LIBRARIES),
        default="numpy",
        required=True,
        format_func=LIBRARIES.__getitem__,
        key="take.library",
        width="stretch",
    )
    runs = dict(zip([*names], race.scene.entries, strict=False))
    chosen = st.selectbox("Run", [WHOLE, *runs], key="take.run")
    entry: Entry | None = runs.get(chosen)
    made = export(race.scene, library, entry)
    for note in made.notes:
        st.caption(quoted_markdown(note))
    st.code(made.text, language="python", height=320)
    _buttons(race, library, entry, made)


def _buttons(race: Race, library: str, entry: Entry | None, made: Exported) -> None:
    """The files."""
    name = f"{race.scene.objective}_{library}"
    columns = st.columns(3 if made.data else 2)
    columns[0].download_button(
        "Python (.py)", made.text, f"{name}.py", "text/x-python", on_click="ignore", width="stretch"
    )
    columns[1].download_button(
        "Notebook (.ipynb)",
        lambda: notebook(race.scene, library, entry),
        f"{name}.ipynb",
        "application/x-ipynb+json",
        on_click="ignore",
        width="stretch",
    )
    if made.data:
        columns[2].download_button(
            "Data (CSV)", made.data, "data.csv", "text/csv", on_click="ignore", width="stretch"
        )
