"""Work on many runs in blocks, on any executor, with the same result on every machine."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from typing import Any, TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")

Progress = Callable[[float], None]
"""Called with the share of the work that is done, 0 to 1. It may raise to cancel the rest."""

LEAST_RUNS = 40_000
"""The smallest block: smaller ones are slower on two threads than on one (measured)."""


def blocks(runs: int) -> list[slice]:
    """Contiguous slices of nearly the same size that cover ``runs`` runs, in order.

    They do not depend on the machine: as many as there can be with `LEAST_RUNS` each.
    """
    count = max(runs // LEAST_RUNS, 1)
    edges = (number * runs // count for number in range(count + 1))
    return [slice(low, high) for low, high in itertools.pairwise(edges)]


def run_blocks(
    task: Callable[[Part], Result],
    parts: Sequence[Part],
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> list[Result]:
    """``[task(part) for part in parts]`` on an executor.

    Args:
        task: What to do with a part. For an executor of processes it must pickle, as a
            ``functools.partial`` of a module's function over plain values does.
        parts: What to do it with.
        executor: Any executor in the form of the standard library; it is left running. By
            default threads, one for each core, and none at all for a single part.
        progress: Called in this thread, with 0 first and then after every part. What it raises
            cancels the parts that have not begun and is raised on, like what a task raises.
    """
    if progress is not None:
        progress(0.0)
    if executor is None and len(parts) == 1:
        results = [task(parts[0])]
        if progress is not None:
            progress(1.0)
        return results
    with _running(executor) as pool, _cancelling() as futures:
        futures.extend(pool.submit(task, part) for part in parts)
        for done, future in enumerate(as_completed(futures), start=1):
            future.result()
            if progress is not None:
                progress(done / len(parts))
        return [future.result() for future in futures]


@contextmanager
def _running(executor: Executor | None) -> Iterator[Executor]:
    """The executor as it is, or threads of our own for the time."""
    if executor is not None:
        yield executor
        return
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        yield threads


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
