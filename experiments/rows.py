"""Which rows of a long run are looked at."""

from __future__ import annotations

import numpy as np

from declarations.arrays import Indices


def evenly(count: int, most: int) -> Indices:
    """At most ``most`` of ``count`` positions at even distances, from the first to the last.

    >>> evenly(5, 9).tolist(), evenly(5, 3).tolist()
    ([0, 1, 2, 3, 4], [0, 2, 4])
    """
    return np.unique(np.linspace(0, count - 1, most).round().astype(np.int64))
