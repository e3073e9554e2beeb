"""What the server has refused, for the operator: a line in the log."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from experiments.cost import WorkError

PAUSE = 60.0
"""Seconds between two lines of the same kind: a crowd must not fill the disk."""

_log = logging.getLogger(__name__)


class Refusals:
    """A line for the first refusal of a kind, and then at most one in `PAUSE` seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._next: dict[str, float] = {}
        self._unsaid: dict[str, int] = {}

    def __call__(self, what: str, why: str) -> None:
        """Say what was refused and why; ``what`` is one of a few kinds, nothing of a visitor's."""
        with self._lock:
            now = self._clock()
            if now < self._next.get(what, now):
                self._unsaid[what] = self._unsaid.get(what, 0) + 1
                return
            self._next[what] = now + PAUSE
            others = self._unsaid.pop(what, 0)
        more = f" (and {others:,} times since the last such line)" if others else ""
        _log.warning("Refused %s: %s%s", what, why.rstrip("."), more)


refused = Refusals()


@contextmanager
def noted() -> Iterator[None]:
    """Work that is refused for its size is also told to the operator."""
    try:
        yield
    except WorkError as error:
        refused("work", str(error))
        raise
