"""What a process takes, looked at from outside; see `benchmarks.soak`."""

from __future__ import annotations

import csv
import dataclasses
import re
import time
import urllib.request
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import psutil

from benchmarks.processes import cpu, resident

COLUMNS = (
    "minute",
    "memory",
    "kept",
    "threads",
    "files",
    "sockets",
    "sessions",
    "processor",
    "answers",
    "p50",
    "p95",
)
TITLES = (
    "minute",
    "memory MB",
    "kept MB",
    "threads",
    "files",
    "sockets",
    "sessions",
    "processor %",
    "answers",
    "p50 ms",
    "p95 ms",
)


@dataclasses.dataclass(frozen=True)
class Look:
    """What was seen at a minute; and what was answered since the look before."""

    minute: float
    memory: float
    """Resident, in MB."""
    kept: float
    """Of it, the arrays of the results and tables that the app keeps on purpose, in MB."""
    threads: float
    files: float
    """Open, with the sockets."""
    sockets: float
    sessions: float
    """With an open socket."""
    processor: float
    """Percent of one core."""
    waits: tuple[float, ...]
    """Seconds to each answer."""

    @property
    def rest(self) -> float:
        """The memory without what is kept on purpose, in MB."""
        return self.memory - self.kept

    @property
    def answers(self) -> int:
        """How many there were."""
        return len(self.waits)

    @property
    def p50(self) -> float:
        """The median wait, in ms."""
        return self._wait(50)

    @property
    def p95(self) -> float:
        """The wait that one in twenty exceeds, in ms."""
        return self._wait(95)

    def _wait(self, percent: float) -> float:
        return 1e3 * float(np.percentile(self.waits, percent)) if self.waits else float("nan")


def mean(looks: Sequence[Look]) -> Look:
    """Some looks as one: means, and all answers together; at the minute of the last."""
    fields = [field.name for field in dataclasses.fields(Look)][1:-1]
    means = {name: float(np.mean([getattr(look, name) for look in looks])) for name in fields}
    waits = tuple(wait for look in looks for wait in look.waits)
    return Look(minute=looks[-1].minute, waits=waits, **means)


class Watch:
    """Looks at a server."""

    def __init__(self, address: str, process: int) -> None:
        self._address, self._process = address, psutil.Process(process)
        self.waits: list[float] = []
        self._begin = self._last = time.monotonic()
        self._worked = cpu([self._process])

    def note(self, seconds: float) -> None:
        """An answer took so long."""
        self.waits.append(seconds)

    def look(self) -> Look:
        """What is to be seen now."""
        now, worked = time.monotonic(), cpu([self._process])
        share = 100 * (worked - self._worked) / max(now - self._last, 0.01)
        self._last, self._worked = now, worked
        waits, self.waits = tuple(self.waits), []
        page = urllib.request.urlopen(f"{self._address}/_stcore/metrics", timeout=60)
        metrics = page.read().decode()
        return Look(
            minute=(now - self._begin) / 60,
            memory=resident(self._process.pid),
            kept=_sum("kept_bytes", metrics) / 2**20,
            threads=self._process.num_threads(),
            files=self._process.num_fds(),
            sockets=len(self._process.net_connections("all")),
            sessions=_sum("active_sessions", metrics),
            processor=share,
            waits=waits,
        )


def _sum(family: str, metrics: str) -> float:
    """The sum of a family of metrics over its labels."""
    found = re.findall(rf"^{family}(?:{{.*}})? (\S+)$", metrics, re.MULTILINE)
    return sum(map(float, found))


def line(look: Look) -> str:
    """A row of the table."""
    numbers = [getattr(look, name) for name in COLUMNS]
    return " ".join(f"{number:{len(t) + 2}.0f}" for number, t in zip(numbers, TITLES, strict=True))


def head() -> str:
    """The titles of the table."""
    return " ".join(f"{title:>{len(title) + 2}}" for title in TITLES)


def write(looks: Iterable[Look], file: Path) -> None:
    """All looks as CSV."""
    with file.open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(TITLES)
        writer.writerows([f"{getattr(look, name):.6g}" for name in COLUMNS] for look in looks)
