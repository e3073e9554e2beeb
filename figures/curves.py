"""Curves of a race: a quantity against steps or evaluations."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import objectives
from experiments import Race, Runner
from experiments.summary import judged
from figures.plot import Plot, Trace, trace
from figures.theme import Style, Theme
from optimizers import Trajectory

Array = NDArray[np.float64]


@dataclasses.dataclass(frozen=True)
class Quantity:
    """What a curve can show."""

    label: str
    of: Callable[[Trajectory, objectives.Objective], Array | None]
    """One number for every row of the run; None where it does not exist."""


def _gap(run: Trajectory, objective: objectives.Objective) -> Array | None:
    return None if objective.fmin is None else judged(run)[1] - objective.fmin


def _value(run: Trajectory, objective: objectives.Objective) -> Array:  # noqa: ARG001
    return judged(run)[1]


def _gradient_norm(run: Trajectory, objective: objectives.Objective) -> Array:  # noqa: ARG001
    return run.gradient_norms


def _distance(run: Trajectory, objective: objectives.Objective) -> Array | None:
    if not objective.minimisers:
        return None
    offsets = judged(run)[0][:, np.newaxis] - np.array(objective.minimisers)
    return np.sqrt((offsets**2).sum(axis=2)).min(axis=1)


def _learning_rate(run: Trajectory, objective: objectives.Objective) -> Array | None:  # noqa: ARG001
    if run.learning_rates is None or not len(run.learning_rates):
        return None
    return np.append(run.learning_rates, run.learning_rates[-1])


def _step_length(run: Trajectory, objective: objectives.Objective) -> Array:  # noqa: ARG001
    lengths = np.sqrt((np.diff(run.points, axis=0) ** 2).sum(axis=1))
    return np.append(lengths, lengths[-1] if len(lengths) else 0.0)


def _effective_rate(run: Trajectory, objective: objectives.Objective) -> Array:
    """Step length over gradient norm: the learning rate of the same step by plain descent."""
    with np.errstate(all="ignore"):
        rate = _step_length(run, objective) / run.gradient_norms
    return np.where(np.isfinite(rate), rate, np.nan)


QUANTITIES = {
    "gap": Quantity("f − minimum", _gap),
    "value": Quantity("f", _value),
    "gradient": Quantity("gradient norm", _gradient_norm),
    "distance": Quantity("distance to the nearest minimum", _distance),
    "rate": Quantity("learning rate", _learning_rate),
    "step": Quantity("step length", _step_length),
    "effective": Quantity("effective learning rate", _effective_rate),
}

SCALES = {"log": "logarithmic", "linear": "linear", "symlog": "symmetric logarithmic"}

CLOCKS = {"steps": "step", "evaluations": "evaluations"}


@dataclasses.dataclass(frozen=True)
class CurveView:
    """What the curves show; a view option, which never runs anything again."""

    quantity: str = "gap"
    scale: str = "log"
    clock: str = "steps"


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
    objective: objectives.Objective,
    view: CurveView,
    rows: NDArray[np.int64],
    style: Style,
    name: str,
    faint: bool = False,
) -> Curve:
    """The curve of a runner; NaN where the quantity does not exist."""
    run = runner.trajectory
    values = QUANTITIES[view.quantity].of(run, objective)
    if values is None:
        values = np.full(len(run.steps), np.nan)
    calls = run.evaluations_at
    clock = run.steps if view.clock == "steps" else calls.value + calls.gradient + calls.hessian
    return Curve(clock[rows].astype(np.float64), values[rows], style, name, faint)


@dataclasses.dataclass(frozen=True)
class Scale:
    """How values become heights of the chart.

    Logarithmic: values at or below 0 have no place. Symmetric logarithmic: a logarithm on both
    sides of zero, sign(v) log10(1 + |v| / threshold), straight within the threshold.
    """

    kind: str
    threshold: float = 1.0

    @classmethod
    def of(cls, kind: str, curves: Sequence[Curve]) -> Scale:
        """The scale for some curves; the threshold is eight decades below the largest value."""
        sizes = np.concatenate([np.abs(curve.values) for curve in curves] or [np.ones(1)])
        sizes = sizes[np.isfinite(sizes) & (sizes > 0)]
        if not sizes.size:
            return cls(kind)
        lowest = max(float(sizes.min()), float(sizes.max()) * 1e-8)
        return cls(kind, 10.0 ** np.floor(np.log10(lowest)))

    def heights(self, values: Array) -> NDArray[np.float32]:
        """Where the values are drawn."""
        with np.errstate(all="ignore"):
            if self.kind == "symlog":
                heights = np.sign(values) * np.log10(1.0 + np.abs(values) / self.threshold)
            else:
                heights = np.where(values > 0, values, np.nan) if self.kind == "log" else values
            heights = np.asarray(heights, dtype=np.float32)
        return np.where(np.isfinite(heights), heights, np.float32(np.nan))

    def axis(self, curves: Sequence[Curve]) -> dict[str, Any]:
        """The settings of the axis."""
        if self.kind != "symlog":
            kind = "log" if self.kind == "log" else "linear"
            return {"type": kind, "exponentformat": "power", "dtick": 1 if kind == "log" else None}
        sizes = np.concatenate([np.abs(curve.values) for curve in curves] or [np.ones(1)])
        largest = np.nanmax(np.where(np.isfinite(sizes), sizes, 0.0), initial=self.threshold)
        decades = np.arange(np.log10(self.threshold), np.ceil(np.log10(largest)) + 1, 2)
        marks = np.concatenate([-(10.0 ** decades[::-1]), [0.0], 10.0**decades])
        return {
            "type": "linear",
            "tickvals": self.heights(marks).tolist(),
            "ticktext": [f"{mark:.0e}" if mark else "0" for mark in marks],
        }


def figure(race: Race, curves: Sequence[Curve], view: CurveView, theme: Theme) -> Plot:
    """The chart of some curves."""
    scale = Scale.of(view.scale, curves)
    settings = layout(race, view, theme)
    settings["yaxis"] |= scale.axis(curves)
    return {"data": [_line(curve, scale) for curve in curves], "layout": settings}


def _line(curve: Curve, scale: Scale) -> Trace:
    style = curve.style
    return trace(
        "scatter",
        x=np.asarray(curve.x, dtype=np.float32),
        y=scale.heights(curve.values),
        customdata=curve.values.astype(np.float32) if scale.kind == "symlog" else None,
        mode="lines",
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
    axis = {
        "gridcolor": theme.grid,
        "zeroline": False,
        "linecolor": theme.grid,
        "tickfont": {"color": theme.faint, "size": 11},
        "automargin": True,
    }
    label = QUANTITIES[view.quantity].label
    return {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": theme.text, "size": 12},
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "hovermode": "x",
        "xaxis": axis | {"title": {"text": CLOCKS[view.clock], "standoff": 4}},
        "yaxis": axis | {"title": {"text": label, "standoff": 4}},
        "uirevision": f"{race.scene.objective}/{view}",
        "showlegend": False,
    }
