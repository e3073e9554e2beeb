"""What must not run in the thread of a test."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def aside(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """The result of a call in a thread of its own.

    In that of a test there may be Playwright's loop, beside which no other one can begin.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(function, *args, **kwargs).result()
