"""What is kept of runs is counted with all that comes of them."""

from __future__ import annotations

import gc
import tracemalloc
import weakref

import pytest

from experiments import Entry, Scene, cost, of_runner
from explain.verdict import verdict
from figures import stage as pictures
from figures.stage import StageView
from figures.theme import LIGHT
from ui.server import cache
from ui.server.progress import Unwatched
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
    cache._runs.clear()
    for number in range(warm):
        shown(objective, steps, number)
    gc.collect()
    tracemalloc.start()
    try:
        before = cache._runs.currsize
        for number in range(warm, warm + COUNTED):
            shown(objective, steps, number)
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    counted = cache._runs.currsize - before
    assert 0.7 * taken <= counted <= 1.6 * taken


def test_heavy_runs_that_nobody_could_cancel_are_left_out_unless_they_are_kept() -> None:
    scene = Scene("mlp", steps=20_000, entries=(Entry("sgd"),))
    assert cost.is_heavy(scene.landscape(), scene.steps, scene.starts)
    assert cache.race(scene)[0].runners == ()
    made = cache.race(scene, Unwatched())[0]
    assert len(made.runners) == 1
    assert cache.race(scene)[0].runners == made.runners


def test_a_large_race_is_not_held_for_whoever_may_want_it_again() -> None:
    for steps, large in ((100, False), (20_000, True)):
        scene = Scene("rosenbrock", steps=steps, entries=(Entry("adam"),))
        race = cache.race(scene)[0]
        assert cache.is_large(race) is large
        again, held = cache.held(race), weakref.ref(race)
        runners = race.runners
        del race
        assert (held() is None) is large
        assert again().runners == runners


def test_a_run_weighs_its_own_table() -> None:
    def weighs(rows: int) -> float:
        cache._runs.clear()
        table = (("features", ((0.5,) * 9,) * rows), ("targets", (1.0,) * rows))
        cache.race(Scene("linear_regression", table, steps=3, entries=(Entry("sgd"),)))
        return cache._runs.currsize

    assert weighs(1010) - weighs(10) >= 1000 * 10 * 40
