"""The pictures on the cards, run while one looks, and the way from them to the Playground."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

import optimizers
from experiments import Race, Scene
from explain.shows import Show, shown_on, shows
from figures.small import small_map
from ui.chart import chart
from ui.server import cache
from ui.state import open_scene, present_theme, refusal
from ui.words import wording

HEADS = {"strength": "Where it is strong", "weakness": "Where it is weak"}
MOST = 3
"""So many rules show on the card of a landscape what they are good for there."""

Opened = Callable[[], None]
"""What brings the Playground into sight, once its scene has been changed."""


def of_rule(name: str, opened: Opened) -> None:
    """A rule at its best and at its worst, beside plain gradient descent."""
    found = shows(name)
    if not found:
        return
    for column, show in zip(st.columns(2), found, strict=False):
        with column:
            st.markdown(f"**{HEADS[show.kind]}**")
            _picture(show.scene, f"show.{show.kind}")
            _way(show, f"Show its {show.kind}", f"{name}.{show.kind}", opened)


def of_landscape(name: str, opened: Opened) -> None:
    """A race on a landscape, and the rules that show there what they are good for."""
    _picture(Scene(objective=name), "show.landscape")
    found = shown_on(name)[:MOST]
    if found:
        st.markdown("**Who is at home here**")
    for show in found:
        _way(show, f"Race {' against '.join(_titles(show))}", f"{name}.{show.rule}", opened)


def _way(show: Show, label: str, key: str, opened: Opened) -> None:
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


def _titles(show: Show) -> Sequence[str]:
    return [optimizers.registry[name].title for name in (show.rule, show.reference)]


def _picture(scene: Scene, key: str) -> None:
    race, failures = cache.race(scene)
    if failures:
        st.caption(" ".join(failures))
        return
    names = wording.names(race.scene)
    chart(small_map(race, names, present_theme()), key, _said(race, names))


def _said(race: Race, names: Sequence[str]) -> str:
    """The picture in words."""
    return f"The paths of {', '.join(names)} on {race.objective.title}"
