"""Whether a series goes on growing: what `benchmarks.soak` says of memory, threads and files."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

SHARE = 0.05
"""A series may rise by so much of itself and is still level: what wanders does."""
AT_REST = 0.25
"""A rise has come to rest when its last third brought less than this share of it.

Of a steady growth the last third brings the half.
"""


@dataclasses.dataclass(frozen=True)
class Growth:
    """The means of the three thirds of a series."""

    first: float
    middle: float
    last: float
    allowance: float

    @property
    def rise(self) -> float:
        """From the first third to the last."""
        return self.last - self.first

    @property
    def word(self) -> str:
        """One of "level", "at rest" (it has risen and rises no more) and "grows"."""
        if self.rise <= self.allowance:
            return "level"
        if self.last - self.middle < AT_REST * self.rise:
            return "at rest"
        return "grows"


def growth(series: Sequence[float], slack: float) -> Growth:
    """What becomes of a series, by the means of its thirds.

    Args:
        series: what was measured in equal intervals, at least three numbers.
        slack: the series may rise by so much, or by `SHARE` of its first third if that is more.

    Raises:
        ValueError: the series is too short.
    """
    if len(series) < 3:
        raise ValueError(f"growth is seen in three numbers or more, got {len(series)}")
    first, middle, last = (float(np.mean(part)) for part in np.array_split(series, 3))
    return Growth(first, middle, last, max(slack, SHARE * first))
