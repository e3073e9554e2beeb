"""Basin maps: the colour says which minimum a start leads to, its lightness how soon."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from declarations import counted
from declarations.arrays import Array
from experiments import Basins
from experiments.basins import DIVERGED
from figures.charts import LOST, NOTHING, cells, layout, star, title
from figures.plain import Plot, axis_titles, trace
from figures.theme import Theme

HEIGHT = 470
SHADES = 8
"""So many lightnesses of a colour; each stands for the same factor of the number of steps."""
LIGHT, DEEP = 0.70, 0.42
"""How much white the first of them has, and how much black the last."""
SOON = 5
"""So many percent of the starts, the soonest, share the lightest colour with those like them."""
HUES = (
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#cc79a7",
    "#56b4e9",
    "#d55e00",
    "#aa4499",
    "#999933",
    "#332288",
    "#44aa99",
    "#f0e442",
    "#882255",
)
"""Okabe and Ito's colours, then some of Tol's; more than a dozen minima share them."""


def basins(result: Basins, theme: Theme) -> Plot:
    """The map of one optimizer."""
    edges = _edges(result)
    colors, labels = [NOTHING, LOST], ["reaches no minimum", "diverges"]
    for index, minimum in enumerate(result.minima):
        where = _point(minimum)
        colors += shades(HUES[index % len(HUES)])
        labels += [f"to the minimum at {where}, {words}" for words in _spans(edges)]
    points = result.plane.coordinates(np.array(result.minima))
    count = result.global_minima
    layer = cells(result.a, result.b, indices(result, edges), colors, labels)
    first, second = axis_titles(result.plane.labels)
    hover = f"start ({first} %{{x:.4g}}, {second} %{{y:.4g}})<br>%{{text}}<extra></extra>"
    local = trace(
        "scatter",
        x=points[count:, 0],
        y=points[count:, 1],
        mode="markers",
        marker={
            "symbol": "circle",
            "size": 9,
            "color": "#ffffff",
            "line": {"color": "#000000", "width": 1.4},
        },
        hoverinfo="skip",
        showlegend=False,
    )
    x_range, y_range = result.plane.ranges
    return {
        "data": [
            layer | {"hovertemplate": hover},
            local,
            star(points[:count, 0], points[:count, 1], "#ffffff", "#000000"),
        ],
        "layout": layout(
            theme,
            HEIGHT,
            xaxis={"title": title(first), "range": list(x_range), "showgrid": False},
            yaxis={"title": title(second), "range": list(y_range), "showgrid": False},
        ),
    }


def indices(result: Basins, edges: Array) -> NDArray[Any]:
    """The colour of every cell: 0 none, 1 diverged, then `SHADES` for every minimum."""
    shade = np.searchsorted(edges[1:-1], result.steps, side="right")
    found = 2 + result.reached.astype(np.int32) * SHADES + shade
    found = np.where(result.reached == DIVERGED, 1, np.where(result.reached < 0, 0, found))
    return found.astype(np.uint8 if found.max() < 256 else np.int32)


def shades(hue: str) -> list[str]:
    """A colour from light to deep."""
    base = np.array([int(hue[index : index + 2], 16) for index in (1, 3, 5)], dtype=np.float64)
    found = []
    for share in np.linspace(-LIGHT, DEEP, SHADES):
        target, part = (255.0, -share) if share < 0 else (0.0, share)
        mixed = np.round(base + (target - base) * part).astype(int)
        found.append("#" + "".join(f"{channel:02x}" for channel in mixed))
    return found


def _edges(result: Basins) -> Array:
    """The numbers of steps at which the lightness changes, evenly spaced in their logarithm.

    The few starts beside a minimum are left out, or all others would look the same.
    """
    arrived = result.steps[result.steps > 0]
    low, high = np.percentile(arrived, [SOON, 100]).tolist() if arrived.size else (1.0, 2.0)
    return np.geomspace(low, max(high, 2.0 * low) + 1.0, SHADES + 1)


def _spans(edges: Array) -> list[str]:
    """In words, how many steps each lightness stands for."""
    whole = np.ceil(edges).astype(int)
    spans = [
        f"{low} to {high - 1} steps" if high - 1 > low else counted(int(low), "step")
        for low, high in itertools.pairwise(whole)
    ]
    return [f"at most {counted(int(whole[1] - 1), 'step')}", *spans[1:]]


def lightness(result: Basins) -> tuple[str, str]:
    """In words, how many steps the lightest and the deepest colour stand for."""
    spans = _spans(_edges(result))
    return spans[0], spans[-1]


def _point(minimum: tuple[float, ...]) -> str:
    shown = [f"{coordinate:.4g}" for coordinate in minimum[:3]]
    return f"({', '.join(shown)}{', …' if len(minimum) > 3 else ''})"
