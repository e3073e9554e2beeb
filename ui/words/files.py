"""Runs and examples as CSV, with all digits."""

from __future__ import annotations

import csv
import io

from experiments import Race, Runner
from objectives import LearningProblem
from ui.words.quoting import in_cell

SET = "used for"
"""The column that tells examples that are held out from the others."""


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
