"""What processes of the app take, how long they let visitors wait, and whether that will do."""

from __future__ import annotations

import collections
import contextlib
from collections.abc import Sequence

import psutil

from deploy.serve import Served


def parts(served: Served) -> dict[str, list[psutil.Process]]:
    """The processes of a site, by what they are."""
    found = {
        f"replica {number}": [psutil.Process(replica.process.pid)] if replica.process else []
        for number, replica in enumerate(served.replicas, 1)
    }
    mine = psutil.Process().children(recursive=True)
    return found | {"nginx": [process for process in mine if process.name() == "nginx"]}


def cpu(processes: Sequence[psutil.Process]) -> float:
    """The processor seconds that processes have used, of the user and of the system."""
    total = 0.0
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):  # It has ended.
            total += sum(process.cpu_times()[:2])
    return total


def busy() -> float:
    """The processor seconds that all processes of the machine have used."""
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0))


def resident(process: int) -> float:
    """The memory of a process in MB."""
    return float(psutil.Process(process).memory_info().rss) / 2**20


def megabytes(processes: Sequence[psutil.Process]) -> float:
    """What processes have in memory; pages that they share are counted for each."""
    return sum(resident(process.pid) for process in processes)


def quantiles(waits: Sequence[float]) -> tuple[float, float]:
    """p50 and p95 of rising seconds."""
    if not waits:
        raise RuntimeError("nobody has had an answer")
    return waits[int(0.50 * len(waits))], waits[int(0.95 * len(waits))]


def verdict(failures: Sequence[str], held: bool, otherwise: str) -> bool:
    """Whether all is well; says what is not."""
    for failure, count in collections.Counter(failures).most_common(5):
        print(f"failure, {count} x: {failure}")
    if not held:
        print(f"too slow: {otherwise}")
    return held and not failures
