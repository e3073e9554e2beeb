"""The singular values of a matrix over the steps: a strip for every run, with axes in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from declarations.arrays import Array
from experiments.rows import evenly
from experiments.spectra import Spectra
from figures.charts import layout, title
from figures.curves import HIGHEST
from figures.plain import Plot, Trace, single, trace
from figures.quoting import in_figure
from figures.theme import Style, Theme
from figures.ticks import log_axis

STRIP = 104
"""The height of a strip in pixels."""
BELOW = 46
"""Room for the steps."""
NAME = 22
"""The part of it that the name of the run takes."""
MOST_MARKS = 4
MOST_LINES = 8
"""Of more singular values so many are drawn: the first, the last, and some between."""
DEEPEST = 10
"""In decades: what lies further below the largest is left out."""
LONGEST_NAME = 40

LABELS = {"gradient": "Gradient", "update": "Update", "weights": "Weights"}
"""What is decomposed, in the order in which it is shown."""


def figure(
    runs: Sequence[Spectra], part: str, names: Sequence[str], styles: Sequence[Style], theme: Theme
) -> Plot:
    """Curves over the steps, one for every singular value, on logarithmic axes.

    Args:
        runs: one for every runner.
        part: one of `LABELS`.
        names: of the runners.
        styles: of the runners.
        theme: light or dark.
    """
    count = len(runs)
    span = _span([getattr(run, part) for run in runs])
    last = max((int(run.steps[-1]) for run in runs), default=1)
    settings = layout(
        theme,
        count * STRIP + BELOW,
        xaxis={
            "title": title("step"),
            "range": [0, max(last, 1)],
            "anchor": _axis("y", count - 1),
        },
        showlegend=False,
        annotations=[_name(name, 1.0 - index / count, theme) for index, name in enumerate(names)],
        uirevision=part,
    )
    # The strips have the look of the one axis that a layout has.
    strips = {
        _axis("yaxis", index): settings["yaxis"]
        | log_axis(*span, MOST_MARKS)
        | {"domain": _domain(index, count), "anchor": "x"}
        for index in range(count)
    }
    lines = [
        line
        for index, (run, style) in enumerate(zip(runs, styles, strict=True))
        for line in _lines(run, getattr(run, part), style, _axis("y", index))
    ]
    return {"data": lines, "layout": settings | strips}


def _axis(letter: str, index: int) -> str:
    """How Plotly calls its axes: the first has no number."""
    return letter if index == 0 else f"{letter}{index + 1}"


def _domain(index: int, count: int) -> list[float]:
    """From where to where a strip is, as shares of the height; above it there is its name."""
    return [(count - 1 - index) / count, (count - index - NAME / STRIP) / count]


def _lines(run: Spectra, values: Array, style: Style, axis: str) -> list[Trace]:
    count = values.shape[1]
    chosen = evenly(count, MOST_LINES)
    return [_line(run, values[:, index], int(index), count, style, axis) for index in chosen]


def _line(run: Spectra, values: Array, index: int, count: int, style: Style, axis: str) -> Trace:
    """One singular value; where it is 0 there is a gap."""
    outer = index in (0, count - 1)
    with np.errstate(invalid="ignore"):
        heights = single(np.where(values > 0, values, np.nan))
    # A line needs two points side by side.
    seen = np.isfinite(heights)
    return trace(
        "scatter",
        x=single(run.steps),
        y=heights,
        yaxis=axis,
        mode="lines" if (seen[1:] & seen[:-1]).any() else "markers",
        line={"color": style.color, "width": 1.8 if outer else 1.0},
        marker={"color": style.color, "size": 4},
        opacity=1.0 if outer else 0.7,
        hovertemplate=f"σ<sub>{index + 1}</sub> %{{y:.3g}}, step %{{x}}<extra></extra>",
        connectgaps=False,
    )


def _name(name: str, top: float, theme: Theme) -> dict[str, Any]:
    return {
        "text": in_figure(name, LONGEST_NAME),
        "x": 0,
        "xref": "x domain",
        "xanchor": "left",
        "y": top,
        "yref": "paper",
        "yanchor": "top",
        "showarrow": False,
        "font": {"color": theme.text, "size": 12},
    }


def _span(parts: Sequence[Array]) -> tuple[float, float]:
    """The exponents between which all strips are drawn.

    As of all curves the axis ends below a run that has gone far higher than it began; what is so
    small that it would press the others flat is left out.
    """
    seen = [values[values > 0] for values in parts]
    seen = [np.log10(values[np.isfinite(values)]) for values in seen]
    seen = [values for values in seen if values.size]
    if not seen:
        return -1.0, 0.0
    begin = max(float(values[0]) for values in seen) + np.log10(HIGHEST)
    high = min(max(float(values.max()) for values in seen), begin)
    low = max(min(float(values.min()) for values in seen), high - DEEPEST)
    margin = max(0.05 * (high - low), 0.1)
    return low - margin, high + margin
