"""Threads of the server share its memory."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from ui.server.memory import keep_together

HEAPS = """
import ctypes, sys, threading
from ui.server.memory import ARENAS, keep_together
if sys.argv[1] == "together":
    keep_together()
together = threading.Barrier(6)

def work():
    together.wait()
    kept = [bytearray(100_000) for _ in range(9)]
    together.wait()

threads = [threading.Thread(target=work) for _ in range(6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
library = ctypes.CDLL(None)
library.malloc_info(0, ctypes.c_void_p.in_dll(library, "stdout"))
library.fflush(None)
"""


def heaps(how: str) -> int:
    """How many heaps six threads at work have in a process of their own."""
    command = [sys.executable, "-c", HEAPS, how]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.count("<heap ")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library has one heap")
def test_threads_share_two_heaps() -> None:
    assert heaps("apart") > 2
    assert heaps("together") == 2


def test_where_there_is_no_such_option_nothing_is_done() -> None:
    assert keep_together() == (platform.libc_ver()[0] == "glibc")
