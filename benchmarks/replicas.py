"""A site of several processes, tried for real: ``python -m benchmarks.replicas COMMAND``.

``load``: many visitors, as in `benchmarks.visitors`, over replicas behind nginx.
``kill``: a replica is killed under load, and comes back.
``rolling``: all replicas are replaced under load, one after the other.
``slow``: clients that dawdle or are silent, beside visitors who move knobs.

Every answer is looked at; the exit code is 1 when one was wrong or came too late. Clients, nginx
and replicas run on the same cores: where their time has gone is printed with the rest.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import os
import sys
import time
from collections.abc import Mapping, Sequence

import psutil

from benchmarks.guests import Crowd
from benchmarks.visitors import recorded, resident
from deploy.serve import Served, site

ACCEPTED = 0.5
"""Seconds in which 95 of 100 moves have their answer."""


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


def megabytes(processes: Sequence[psutil.Process]) -> float:
    """What processes have in memory; pages that they share are counted for each."""
    return sum(resident(process.pid) for process in processes)


def quantiles(waits: Sequence[float]) -> tuple[float, float]:
    """p50 and p95 of rising seconds."""
    if not waits:
        raise RuntimeError("nobody has had an answer")
    return waits[int(0.50 * len(waits))], waits[int(0.95 * len(waits))]


def load(visitors: int, replicas: int, seconds: float) -> bool:
    """Print what visitors have waited, and where time and memory have gone."""
    with site(replicas) as served:
        moves = recorded(served.address)
    with site(replicas) as served:
        crowd = Crowd(served.address, visitors, moves)
        crowd.start()
        crowd.wait()
        mine = parts(served) | {"clients": [psutil.Process()]}
        before, others = {part: cpu(processes) for part, processes in mine.items()}, busy()
        begin = time.perf_counter()
        time.sleep(seconds)
        end = time.perf_counter()
        used = {part: cpu(processes) - before[part] for part, processes in mine.items()}
        others = busy() - others - sum(used.values())
        memory = {part: megabytes(processes) for part, processes in mine.items()}
        crowd.leave()
    waits = crowd.waits(begin, end)
    p50, p95 = quantiles(waits)
    say = f"{visitors} visitors, {replicas} replicas, {seconds:g} s: p50 {1e3 * p50:.0f} ms, "
    print(f"{say}p95 {1e3 * p95:.0f} ms, {len(waits)} moves, {len(crowd.failures())} failures")
    living = collections.Counter(f"replica {guest.replica}" for guest in crowd.guests)
    table(used, memory, living, end - begin, len(waits))
    print(f"  others on this machine: {others:.1f} cpu seconds")
    return verdict(crowd.failures(), p95 <= ACCEPTED, f"p95 is above {1e3 * ACCEPTED:.0f} ms")


def table(
    used: Mapping[str, float],
    memory: Mapping[str, float],
    living: Mapping[str, int],
    seconds: float,
    moves: int,
) -> None:
    """Where time and memory have gone."""
    print("               visitors        MB    cpu s    of a core    cpu ms a move")
    for part, time_ in used.items():
        of_a_core, of_a_move = 100 * time_ / seconds, 1e3 * time_ / moves
        count = str(living.get(part, ""))
        print(
            f"  {part:12} {count:>8} {memory[part]:9.0f} {time_:8.2f} {of_a_core:10.0f} %"
            f" {of_a_move:16.1f}"
        )
    total = sum(used.values())
    cores = os.cpu_count() or 1
    print(f"  all: {total:.1f} of {cores * seconds:.1f} cpu seconds of {cores} cores")


def verdict(failures: Sequence[str], held: bool, otherwise: str) -> bool:
    """Whether all is well; says what is not."""
    for failure, count in collections.Counter(failures).most_common(5):
        print(f"failure, {count} x: {failure}")
    if not held:
        print(f"too slow: {otherwise}")
    return held and not failures


def main() -> int:
    """Run one command."""
    from benchmarks import outages, slow

    parser = argparse.ArgumentParser(prog="python -m benchmarks.replicas", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    defaults = {"load": 120, "kill": 20, "rolling": 20, "slow": 20}
    for command, visitors in defaults.items():
        added = commands.add_parser(command)
        added.add_argument("--visitors", type=int, default=visitors)
        added.add_argument("--replicas", type=int, default=2)
        if command in ("load", "slow"):
            added.add_argument("--seconds", type=float, default=15.0)
        if command == "slow":
            added.add_argument("--each", type=int, default=50)
    given = vars(parser.parse_args())
    run = {"load": load, "kill": outages.kill, "rolling": outages.rolling, "slow": slow.slow}
    return 0 if run[given.pop("command")](**given) else 1


if __name__ == "__main__":
    sys.exit(main())
