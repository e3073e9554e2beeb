"""Curves of a race: a quantity against steps or evaluations."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import objectives
from declarations.arrays import Array, Indices, Single
from experiments import Race, Runner
from figures.plain import Plot, Trace, flat_layout, single, steady, trace
from figures.theme import Style, Theme
from figures.ticks import decades, log_axis, power
from objectives import LearningProblem
from optimizers import Trajectory

HIGHEST = 1e3
"""Curves are cut off at so many times their highest start."""
BEYOND = 3e38
"""Single precision ends here."""
SIDE = 5
"""So many marks has a symmetric logarithmic axis on either side of zero."""


@dataclasses.dataclass(frozen=True)
class Quantity:
    """What a curve can show."""

    label: str
    of: Callable[[Trajectory, objectives.Objective, Indices], Array]
    """One number for every one of those rows of a run."""
    fits: Callable[[objectives.Objective], bool] = lambda objective: True  # noqa: ARG005
    """Whether there is such a thing on a landscape."""


def _gap(run: Trajectory, objective: objectives.Objective, rows: Indices) -> Array:
    assert objective.fmin is not None
    return run.judged[1][rows] - objective.fmin


def _value(run: Trajectory, objective: objectives.Objective, rows: Indices) -> Array:  # noqa: ARG001
    return run.judged[1][rows]


def _gradient_norm(
    run: Trajectory,
    objective: objectives.Objective,  # noqa: ARG001
    rows: Indices,
) -> Array:
    return run.gradient_norms[rows]


def _distance(run: Trajectory, objective: objectives.Objective, rows: Indices) -> Array:
    offsets = run.judged[0][rows][:, np.newaxis] - np.array(objective.minimisers)
    return np.sqrt((offsets**2).sum(axis=2)).min(axis=1)


def _learning_rate(
    run: Trajectory,
    objective: objectives.Objective,  # noqa: ARG001
    rows: Indices,
) -> Array:
    if run.learning_rates is None or not len(run.learning_rates):
        return np.full(len(rows), np.nan)
    return np.append(run.learning_rates, run.learning_rates[-1])[rows]


def _step_lengths(run: Trajectory) -> Array:
    lengths = np.sqrt((np.diff(run.points, axis=0) ** 2).sum(axis=1))
    return np.append(lengths, lengths[-1] if len(lengths) else 0.0)


def _step_length(run: Trajectory, objective: objectives.Objective, rows: Indices) -> Array:  # noqa: ARG001
    return _step_lengths(run)[rows]


def _effective_rate(run: Trajectory, objective: objectives.Objective, rows: Indices) -> Array:  # noqa: ARG001
    """Step length over gradient norm: the learning rate of the same step by plain descent."""
    with np.errstate(all="ignore"):
        rate = (_step_lengths(run) / run.gradient_norms)[rows]
    return np.where(np.isfinite(rate), rate, np.nan)


def _accuracy(held_out: bool) -> Callable[[Trajectory, objectives.Objective, Indices], Array]:
    def of(run: Trajectory, objective: objectives.Objective, rows: Indices) -> Array:
        assert isinstance(objective, LearningProblem)
        return objective.accuracy(run.judged[0][rows].T, held_out)

    return of


def _held_out_loss(run: Trajectory, objective: objectives.Objective, rows: Indices) -> Array:
    assert isinstance(objective, LearningProblem)
    with np.errstate(all="ignore"):
        return objective.losses(run.judged[0][rows].T, held_out=True).mean(axis=0)


def _has_labels(objective: objectives.Objective) -> bool:
    return isinstance(objective, LearningProblem) and objective.are_labels


def _has_held_out(objective: objectives.Objective) -> bool:
    return isinstance(objective, LearningProblem) and objective.held_out is not None


QUANTITIES = {
    "gap": Quantity("gap f − f*", _gap, lambda objective: objective.fmin is not None),
    "value": Quantity("f", _value),
    "held_out": Quantity("held-out loss", _held_out_loss, _has_held_out),
    "accuracy": Quantity("accuracy", _accuracy(held_out=False), _has_labels),
    "held_out_accuracy": Quantity(
        "held-out accuracy",
        _accuracy(held_out=True),
        lambda objective: _has_labels(objective) and _has_held_out(objective),
    ),
    "gradient": Quantity("gradient norm", _gradient_norm),
    "distance": Quantity(
        "distance to the nearest minimum", _distance, lambda objective: bool(objective.minimisers)
    ),
    "rate": Quantity("learning rate", _learning_rate),
    "step": Quantity("step length", _step_length),
    "effective": Quantity("effective learning rate", _effective_rate),
}

SCALES = {"log": "logarithmic", "linear": "linear", "symlog": "symmetric logarithmic"}

CLOCKS = {"steps": "step", "evaluations": "evaluations", "epochs": "epoch"}


@dataclasses.dataclass(frozen=True)
class CurveView:
    """What the curves show; a view option, which never runs anything again."""

    quantity: str = "gap"
    scale: str = "log"
    clock: str = "steps"


def quantity_of(view: CurveView, objective: objectives.Objective) -> str:
    """What is shown: f itself where the landscape does not have what was asked for."""
    return view.quantity if QUANTITIES[view.quantity].fits(objective) else "value"


def clocks(objective: objectives.Objective) -> dict[str, str]:
    """What curves of a landscape can be drawn against."""
    epochs = objective.examples is not None
    return {name: label for name, label in CLOCKS.items() if name != "epochs" or epochs}


def clock_of(view: CurveView, objective: objectives.Objective) -> str:
    """What the curves are drawn against: steps where there are no epochs."""
    return view.clock if view.clock in clocks(objective) else "steps"


@dataclasses.dataclass(frozen=True)
class Curve:
    """One line: where it is drawn and what it says there."""

    x: Array
    values: Array
    style: Style
    name: str
    faint: bool = False


def curve(
    runner: Runner,
    race: Race,
    view: CurveView,
    rows: Indices,
    style: Style,
    name: str,
    faint: bool = False,
) -> Curve:
    """The curve of a runner of a race."""
    run, objective = runner.trajectory, race.objective
    values = QUANTITIES[quantity_of(view, objective)].of(run, objective, rows)
    return Curve(clock(run, race, view)[rows].astype(np.float64), values, style, name, faint)


def clock(run: Trajectory, race: Race, view: CurveView) -> NDArray[Any]:
    """What a run's curve is drawn against, for every row of it."""
    kind = clock_of(view, race.objective)
    if kind == "evaluations":
        return np.asarray(run.evaluations_at.total)
    if kind == "epochs":
        return run.steps / race.scene.steps_per_epoch()
    return run.steps


@dataclasses.dataclass(frozen=True)
class Scale:
    """How values become heights of the chart.

    Logarithmic: values at or below 0 have no logarithm. Symmetric logarithmic: a logarithm on both
    sides of zero, sign(v) log10(1 + |v| / threshold), straight within the threshold.
    """

    kind: str
    threshold: float = 1.0

    @classmethod
    def of(cls, kind: str, curves: Sequence[Curve]) -> Scale:
        """The scale for some curves; the threshold is eight decades below the largest value.

        Where nothing has a logarithm, as of runs that begin in the minimum, it is linear.
        """
        values = np.concatenate([curve.values for curve in curves] or [np.ones(1)])
        if kind == "log" and np.isfinite(values).any() and not (values > 0).any():
            return cls("linear")
        sizes = np.abs(values)
        sizes = sizes[np.isfinite(sizes) & (sizes > 0)]
        if not sizes.size:
            return cls(kind)
        lowest = max(float(sizes.min()), float(sizes.max()) * 1e-8)
        return cls(kind, 10.0 ** np.floor(np.log10(lowest)))

    def heights(self, values: Array) -> Single:
        """Where the values are drawn; those beyond single precision far outside of the chart."""
        with np.errstate(all="ignore"):
            if self.kind == "symlog":
                heights = np.sign(values) * np.log10(1.0 + np.abs(values) / self.threshold)
            else:
                heights = np.where(values > 0, values, np.nan) if self.kind == "log" else values
            heights = np.clip(np.where(np.isfinite(heights), heights, np.nan), -BEYOND, BEYOND)
        return np.asarray(heights, dtype=np.float32)

    def axis(self, curves: Sequence[Curve]) -> dict[str, Any]:
        """The settings of the axis, with a range that holds a part of every curve."""
        low, high = self._range(curves)
        if self.kind == "log":
            return log_axis(low, high)
        if self.kind == "linear":
            return {"type": "linear", "exponentformat": "power", "range": [low, high]}
        largest = (10.0 ** max(abs(low), abs(high)) - 1.0) * self.threshold
        exponents = decades(math.log10(self.threshold), math.ceil(math.log10(largest)), SIDE)
        powers = 10.0 ** np.array(exponents)
        names = [power(exponent) for exponent in exponents]
        return {
            "type": "linear",
            "range": [low, high],
            "tickvals": self.heights(np.concatenate([-powers[::-1], [0.0], powers])).tolist(),
            "ticktext": [*(f"−{name}" for name in reversed(names)), "0", *names],
        }

    def _range(self, curves: Sequence[Curve]) -> tuple[float, float]:
        """From the lowest to the highest that is drawn, as the axis counts.

        Where a run has gone so high that the others would be pressed flat, the axis ends below
        it; but never below the lowest point of any curve.
        """
        drawn = []
        for curve in curves:
            heights = self.heights(curve.values).astype(np.float64)
            heights = heights[np.isfinite(heights)]
            if self.kind == "log":
                heights = np.log10(heights[heights > 0])
            if heights.size:
                drawn.append(heights)
        if not drawn:
            return (0.0, 1.0)
        low = min(float(heights.min()) for heights in drawn)
        high = max(float(heights.max()) for heights in drawn)
        first = max(float(heights[0]) for heights in drawn)
        if self.kind == "log":
            limit = first + math.log10(HIGHEST)
        elif self.kind == "linear":
            limit = first + HIGHEST * max(abs(first), abs(low))
        else:
            limit = math.inf
        limit = max(limit, *(float(heights.min()) for heights in drawn))
        high = min(high, limit)
        margin = 0.05 * (high - low) or 0.05 * max(abs(high), 1.0)
        return low - margin, high + margin


def figure(race: Race, curves: Sequence[Curve], view: CurveView, theme: Theme) -> Plot:
    """The chart of some curves."""
    scale = Scale.of(view.scale, curves)
    settings = layout(race, view, theme)
    settings["yaxis"] |= scale.axis(curves)
    settings["xaxis"]["range"] = _span(curves)
    lines = [_line(curve, scale) for curve in curves]
    # As on the map, ``meta`` is the runner's index; a pinned curve has none.
    for index, (curve, line) in enumerate(zip(curves, lines, strict=True)):
        line["meta"] = None if curve.faint else index
    return {"data": lines, "layout": settings}


def _span(curves: Sequence[Curve]) -> list[float]:
    """The range of the clock."""
    ends = [end for curve in curves if len(curve.x) for end in (curve.x[0], curve.x[-1])]
    low, high = (float(min(ends)), float(max(ends))) if ends else (0.0, 1.0)
    return [low, high if high > low else low + 1.0]


def _line(curve: Curve, scale: Scale) -> Trace:
    style = curve.style
    return trace(
        "scatter",
        x=np.asarray(curve.x, dtype=np.float32),
        y=scale.heights(curve.values),
        customdata=single(curve.values) if scale.kind == "symlog" else None,
        # Of a run that was lost at once there is only a point.
        mode="lines" if np.isfinite(curve.values).sum() > 1 else "markers",
        marker={"color": style.color, "symbol": style.symbol, "size": 8},
        line={
            "color": style.color,
            "width": 1.4 if curve.faint else 2.2,
            "dash": style.dash,
        },
        opacity=0.35 if curve.faint else 1.0,
        name=curve.name,
        hovertemplate="%{customdata:.4g}" if scale.kind == "symlog" else "%{y:.4g}",
        connectgaps=False,
        showlegend=False,
    )


def layout(race: Race, view: CurveView, theme: Theme) -> dict[str, Any]:
    """Axes and colours of the curves."""
    line = {"linecolor": theme.grid}
    clock = CLOCKS[clock_of(view, race.objective)]
    label = QUANTITIES[quantity_of(view, race.objective)].label
    plain = flat_layout(
        theme,
        line | {"title": {"text": clock, "standoff": 4}},
        line | {"title": {"text": label, "standoff": 4}},
        hovermode="x",
        uirevision=f"{race.scene.objective}/{view}",
        showlegend=False,
    )
    return steady(plain, left=64, right=14, top=8, bottom=42)
