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
import os
import sys
import time
from collections.abc import Mapping

import psutil

from benchmarks import outages, slow
from benchmarks.guests import Crowd
from benchmarks.processes import busy, cpu, megabytes, parts, quantiles, verdict
from benchmarks.visitors import CROWDED, recorded
from deploy.serve import site

ACCEPTED = 0.5
"""Seconds in which 95 of 100 moves have their answer."""


def load(visitors: int, replicas: int, seconds: float) -> bool:
    """Print what visitors have waited, and where time and memory have gone."""
    with site(replicas) as served:
        moves = recorded(served.address)
    with (
        site(replicas, environment=CROWDED) as served,
        Crowd(served.address, visitors, moves) as crowd,
    ):
        mine = parts(served) | {"clients": [psutil.Process()]}
        before, others = {part: cpu(processes) for part, processes in mine.items()}, busy()
        begin = time.perf_counter()
        time.sleep(seconds)
        end = time.perf_counter()
        used = {part: cpu(processes) - before[part] for part, processes in mine.items()}
        others = busy() - others - sum(used.values())
        memory = {part: megabytes(processes) for part, processes in mine.items()}
    waits = crowd.waits(begin, end)
    p50, p95 = quantiles(waits)
    wrong = crowd.failures() + crowd.losses()
    say = f"{visitors} visitors, {replicas} replicas, {seconds:g} s: p50 {1e3 * p50:.0f} ms, "
    print(f"{say}p95 {1e3 * p95:.0f} ms, {len(waits)} moves, {len(wrong)} failures")
    living = collections.Counter(f"replica {guest.replica}" for guest in crowd.guests)
    table(used, memory, living, end - begin, len(waits))
    print(f"  others on this machine: {others:.1f} cpu seconds")
    return verdict(wrong, p95 <= ACCEPTED, f"p95 is above {1e3 * ACCEPTED:.0f} ms")


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


def main() -> int:
    """Run one command."""
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
