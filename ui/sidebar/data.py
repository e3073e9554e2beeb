"""Your data: a table of one's own in place of the built-in examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import objectives
from experiments import Scene
from ui.links import own_tables
from ui.links.scene_link import MOST_DATA
from ui.state import drop_data, keep_chosen, notes, table_of, use_data
from ui.words.quoting import literal

if TYPE_CHECKING:
    from ui.own_data import Table

MOST_PASTED = 200_000
"""Characters."""
MOST_SAID = 600
"""So many characters of a sentence are shown."""
DECIMALS = {"": "found out, see below", ".": "1,234.5", ",": "1.234,5"}
ORDERS = {None: "found out, see below", True: "day, month, year", False: "month, day, year"}


def data_section(scene: Scene, locked: bool) -> None:
    """A file or a pasted table, its columns, and the way back; for models that can take it."""
    cls = objectives.registry[scene.objective]
    if not (issubclass(cls, objectives.LearningProblem) and cls.takes_own_data):
        return
    with st.expander("Your data", key="data", on_change="rerun") as box:
        if box.open:
            _in_use(scene, locked)
            _another(scene, cls, locked)


def _in_use(scene: Scene, locked: bool) -> None:
    targets = dict(scene.parameters).get("targets")
    if targets is None:
        return
    st.markdown(f"**{len(targets):,} examples of your own are in use.**")
    for sentence in notes():
        st.caption(literal(sentence, MOST_SAID))
    st.button(
        "Back to the built-in data",
        key="data.back",
        width="stretch",
        disabled=locked,
        on_click=drop_data,
    )


def _another(scene: Scene, cls: type[objectives.LearningProblem], locked: bool) -> None:
    # Most visitors have no data of their own.
    from ui import own_data

    file = st.file_uploader(
        "A table as CSV file",
        type=["csv", "tsv", "txt"],
        max_upload_size=own_data.MEGABYTES,
        key="data.file",
        disabled=locked,
    )
    most = f"{own_data.MOST_ROWS:,}"
    st.caption(
        f"At most {own_data.MEGABYTES} MB; of more than {most} rows, {most} are drawn at random "
        "with the seed. Features are standardised; Shape can change that."
    )
    st.caption(
        "Your table stays in this server's memory: never on a disk, and passed on to nobody. "
        f"Whoever has the link to your scene can open it, for at most {own_tables.KEPT_FOR}. "
        "Results made from it hold it, too, and are forgotten at the latest "
        f"{own_tables.KEPT_FOR} after a page last used it. The names of its columns, and up to "
        f"{MOST_DATA} numbers, are in the link itself."
    )
    pasted = st.text_area(
        "or paste a table",
        key="data.text",
        height=100,
        max_chars=MOST_PASTED,
        placeholder="x, y\n1, 2.5\n2, 3.1",
        disabled=locked,
    )
    st.download_button(
        "An example file",
        own_data.EXAMPLE,
        "example.csv",
        "text/csv",
        key="data.example",
        type="tertiary",
        icon=":material/download:",
        on_click="ignore",
    )
    content = file.getvalue() if file is not None else (pasted or "").encode()
    if not content:
        if file is not None:
            st.warning("The file is empty.")
        return
    try:
        key = own_tables.digest(content)
        table = table_of(key, lambda: own_data.read_table(content))
        table = _as_written(table, key, locked)
        for sentence in table.sentences:
            st.caption(literal(sentence, MOST_SAID))
        _columns(scene, cls, table, key, locked)
    except ValueError as error:
        st.warning(literal(error, MOST_SAID))


def _as_written(table: Table, key: str, locked: bool) -> Table:
    """The table, with switches where numbers or days can be read in two ways."""
    decimal, order = "", None
    if table.two_decimals:
        decimal = st.selectbox(
            "Numbers are written as",
            list(DECIMALS),
            format_func=DECIMALS.__getitem__,
            key=f"data.{key}.decimal",
            disabled=locked,
        )
    if table.two_orders:
        order = st.selectbox(
            "Dates are written as",
            list(ORDERS),
            format_func=ORDERS.__getitem__,
            key=f"data.{key}.order",
            disabled=locked,
        )
    return table.written(decimal, order)


def _columns(
    scene: Scene, cls: type[objectives.LearningProblem], table: Table, key: str, locked: bool
) -> None:
    """Which columns, and the button that takes them."""
    from ui import own_data

    drawn = cls.features_in_picture
    begin, target = own_data.suggested_columns(
        table, drawn, labels=cls.are_labels, most_classes=cls.most_classes
    )
    classes = "two classes y" if cls.most_classes == 2 else "classes y"
    answer = st.selectbox(
        classes if cls.are_labels else "target y",
        table.names,
        index=table.names.index(target),
        key=f"data.{key}.y.{cls.are_labels and cls.most_classes}",
        disabled=locked,
    )
    others = [name for name in table.names if name != answer]
    features = st.multiselect(
        "features x",
        others,
        max_selections=own_data.MOST_FEATURES,
        placeholder="Choose columns",
        disabled=locked,
        **keep_chosen(f"data.{key}.x.{drawn}", begin, others),
    )
    if not st.button(
        "Use these data", key="data.use", type="primary", width="stretch", disabled=locked
    ):
        return
    with st.spinner("The table is read"):
        found = own_data.examples(
            table,
            features,
            answer,
            labels=cls.are_labels,
            most_classes=cls.most_classes,
            seed=scene.seed,
        )
    low, high = cls.answers_between
    said = list(found.sentences)
    if min(found.targets) < low or max(found.targets) > high:
        said.append(
            f"'{answer}' goes from {min(found.targets):g} to {max(found.targets):g}, but this "
            f"model only answers between {low:g} and {high:g}."
        )
    use_data(found, said)
    st.rerun()
