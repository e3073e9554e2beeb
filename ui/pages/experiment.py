"""What the pages of many runs have in common: their scene, their results, the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from declarations import Declared, counted
from experiments import Scene
from experiments.cluster import ClusterError
from ui.pages import playground_page
from ui.server import cache
from ui.server.progress import progress
from ui.server.turns import BusyError
from ui.state import config, open_scene, state, stop
from ui.words import wording
from ui.words.messages import busy, failure, link_messages, toast


def racers(scene: Scene) -> str:
    """The optimizers of a scene."""
    return ", ".join(wording.names(scene)) or "no optimizer"


def race_words(scene: Scene) -> str:
    """A scene in one line."""
    return f"**{scene.landscape().title}** · {racers(scene)} · {counted(scene.steps, 'step')}"


def head(title: str, what: str, words: Callable[[Scene], str] = race_words) -> Scene:
    """The title of a page, and the scene it is about, in ``words``; returns that scene."""
    scene = config().scene
    st.title(title, anchor=False)
    link_messages()
    st.markdown(what)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(words(scene), width="content")
        st.page_link(playground_page(), label="Change it in the Playground", icon=":material/tune:")
    return scene


def results(configs: Sequence[cache.Experiment], doing: str) -> list[Any]:
    """The results of some experiments, kept or run now; none when there are none to show.

    A bar and a way out appear when they take longer than a second.
    """
    asked = tuple(configs)
    if state().stopped == asked and not all(map(cache.is_kept, asked)):
        st.info("This was cancelled.", icon=":material/block:")
        st.button("Run it", on_click=stop, args=(None,), icon=":material/play_arrow:")
        return []
    found: list[Any] = []
    try:
        with progress(doing, on_cancel=lambda: stop(asked)) as report:
            for number, config in enumerate(asked):
                found.append(cache.experiment(config, report, number, len(asked)))
    except BusyError as error:
        busy(error)
        return []
    except (ValueError, ClusterError) as error:
        failure(error)
        return []
    return found


def open_in_playground(scene: Scene) -> None:
    """Go to the Playground with a scene, unless the link fixes what it would change.

    The view stays as it was chosen there.
    """
    try:
        open_scene(scene, config().view)
    except ValueError as error:
        toast(error)
        return
    st.switch_page(playground_page())


def limits(page: type[Declared], name: str) -> dict[str, Any]:
    """The bounds of a declared whole number, for a widget."""
    valid = page.parameters[name].valid  # type: ignore[attr-defined]
    return {"min_value": int(valid.low), "max_value": int(valid.high), "step": 1}
