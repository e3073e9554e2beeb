"""What the arrays of the point do over the steps, below the stage."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import streamlit as st

from experiments import Race
from figures import spectra as pictures
from figures.arrays import arrays
from figures.stage import LAYERS, MOST_MATRICES
from figures.theme import Style
from optimizers.variables import Variable
from ui.chart.component import chart
from ui.layers import heat_maps
from ui.server import cache
from ui.state import bind, config, present_theme, set_view
from ui.words import spectra as words
from ui.words import wording

HELP = (
    "Strong: the largest and the smallest. The gradient is that of all data, without noise; the "
    "update is what was really moved, with momentum and weight decay. Where a singular value is "
    "0, or no more than rounding, its line has a gap."
)


def layers(
    race: Race, matrices: Sequence[Variable], names: Sequence[str], looks: Sequence[Style]
) -> None:
    """All arrays at the step of the clock, and the singular values of one of the matrices."""
    theme = present_theme()
    names = [wording.label(name, runner) for name, runner in zip(names, race.runners, strict=True)]
    st.markdown("**Arrays at the step that is shown**")
    heat_maps(arrays(race, names, looks, theme, _of_difference(race)))
    st.markdown("**Singular values over the steps**", help=HELP)
    matrix = _chosen(matrices)
    found = [cache.spectra(runner, matrix) for runner in race.runners]
    for part, column in zip(pictures.LABELS, st.columns(len(pictures.LABELS)), strict=True):
        with column:
            title = words.title(part, matrix, found)
            st.caption(title)
            chart(
                pictures.figure(found, part, names, looks, theme),
                f"layers.{part}",
                f"{title}: its singular values over the steps of every run.",
                follows=True,
            )
    said = words.spreads(names, found)
    if said:
        st.caption(said)


def _of_difference(race: Race) -> bool:
    """Whether the way to a minimum is shown; where one is known, that can be chosen."""
    if not race.objective.minimisers:
        return False
    present = config().view.layers
    st.radio(
        "Show",
        list(LAYERS),
        format_func=LAYERS.__getitem__,
        horizontal=True,
        label_visibility="collapsed",
        **bind("layers.shown", present or "values", _show),
    )
    return present == "difference"


def _show(what: Any) -> None:
    set_view(dataclasses.replace(config().view, layers=what))


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
            label_visibility="collapsed",
            **bind("layers.matrix", number, _choose),
        )
    return offered[number]


def _choose(number: Any) -> None:
    view = config().view
    set_view(dataclasses.replace(view, matrix="" if number == "1" else number))
