"""What a process takes when all is kept that may be: ``python -m benchmarks.memory``.

Every cache is filled to its limit, and then the largest race is run. The process has no visitors:
what sixty of them take is told by ``python -m benchmarks.visitors 60``.
"""

from __future__ import annotations

import os

import numpy as np

from benchmarks.processes import resident
from experiments import Entry, Race, Scene
from experiments.scene import MOST_ENTRIES
from ui.limits import LIMITS
from ui.links import own_tables
from ui.own_data import MOST_ROWS
from ui.server import cache
from ui.server.progress import Unwatched

PIECE = 1_000_000
"""Bytes of what stands for a result."""
FULL = 0.95


def main() -> None:
    """Print a line for everything that comes in."""
    print("what                          limit MB    process MB")
    told("the app", 0)
    runs()
    told("runs", LIMITS.run_memory)
    for number in range(int(FULL * cache._experiments.maxsize / PIECE)):
        cache._experiments[number] = np.full(PIECE // 8, float(number))
    told("maps, fair races, benchmarks", LIMITS.experiment_memory)
    for number in range(int(FULL * cache._fans.maxsize / PIECE)):
        cache._fans[number] = np.full(PIECE // 8, float(number)).tobytes()
    told("positions of knobs", LIMITS.knob_memory)
    tables()
    told("tables of visitors", LIMITS.table_memory)
    race = largest_race()
    told(f"the largest race of {len(race.runners)} optimizers", LIMITS.race_memory)


def told(what: str, limit: int) -> None:
    """A line: what has come, its limit, and what the process takes now."""
    print(f"{what:34} {limit or '':3} {resident(os.getpid()):13.0f}")


def runs() -> None:
    """Real ones, long and many."""
    kept, scene = cache.runner.cache, Scene(steps=20_000)
    number = 0
    while kept.currsize < FULL * kept.maxsize:
        number += 1
        cache.runner(scene, Entry("adam", values=(("learning_rate", 1e-6 * number),)))


def tables() -> None:
    """Real ones, of as many rows as are taken, and ten columns."""
    rng, kept = np.random.default_rng(0), own_tables._tables
    while kept.currsize < FULL * kept.maxsize:
        features = tuple(map(tuple, rng.normal(size=(MOST_ROWS, 9)).tolist()))
        own_tables.keep_table((features, tuple(rng.normal(size=MOST_ROWS).tolist())))


def largest_race() -> Race:
    """As many optimizers as there may be, each of which fills its share."""
    scene = Scene("mlp", (("hidden", 249), ("n", 4)), steps=1000)
    rates = [(("learning_rate", 0.001 * (1 + number)),) for number in range(MOST_ENTRIES)]
    race, failures = cache.race(
        scene.replace(entries=tuple(Entry("sgd", values=each) for each in rates)), Unwatched()
    )
    if failures:
        raise RuntimeError(failures[0])
    return race


if __name__ == "__main__":
    main()
