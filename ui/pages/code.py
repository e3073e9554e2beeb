"""The scene, or one of its runs, as code to take home; made when it is looked at."""

from __future__ import annotations

import streamlit as st

from experiments import Race
from ui.words.quoting import literal

WHOLE = "All of them"
LONGEST_NOTE = 2000
HEIGHT = 320


def code(race: Race, names: list[str]) -> None:
    """A choice of library and run, the code, and the buttons that take it home."""
    with st.expander("Code", key="take.code", on_change="rerun") as box:
        if box.open:
            _code(race, names)


def _code(race: Race, names: list[str]) -> None:
    # Few visitors take code home; what makes it is loaded for them.
    from explain.code import LIBRARIES, export, notebook

    library = st.segmented_control(
        "Library",
        list(LIBRARIES),
        default=next(iter(LIBRARIES)),
        required=True,
        format_func=LIBRARIES.__getitem__,
        key="take.library",
        width="stretch",
    )
    rows = [WHOLE, *names]
    chosen = st.selectbox(
        "Run", range(len(rows)), format_func=lambda row: literal(rows[row]), key="take.run"
    )
    entry = race.runners[chosen - 1].entry if chosen else None
    scene = race.scene
    made = export(scene, library, entry)
    for note in made.notes:
        st.caption(literal(note, LONGEST_NOTE))
    st.code(made.text, language="python", height=HEIGHT)
    name = f"{scene.objective}_{library}"
    files = [
        ("Python (.py)", lambda: made.text, f"{name}.py", "text/x-python"),
        (
            "Notebook (.ipynb)",
            lambda: notebook(scene, library, entry),
            f"{name}.ipynb",
            "application/x-ipynb+json",
        ),
    ]
    if made.data:
        files.append(("Its data (CSV)", lambda: made.data, "data.csv", "text/csv"))
    for label, content, file, kind in files:
        st.download_button(label, content, file, kind, on_click="ignore", width="stretch")
