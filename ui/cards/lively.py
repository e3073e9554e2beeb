"""The pictures on the cards, run while one looks, and the way from them to the Playground."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

import optimizers
from experiments import Race, Scene
from explain.shows import KINDS, Shown, shown_on, shows
from figures.small import small_map
from ui.chart import chart
from ui.server import cache
from ui.state import open_scene, present_theme, refusal
from ui.words import wording

NOTHING = {
    "strength": "No race shows a strength: on no landscape with one minimum does it end clearly "
    "ahead of plain gradient descent.",
    "weakness": "No race shows a weakness: on no landscape with one minimum does it end clearly "
    "behind plain gradient descent.",
}
"""What is said where a rule declares no race and none was found."""
MOST = 3
"""So many races are offered on the card of a landscape."""

Opened = Callable[[], None]
"""What brings the Playground into sight, once its scene has been changed."""


def of_rule(name: str, opened: Opened) -> None:
    """A race that shows a strength of a rule, and one that shows a weakness."""
    told = {show.kind: show for show in shows(name)}
    for column, kind in zip(st.columns(2), KINDS, strict=True):
        with column:
            if kind not in told:
                st.caption(NOTHING[kind])
                continue
            show = told[kind]
            st.markdown(f"**{show.head}**")
            _picture(show.scene, f"show.{kind}")
            _way(show, f"Show its {kind}", f"{name}.{kind}", opened)


def of_landscape(name: str, opened: Opened) -> None:
    """A race on a landscape, and what rules show there of themselves."""
    _picture(Scene(objective=name), "show.landscape")
    told = shown_on(name)[:MOST]
    if told:
        st.markdown("**What is shown here**")
    for show in told:
        title = optimizers.registry[show.rule].title
        st.markdown(f"{title}: {show.head}")
        label = f"Show this {show.kind} of {title}"
        _way(show, label, f"{name}.{show.rule}.{show.kind}", opened)


def _way(show: Shown, label: str, key: str, opened: Opened) -> None:
    st.caption(show.sentence)
    reason = refusal(show.scene)
    if st.button(
        label,
        icon=":material/play_arrow:",
        key=f"card.race.{key}",
        disabled=bool(reason),
        help=reason or None,
        on_click=open_scene,
        args=(show.scene,),
    ):
        opened()


def _picture(scene: Scene, key: str) -> None:
    race, failures = cache.race(scene)
    if failures:
        st.caption(" ".join(map(str, failures)))
        return
    names = wording.names(race.scene)
    chart(small_map(race, names, present_theme()), key, _said(race, names), plays=True)


def _said(race: Race, names: Sequence[str]) -> str:
    """The picture in words."""
    return f"The paths of {', '.join(names)} on {race.objective.title}"
