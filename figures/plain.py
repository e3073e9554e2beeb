"""Plotly's own JSON as plain dicts.

Building ``go.Figure`` objects checks every property on every rerun, which costs more than all
the optimizers of a race. The tests check it instead: ``go.Figure(plot)`` accepts every plot.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from declarations.arrays import Array, Single
from figures.quoting import in_figure
from figures.theme import Theme

Trace = dict[str, Any]
Plot = dict[str, Any]
"""A figure: ``data``, a list of traces, and ``layout``. ``go.Figure(plot)`` makes it an object."""


MOVED = 1e-3
"""By so much of the width of a picture a point may be moved by rounding."""


def single(values: NDArray[Any]) -> Single:
    """What the screen needs: half the bytes. What single precision cannot hold is infinite."""
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(values, dtype=np.float32)


def sharp(values: Array, width: float) -> NDArray[Any]:
    """Coordinates in single precision, unless it would move them: 1,700,000,001 is none of it."""
    rounded = single(values)
    moved = np.abs(rounded.astype(np.float64) - values)
    return np.ascontiguousarray(values) if (moved > MOVED * width).any() else rounded


LONGEST_TITLE = 32
"""So many characters of what an axis shows are beside it: there is no room for more."""
LONGEST_ON_HOVER = 60


def axis_titles(names: Iterable[str]) -> tuple[str, ...]:
    """What axes show, which may be called by a stranger."""
    return tuple(in_figure(name, LONGEST_TITLE) for name in names)


def point_on_hover(names: Iterable[str], digits: int = 4) -> str:
    """The two coordinates of a point with what they are called, as a template for Plotly."""
    first, second = (in_figure(name, LONGEST_ON_HOVER) for name in names)
    return f"{first} %{{x:.{digits}g}}<br>{second} %{{y:.{digits}g}}"


def trace(kind: str, **fields: Any) -> Trace:
    """A trace of a type, such as "scatter"."""
    return {"type": kind} | {name: value for name, value in fields.items() if value is not None}


def flat_layout(
    theme: Theme, xaxis: dict[str, Any], yaxis: dict[str, Any], **settings: Any
) -> dict[str, Any]:
    """The colours, margins and axes of a picture with two axes, and what is given on top."""
    axis = {
        "gridcolor": theme.grid,
        "zeroline": False,
        "tickfont": {"color": theme.faint, "size": 11},
        "automargin": True,
    }
    return {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": theme.text, "size": 12},
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "hovermode": "closest",
        "xaxis": axis | xaxis,
        "yaxis": axis | yaxis,
        **settings,
    }


def steady(layout: dict[str, Any], left: int, right: int, top: int, bottom: int) -> dict[str, Any]:
    """A layout whose axes stand where they are told to, in pixels from the edges.

    Plotly would move them to make room for their marks; then nobody else could draw on them
    before Plotly has.
    """
    margin = {"l": left, "r": right, "t": top, "b": bottom, "autoexpand": False}
    axes = {name: layout[name] | {"automargin": False} for name in ("xaxis", "yaxis")}
    return layout | axes | {"margin": margin}
