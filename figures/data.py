"""The data of a learning problem, and what the models of a race say of it step by step."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments import Race
from figures.plot import Plot, Trace, flat_layout, steady, trace
from figures.theme import Theme
from objectives import LearningProblem

Array = NDArray[np.float64]

FRAMES = 40
"""So many moments of a run are sent; between them the picture is blended."""
ALONG = 64
"""Points of a curve that a model draws."""
ACROSS = 40
"""Points along each side of the map of a model's answers."""
MOST_IN_TABLE = 8
"""A table of so few different examples is shown as a truth table."""
MARGIN = 0.08


@dataclasses.dataclass(frozen=True)
class DataView:
    """The picture of the examples and, for every runner, what its model answers.

    Attributes:
        plot: the examples.
        kind: "curve" for one feature: answers along x; "map" for two: how sure the answers on a
            grid are, in bytes; see `sureness`.
        x, y: where the answers are given; y is empty for a curve.
        answers: for every runner the steps, and a row of answers for each of them.
        table: the inputs, the targets and, for every runner, the answers at all drawn steps.
    """

    plot: Plot
    kind: str
    x: Array
    y: Array
    answers: list[dict[str, Any]]
    table: dict[str, Any] | None


def data_view(race: Race, rows: Sequence[NDArray[np.int64]], theme: Theme) -> DataView | None:
    """The data view of a race; None where the examples do not fit into a plane.

    Args:
        race: what was run.
        rows: of every runner the rows of its trajectory that are drawn.
        theme: light or dark.
    """
    problem = race.objective
    if not isinstance(problem, LearningProblem):
        return None
    features, targets = problem.observations
    columns = features.shape[1]
    if columns > 2:
        return None
    spans = [_span(features[:, column]) for column in range(columns)]
    if columns == 1:
        kind, x, y = "curve", np.linspace(*spans[0], ALONG), np.empty(0)
        places = x[:, np.newaxis]
    else:
        kind, (x, y) = "map", (np.linspace(*span, ACROSS) for span in spans)
        places = np.stack([axis.ravel() for axis in np.meshgrid(x, y)], axis=1)
    answers = []
    for runner, drawn in zip(race.runners, rows, strict=True):
        chosen = drawn[_moments(len(drawn))]
        points = runner.trajectory.points[chosen]
        with np.errstate(all="ignore"):
            said = problem.predictions(points.T, places).T
        answers.append(
            {
                "steps": runner.trajectory.steps[chosen].astype(np.int32),
                "values": _single(said) if kind == "curve" else sureness(said, targets),
            }
        )
    plot: Plot = {
        "data": _examples(problem, theme),
        "layout": _layout(problem, spans, targets, theme),
    }
    return DataView(plot, kind, x, y, answers, _table(race, problem, rows))


def _span(values: Array) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    margin = MARGIN * (high - low) or 1.0
    return low - margin, high + margin


def _moments(count: int) -> NDArray[np.int64]:
    """Which of the drawn rows are sent: close together at first, when models change most."""
    if count <= FRAMES:
        return np.arange(count)
    even = np.linspace(0, count - 1, FRAMES // 2)
    early = np.geomspace(1, count - 1, FRAMES // 2)
    return np.unique(np.concatenate([even, early]).round().astype(np.int64))


SUREST = 127
"""The byte of a model that is undecided is this, that of one that is sure 0 or twice this."""


def sureness(answers: Array, targets: Array) -> NDArray[np.uint8]:
    """How far answers are from the middle of the smallest and the largest target, in bytes.

    The byte is 127 (1 + sign(s) sqrt|s|) with s = -1 at the smallest target and 1 at the largest:
    finest around the middle, where the boundary is drawn.
    """
    low, high = float(targets.min()), float(targets.max())
    with np.errstate(all="ignore"):
        sure = np.clip(np.nan_to_num(2.0 * (answers - low) / ((high - low) or 1.0) - 1.0), -1, 1)
    return (SUREST * (1.0 + np.sign(sure) * np.sqrt(np.abs(sure)))).round().astype(np.uint8)


def _single(values: Array) -> NDArray[np.float32]:
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(values, dtype=np.float32)


def _examples(problem: LearningProblem, theme: Theme) -> list[Trace]:
    """The examples; those that are held out are hollow."""
    groups = [("example", problem.observations, False)]
    if problem.held_out is not None:
        groups.append(("held out", problem.held_out, True))
    traces = []
    for name, (features, targets), hollow in groups:
        if features.shape[1] == 1:
            marks = [(name, features[:, 0], targets, theme.text, "circle")]
        else:
            middle = (problem.observations[1].min() + problem.observations[1].max()) / 2
            marks = [
                (f"{name}, {label:g}", *features[chosen].T, color, symbol)
                for label, chosen, color, symbol in (
                    (targets.min(), targets <= middle, theme.classes[0], "circle"),
                    (targets.max(), targets > middle, theme.classes[1], "square"),
                )
            ]
        traces += [
            trace(
                "scatter",
                x=_single(x),
                y=_single(y),
                mode="markers",
                marker={
                    "color": color,
                    "symbol": f"{symbol}-open" if hollow else symbol,
                    "size": 5 if hollow else 8,
                    "line": {"color": color if hollow else theme.background, "width": 1},
                },
                opacity=0.45 if hollow else 0.9,
                name=label,
                hovertemplate=f"{label}<br>%{{x:.4g}}, %{{y:.4g}}<extra></extra>",
                showlegend=False,
            )
            for label, x, y, color, symbol in marks
        ]
    return traces


def _layout(
    problem: LearningProblem, spans: list[tuple[float, float]], targets: Array, theme: Theme
) -> dict[str, Any]:
    spans = spans if len(spans) == 2 else [spans[0], _span(targets)]
    labels = ("x₁", "x₂") if problem.observations[0].shape[1] == 2 else ("x", "y")
    x, y = (
        {"range": list(span), "title": {"text": label, "standoff": 2}}
        for span, label in zip(spans, labels, strict=True)
    )
    plain = flat_layout(theme, x, y, uirevision=f"{problem.id}/{spans}", showlegend=False)
    return steady(plain, left=52, right=14, top=8, bottom=42)


def _table(
    race: Race, problem: LearningProblem, rows: Sequence[NDArray[np.int64]]
) -> dict[str, Any] | None:
    features, targets = problem.observations
    if len(targets) > MOST_IN_TABLE or not _gate_like(targets):
        return None
    answers = [
        _single(problem.predictions(runner.trajectory.points[drawn].T).T)
        for runner, drawn in zip(race.runners, rows, strict=True)
    ]
    return {"inputs": features.tolist(), "targets": targets.tolist(), "answers": answers}


def _gate_like(targets: Array) -> bool:
    """Whether the targets are truth values."""
    return len(np.unique(targets)) <= 2
