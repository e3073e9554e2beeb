"""The part of a parameter space that is drawn, and rates for it, in round numbers."""

from __future__ import annotations

import math

from objectives.objective import Array, Box, Point


def picture(center: Array, half_widths: Array) -> tuple[Box, Point]:
    """A domain around the center and a start in one of its corners, in round numbers."""
    domain, start = [], []
    for i, (middle, half) in enumerate(zip(center.tolist(), half_widths.tolist(), strict=True)):
        digits = 1 - math.floor(math.log10(half))
        side = 0.75 * half if i % 2 else -0.75 * half
        domain.append((round(middle - half, digits), round(middle + half, digits)))
        start.append(round(middle + side, digits))
    return tuple(domain), tuple(start)


def widened(box: Box, point: Point) -> Box:
    """The box, with each side moved outwards where the point would not lie well inside."""
    sides = []
    for (low, high), coordinate in zip(box, point, strict=True):
        margin = 0.1 * (high - low)
        sides.append(
            (
                low if coordinate >= low + margin else math.floor(coordinate - margin),
                high if coordinate <= high - margin else math.ceil(coordinate + margin),
            )
        )
    return tuple((float(low), float(high)) for low, high in sides)


def rules_of_thumb(steepness: float, half_width: float) -> dict[str, float]:
    """Learning rates: one over the steepness, or for adaptive rules a share of the domain."""
    rates = {
        "gd": 1.0 / steepness,
        "hb": 0.4 / steepness,
        "adagrad": 0.3 * half_width,
        "rms": 0.01 * half_width,
        "adam": 0.1 * half_width,
    }
    return {family: float(f"{rate:.2g}") for family, rate in rates.items()}
