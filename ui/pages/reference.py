"""The reference pages: all optimizers and all landscapes."""

from __future__ import annotations

from typing import Any

import streamlit as st

import objectives
import optimizers
from ui import wording
from ui.cards import show_landscape, show_optimizer
from ui.parameters import main_parameters
from ui.quoting import literal
from ui.state import card


def optimizers_page() -> None:
    """Every optimizer in one table, and the card of the chosen one."""
    st.title("Optimizers", anchor=False)
    st.caption("Choose a row to read its card; the address then opens that card.")
    ids = [name for group in wording.groups().values() for name in group]
    rows = []
    for name in ids:
        cls = optimizers.registry[name]
        knobs = ", ".join(
            f"{knob.replace('_', ' ')} {cls.parameters[knob].default}"
            for knob in main_parameters(cls)
        )
        rows.append(
            {
                "optimizer": cls.title,
                "group": cls.group,
                "year": str(cls.year),
                "idea": cls.intuition,
                "strengths": " ".join(cls.strengths),
                "weaknesses": " ".join(cls.weaknesses),
                "key hyperparameters": knobs,
            }
        )
    chosen = st.dataframe(
        rows,
        hide_index=True,
        height=520,
        row_height=64,
        on_select="rerun",
        selection_mode="single-row",
        key="optimizers.table",
        column_config={
            "idea": st.column_config.TextColumn(width="large"),
            "strengths": st.column_config.TextColumn(width="large"),
            "weaknesses": st.column_config.TextColumn(width="large"),
        },
    )
    show_optimizer(_card(ids, chosen, "adam"))


def landscapes_page() -> None:
    """Every landscape in one table, and the card of the chosen one."""
    st.title("Landscapes", anchor=False)
    st.caption("Choose a row to read its card; the address then opens that card.")
    ids = wording.landscape_names()
    rows = [
        {
            "landscape": objectives.registry[name].title,
            "group": objectives.registry[name].group,
            "variables": objectives.get(name).dims,
            "what there is": objectives.registry[name].landscape,
            "lesson": objectives.registry[name].lesson,
        }
        for name in ids
    ]
    chosen = st.dataframe(
        rows,
        hide_index=True,
        height=560,
        row_height=84,
        on_select="rerun",
        selection_mode="single-row",
        key="landscapes.table",
        column_config={"lesson": st.column_config.TextColumn(width="large")},
    )
    show_landscape(_card(ids, chosen, "rosenbrock"))


def _card(ids: list[str], chosen: Any, default: str) -> str:
    rows = chosen["selection"]["rows"]
    name, sentence = card(ids, ids[rows[0]] if rows else None, default)
    if sentence:
        st.warning(literal(sentence))
    return name
