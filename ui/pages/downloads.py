"""What a visitor can take home."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from experiments import Race
from figures import stage as pictures
from figures.stage import StageView
from figures.theme import Style, Theme
from objectives import LearningProblem
from ui.pages.code import code
from ui.pages.movies import movies
from ui.server import cache
from ui.stage import page
from ui.stage.payload import payload
from ui.words.files import examples_csv, file_name, paths_csv, wide_csv


def downloads(
    race: Race,
    names: list[str],
    theme: Theme,
    view: StageView,
    looks: list[Style],
    scene_text: Callable[[], str],
) -> None:
    """Buttons that make their file when they are pressed."""
    again = cache.held(race)
    st.download_button(
        "Animation (HTML, works offline)",
        lambda: animation(again(), names, theme, view, looks),
        file_name(race, "html"),
        "text/html",
        on_click="ignore",
        width="stretch",
    )
    st.download_button(
        "All paths, a row for each step (CSV)",
        lambda: paths_csv(again(), names),
        file_name(race, "csv", "paths"),
        "text/csv",
        on_click="ignore",
        width="stretch",
    )
    st.download_button(
        "f by step, a column for each optimizer (CSV)",
        lambda: wide_csv(again(), names),
        file_name(race, "csv", "by-step"),
        "text/csv",
        on_click="ignore",
        width="stretch",
    )
    problem = race.objective
    if isinstance(problem, LearningProblem):
        st.download_button(
            "Examples (CSV)",
            lambda: examples_csv(problem),
            file_name(race, "csv", "examples"),
            "text/csv",
            on_click="ignore",
            width="stretch",
        )
    st.download_button(
        "Scene (JSON)",
        scene_text,
        file_name(race, "json", "scene"),
        "application/json",
        key="take.scene",
        on_click="ignore",
        width="stretch",
        help="The same file as under Share, where it can be loaded again.",
    )
    movies(race, names, theme, view, looks)
    code(race, names)
    st.caption("Pictures: the camera in the corner of each figure.")


def animation(
    race: Race, names: list[str], theme: Theme, view: StageView, looks: list[Style] | None = None
) -> str:
    """The stage of a race as one page."""
    built = pictures.build(race, names, theme, view, looks=looks)
    content = payload(built, race, view, theme, max(race.last_step, 1), clickable=False)
    return page(
        content, race.objective.title, race.objective.lesson_here, theme.background, theme.text
    )
