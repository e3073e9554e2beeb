"""Which minimum every start leads to."""

from __future__ import annotations

import numpy as np
import streamlit as st

from experiments import (
    BasinMap,
    Basins,
    Scene,
)
from experiments.basins import PATIENCE
from figures import basins as basin_pictures
from figures.theme import Theme
from ui.chart import chart
from ui.links.settings import (
    MOST_BASINS,
    TOLERANCES,
    BasinSettings,
)
from ui.pages.experiment import open_in_playground, results
from ui.pages.maps.settings_widgets import changing, points
from ui.state import bind, is_fixed, settings
from ui.words import wording


def basins_tab(scene: Scene, theme: Theme) -> None:
    """Basin maps of some optimizers, side by side."""
    objective = scene.landscape()
    if objective.dims < 2:
        st.info(f"{objective.title} has one variable: a basin map needs two.")
        return
    if not objective.minimisers:
        st.info(f"The minimum of {objective.title} is not known: there is nothing to arrive at.")
        return
    own = settings(BasinSettings)
    names = wording.names(scene)
    indices = basin_indices(own, scene)
    left, middle, right = st.columns([4, 1, 1], vertical_alignment="bottom")
    left.multiselect(
        "optimizers",
        range(len(names)),
        format_func=names.__getitem__,
        max_selections=MOST_BASINS,
        **bind("basins.entries", list(indices), changing(BasinSettings, "entries")),
    )
    middle.selectbox(
        "tolerance",
        TOLERANCES,
        help=BasinSettings.parameters["tolerance"].help,
        **bind("basins.tolerance", own.tolerance, changing(BasinSettings, "tolerance")),
    )
    points(BasinSettings, right)
    columns = st.columns(2) if len(indices) > 1 else [st.container()]
    configs = [
        BasinMap(scene, scene.entries[index], own.points, float(own.tolerance)) for index in indices
    ]
    for number, found in enumerate(results(configs, "The basins are mapped")):
        with columns[number % len(columns)]:
            _basin(scene, found, names[indices[number]], f"maps.basins.{indices[number]}", theme)
    st.caption(
        "The colour says which minimum a start leads to; stars are global minima, dots local ones. "
        f"A run has arrived when f stays within {own.tolerance} of the value there for {PATIENCE} "
        "steps. Grey: at none of the known minima after all steps; nearly black: diverged. "
        + (f"A slice of the landscape: {objective.plane}. " if objective.dims > 2 else "")
        + ("" if is_fixed("start") else "A click opens the race from that start.")
    )


def basin_indices(own: BasinSettings, scene: Scene) -> tuple[int, ...]:
    """The optimizers that are shown, by their indices in the scene."""
    known = tuple(index for index in own.entries if index < len(scene.entries))[:MOST_BASINS]
    return known or tuple(range(min(len(scene.entries), 2)))


def _basin(scene: Scene, found: Basins, name: str, key: str, theme: Theme) -> None:
    st.markdown(f"**{name}** · {basin_words(found)}")
    clicked = chart(
        basin_pictures.basins(found, theme),
        key,
        f"Which minimum {name} reaches from every start.",
    )
    if clicked is not None and not is_fixed("start"):
        start = basin_start(found, clicked.row, clicked.column)
        open_in_playground(scene.replace(start=start, starts=1))


def basin_start(found: Basins, row: int, column: int) -> tuple[float, ...]:
    """The start of a cell."""
    return tuple(found.plane.points(found.a[column], found.b[row]).tolist())


def basin_words(found: Basins) -> str:
    """How many starts reach the minimum."""
    which = "the" if found.global_minima == 1 else "a"
    words = f"{100 * found.share:.0f} % of the starts reach {which} global minimum"
    diverged = float(np.mean(found.reached == -2))
    words += f", {100 * diverged:.0f} % diverge" if diverged else ""
    light, deep = basin_pictures.lightness(found)
    return f"{words} · light: {light}, deep: {deep}"
