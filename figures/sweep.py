"""Sweep maps as heat maps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments import SweepMap
from experiments.sweep import DIVERGED, VERDICTS
from figures.charts import HEAT, LOST, NOTHING, cells, discrete, layout, star, title
from figures.plain import Plot, Trace, trace
from figures.theme import Theme
from figures.ticks import log_axis, marks

HEIGHT = 520
SMALLEST = 1e-16
"""Smaller gaps have the same colour."""
VERDICT_COLORS = {
    "converged": "#009e73",
    "falling": "#b5dfb0",
    "crawled": "#7cc0ea",
    "oscillated": "#e69f00",
    "rising": "#cc79a7",
    "left the domain": "#8c8c8c",
    "diverged": LOST,
    "too short to tell": NOTHING,
}


def sweep(result: SweepMap, outcome: str, theme: Theme) -> Plot:
    """The map of "gap", "verdict" or "steps"; cells that have no such number say how they end.

    Where the minimum is not known, f itself stands for the gap.
    """
    if outcome == "verdict":
        traces = [_verdicts(result, theme)]
    else:
        traces = [_others(result), *_numbers(result, outcome, theme)]
    x, y = (_axis(axis) for axis in (result.x, result.y))
    return {
        "data": [*traces, *_boundary(result), *_best(result)],
        "layout": layout(
            theme,
            HEIGHT,
            xaxis=x | {"title": title(_words(result.config.x.parameter)), "showgrid": False},
            yaxis=y | {"title": title(_words(result.config.y.parameter)), "showgrid": False},
            showlegend=False,
        ),
    }


def _numbers(result: SweepMap, outcome: str, theme: Theme) -> list[Trace]:
    """The cells that have a number, on a logarithmic scale if they are all above 0."""
    diverged = result.verdict == DIVERGED
    if outcome == "steps":
        values = np.where(result.steps >= 0, np.maximum(result.steps, 1), np.nan)
        name, shown = "steps", "steps %{customdata:.0f}"
    elif result.config.scene.landscape().fmin is None:
        values = np.where(diverged, np.nan, result.final_gap + result.floor)
        name, shown = "f", "final f %{customdata:.3g}"
    else:
        values = np.where(diverged, np.nan, np.maximum(result.final_gap, SMALLEST))
        name, shown = "gap", "final gap %{customdata:.3g}"
    if not np.isfinite(values).any():
        return []
    logarithmic = float(np.nanmin(values)) > 0
    heights = np.log10(values) if logarithmic else values
    low, high = float(np.nanmin(heights)), float(np.nanmax(heights))
    bar = _bar(name, _logarithms(low, high) if logarithmic else None, theme)
    return [
        trace(
            "heatmap",
            x=result.x,
            y=result.y,
            z=heights.astype(np.float32),
            customdata=values.astype(np.float32),
            zmin=low,
            zmax=high if high > low else low + 1.0,
            colorscale=[list(step) for step in HEAT],
            colorbar=bar,
            hoverongaps=False,
            hovertemplate=_hover(result, shown),
        )
    ]


def _logarithms(low: float, high: float) -> tuple[list[float], list[str]]:
    """The marks of a colour bar of logarithms."""
    values, names = marks(low, high)
    return np.log10(values).tolist(), names


def _others(result: SweepMap) -> Trace:
    """Under the numbers: how those cells end that have none."""
    colors = [LOST if verdict == "diverged" else NOTHING for verdict in VERDICTS]
    layer = cells(result.x, result.y, result.verdict.astype(np.uint8), colors, list(VERDICTS))
    return layer | {"hovertemplate": _hover(result, "%{text}")}


def _verdicts(result: SweepMap, theme: Theme) -> Trace:
    colors = [VERDICT_COLORS[verdict] for verdict in VERDICTS]
    layer = cells(result.x, result.y, result.verdict.astype(np.uint8), colors, list(VERDICTS))
    count = len(VERDICTS)
    edges = [
        [(index + side) / count, color]
        for index, (_, color) in enumerate(discrete(colors))
        for side in (0, 1)
    ]
    return layer | {
        "zmin": -0.5,
        "zmax": count - 0.5,
        "colorscale": edges,
        "showscale": True,
        "colorbar": _bar("", ([float(index) for index in range(count)], list(VERDICTS)), theme),
        "hovertemplate": _hover(result, "%{text}"),
    }


def _boundary(result: SweepMap) -> list[Trace]:
    """Where the theory says that runs begin to diverge."""
    if result.boundary is None:
        return []
    x, y = result.boundary.x, result.boundary.y
    inside = (x >= result.x[0]) & (x <= result.x[-1]) & (y >= result.y[0]) & (y <= result.y[-1])
    if not inside.any():
        return []
    x, y = x[inside], y[inside]
    line = {"x": x, "y": y, "mode": "lines", "hoverinfo": "skip", "showlegend": False}
    middle = len(x) // 2
    beside = "top center"
    if result.config.x.parameter == "learning_rate":
        # Where there is more room; the values are evenly spaced on the axis.
        right = np.searchsorted(result.x, x[middle]) < len(result.x) / 2
        beside = "middle right" if right else "middle left"
    return [
        trace("scatter", **line, line={"color": "#000000", "width": 5}, opacity=0.5),
        trace("scatter", **line, line={"color": "#ffffff", "width": 2, "dash": "dash"}),
        trace(
            "scatter",
            x=x[middle : middle + 1],
            y=y[middle : middle + 1],
            mode="text",
            text=[" stability limit (theory) "],
            textposition=beside,
            textfont={"color": "#ffffff", "size": 12, "shadow": "auto"},
            hoverinfo="skip",
            showlegend=False,
        ),
    ]


def _best(result: SweepMap) -> list[Trace]:
    if result.best is None:
        return []
    row, column = result.best
    return [star(result.x[[column]], result.y[[row]], "#ffffff", "#000000", 16)]


def _hover(result: SweepMap, what: str) -> str:
    x, y = (_words(axis.parameter) for axis in (result.config.x, result.config.y))
    return f"{x} %{{x:.4g}}<br>{y} %{{y:.4g}}<br>{what}<extra></extra>"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _axis(values: NDArray[Any]) -> dict[str, Any]:
    """Logarithmic where the values are evenly spaced so; it ends where the cells end."""
    steps = np.diff(values.astype(np.float64))
    settings: Callable[[float, float], dict[str, Any]]
    if len(steps) > 1 and values[0] > 0 and steps[-1] > 1.5 * steps[0]:
        coordinates = np.log10(values.astype(np.float64))
        settings = log_axis
    else:
        coordinates, settings = values.astype(np.float64), _linear_axis
    half = (coordinates[-1] - coordinates[0]) / max(len(coordinates) - 1, 1) / 2
    return settings(float(coordinates[0] - half), float(coordinates[-1] + half))


def _linear_axis(low: float, high: float) -> dict[str, Any]:
    return {"type": "linear", "range": [low, high]}


def _bar(name: str, ticks: tuple[list[float], list[str]] | None, theme: Theme) -> dict[str, Any]:
    """A colour bar; without ticks it finds its own."""
    bar = {
        "title": {"text": name, "side": "top", "font": {"color": theme.faint}},
        "tickfont": {"color": theme.faint, "size": 11},
        "thickness": 10,
        "len": 0.95,
        "outlinewidth": 0,
        "x": 1.01,
        "xpad": 2,
    }
    return bar if ticks is None else bar | {"tickvals": ticks[0], "ticktext": ticks[1]}
