"""Performance and data profiles: which share of the problems each optimizer solves at what cost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from declarations.arrays import Array
from experiments.profiles import Costs, data_profile, performance_profile, performance_ratios
from figures.charts import layout, title
from figures.plain import Plot, Trace, trace
from figures.theme import Style, Theme
from figures.ticks import log_axis

HEIGHT = 380


def performance(costs: Costs, names: Sequence[str], styles: Sequence[Style], theme: Theme) -> Plot:
    """The share of problems solved within tau times the evaluations of the best optimizer."""
    ratios = performance_ratios(costs.values)
    largest = float(ratios[np.isfinite(ratios)].max(initial=2.0))
    factors = _steps_of(ratios, 1.0, largest)
    shares = performance_profile(costs.values, factors)
    label = "evaluations, times those of the best (τ)"
    return _figure(factors, shares, names, styles, theme, label)


def data(costs: Costs, names: Sequence[str], styles: Sequence[Style], theme: Theme) -> Plot:
    """The share of problems solved within kappa (n + 1) evaluations."""
    budgets = costs.values / (costs.dims[:, np.newaxis] + 1.0)
    finite = budgets[np.isfinite(budgets) & (budgets > 0)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (1.0, 2.0)
    limits = _steps_of(budgets, low, high)
    shares = data_profile(costs.values, costs.dims, limits)
    label = "evaluations over n + 1, with n variables (κ)"
    return _figure(limits, shares, names, styles, theme, label)


def _steps_of(costs: Array, low: float, high: float) -> Array:
    """Where a profile can rise, and both ends."""
    inside = costs[(costs > low) & (costs < high)]
    return np.unique(np.concatenate([[low], inside, [high]]))


def _figure(
    x: Array,
    shares: Array,
    names: Sequence[str],
    styles: Sequence[Style],
    theme: Theme,
    label: str,
) -> Plot:
    return {
        "data": [
            _line(x, of_solver, name, style)
            for of_solver, name, style in zip(shares.T, names, styles, strict=True)
        ],
        "layout": layout(
            theme,
            HEIGHT,
            xaxis=log_axis(*np.log10(x[[0, -1]]).tolist()) | {"title": title(label)},
            yaxis={"title": title("share of problems solved"), "range": [0, 1.02]},
        ),
    }


def _line(x: Array, shares: Array, name: str, style: Style) -> Trace:
    return trace(
        "scatter",
        x=x.astype(np.float32),
        y=shares.astype(np.float32),
        mode="lines",
        line={"color": style.color, "width": 2.2, "dash": style.dash, "shape": "hv"},
        name=name,
        hovertemplate=f"{name}<br>%{{y:.1%}} within %{{x:.3g}}<extra></extra>",
    )
