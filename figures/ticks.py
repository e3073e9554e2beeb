"""Where logarithmic axes and colour bars have marks: at powers of ten, as one reads them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

MOST = 8
"""So many marks fit beside an axis."""
NARROWEST = 1e-4
"""In decades: a shorter axis would show rounding as if it were a movement."""
NICE = (1.0, 2.0, 5.0, 10.0)
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def decades(low: float, high: float, most: int = MOST) -> list[int]:
    """The powers of ten between two exponents, as exponents; of many every second, third, ..."""
    stride = max(math.ceil((high - low) / most), 1)
    first = math.ceil(low / stride - 1e-9) * stride
    return list(range(first, math.floor(high + 1e-9) + 1, stride))


def marks(low: float, high: float, most: int = MOST) -> tuple[list[float], list[str]]:
    """The marks between two exponents and their names.

    Powers of ten; where there are less than two of them round numbers, written in full.
    """
    exponents = decades(low, high, most)
    if len(exponents) > 1:
        return [10.0**exponent for exponent in exponents], [power(each) for each in exponents]
    rounded = _round_numbers(10.0**low, 10.0**high)
    return rounded, [_plain(number) for number in rounded]


def power(exponent: int) -> str:
    """A power of ten: 1, 10, 10²."""
    if exponent in (0, 1):
        return "10" if exponent else "1"
    return "10" + str(exponent).translate(RAISED)


def log_axis(low: float, high: float, most: int = MOST) -> dict[str, Any]:
    """The settings of a logarithmic axis from one exponent to another."""
    missing = max(NARROWEST - (high - low), 0.0)
    low, high = low - missing / 2, high + missing / 2
    axis = {"type": "log", "exponentformat": "power", "range": [low, high]}
    exponents = decades(low, high, most)
    if len(exponents) > 1:
        # A stride rather than a list: it goes on when the axis is zoomed out.
        return axis | {"dtick": exponents[1] - exponents[0]}
    values, names = marks(low, high, most)
    return axis | {"tickvals": values, "ticktext": names}


def _round_numbers(low: float, high: float) -> list[float]:
    """1, 2 and 5 times a power of ten; where these are less than three, evenly spaced numbers."""
    if low == high:
        return [float(f"{low:.12g}")]
    base = 10.0 ** math.floor(math.log10(low))
    tens = [part * times for times in (base, 10.0 * base) for part in NICE[:3]]
    inside = [float(f"{number:.1g}") for number in tens if low <= number <= high]
    if len(inside) > 2:
        return inside
    rough = (high - low) / 4
    base = 10.0 ** math.floor(math.log10(rough))
    step = max(part * base for part in NICE if part * base <= rough * (1 + 1e-9))
    multiples = np.arange(math.ceil(low / step), math.floor(high / step) + 1)
    return [float(f"{multiple * step:.12g}") for multiple in multiples]


def _plain(number: float) -> str:
    return f"{number:.12g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
