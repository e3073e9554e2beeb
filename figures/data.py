"""The data of a learning problem, and what the models of a race say of it step by step."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from declarations.arrays import Array, Indices
from experiments import Race
from figures.plain import (
    LONGEST_ON_HOVER,
    Plot,
    Trace,
    axis_titles,
    flat_layout,
    point_on_hover,
    sharp,
    single,
    steady,
    trace,
)
from figures.quoting import in_figure
from figures.theme import Theme
from objectives import LearningProblem

Span = tuple[float, float]

NOTHING: Array = np.empty(0)

FRAMES = 40
"""So many moments of a run are sent; between them the picture is blended."""
ALONG = 64
"""Points of a curve that a model draws."""
ACROSS = 40
"""Points along each side of the map of a model's answers."""
SYMBOLS = (
    *("circle", "square", "diamond", "triangle-up", "cross"),
    *("triangle-down", "x", "pentagon", "star", "hexagon"),
)
"""Of the classes of examples."""
MOST_IN_TABLE = 8
"""A table of so few different examples is shown as a truth table."""
MARGIN = 0.08
LARGEST_TARGET = 1e17
"""Of larger targets the squared errors could not be drawn, which are in single precision."""
MOST_FITTED = 200
"""Of more examples than these so many are drawn with their answers."""


@dataclasses.dataclass(frozen=True)
class DataView:
    """The picture of the examples and, for every runner, what its model answers.

    Attributes:
        plot: the examples.
        kind: "curve" for one feature: answers along x; "map" for classes: how sure the answers on
            a grid are, in bytes, see `sureness`, and of more than two classes such a grid for each
            of them, see `leads`; "fit" for other targets of several features: the answers to
            examples, along their targets.
        x, y: where the answers are given; y is empty but for a map.
        answers: for every runner the steps, and a row of answers for each of them.
        table: the inputs, the targets and, for every runner, the answers at all drawn steps.
        note: what the picture leaves out, in words.
    """

    plot: Plot
    kind: str
    x: Array
    y: Array
    answers: list[dict[str, Any]]
    table: dict[str, Any] | None
    note: str = ""


@dataclasses.dataclass(frozen=True)
class _Face:
    """The plane in which examples of two or more features are drawn."""

    center: Array
    width: Array
    directions: Array
    """Two, of length 1 and at right angles, for features from which the center was subtracted
    and that were divided by the width."""
    labels: tuple[str, str]
    note: str = ""

    @classmethod
    def of(cls, problem: LearningProblem) -> _Face:
        """The plane of the two features, or of the first two principal components of more."""
        features = problem.observations[0]
        names = problem.feature_names
        columns = len(names)
        if columns == 2:
            return cls(np.zeros(2), np.ones(2), np.eye(2), (names[0], names[1]))
        width = features.std(axis=0)
        width = np.where(np.ptp(features, axis=0) > 0.0, width, 1.0)
        center = features.mean(axis=0)
        scaled = (features - center) / width
        variances, directions = np.linalg.eigh(scaled.T @ scaled / len(scaled))
        shares = 100.0 * variances[:-3:-1] / max(float(variances.sum()), np.finfo(float).tiny)
        first, second = shares.tolist()
        note = (
            f"Data: the plane of the first two principal components of the {columns} features, "
            f"with {first + second:.0f} % of their variance. Colours and boundaries are the "
            "answers in this plane; examples beside it may get others."
        )
        labels = (f"component 1 ({first:.0f} %)", f"component 2 ({second:.0f} %)")
        return cls(center, width, directions.T[:-3:-1], labels, note)

    def coordinates(self, features: Array) -> Array:
        """Where examples are in the plane, ``(examples, 2)``."""
        return np.asarray(((features - self.center) / self.width) @ self.directions.T)

    def features(self, points: Array) -> Array:
        """The features at points of the plane."""
        return np.asarray(self.center + (points @ self.directions) * self.width)


def data_view(race: Race, rows: Sequence[Indices], theme: Theme) -> DataView | None:
    """The data view of a race; None where there are no data.

    Args:
        race: what was run.
        rows: of every runner the rows of its trajectory that are drawn.
        theme: light or dark.
    """
    problem = race.objective
    if not isinstance(problem, LearningProblem):
        return None
    if problem.observations[0].shape[1] == 1:
        picture = (_bands if _many(problem) else _along_feature)(problem, theme)
    elif _many(problem) or _gate_like(problem.observations[1]):
        picture = _over_plane(problem, theme)
    else:
        picture = _along_targets(problem, theme)
    answers = []
    for runner, drawn in zip(race.runners, rows, strict=True):
        chosen = drawn[_moments(len(drawn))]
        points = runner.trajectory.points[chosen]
        with np.errstate(all="ignore"):
            said = _answers(problem, points, picture.asked)
        answers.append(
            {
                "steps": runner.trajectory.steps[chosen].astype(np.int32),
                "values": _on_map(problem, said)
                if picture.kind == "map"
                else sharp(said, picture.height),
            }
        )
    plot: Plot = {"data": picture.examples, "layout": _layout(problem, picture, theme)}
    table = _table(race, problem, rows)
    return DataView(plot, picture.kind, picture.x, picture.y, answers, table, picture.note)


@dataclasses.dataclass(frozen=True)
class _Picture:
    """What a kind of picture shows before any model has answered."""

    kind: str
    examples: list[Trace]
    titles: tuple[str, str]
    spans: tuple[Span, Span]
    asked: Array
    """The features for which the models are asked."""
    x: Array
    y: Array
    note: str = ""

    @property
    def height(self) -> float:
        """From the lower edge to the upper one."""
        low, high = self.spans[1]
        return high - low


def _along_feature(problem: LearningProblem, theme: Theme) -> _Picture:
    """The examples and curves of answers, over the one feature."""
    features, targets = problem.observations
    (name,), span = problem.feature_names, _span(features[:, 0])
    x = np.linspace(*span, ALONG)
    titles, spans = (name, _target_title(problem)), (span, _span(targets))
    examples = _points(problem, theme)
    return _Picture("curve", examples, titles, spans, x[:, np.newaxis], x, NOTHING)


def _bands(problem: LearningProblem, theme: Theme) -> _Picture:
    """The examples of several classes, over the one feature, with bands of the answers."""
    features, targets = problem.observations
    (name,), spans = problem.feature_names, (_span(features[:, 0]), _span(targets))
    x, y = np.linspace(*spans[0], ALONG), np.array(spans[1])
    asked = np.tile(x, len(y))[:, np.newaxis]
    labels = ", ".join(f"{label} {word}" for label, word in enumerate(problem.class_names))
    title = f"{problem.target_name} ({labels})" if labels else problem.target_name

    def places(features: Array, targets: Array) -> Array:
        return np.column_stack([features, targets])

    examples = _classes(problem, places, (name, problem.target_name), theme)
    return _Picture("map", examples, (name, title), spans, asked, x, y)


def _over_plane(problem: LearningProblem, theme: Theme) -> _Picture:
    """The examples of classes in a plane that is coloured by the answers."""
    face = _Face.of(problem)
    across, along = (_span(axis) for axis in face.coordinates(problem.observations[0]).T)
    # A grid for each of many classes: fewer points, so that not much more is sent.
    points = round(ACROSS * math.sqrt(2.0 / problem.class_count)) if _many(problem) else ACROSS
    x, y = np.linspace(*across, points), np.linspace(*along, points)
    asked = face.features(np.stack([axis.ravel() for axis in np.meshgrid(x, y)], axis=1))

    def places(features: Array, _targets: Array) -> Array:
        return face.coordinates(features)

    examples = _classes(problem, places, face.labels, theme)
    return _Picture("map", examples, face.labels, (across, along), asked, x, y, face.note)


def _along_targets(problem: LearningProblem, theme: Theme) -> _Picture:
    """The answers to examples, over what should be answered: all features have their say."""
    features, targets = problem.observations
    shown = np.linspace(0, len(targets) - 1, min(len(targets), MOST_FITTED)).round().astype(int)
    title, span, x = _target_title(problem), _span(targets), targets[shown]
    note = "" if len(x) == len(targets) else f"Data: {len(x)} of {len(targets):,} examples."
    examples, titles = _diagonal(x, title, theme), (title, f"{title}, as answered")
    return _Picture("fit", examples, titles, (span, span), features[shown], x, NOTHING, note)


def _target_title(problem: LearningProblem) -> str:
    """What the targets are; of classes, which is 1."""
    if not problem.class_names:
        return problem.target_name
    return f"{problem.target_name} (1 is {problem.class_names[1]})"


def _span(values: Array) -> Span:
    low, high = float(values.min()), float(values.max())
    margin = MARGIN * (high - low) or 1.0
    return low - margin, high + margin


def _moments(count: int) -> Indices:
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


def leads(shares: Array) -> Array:
    """By how much the share of every class is above the largest of the others.

    Args:
        shares: (..., classes, examples).
    """
    ordered = np.sort(shares, axis=-2)
    first, second = ordered[..., -1:, :], ordered[..., -2:-1, :]
    return np.asarray(shares - np.where(shares == first, second, first))


def _answers(problem: LearningProblem, points: Array, asked: Array) -> Array:
    """What is drawn of the answers: (moments, examples), or (moments, classes, examples)."""
    said = problem.predictions(points.T, asked).T
    # Of two shares the second says it all, as where a model answers with one.
    return said[:, 1] if said.ndim == 3 and not _many(problem) else said


def _on_map(problem: LearningProblem, said: Array) -> NDArray[np.uint8]:
    """The bytes of answers on a grid, (moments, bytes)."""
    if said.ndim == 2:
        return sureness(said, problem.observations[1])
    with np.errstate(all="ignore"):
        return sureness(leads(said), np.array([-1.0, 1.0])).reshape(len(said), -1)


def _points(problem: LearningProblem, theme: Theme) -> list[Trace]:
    """Examples of one feature; those that are held out are hollow."""
    names = (problem.feature_names[0], problem.target_name)
    return [
        _marks(group, features[:, 0], targets, names, theme.text, "circle", hollow, theme)
        for group, (features, targets), hollow in _groups(problem)
    ]


def _classes(
    problem: LearningProblem,
    places: Callable[[Array, Array], Array],
    titles: tuple[str, str],
    theme: Theme,
) -> list[Trace]:
    """Examples of classes where their features and targets place them; the held-out are hollow."""
    targets = problem.observations[1]
    if _many(problem):
        words, borders = problem.label_names, np.arange(1, problem.class_count) - 0.5
    else:
        low, high = float(targets.min()), float(targets.max())
        words, borders = (
            problem.class_names or (f"{low:g}", f"{high:g}"),
            np.array([(low + high) / 2]),
        )
    traces = []
    for group, (features, answers), hollow in _groups(problem):
        points, labels = places(features, answers), np.digitize(answers, borders, right=True)
        for label, word in enumerate(words):
            called = f"{group}, {in_figure(word, LONGEST_ON_HOVER)}"
            x, y = points[labels == label].T
            color = theme.classes[label % len(theme.classes)]
            symbol = SYMBOLS[label % len(SYMBOLS)]
            traces.append(_marks(called, x, y, titles, color, symbol, hollow, theme))
    return traces


def _groups(problem: LearningProblem) -> list[tuple[str, tuple[Array, Array], bool]]:
    """The examples that are trained on, and those that are held out."""
    groups = [("example", problem.observations, False)]
    if problem.held_out is not None:
        groups.append(("held out", problem.held_out, True))
    return groups


def _diagonal(targets: Array, target: str, theme: Theme) -> list[Trace]:
    """Where every example would be if the answer were right."""
    ends = np.array([targets.min(), targets.max()])
    line = {"color": theme.faint, "width": 1}
    return [
        _marks("example", targets, targets, (target, "answer"), theme.faint, "circle", True, theme),
        trace("scatter", x=ends, y=ends, mode="lines", line=line, hoverinfo="skip"),
    ]


def _marks(
    called: str,
    x: NDArray[Any],
    y: NDArray[Any],
    names: tuple[str, str],
    color: str,
    symbol: str,
    hollow: bool,
    theme: Theme,
) -> Trace:
    return trace(
        "scatter",
        x=sharp(x, float(np.ptp(x)) if x.size else 1.0),
        y=sharp(y, float(np.ptp(y)) if y.size else 1.0),
        mode="markers",
        marker={
            "color": color,
            "symbol": f"{symbol}-open" if hollow else symbol,
            "size": 5 if hollow else 8,
            "line": {"color": color if hollow else theme.background, "width": 1},
        },
        opacity=0.45 if hollow else 0.9,
        name=called,
        hovertemplate=f"{called}<br>{point_on_hover(names)}<extra></extra>",
        showlegend=False,
    )


def _layout(problem: LearningProblem, picture: _Picture, theme: Theme) -> dict[str, Any]:
    x, y = (
        {"range": list(span), "title": {"text": text, "standoff": 2}}
        for span, text in zip(picture.spans, axis_titles(picture.titles), strict=True)
    )
    revision = f"{problem.id}/{picture.spans}"
    plain = flat_layout(theme, x, y, uirevision=revision, showlegend=False)
    return steady(plain, left=52, right=14, top=8, bottom=42)


def _table(race: Race, problem: LearningProblem, rows: Sequence[Indices]) -> dict[str, Any] | None:
    features, targets = problem.observations
    if len(targets) > MOST_IN_TABLE or problem.most_classes > 2 or not _gate_like(targets):
        return None
    answers = [
        single(problem.predictions(runner.trajectory.points[drawn].T).T)
        for runner, drawn in zip(race.runners, rows, strict=True)
    ]
    return {
        "names": [*problem.feature_names, *(problem.column_names[-1:] or ["target"])],
        "inputs": features.tolist(),
        "targets": targets.tolist(),
        "answers": answers,
    }


def _many(problem: LearningProblem) -> bool:
    """Whether there are more than two classes."""
    return problem.are_labels and problem.class_count > 2


def _gate_like(targets: Array) -> bool:
    """Whether the targets are truth values."""
    return len(np.unique(targets)) <= 2
