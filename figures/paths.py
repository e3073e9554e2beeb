"""Paths on a map or a surface: a casing, the line over it, and a dot at every iterate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import objectives
from declarations.arrays import Indices, Single
from experiments.plane import Plane
from experiments.rows import evenly
from experiments.summary import minimum_words
from figures.plain import Trace, point_on_hover, sharp, trace
from figures.theme import Style, Theme

MOST_ROWS = 600
"""Of a longer run every k-th step is drawn, and the last."""


FARTHEST = 3e38
REACH = 50.0
"""A path is drawn up to this many half widths of the picture from its middle; the axis crops it."""
BEYOND = 5.0
"""From a start farther out than that it is drawn up to so many times as far as the start."""


def drawn_rows(rows: int) -> Indices:
    """Which rows of a run are drawn."""
    return np.arange(rows) if rows <= MOST_ROWS else evenly(rows, MOST_ROWS)


def within_reach(coordinates: Any, ranges: Sequence[tuple[float, float]], start: Any = None) -> Any:
    """Coordinates ``(rows, 2)`` with those far outside moved in along their direction.

    Only for the eye, which sees where the path leaves the picture; the run is not touched. What
    is not much farther out than the ``start`` stays where it is.
    """
    low, high = np.array(ranges).T
    center, half = (low + high) / 2, (high - low) / 2
    with np.errstate(all="ignore"):
        relative = (coordinates - center) / half
        size = np.abs(relative).max(axis=1, keepdims=True)
        reach = REACH
        if start is not None:
            reach = max(REACH, BEYOND * float(np.nan_to_num(np.abs((start - center) / half)).max()))
        shrunk = np.where(size > reach, relative / size * reach, relative)
    # What is beyond single precision would be no number on the screen.
    return np.clip(center + np.nan_to_num(shrunk) * half, -FARTHEST, FARTHEST)


def coordinates(plane: Plane | None, points: Any, values: Any) -> Any:
    """Where points are on the map of a plane, or on the graph of a line: ``(rows, 2)``."""
    return np.column_stack([points[:, 0], values]) if plane is None else plane.coordinates(points)


def on_map(points: Any, ranges: Sequence[tuple[float, float]]) -> tuple[Any, Any]:
    """The x and y of a path that begins with the first of some points, as it is drawn."""
    within = within_reach(points, ranges, start=points[0])
    x, y = (sharp(values, high - low) for values, (low, high) in zip(within.T, ranges, strict=True))
    return x, y


def flat(
    x: Single,
    y: Single,
    steps: Any,
    style: Style,
    theme: Theme,
    name: str,
    labels: tuple[str, str] = ("x", "f"),
    left_at: int | None = None,
    index: int = 0,
) -> list[Trace]:
    """A path on the map: casing, line with dots, start and end.

    ``meta`` holds the runner's ``index`` in all but the start, which stays while it is played.

    A run that diverged has no end: a cross stands at ``left_at``, where it was last seen.
    """
    if left_at is None:
        end = _mark(x[-1:], y[-1:], style.symbol, style.color, theme, 12, name + ", end")
    else:
        last = slice(left_at, left_at + 1)
        end = _mark(x[last], y[last], "x", style.color, theme, 11, name + ", diverged")
    return [
        trace(
            "scatter",
            x=x,
            y=y,
            mode="lines",
            line={"color": theme.casing, "width": 5},
            hoverinfo="skip",
            showlegend=False,
            meta=index,
        ),
        trace(
            "scatter",
            x=x,
            y=y,
            customdata=steps,
            mode="lines+markers",
            line={"color": style.color, "width": 2.2, "dash": style.dash},
            marker={"color": style.color, "size": 4},
            name=name,
            hovertemplate=(
                f"{name}, step %{{customdata}}<br>{point_on_hover(labels, 5)}<extra></extra>"
            ),
            showlegend=False,
            meta=index,
        ),
        _mark(x[:1], y[:1], "circle-open", style.color, theme, 11, name + ", start"),
        end | {"meta": index},
    ]


def _mark(
    x: Single, y: Single, symbol: str, color: str, theme: Theme, size: int, name: str
) -> Trace:
    return trace(
        "scatter",
        x=x,
        y=y,
        mode="markers",
        marker={
            "symbol": symbol,
            "size": size,
            "color": color,
            "line": {"color": color if symbol.endswith("open") else theme.casing, "width": 2},
        },
        name=name,
        hoverinfo="skip",
        showlegend=False,
    )


def faint(x: Single, y: Single, style: Style) -> Trace:
    """Paths in the background: the pinned race, or the other random starts."""
    return trace(
        "scatter",
        x=x,
        y=y,
        mode="lines",
        line={"color": style.color, "width": 1.2, "dash": style.dash},
        opacity=0.35,
        hoverinfo="skip",
        showlegend=False,
        connectgaps=False,
    )


def star_name(objective: objectives.Objective) -> str:
    """What its minimisers are called: known, or found by a search."""
    return minimum_words(objective.minimisers_found).removeprefix("the ")


def stars(x: Any, y: Any, theme: Theme, labels: tuple[str, str], name: str = "minimum") -> Trace:
    """The minimisers that are known, or were found; ``name`` says which."""
    return trace(
        "scatter",
        x=x,
        y=y,
        mode="markers",
        marker={
            "symbol": "star",
            "size": 14,
            "color": theme.star,
            "line": {"color": theme.text, "width": 1},
        },
        name=name,
        hovertemplate=f"{name}<br>{point_on_hover(labels, 6)}<extra></extra>",
        showlegend=False,
    )


def stars_3d(
    x: Any, y: Any, z: Any, theme: Theme, labels: tuple[str, str], name: str = "minimum"
) -> Trace:
    """The same on the surface."""
    return trace(
        "scatter3d",
        x=x,
        y=y,
        z=z,
        mode="markers",
        marker={
            "symbol": "diamond",
            "size": 5,
            "color": theme.star,
            "line": {"color": theme.text, "width": 1},
        },
        name=name,
        hovertemplate=f"{name}<br>{point_on_hover(labels, 6)}<extra></extra>",
        showlegend=False,
    )
