"""The same race again and again, with other noise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from declarations import counted
from experiments import (
    Ensemble,
    EnsembleResult,
    Scene,
)
from figures import ensemble as noise_pictures
from figures.theme import Theme
from ui.chart import chart
from ui.links.settings import (
    NoiseSettings,
)
from ui.pages.experiment import limits, results
from ui.pages.maps.settings_widgets import changing
from ui.sidebar.fields import number_field
from ui.state import bind, looks, settings
from ui.words import wording


def noise_tab(scene: Scene, theme: Theme) -> None:
    """The ensemble of a race, and how much noise there is in it."""
    own = settings(NoiseSettings)
    left, middle, right = st.columns([1, 1, 2], vertical_alignment="bottom")
    number_field(
        left,
        "noise.level",
        "gradient noise",
        NoiseSettings.parameters["level"].valid,  # type: ignore[attr-defined]
        noise_level(scene, own),
        changing(NoiseSettings, "level"),
        False,
        titled=True,
    )
    middle.number_input(
        "seeds",
        help=NoiseSettings.parameters["seeds"].help,
        **limits(NoiseSettings, "seeds"),
        **bind("noise.seeds", own.seeds, changing(NoiseSettings, "seeds")),
    )
    right.toggle(
        "zoom to where the runs end",
        **bind("noise.zoom", own.zoom, changing(NoiseSettings, "zoom")),
    )
    config = Ensemble(scene.replace(noise=noise_level(scene, own)), own.seeds)
    for found in results([config], "The race is run with every seed"):
        _ensemble(found, own, theme)


def noise_level(scene: Scene, own: NoiseSettings) -> float:
    """The noise that was asked for, else that of the scene; without any there is no ensemble."""
    if own.level is not None:
        return own.level
    batches = scene.batch_size is not None and scene.landscape().examples is not None
    return scene.noise if scene.noise or batches else 1.0


def _ensemble(found: EnsembleResult, own: NoiseSettings, theme: Theme) -> None:
    names = wording.names(found.config.scene)
    styles = looks(theme)
    st.markdown(f"## {noise_sentence(found, names)}")
    left, right = st.columns(2)
    with left:
        st.markdown("**f on the way**")
        chart(
            noise_pictures.bands(found, names, styles, theme),
            "maps.bands",
            "Median and quantiles of f of every optimizer, step by step.",
        )
        st.caption("Line: median; darker band: half of the runs; lighter band: 90 %.")
    with right:
        st.markdown("**Where the runs end**")
        cloud = noise_pictures.cloud(found, names, styles, theme, own.zoom)
        chart(cloud, "maps.cloud", "The last points of all runs on the landscape.")
        st.caption(cloud_words(found, noise_pictures.outside(found, cloud)))
    st.markdown("**Who wins how often**")
    chart(
        noise_pictures.wins(found, names, styles, theme),
        "maps.wins",
        "The share of the seeds with which every optimizer has the lowest final f.",
    )
    st.dataframe(_win_rows(found, names), hide_index=True, key="noise.wins", column_config=_FORMATS)


def cloud_words(found: EnsembleResult, outside: int) -> str:
    """What the picture of the end points does not show."""
    objective = found.config.scene.landscape()
    words = []
    if objective.dims > 2:
        words = [f"A slice of the landscape ({objective.plane}); the points are dropped on it."]
    if outside:
        total = len(found.members) * found.config.seeds
        words.append(f"{outside} of the {total} end points are outside of the picture.")
    return " ".join(words)


def noise_sentence(found: EnsembleResult, names: Sequence[str]) -> str:
    """The winner in words."""
    best = int(np.argmax(found.wins))
    if not found.wins[best]:
        return "Every optimizer diverged or left the domain with every seed."
    if not found.random:
        return (
            f"{names[best]} has the lowest final f. Nothing is random here, so that all seeds "
            f"give the same: {_what_is_missing(found.config.scene)}."
        )
    low, high = (100 * share for share in found.intervals[best])
    return (
        f"{names[best]} wins with {100 * found.wins[best]:.0f} % of "
        f"{counted(found.config.seeds, 'seed')} (95 % interval: {low:.0f} to {high:.0f} %)."
    )


def _what_is_missing(scene: Scene) -> str:
    """Why the runs of a scene are the same with every seed, or what would change that."""
    if scene.noise:
        return "the noise is on the gradient, which is not used"
    if scene.batch_size is not None and not scene.shuffle:
        return "shuffle the mini-batches"
    return "add noise, or mini-batches"


def _win_rows(found: EnsembleResult, names: Sequence[str]) -> list[dict[str, Any]]:
    order = np.argsort(-found.wins, kind="stable")
    rows = []
    for index in order:
        member = found.members[index]
        median = float(np.quantile(member.scores, 0.5, method="inverted_cdf"))
        rows.append(
            {
                "optimizer": names[index],
                "wins": float(found.wins[index]),
                "at least": 100.0 * float(found.intervals[index, 0]),
                "at most": 100.0 * float(found.intervals[index, 1]),
                "median final f": median if math.isfinite(median) else None,
                "lost": float(np.mean(np.isinf(member.scores))),
            }
        )
    return rows


_FORMATS = {
    "wins": st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1),
    "at least": st.column_config.NumberColumn(
        format="%.0f %%", help="The Wilson interval of 95 % of the wins."
    ),
    "at most": st.column_config.NumberColumn(format="%.0f %%"),
    "median final f": st.column_config.NumberColumn(format="%.3g"),
    "lost": st.column_config.NumberColumn(
        format="percent", help="The share of the runs that diverged or ended outside the domain."
    ),
}
