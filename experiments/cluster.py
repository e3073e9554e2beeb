"""Executors for long work: a Dask cluster beyond this machine, and processes on it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import cache
from typing import Any

ADDRESS = "DASK_SCHEDULER_ADDRESS"
PATIENCE = 10
"""For so many seconds is a scheduler waited for."""


class ClusterError(RuntimeError):
    """A cluster was asked for and is not there; says why in one sentence."""


def executor() -> Executor | None:
    """The workers of the Dask cluster at ``DASK_SCHEDULER_ADDRESS``; None when that is not set.

    The workers must be able to import this project, in the same version. A part whose worker
    dies is done again by another one.

    Raises:
        ClusterError: the variable is set, but `distributed` is not installed or the scheduler
            does not answer.
    """
    address = os.environ.get(ADDRESS)
    if not address:
        return None
    client = _client(address)
    if client.status != "running":
        _client.cache_clear()
        client = _client(address)
    workers: Executor = client.get_executor()
    return workers


@cache
def _client(address: str) -> Any:
    """The connection, kept for the life of the process."""
    try:
        from distributed import Client
        from distributed.comm import get_address_host_port
    except ImportError:
        raise ClusterError(
            f"{ADDRESS} is set, but the package distributed is not installed; "
            "see requirements-cluster.txt"
        ) from None
    try:
        # A client that was given no proper address would hang when it is closed.
        get_address_host_port(address if "://" in address else f"tcp://{address}", strict=True)
        return Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"{ADDRESS} is set, but no Dask scheduler answers at {address!r}"
        ) from error


def processes() -> ProcessPoolExecutor:
    """One process for every core of this machine; an exception in its ``with`` ends them at once.

    What they were at is lost: waiting for it would take minutes and keep nothing either.
    """
    context = multiprocessing.get_context("spawn")
    return _Processes(os.cpu_count(), context, initializer=_follow_parent)


_given_up: list[ProcessPoolExecutor] = []
"""Pools that were left in a hurry: their thread asks them what is cancelled, perhaps much later."""


class _Processes(ProcessPoolExecutor):
    def submit(self, *call: Any, **options: Any) -> Future[Any]:
        """Start processes deaf to Ctrl-C: their initializer would say it only when all is read."""
        with _deaf() if os.name == "posix" else nullcontext():
            return super().submit(*call, **options)

    def __exit__(self, kind: type[BaseException] | None, *rest: Any) -> None:
        if kind is None:
            super().__exit__(kind, *rest)
            return
        _given_up.append(self)
        # In this order: its thread must hear what is cancelled before it misses the processes, and
        # hears nothing of a pool that is gone already. To shut down once more, as the base class
        # does, would take the cancelling back where the thread has not heard of it yet.
        self.shutdown(wait=False, cancel_futures=True)
        ended = multiprocessing.active_children()
        for process in ended:
            process.terminate()
        for process in ended:
            process.join()


@contextmanager
def _deaf() -> Iterator[None]:
    """Hold Ctrl-C back, also from processes that are started meanwhile.

    Those inherit what this thread blocks, not what it handles; but a signal that it blocks is given
    to any other thread of this process, and would still interrupt it here.
    """
    heard: list[int] = []
    main = threading.current_thread() is threading.main_thread()
    handler = signal.signal(signal.SIGINT, lambda *_: heard.append(1)) if main else None
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        if main:
            signal.signal(signal.SIGINT, handler)
        if heard:
            signal.raise_signal(signal.SIGINT)


def _follow_parent() -> None:
    """In a worker: leave Ctrl-C to the parent, and do not outlive it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
