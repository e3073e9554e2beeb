"""Runs and examples as CSV, with all digits."""

from __future__ import annotations

import csv
import io
import itertools
import re

from experiments import Race, Runner
from objectives import LearningProblem
from ui.words.quoting import in_cell

SET = "used for"
"""The column that tells examples that are held out from the others."""


LONGEST_LABEL = 400
"""Characters of the title of a column with two names in it."""
MOST_IN_NAME = 4
"""So many optimizers are in the name of a file."""


def paths_csv(race: Race, names: list[str]) -> str:
    """Every recorded row of every run, with all digits."""
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(["optimizer", *header(race)])
    for runner, name in zip(race.runners, names, strict=True):
        writer.writerows([name, *row] for row in step_rows(runner))
    return rows.getvalue()


def wide_csv(race: Race, names: list[str]) -> str:
    """One row for every recorded step: f of every optimizer, then the coordinates of each.

    A run that has ended, or keeps other steps than another one, leaves its cells empty.
    """
    rows = io.StringIO()
    writer = csv.writer(rows)
    labels = _unique(names)
    axes = race.objective.coordinates
    writer.writerow(
        [
            "step",
            *(in_cell(f"{label} f", LONGEST_LABEL) for label in labels),
            *(in_cell(f"{label} {axis}", LONGEST_LABEL) for label in labels for axis in axes),
        ]
    )
    runs = [runner.trajectory for runner in race.runners]
    kept = [dict(zip(run.steps.tolist(), range(len(run.steps)), strict=True)) for run in runs]
    for step in sorted(set().union(*kept)):
        at = [(run, rows_of.get(step)) for run, rows_of in zip(runs, kept, strict=True)]
        heights = ["" if row is None else float(run.values[row]) for run, row in at]
        points = [[""] * len(axes) if row is None else run.points[row].tolist() for run, row in at]
        writer.writerow([step, *heights, *(number for point in points for number in point)])
    return rows.getvalue()


def _unique(names: list[str]) -> list[str]:
    """The names, those that are there already with a number behind."""
    found: list[str] = []
    for name in names:
        others = (f"{name} ({number})" for number in itertools.count(2))
        found.append(next(each for each in itertools.chain([name], others) if each not in found))
    return found


def file_name(race: Race, ending: str, what: str = "") -> str:
    """A name after the scene, of signs that every system takes: ``rosenbrock-adam-sgd.gif``.

    ``what`` says what of the scene is in the file, where that does not follow from its ending.
    """
    ids = dict.fromkeys(runner.entry.optimizer for runner in race.runners)
    parts = [race.objective.id, *itertools.islice(ids, MOST_IN_NAME)]
    if len(ids) > MOST_IN_NAME:
        parts.append(f"and-{len(ids) - MOST_IN_NAME}-more")
    parts += [what] if what else []
    stem = "-".join(re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts)
    return f"{stem}.{ending}"


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


def steps_csv(race: Race, index: int) -> str:
    """The step table of one of the runs."""
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(header(race))
    writer.writerows(step_rows(race.runners[index]))
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
