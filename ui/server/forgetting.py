"""What is kept of visitors is let go when its time is over, also when nobody comes any more."""

from __future__ import annotations

import functools
import sys
import threading
import time
from collections.abc import Callable, Iterator

PAUSE = 600.0
"""Seconds between two times that the server forgets."""
OURS = {"declarations", "experiments", "explain", "figures", "objectives", "optimizers", "ui"}


def forget() -> None:
    """Free what is older than it may be, and what functions remember of their last calls.

    The latter are few, quickly made again, and have tables of visitors among what they were called
    with.
    """
    # Not before somebody has come: what computes need not be there for a page of words.
    from ui.links import own_tables
    from ui.server import cache

    own_tables.expire()
    cache.expire()
    for clear in _memories():
        clear()


def _memories() -> Iterator[Callable[[], None]]:
    """What empties each function of ours that remembers so many calls and no more.

    Those without a limit are called with nothing that comes from outside.
    """
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in OURS:
            for value in list(vars(module).values()):
                if isinstance(value, functools._lru_cache_wrapper) and value.cache_info().maxsize:
                    yield value.cache_clear


@functools.cache
def begin() -> None:
    """Forget from now on, now and then."""
    threading.Thread(target=_go_on, name="forgetting", daemon=True).start()


def _go_on() -> None:
    while True:
        time.sleep(PAUSE)
        forget()
