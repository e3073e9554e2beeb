"""The reference pages: all optimizers and all landscapes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

import objectives
import optimizers
from ui.cards import show_landscape, show_optimizer
from ui.pages import playground_page
from ui.state import add_entry, card, change_landscape, config, is_fixed
from ui.words import search, wording
from ui.words.messages import toast
from ui.words.parameters import main_parameters
from ui.words.quoting import literal

WIDE = st.column_config.TextColumn(width="large")
HOW = "Click a row to read its card; the address then opens that card."


def optimizers_page() -> None:
    """Every optimizer in one table, and the card of the chosen one."""
    st.title("Optimizers", anchor=False)
    ids = [name for group in wording.groups().values() for name in group]
    name = _chosen("optimizers", ids, search.rules, _optimizer_row, "adam", height=520, row=64)
    _open_button("optimizers", lambda: _race(name))
    show_optimizer(name, _to_playground)


def landscapes_page() -> None:
    """Every landscape in one table, and the card of the chosen one."""
    st.title("Landscapes", anchor=False)
    ids = wording.landscape_names()
    name = _chosen(
        "landscapes", ids, search.landscapes, _landscape_row, "rosenbrock", height=560, row=84
    )
    _open_button("landscape", lambda: change_landscape(name))
    show_landscape(name, _to_playground)


def _optimizer_row(name: str) -> dict[str, Any]:
    cls = optimizers.registry[name]
    knobs = ", ".join(
        f"{knob.replace('_', ' ')} {cls.parameters[knob].default}" for knob in main_parameters(cls)
    )
    return {
        "optimizer": cls.title,
        "group": cls.group,
        "year": str(cls.year),
        "idea": cls.intuition,
        "strengths": " ".join(cls.strengths),
        "weaknesses": " ".join(cls.weaknesses),
        "key hyperparameters": knobs,
    }


def _landscape_row(name: str) -> dict[str, Any]:
    cls = objectives.registry[name]
    return {
        "landscape": cls.title,
        "group": cls.group,
        "variables": objectives.get(name).dims,
        "what there is": cls.landscape,
        "lesson": cls.lesson,
    }


def _chosen(
    key: str,
    ids: list[str],
    find: Callable[[str, Sequence[str]], list[str]],
    row_of: Callable[[str], dict[str, Any]],
    default: str,
    height: int,
    row: int,
) -> str:
    """The table and a field to search it; returns whose row was clicked, or whom the link names."""
    text = st.text_input("Find", key=f"{key}.find", placeholder="a name, a word or a formula")
    st.caption(HOW)
    found = find(text or "", ids)
    picked = None
    if found:
        selected = st.dataframe(
            [row_of(name) for name in found],
            hide_index=True,
            height=height if len(found) == len(ids) else "auto",
            row_height=row,
            on_select="rerun",
            # A click on any cell is one on its row.
            selection_mode=("single-row", "single-cell"),
            # With other rows it is another table: an index in it would mean another row.
            key=f"{key}.table.{text or ''}",
            column_config=dict.fromkeys(("idea", "strengths", "weaknesses", "lesson"), WIDE),
        )["selection"]
        rows = [index for index, _ in selected["cells"]] or selected["rows"]
        picked = found[rows[0]] if rows else None
    else:
        st.info(f"Nothing is found by '{literal(text)}'.")
    name, sentence = card(ids, picked, default)
    if sentence:
        st.warning(literal(sentence))
    return name


def _open_button(section: str, change: Callable[[], None]) -> None:
    """The way to the Playground with what the card is about."""
    if not st.button(
        "Open in Playground",
        icon=":material/open_in_new:",
        type="primary",
        key="reference.open",
        disabled=is_fixed(section),
        help="The link that opened this app fixes it." if is_fixed(section) else None,
    ):
        return
    try:
        change()
    except ValueError as error:
        toast(error)
        return
    _to_playground()


def _to_playground() -> None:
    st.switch_page(playground_page())


def _race(optimizer: str) -> None:
    """Let an optimizer race, if it does not already. Raises ValueError when there is no room."""
    if optimizer not in [entry.optimizer for entry in config().scene.entries]:
        add_entry(optimizer)
