"""The arrays of which the points of a race are made, as heat maps that the browser paints."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

import objectives
from declarations.arrays import Array, Indices, Single
from experiments import Race
from experiments.rows import evenly
from figures.paths import FARTHEST, drawn_rows
from figures.plain import single
from figures.theme import Style, Theme
from optimizers import Trajectory
from optimizers.trajectory import LOST
from optimizers.variables import Variable, variables

MOST_NUMBERS = 150_000
"""Of all runs together, so that no more is sent than a picture takes: of long ones fewer steps."""


def arrays(
    race: Race, names: Sequence[str], styles: Sequence[Style], theme: Theme, difference: bool
) -> dict[str, Any]:
    """What the browser needs to paint the arrays of every run at every step.

    Every block has one symmetric range of colours for all runs, which holds all of its numbers; of
    runs that diverged it need not: what is beyond it has the last colour.

    Args:
        race: what was run, on a landscape with blocks.
        names: of the runners.
        styles: of the runners.
        theme: light or dark.
        difference: of what is left to the known minimum that is nearest to the end of the run,
            rather than of the point itself.
    """
    objective = race.objective
    blocks = variables(objective.blocks, objective.dims)
    most = max(MOST_NUMBERS // (max(len(race.runners), 1) * objective.dims), 2)
    kept = [_rows(len(runner.trajectory.steps), most) for runner in race.runners]
    points = [
        _offsets(runner.trajectory, objective, difference)[rows]
        for runner, rows in zip(race.runners, kept, strict=True)
    ]
    stayed = [
        values
        for values, runner in zip(points, race.runners, strict=True)
        if runner.trajectory.status not in LOST
    ]
    low, middle, high = theme.diverging
    return {
        "colors": {"low": low, "middle": middle, "high": high},
        "blocks": _blocks(blocks, stayed or [values[:1] for values in points]),
        "runners": [
            {
                "name": name,
                "color": style.color,
                "steps": runner.trajectory.steps[rows],
                "points": _screened(values),
            }
            for runner, name, style, rows, values in zip(
                race.runners, names, styles, kept, points, strict=True
            )
        ],
    }


def _rows(count: int, most: int) -> Indices:
    rows = drawn_rows(count)
    if len(rows) <= most:
        return rows
    return evenly(count, most)


def _offsets(run: Trajectory, objective: objectives.Objective, difference: bool) -> Array:
    """The points of a run, or what is left of the way to a minimum."""
    if not difference or not objective.minimisers:
        return run.points
    finite = np.flatnonzero(np.isfinite(run.points).all(axis=1))
    known = np.array(objective.minimisers)
    with np.errstate(all="ignore"):
        away = np.abs(known - run.points[finite[-1] if finite.size else 0]).max(axis=1)
        return run.points - known[np.argmin(away)]


def _screened(values: Array) -> Single:
    """In single precision; a finite number that is beyond it stays finite."""
    return single(np.where(np.isfinite(values), np.clip(values, -FARTHEST, FARTHEST), values))


def _blocks(blocks: Sequence[Variable], points: Sequence[Array]) -> list[dict[str, Any]]:
    """Name and size of every block, where its first number is, and its largest by size."""
    found: list[dict[str, Any]] = []
    first = 0
    for block in blocks:
        rows, columns = _shape(block.shape, found[-1]["rows"] if found else 0)
        found.append(
            {
                "name": block.name,
                "rows": rows,
                "columns": columns,
                "first": first,
                "limit": max((_largest(values[:, block.at]) for values in points), default=0.0),
            }
        )
        first += rows * columns
    return found


def _shape(shape: tuple[int, ...], rows_before: int) -> tuple[int, int]:
    """As how many rows and columns an array is shown: a bias is a column beside its matrix."""
    if len(shape) > 1:
        return shape[0], math.prod(shape[1:])
    count = math.prod(shape)
    return (count, 1) if count == rows_before else (1, count)


def _largest(values: Array) -> float:
    sizes = np.abs(values)
    return float(sizes[np.isfinite(sizes)].max(initial=0.0))
