"""The progress of a run, reported by the clock."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

Report = Callable[[float], None]
"""Hears which share of the work is done."""

PAUSE = 0.1
"""Seconds between two reports, whatever a step or an evaluation costs."""


class Reporter:
    """Tells somebody which share of the steps is done; whoever hears it may raise to give up.

    Attributes:
        step: how many steps are done.
        refused: whether the last report has raised.
    """

    def __init__(self, report: Report, steps: int) -> None:
        self.step = 0
        self.refused = False
        self._report, self._steps = report, max(steps, 1)
        self._last = -math.inf

    def __call__(self) -> None:
        """Report, if that has not just been done."""
        if time.monotonic() - self._last >= PAUSE:
            self._last = time.monotonic()
            self.refused = True
            self._report(self.step / self._steps)
            self.refused = False


def within(report: Report | None, first: float, last: float) -> Report | None:
    """Reports of a part as reports of the whole, of which it is that share."""
    if report is None:
        return None
    return lambda share: report(first + share * (last - first))
