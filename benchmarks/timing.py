"""Medians of things that are timed in turn, so that a drift of the machine hits all alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping


def medians(functions: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Seconds of every function: the median over ``rounds``, after one that is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in functions}
    for counted in [False] + [True] * rounds:
        for name, function in functions.items():
            begin = time.perf_counter()
            function()
            if counted:
                seconds[name].append(time.perf_counter() - begin)
    return {name: statistics.median(values) for name, values in seconds.items()}


def show(title: str, unit: str, figures: Mapping[str, float], reference: str) -> None:
    """One table: every figure and its ratio to the reference."""
    print(f"\n{title} ({unit})")
    for name, figure in figures.items():
        ratio = figure / figures[reference]
        print(f"  {name:<42}{figure:>10.2f}{ratio:>9.2f} x {reference}")
