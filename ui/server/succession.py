"""Pages are made one after the other: all of them share one interpreter."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST = 0.05
"""Seconds after which the next page no longer waits: most answers to a knob take a fifth of it."""


class Succession:
    """First come, first served, as long as each is quick.

    Of sixty short scripts that run side by side none is done before nearly all are. One after the
    other they take as long together, half of it on average, and visitors who were answered one
    after the other do not come back all at once. One that is slow, or waits for something, has the
    next ones beside it.
    """

    def __init__(self, longest: float = LONGEST) -> None:
        """From its beginning on, others wait for one for so many seconds at most."""
        self._longest = longest
        self._lock = threading.Lock()
        self._here = threading.local()
        self._last = _Turn()
        self._last.ends()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until the one before is done, or has had its time.

        A turn within a turn is one with it.
        """
        if getattr(self._here, "has_turn", False):
            yield
            return
        own = _Turn()
        with self._lock:
            before, self._last = self._last, own
        try:
            self._here.has_turn = True
            before.begun.wait()
            before.done.wait(before.began + self._longest - time.monotonic())
            own.begins()
            yield
        finally:
            self._here.has_turn = False
            own.ends()


class _Turn:
    def __init__(self) -> None:
        self.begun, self.done = threading.Event(), threading.Event()
        self.began = time.monotonic()

    def begins(self) -> None:
        self.began = time.monotonic()
        self.begun.set()

    def ends(self) -> None:
        self.begun.set()
        self.done.set()


PAGES = Succession()
