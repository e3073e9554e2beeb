"""What the arrays of the point do over the steps, below the stage."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import streamlit as st

from experiments import Race
from figures import spectra as pictures
from figures.stage import MOST_MATRICES
from figures.theme import Style
from optimizers.variables import Variable
from ui.chart.component import chart
from ui.server import cache
from ui.state import bind, config, present_theme, set_view
from ui.words import spectra as words

HELP = (
    "Strong: the largest and the smallest. The gradient is that of all data, without noise; the "
    "update is what was really moved, with momentum and weight decay. Where a singular value is "
    "0, or no more than rounding, its line has a gap."
)


def layers(
    race: Race, matrices: Sequence[Variable], names: Sequence[str], looks: Sequence[Style]
) -> None:
    """The singular values of one of the matrices."""
    matrix = _chosen(matrices)
    found = [cache.spectra(runner, matrix) for runner in race.runners]
    st.markdown(f"**Singular values of {matrix.name}**", help=HELP)
    for part, column in zip(pictures.LABELS, st.columns(len(pictures.LABELS)), strict=True):
        with column:
            title = words.title(part, found)
            st.caption(title)
            chart(
                pictures.figure(found, part, names, looks, present_theme()),
                f"layers.{part}",
                f"{title}: the singular values of {matrix.name} over the steps of every run.",
                follows=True,
            )
    said = words.spreads(names, found)
    if said:
        st.caption(said)


def _chosen(matrices: Sequence[Variable]) -> Variable:
    """The matrix that is looked at; where there are several, they can be chosen from."""
    offered = {str(number): each for number, each in enumerate(matrices[:MOST_MATRICES], start=1)}
    present = config().view.matrix
    number = present if present in offered else "1"
    if len(offered) > 1:
        st.radio(
            "Matrix",
            list(offered),
            format_func=lambda each: words.shaped(offered[each]),
            horizontal=True,
            **bind("layers.matrix", number, _choose),
        )
    return offered[number]


def _choose(number: Any) -> None:
    view = config().view
    set_view(dataclasses.replace(view, matrix="" if number == "1" else number))
