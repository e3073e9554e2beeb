"""How much the learning rate matters: the gap that is left, against the learning rate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from declarations.arrays import Array
from experiments import Tuned
from figures.charts import layout, title
from figures.plain import Plot, Trace, trace
from figures.theme import Style, Theme
from figures.ticks import log_axis

SMALLEST = 1e-10
"""Smaller gaps are drawn at this share of the largest one: on a logarithmic axis 0 is nowhere."""
HEIGHT = 440
FIRST_ROW, ROW = 0.06, 0.028
"""Where lost runs are marked above the curves: shares of the height of these."""


def sensitivity(tuned: Tuned, names: Sequence[str], styles: Sequence[Style], theme: Theme) -> Plot:
    """The curves of all optimizers that have a learning rate.

    The gap is over the lowest loss that any run reached. The good learning rates of a curve are
    drawn thick; a rate at which most runs were lost is marked at the top.
    """
    curves = [
        (entry.sensitivity, name, style)
        for entry, name, style in zip(tuned.entries, names, styles, strict=True)
        if entry.sensitivity is not None
    ]
    gaps = [curve.scores - tuned.floor for curve, _, _ in curves]
    largest = max((float(gap[np.isfinite(gap)].max(initial=0.0)) for gap in gaps), default=0.0)
    largest = largest or 1.0
    bottom = largest * SMALLEST
    smallest = min((float(gap.min()) for gap in gaps), default=bottom)
    bottom = max(bottom, min(smallest, largest / 10))
    rows = _rows(bottom, largest, len(curves))
    traces: list[Trace] = []
    for gap, row, (curve, name, style) in zip(gaps, rows, curves, strict=True):
        shown = np.where(np.isfinite(gap), np.maximum(gap, bottom), np.nan)
        good = np.where(curve.good, shown, np.nan)
        traces += [_good(curve.rates, good, name, style)]
        traces += [_line(curve.rates, shown, gap, f"{name} · {curve.width:.1f} decades", style)]
        traces += [_lost(curve.rates[np.isinf(gap)], row, name, style)]
    return {
        "data": traces,
        "layout": layout(
            theme,
            HEIGHT,
            xaxis=_across([curve.rates for curve, _, _ in curves])
            | {"title": title("learning rate")},
            yaxis=log_axis(
                math.log10(bottom) - 0.3, math.log10(rows[-1] if curves else largest) + 0.2
            )
            | {"title": title("f above the lowest of all runs")},
            legend={"orientation": "h", "y": -0.18, "yanchor": "top", "x": 0},
        ),
    }


def _across(rates: Sequence[Array]) -> dict[str, Any]:
    """The axis of the learning rates, with a little room beside the first and the last."""
    tried = np.log10(np.concatenate([*rates]) if rates else np.ones(1))
    room = 0.03 * float(np.ptp(tried))
    return log_axis(float(tried.min()) - room, float(tried.max()) + room)


def _rows(bottom: float, largest: float, count: int) -> Array:
    """Heights above all curves, one for the lost rates of every optimizer."""
    span = np.log10(largest / bottom)
    return np.asarray(largest * 10.0 ** (span * (FIRST_ROW + ROW * np.arange(count))))


def _good(rates: Array, gaps: Array, name: str, style: Style) -> Trace:
    return trace(
        "scatter",
        x=rates,
        y=gaps,
        mode="lines+markers",
        line={"color": style.color, "width": 11},
        marker={"color": style.color, "size": 11},
        opacity=0.28,
        connectgaps=False,
        legendgroup=name,
        hoverinfo="skip",
        showlegend=False,
    )


def _line(rates: Array, shown: Array, gaps: Array, label: str, style: Style) -> Trace:
    name = label.split(" · ")[0]
    return trace(
        "scatter",
        x=rates,
        y=shown,
        customdata=gaps,
        mode="lines",
        line={"color": style.color, "width": 2.2, "dash": style.dash},
        connectgaps=False,
        legendgroup=name,
        name=label,
        hovertemplate=(
            f"{name}<br>rate %{{x:.3g}}<br>%{{customdata:.3g}} above the lowest<extra></extra>"
        ),
    )


def _lost(rates: Array, row: float, name: str, style: Style) -> Trace:
    return trace(
        "scatter",
        x=rates,
        y=np.full(len(rates), row),
        mode="markers",
        marker={
            "color": style.color,
            "symbol": "x-thin",
            "size": 5,
            "line": {"width": 1.5, "color": style.color},
        },
        legendgroup=name,
        hovertemplate=f"{name}<br>rate %{{x:.3g}}<br>most runs were lost<extra></extra>",
        showlegend=False,
    )
