"""What is freed is used again: the C library keeps it in few places."""

from __future__ import annotations

import ctypes
import functools
import platform

ARENAS = 2
M_ARENA_MAX = -8
"""The name of the option in malloc.h of the GNU C library."""


@functools.cache
def keep_together() -> bool:
    """Let threads share two heaps; whether this C library has such an option.

    Every script of Streamlit is a thread, and the GNU C library gives threads up to eight heaps of
    their own for each core. What one of them has freed is of no use to the others, so that after
    half an hour of visitors more than half of the heaps was free and held from the system.
    Heaps that are there already stay, so it is said before the first page is made.
    """
    if platform.libc_ver()[0] != "glibc":
        return False
    return bool(ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS))
