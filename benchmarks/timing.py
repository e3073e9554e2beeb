"""Medians of things that are timed in turn, so that a drift of the machine hits all alike."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np


def medians(
    functions: Mapping[str, Callable[[], object]],
    rounds: int,
    check: Callable[[str, Any], None] | None = None,
) -> dict[str, float]:
    """Seconds of every function: the median over ``rounds``, after one that is not counted.

    ``check`` is called with the name of a function and every answer that it gives, while no clock
    runs.
    """
    seconds: dict[str, list[float]] = {name: [] for name in functions}
    for counted in [False] + [True] * rounds:
        for name, function in functions.items():
            begin = time.perf_counter()
            answer = function()
            end = time.perf_counter()
            if check is not None:
                check(name, answer)
            if counted:
                seconds[name].append(end - begin)
    return {name: statistics.median(values) for name, values in seconds.items()}


def agree(name: str, answer: Any, expected: Any, within: float = 0.0) -> None:
    """End the benchmark with a sentence if an answer is not the expected one."""
    answer, expected = np.asarray(answer), np.asarray(expected)
    if answer.shape != expected.shape:
        sys.exit(f"{name} gives an answer of the shape {answer.shape}, not {expected.shape}.")
    # Not `>`: nan is no agreement either.
    if not np.all(np.abs(answer - expected) <= within):
        largest = np.abs(answer - expected).max()
        sys.exit(f"{name} gives another answer: it differs by up to {largest:.2g}.")


def show(title: str, unit: str, figures: Mapping[str, float], reference: str) -> None:
    """One table: every figure and its ratio to the reference."""
    print(f"\n{title} ({unit})")
    for name, figure in figures.items():
        ratio = figure / figures[reference]
        print(f"  {name:<42}{figure:>10.2f}{ratio:>9.2f} x {reference}")
