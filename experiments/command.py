"""What all commands do alike: whatever goes wrong is said in one sentence, without a traceback."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from typing import NoReturn

REFUSED, INTERRUPTED = 2, 130
"""Exit codes: that of argparse, and that of a shell for a command ended by Ctrl-C."""


class Parser(argparse.ArgumentParser):
    """The parser of the standard library, with one sentence in place of the whole usage."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and exit."""
        self.exit(REFUSED, f"{self.prog}: {message}\n")


def carry_out(job: Callable[[], None], prog: str, kept: str) -> int:
    """Do the work of a command; returns the exit code.

    Args:
        job: the work.
        prog: the name of the command.
        kept: said after a break: what is there when the command is started again.
    """
    try:
        job()
    except KeyboardInterrupt:
        _say(f"\nStopped; {kept}.")
        return INTERRUPTED
    except (OSError, MemoryError, BrokenExecutor) as error:
        _say(f"{prog}: {reason(error)}; {kept}.")
        return REFUSED
    return 0


def listed(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """The ids of an argument: "a,b,c", or "all" that are known."""
    return tuple(known) if text == "all" else tuple(name.strip() for name in text.split(","))


def reason(error: BaseException) -> str:
    """Why something failed: what the system says, and of which file, without its number."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror + (f": {str(error.filename)!r}" if error.filename else "")
    return str(error).rstrip(".") or type(error).__name__


def _say(sentence: str) -> None:
    """Print on standard error, where that takes anything."""
    with suppress(OSError):
        print(sentence, file=sys.stderr, flush=True)
