"""Tables of visitors: what a link calls them, what their columns are called, and their memory."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from contextlib import suppress
from threading import Lock

from cachetools import TTLCache

from declarations import counted
from figures.quoting import plain
from ui.limits import LIMITS

KEPT_FOR = counted(LIMITS.hours, "hour")
"""How long a table is remembered."""

LONGEST_NAME = 100
"""So many characters has the name of a column or of a class at most."""

OwnData = tuple[tuple[tuple[float, ...], ...], tuple[float, ...]]
"""Features and targets."""


def size(own: OwnData) -> int:
    """At 60 bytes a number."""
    features, targets = own
    return 60 * len(targets) * (len(features[0]) + 1)


_tables: TTLCache[str, OwnData] = TTLCache(
    maxsize=1e6 * LIMITS.table_memory, ttl=LIMITS.seconds, getsizeof=size
)
_lock = Lock()
_SECRET = secrets.token_bytes(32)


def digest(content: bytes) -> str:
    """A name for some bytes that no other bytes have, and that nobody outside can work out."""
    return hashlib.blake2b(content, digest_size=16, key=_SECRET).hexdigest()


def digest_of(value: object) -> str:
    """The digest of a value made of plain values, by all of its digits.

    Python's ``hash`` would be the same for -1 and -2, and for everybody.
    """
    return digest(repr(value).encode())


def table_name(own: OwnData) -> str:
    """What a table too long for a link is called in it: a name that nobody can guess."""
    return digest_of(own)


def keep_table(own: OwnData) -> None:
    """Remember a table, so that a reload of the page does not lose it."""
    with _lock, suppress(ValueError):  # alone too large
        _tables[table_name(own)] = own


def kept_table(name: str) -> OwnData | None:
    """A table that this server remembers."""
    with _lock:
        return _tables.get(name)


def expire() -> None:
    """Free the tables whose time is over."""
    with _lock:
        _tables.expire()


def kept_bytes() -> int:
    """What all tables that this server remembers take together."""
    with _lock:
        return round(_tables.currsize)


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Texts as names: each in one line and not long, and no two the same."""
    names: list[str] = []
    for text in texts:
        first = name = plain(text, LONGEST_NAME) or "nameless"
        count = 1
        while name in names:
            count += 1
            mark = f" ({count})"
            name = plain(first, LONGEST_NAME - len(mark)) + mark
        names.append(name)
    return tuple(names)
