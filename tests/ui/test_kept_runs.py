"""What is kept of runs is counted with all that comes of them."""

from __future__ import annotations

import gc
import tracemalloc

import pytest

from experiments import Entry, Scene, of_runner
from explain.verdict import verdict
from figures import stage as pictures
from figures.stage import StageView
from figures.theme import LIGHT
from ui.server import cache
from ui.stage.payload import payload

pytestmark = pytest.mark.slow
COUNTED = 8
RULES = ("sgd", "adam", "momentum", "rmsprop")


def shown(objective: str, steps: int, number: int) -> None:
    """A race as a page shows it, that nobody has seen before."""
    values = (("learning_rate", 1e-3 * (1 + 1e-4 * number)),)
    scene = Scene(objective, steps=steps, entries=tuple(Entry(rule, "", values) for rule in RULES))
    race, failures = cache.race(scene)
    assert not failures
    view = StageView()
    built = pictures.build(race, list(RULES), LIGHT, view)
    payload(
        built, race, view, LIGHT, steps, clickable=True, uids=list(range(4)), link="", live=True
    )
    for runner in race.runners:
        of_runner(runner, race)
        verdict(runner, race)


@pytest.mark.parametrize(
    # Of planes through paths the last thirty-two pictures are kept as well.
    ("objective", "steps", "warm"),
    [("himmelblau", 20, 4), ("himmelblau", 400, 4), ("mlp", 20, 33)],
)
def test_a_run_weighs_what_it_takes(objective: str, steps: int, warm: int) -> None:
    # A cache that other tests have filled makes room, which is not what a run weighs.
    cache.runner.cache.clear()
    for number in range(warm):
        shown(objective, steps, number)
    gc.collect()
    tracemalloc.start()
    try:
        before = cache.runner.cache.currsize
        for number in range(warm, warm + COUNTED):
            shown(objective, steps, number)
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    counted = cache.runner.cache.currsize - before
    assert 0.7 * taken <= counted <= 1.6 * taken
