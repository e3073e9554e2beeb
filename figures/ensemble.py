"""Noise ensembles: the loss as bands, where the runs end, and who wins how often."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from declarations.arrays import Array
from experiments import EnsembleResult
from experiments.plane import Plane, declared_plane
from experiments.rows import evenly
from figures import landscape
from figures.charts import layout, title
from figures.paths import star_name, stars, within_reach
from figures.plain import Plot, Trace, axis_titles, trace
from figures.theme import Style, Theme
from figures.ticks import NARROWEST, marks

HEIGHT = 400
MOST_ROWS = 400
"""So many points of a curve are drawn."""
SMALLEST = 1e-16
SPREAD = (5.0, 95.0)
"""The quantiles of the end points, in percent, that a zoomed map holds."""


def bands(
    result: EnsembleResult, names: Sequence[str], styles: Sequence[Style], theme: Theme
) -> Plot:
    """The median of the loss, and around it a half and nine tenths of the runs.

    Over the minimum and on a logarithmic scale, where the minimum is known. A run that has
    diverged is above the picture.
    """
    fmin = result.config.scene.landscape().fmin
    rows = evenly(len(result.steps), MOST_ROWS)
    steps = result.steps[rows]
    heights = [_heights(member.bands[:, rows], fmin) for member in result.members]
    finite = np.concatenate([height[np.isfinite(height)] for height in heights])
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    span = max(high - low, NARROWEST)
    top = high + 0.05 * span
    faint, lines = [], []
    for height, name, style in zip(heights, names, styles, strict=True):
        drawn = np.where(np.isfinite(height), height, high + span)
        faint += [_band(steps, drawn[0], drawn[4], style, 0.10)]
        faint += [_band(steps, drawn[1], drawn[3], style, 0.22)]
        lines += [_median(steps, height[2], fmin is not None, name, style)]
    axis: dict[str, Any] = {"range": [low - 0.05 * span, top]}
    if fmin is None:
        axis["title"] = title("f")
    else:
        values, shown = marks(*axis["range"])
        axis |= {
            "title": title("gap f − f*"),
            "tickvals": np.log10(values).tolist(),
            "ticktext": shown,
        }
    return {
        "data": [*faint, *lines],
        "layout": layout(theme, HEIGHT, xaxis={"title": title("step")}, yaxis=axis, hovermode="x"),
    }


def _heights(values: Array, fmin: float | None) -> Array:
    """Losses as they are drawn: themselves, or the logarithm of what is above the minimum."""
    if fmin is None:
        return values
    return np.asarray(np.log10(np.maximum(values - fmin, SMALLEST)))


def _band(steps: Any, low: Array, high: Array, style: Style, opacity: float) -> Trace:
    red, green, blue = (int(style.color[index : index + 2], 16) for index in (1, 3, 5))
    return trace(
        "scatter",
        x=np.concatenate([steps, steps[::-1]]),
        y=np.concatenate([low, high[::-1]]),
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=f"rgba({red},{green},{blue},{opacity})",
        hoverinfo="skip",
        showlegend=False,
    )


def _median(steps: Any, height: Array, logarithmic: bool, name: str, style: Style) -> Trace:
    with np.errstate(over="ignore"):
        values = 10.0**height if logarithmic else height
    return trace(
        "scatter",
        x=steps,
        y=np.where(np.isfinite(height), height, np.nan),
        customdata=values,
        mode="lines",
        line={"color": style.color, "width": 2.2, "dash": style.dash},
        name=name,
        hovertemplate="%{customdata:.3g}",
        connectgaps=False,
    )


def cloud(
    result: EnsembleResult,
    names: Sequence[str],
    styles: Sequence[Style],
    theme: Theme,
    zoom: bool,
) -> Plot:
    """Where all runs end, on the landscape; the part of it that holds them, or all of it."""
    objective = result.config.scene.landscape()
    if objective.dims == 1:
        return _cloud_on_curve(result, names, styles, theme)
    plane = declared_plane(objective)
    ends = [plane.coordinates(member.ends.T) for member in result.members]
    if objective.bounded:
        ends = [within_reach(end, plane.ranges) for end in ends]
    minima = plane.coordinates(np.array(objective.minimisers or [np.full(objective.dims, np.nan)]))
    if zoom:
        ranges = _ranges(plane, ends, objective.bounded)
        plane = dataclasses.replace(plane, ranges=ranges)
    elevation = landscape.elevation(objective, plane, objective.color)
    points = [
        _points(end[:, 0], end[:, 1], name, style, theme)
        for end, name, style in zip(ends, names, styles, strict=True)
    ]
    (x_range, y_range), (x, y) = plane.ranges, axis_titles(plane.labels)
    return {
        "data": [
            landscape.contour(elevation, theme),
            stars(minima[:, 0], minima[:, 1], theme, plane.labels, star_name(objective)),
            *points,
        ],
        "layout": layout(
            theme,
            HEIGHT,
            xaxis={"title": title(x), "range": list(x_range), "showgrid": False},
            yaxis={"title": title(y), "range": list(y_range), "showgrid": False},
        ),
    }


def outside(result: EnsembleResult, cloud: Plot) -> int:
    """How many of the runs end outside of the picture of the cloud."""
    objective = result.config.scene.landscape()
    ends = np.concatenate([member.ends.T for member in result.members])
    axes = [cloud["layout"]["xaxis"]["range"], cloud["layout"]["yaxis"]["range"]]
    if objective.dims == 1:
        axes = axes[:1]
    else:
        ends = declared_plane(objective).coordinates(ends)
    low, high = np.array(axes).T
    return int(len(ends) - ((ends >= low) & (ends <= high)).all(axis=1).sum())


def _cloud_on_curve(
    result: EnsembleResult, names: Sequence[str], styles: Sequence[Style], theme: Theme
) -> Plot:
    objective = result.config.scene.landscape()
    _, graph = landscape.graph(objective)
    low, high = float(np.nanmin(graph)), float(np.nanmax(graph))
    margin = 0.06 * (high - low)
    points = []
    for member, name, style in zip(result.members, names, styles, strict=True):
        with np.errstate(all="ignore"):
            heights = np.asarray(objective.value(member.ends), dtype=np.float64)
        points.append(_points(member.ends[0], heights, name, style, theme))
    return {
        "data": [landscape.curve(objective, theme), *points],
        "layout": layout(
            theme,
            HEIGHT,
            xaxis={"title": title("x"), "range": list(objective.domain[0])},
            yaxis={"title": title("f"), "range": [low - margin, high + margin]},
        ),
    }


def _points(x: Array, y: Array, name: str, style: Style, theme: Theme) -> Trace:
    return trace(
        "scatter",
        x=x,
        y=y,
        mode="markers",
        marker={
            "color": style.color,
            "symbol": style.symbol,
            "size": 7,
            "opacity": 0.75,
            "line": {"color": theme.casing, "width": 0.8},
        },
        name=name,
        hovertemplate=f"{name}<br>%{{x:.4g}}, %{{y:.4g}}<extra></extra>",
    )


def _ranges(
    plane: Plane, ends: list[Array], bounded: bool
) -> tuple[tuple[float, float], tuple[float, float]]:
    """The rectangle that holds most of the end points; of a bounded landscape at most all of it."""
    points = np.concatenate(ends)
    low, high = np.percentile(points[np.isfinite(points).all(axis=1)], SPREAD, axis=0)
    whole_low, whole_high = np.array(plane.ranges).T
    margin = np.maximum(0.35 * (high - low), 0.02 * (whole_high - whole_low))
    low, high = low - margin, high + margin
    if bounded:
        low, high = np.maximum(low, whole_low), np.minimum(high, whole_high)
    hidden = low >= high
    low, high = np.where(hidden, whole_low, low), np.where(hidden, whole_high, high)
    (a, c), (b, d) = low.tolist(), high.tolist()
    return (a, b), (c, d)


def wins(
    result: EnsembleResult, names: Sequence[str], styles: Sequence[Style], theme: Theme
) -> Plot:
    """How often every optimizer wins, with intervals of 95 %; the most frequent winner on top."""
    order = np.argsort(result.wins, kind="stable")
    data = [
        trace(
            "scatter",
            x=[100.0 * result.wins[index]],
            y=[names[index]],
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [100.0 * (result.intervals[index, 1] - result.wins[index])],
                "arrayminus": [100.0 * (result.wins[index] - result.intervals[index, 0])],
                "color": styles[index].color,
                "thickness": 2,
                "width": 5,
            },
            mode="markers",
            marker={"color": styles[index].color, "symbol": styles[index].symbol, "size": 11},
            hovertemplate=(
                f"{names[index]} wins %{{x:.1f}} %<br>between "
                f"{100 * result.intervals[index, 0]:.1f} and "
                f"{100 * result.intervals[index, 1]:.1f} %<extra></extra>"
            ),
            showlegend=False,
        )
        for index in order
    ]
    return {
        "data": data,
        "layout": layout(
            theme,
            90 + 34 * len(names),
            xaxis={"title": title("wins in percent of the seeds"), "range": [-3, 103]},
        ),
    }
