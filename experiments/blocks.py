"""Work on many runs in blocks, on any executor, with the same result on every machine."""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager
from typing import Any, TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")

Progress = Callable[[float], None]
"""Called with the share of the work that is done, 0 to 1. It may raise to cancel the rest."""

LEAST_RUNS = 40_000
"""The smallest block: smaller ones are slower on two threads than on one (measured)."""

PAUSE = 0.1
"""Seconds between two looks at what others have done, and at whether it is still wanted."""


def blocks(runs: int) -> list[slice]:
    """Contiguous slices of nearly the same size that cover ``runs`` runs, in order.

    They do not depend on the machine: as many as there can be with `LEAST_RUNS` each.
    """
    count = max(runs // LEAST_RUNS, 1)
    edges = (number * runs // count for number in range(count + 1))
    return [slice(low, high) for low, high in itertools.pairwise(edges)]


def run_blocks(
    task: Callable[..., Result],
    parts: Sequence[Part],
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> list[Result]:
    """``[task(part) for part in parts]`` on an executor.

    Args:
        task: What to do with a part. For an executor of processes it must pickle, as a
            ``functools.partial`` of a module's function over plain values does. Where it runs in
            this process it is called as ``task(part, progress)`` and should report its own share.
        parts: What to do it with.
        executor: Any executor in the form of the standard library; it is left running. By
            default threads, one for each core, and none at all for a single part.
        progress: Called in this thread, with 0 first and 1 in the end, several times a second;
            with an executor the share grows after every part. What it raises cancels the parts
            that have not begun (and, without an executor, ends those that have) and is raised on,
            like what a task raises.
    """
    report = progress or _nobody
    report(0.0)
    if executor is not None:
        return _on(executor, task, parts, report)
    if len(parts) > 1:
        return _on_threads(task, parts, report)
    results = [task(part, report) for part in parts]
    report(1.0)
    return results


def part_of(progress: Progress | None, number: int, count: int) -> Progress:
    """What the ``number``-th of ``count`` equal parts of some work, from 0, is to report to."""
    report = progress or _nobody
    return lambda share: report((number + share) / count)


def _nobody(share: float) -> None:
    """Hears of progress where nobody asked."""


def _on(
    executor: Executor, task: Callable[..., Result], parts: Sequence[Part], report: Progress
) -> list[Result]:
    with _cancelling() as futures:
        futures.extend(executor.submit(task, part) for part in parts)
        ended: list[Future[Result]] = []

        def look() -> None:
            report(len(ended) / len(parts))

        for future in as_they_end(futures, look):
            future.result()
            ended.append(future)
            look()
        return [future.result() for future in futures]


def as_they_end(futures: Iterable[Future[Any]], look: Callable[[], None]) -> Iterator[Future[Any]]:
    """Futures in the order in which they end; meanwhile somebody may ``look`` and give up."""
    pending = set(futures)
    while pending:
        ended, pending = wait(pending, PAUSE, FIRST_COMPLETED)
        yield from ended
        if not ended:
            look()


def _on_threads(
    task: Callable[..., Result], parts: Sequence[Part], report: Progress
) -> list[Result]:
    """The parts on threads of our own, whose shares this thread passes on."""
    shares = [0.0] * len(parts)
    given_up = threading.Event()

    def run(number: int) -> Result:
        def own(share: float) -> None:
            if given_up.is_set():
                raise CancelledError
            shares[number] = share

        result = task(parts[number], own)
        shares[number] = 1.0
        return result

    with ThreadPoolExecutor(os.cpu_count()) as threads, _cancelling() as futures:
        futures.extend(threads.submit(run, number) for number in range(len(parts)))
        try:
            for future in as_they_end(futures, lambda: report(sum(shares) / len(parts))):
                future.result()
                report(sum(shares) / len(parts))
        except BaseException:
            given_up.set()
            raise
        return [future.result() for future in futures]


@contextmanager
def _cancelling() -> Iterator[list[Future[Any]]]:
    """A list for futures; those that have not begun are cancelled when anything is raised."""
    futures: list[Future[Any]] = []
    try:
        yield futures
    except BaseException:
        for future in futures:
            future.cancel()
        raise
