"""What a visitor can take home."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import streamlit as st

from experiments import Race, Runner
from figures import stage as pictures
from figures.stage import StageView
from figures.theme import Theme
from ui.stage import page
from ui.stage.payload import payload


def downloads(
    race: Race, names: list[str], theme: Theme, view: StageView, scene_text: Callable[[], str]
) -> None:
    """Buttons that make their file when they are pressed."""
    st.download_button(
        "Animation (HTML, works offline)",
        lambda: animation(race, names, theme, view),
        "race.html",
        "text/html",
        on_click="ignore",
        width="stretch",
    )
    st.download_button(
        "All paths (CSV)",
        lambda: paths_csv(race, names),
        "paths.csv",
        "text/csv",
        on_click="ignore",
        width="stretch",
    )
    st.download_button(
        "Scene (JSON)",
        scene_text,
        "scene.json",
        "application/json",
        key="take.scene",
        on_click="ignore",
        width="stretch",
        help="The same file as under Share, where it can be loaded again.",
    )
    st.caption("Pictures: the camera in the corner of each figure.")


def animation(race: Race, names: list[str], theme: Theme, view: StageView) -> str:
    """The stage of a race as one page."""
    built = pictures.build(race, names, theme, view)
    steps = max((runner.trajectory.last_step for runner in race.runners), default=1)
    content = payload(built, race, view, theme, max(int(steps), 1), clickable=False)
    return page(content, race.objective.title, race.objective.lesson, theme.background, theme.text)


def paths_csv(race: Race, names: list[str]) -> str:
    """Every recorded row of every run, with all digits."""
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(["optimizer", *header(race)])
    for runner, name in zip(race.runners, names, strict=True):
        writer.writerows([name, *row] for row in step_rows(runner))
    return rows.getvalue()


def steps_csv(race: Race, runner: Runner) -> str:
    """The step table of one run."""
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(header(race))
    writer.writerows(step_rows(runner))
    return rows.getvalue()


def header(race: Race) -> list[str]:
    """The names of the columns of a step table."""
    return ["step", *race.objective.coordinates, "f", "gradient norm"]


def step_rows(runner: Runner) -> list[list[float]]:
    """One row for every recorded step."""
    run = runner.trajectory
    return [
        [int(step), *point.tolist(), float(value), float(slope)]
        for step, point, value, slope in zip(
            run.steps, run.points, run.values, run.gradient_norms, strict=True
        )
    ]
