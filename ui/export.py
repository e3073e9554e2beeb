"""What a visitor can take home."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import streamlit as st

from experiments import Race, Runner
from figures import stage as pictures
from figures.stage import StageView
from figures.theme import Style, Theme
from objectives import LearningProblem
from ui.quoting import in_cell
from ui.stage import page
from ui.stage.payload import payload

SET = "used for"
"""The column that tells examples that are held out from the others."""


def downloads(
    race: Race,
    names: list[str],
    theme: Theme,
    view: StageView,
    looks: list[Style],
    scene_text: Callable[[], str],
) -> None:
    """Buttons that make their file when they are pressed."""
    st.download_button(
        "Animation (HTML, works offline)",
        lambda: animation(race, names, theme, view, looks),
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
    problem = race.objective
    if isinstance(problem, LearningProblem):
        st.download_button(
            "Examples (CSV)",
            lambda: examples_csv(problem),
            "examples.csv",
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


def animation(
    race: Race, names: list[str], theme: Theme, view: StageView, looks: list[Style] | None = None
) -> str:
    """The stage of a race as one page."""
    built = pictures.build(race, names, theme, view, looks=looks)
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


def examples_csv(problem: LearningProblem) -> str:
    """The examples, unscaled and with all digits, and what they are used for."""
    groups = {"training": problem.observations}
    titles = [*map(in_cell, (*problem.feature_names, problem.target_name))]
    if problem.held_out is not None:
        groups["held out"] = problem.held_out
        titles.append(SET)
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(titles)
    for group, (features, targets) in groups.items():
        for example, target in zip(features.tolist(), targets.tolist(), strict=True):
            answer = in_cell(problem.class_names[int(target)]) if problem.class_names else target
            writer.writerow([*example, answer, group][: len(titles)])
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
    return ["step", *map(in_cell, race.objective.coordinates), "f", "gradient norm"]


def step_rows(runner: Runner) -> list[list[float]]:
    """One row for every recorded step."""
    run = runner.trajectory
    return [
        [int(step), *point.tolist(), float(value), float(slope)]
        for step, point, value, slope in zip(
            run.steps, run.points, run.values, run.gradient_norms, strict=True
        )
    ]
