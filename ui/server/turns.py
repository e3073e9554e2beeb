"""One limit for all heavy work of the server: what is beyond it waits its turn."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ui.limits import LIMITS
from ui.server.refusals import refused

if TYPE_CHECKING:
    from ui.server.progress import Report

PAUSE = 0.2
"""Seconds between two looks at the line, and at whether the visitor is still there."""


BUSY = "The server has as much work as it can take; try again in a minute."


class BusyError(ValueError):
    """There is more work than the server can take."""

    def __init__(self) -> None:
        super().__init__(BUSY)


class Line:
    """Those who are at work and those who wait, first come, first served.

    A visitor has one turn at work: who asks for more waits for himself, and others pass him by.
    """

    def __init__(self, at_once: int, longest: int, patience: float) -> None:
        """At most ``longest`` wait at the same time, and nobody for more than so many seconds."""
        self.at_once, self.longest, self.patience = at_once, longest, patience
        self._changed = threading.Condition()
        self._at_work: list[str] = []
        self._waiting: list[tuple[object, str]] = []

    @contextmanager
    def turn(self, visitor: str, report: Report) -> Iterator[None]:
        """Wait until it is the visitor's turn, and hold it.

        ``report`` is told his place in the line; what it raises, because he has cancelled or gone,
        takes him out of it.

        Raises:
            BusyError: the line is too long, or does not move.
        """
        ticket, begin = object(), time.monotonic()
        with self._changed:
            self._waiting.append((ticket, visitor))
        try:
            while not self._admitted(ticket, visitor):
                place = self._place(ticket)
                if place > self.longest:
                    refused("heavy work", f"{self.longest} others wait for their turn")
                    raise BusyError
                if time.monotonic() - begin > self.patience:
                    refused("heavy work", f"no turn within {self.patience / 60:g} minutes")
                    raise BusyError
                report.wait(place)
                with self._changed:
                    self._changed.wait(PAUSE)
            try:
                yield
            finally:
                with self._changed:
                    self._at_work.remove(visitor)
                    self._changed.notify_all()
        finally:
            with self._changed:
                self._waiting = [each for each in self._waiting if each[0] is not ticket]

    def _admitted(self, ticket: object, visitor: str) -> bool:
        with self._changed:
            if len(self._at_work) >= self.at_once or visitor in self._at_work:
                return False
            # Those who wait only for themselves are passed by.
            first = next(each for each, who in self._waiting if who not in self._at_work)
            if first is not ticket:
                return False
            self._waiting = [each for each in self._waiting if each[0] is not ticket]
            self._at_work.append(visitor)
            return True

    def _place(self, ticket: object) -> int:
        """The place of somebody in the line, from 1."""
        with self._changed:
            position = next(n for n, each in enumerate(self._waiting) if each[0] is ticket)
            return position + 1


LINE = Line(LIMITS.at_once, LIMITS.line, 60.0 * LIMITS.patience)
