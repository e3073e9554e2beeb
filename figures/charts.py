"""What the charts of the pages have in common."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.plain import Trace, flat_layout, trace
from figures.theme import Theme

LOST = "#26262c"
"""Cells of runs that diverged, on light and dark."""
NOTHING = "#9a9ea6"
"""Cells of runs that arrived nowhere."""

HEAT = (
    (0.0, "#fde725"),
    (0.2, "#90d743"),
    (0.4, "#35b779"),
    (0.6, "#21918c"),
    (0.8, "#31688e"),
    (1.0, "#3f4d8a"),
)
"""From the best to the worst: a part of Viridis, which grey and the colour-blind can read."""


def layout(theme: Theme, height: int, **changes: Any) -> dict[str, Any]:
    """Axes and colours; axes that are given are added to these."""
    line = {"linecolor": theme.grid}
    axes = (line | changes.pop(name, {}) for name in ("xaxis", "yaxis"))
    settings: dict[str, Any] = {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 12, "b": 8},
        "hoverlabel": {"align": "left"},
        "legend": {"orientation": "h", "y": -0.16, "x": 0, "yanchor": "top"},
    }
    return flat_layout(theme, *axes, **settings | changes)


def title(text: str) -> dict[str, Any]:
    """The title of an axis."""
    return {"text": text, "standoff": 6}


def discrete(colors: list[str]) -> list[list[Any]]:
    """The colour scale of the whole numbers from 0: each has exactly its colour."""
    last = max(len(colors) - 1, 1)
    return [[index / last, color] for index, color in enumerate(colors)] + (
        [[1.0, colors[0]]] if len(colors) == 1 else []
    )


def cells(x: Any, y: Any, z: NDArray[np.uint8], colors: list[str], labels: list[str]) -> Trace:
    """A heat map of whole numbers, each with its colour and its words on hover."""
    return trace(
        "heatmap",
        x=x,
        y=y,
        z=z,
        zmin=0,
        zmax=max(len(colors) - 1, 1),
        colorscale=discrete(colors),
        showscale=False,
        meta={"labels": labels},
        hoverongaps=False,
    )


def star(x: Any, y: Any, color: Any, outline: str, size: int = 15) -> Trace:
    """Stars that let clicks through to what is below."""
    return trace(
        "scatter",
        x=x,
        y=y,
        mode="markers",
        marker={
            "symbol": "star",
            "size": size,
            "color": color,
            "line": {"color": outline, "width": 1.4},
        },
        hoverinfo="skip",
        showlegend=False,
    )
