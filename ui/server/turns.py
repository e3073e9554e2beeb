"""One limit for all heavy work of the server: what is beyond it waits its turn."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.server.progress import Report

AT_ONCE = max(os.cpu_count() or 1, 1)
"""So many pieces of heavy work run at the same time, one of a visitor."""
PAUSE = 0.2
"""Seconds between two looks at the line, and at whether the visitor is still there."""


class Line:
    """Those who are at work and those who wait, first come, first served.

    A visitor has one turn at work: somebody with ten tabs waits for himself, not all for him.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self.at_once = at_once
        self._changed = threading.Condition()
        self._at_work: list[str] = []
        self._waiting: list[tuple[object, str]] = []

    @contextmanager
    def turn(self, visitor: str, report: Report) -> Iterator[None]:
        """Wait until it is the visitor's turn, and hold it.

        ``report`` is told how many are before him; what it raises, because he has cancelled or
        gone, takes him out of the line.
        """
        ticket = object()
        with self._changed:
            self._waiting.append((ticket, visitor))
        try:
            while not self._admitted(ticket, visitor):
                report.wait(self._ahead(ticket))
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

    def _ahead(self, ticket: object) -> int:
        """How many come first: those at work beyond the limit count as well."""
        with self._changed:
            position = next(n for n, each in enumerate(self._waiting) if each[0] is ticket)
            return position + 1


LINE = Line()
