"""When the hours of a table are over, nothing of it is left in the server."""

from __future__ import annotations

import gc
import weakref
from threading import Lock

import pytest
from cachetools import TTLCache

from experiments import Scene
from objectives import LearningProblem
from tests.ui.driver import assert_fine, opened
from ui.limits import LIMITS
from ui.links import own_tables
from ui.server import cache, forgetting

FEATURES = "20.125_40.25_60.5"
LINK = {"f": "linear_regression", "n": "50", "o": ["sgd", "adam"], "p.features": FEATURES}


def living() -> list[object]:
    """The scenes and problems with the table of this test."""
    gc.collect()
    every = gc.get_objects()
    scenes = [each for each in every if isinstance(each, Scene)]
    problems = [each for each in every if isinstance(each, LearningProblem)]
    return [each for each in scenes if "20.125" in repr(each.parameters)] + [
        each for each in problems if each.features is not None and 20.125 in each.features
    ]


def visited() -> None:
    """Somebody looks at everything that is made of his table."""
    app = opened(**LINK, **{"p.targets": "100.5_220.0_290.0"})
    assert_fine(app)
    for name in ("menu.Take home", "take.code", "steps.table", "menu.Share", "numbers"):
        app.session_state[name] = True
    assert_fine(app.run())
    assert living()


def test_nothing_is_left_of_a_table_when_its_hours_are_over() -> None:
    visited()
    for kept, lock in cache._CACHES.values():
        with lock:
            kept.expire(kept.timer() + LIMITS.seconds + 60)
    forgetting.forget()
    assert living() == []


class Table:
    """Something that is kept, of which one can see whether it is still there."""


def test_what_is_over_is_freed_though_nobody_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    tables, runs = (
        TTLCache[str, Table](maxsize=9, ttl=LIMITS.seconds, timer=lambda: now) for _ in range(2)
    )
    monkeypatch.setattr(own_tables, "_tables", tables)
    monkeypatch.setitem(cache._CACHES, "runs", (runs, Lock()))
    tables["a"], runs["a"] = Table(), Table()
    held = [weakref.ref(kept["a"]) for kept in (tables, runs)]
    now = LIMITS.seconds - 60
    forgetting.forget()
    assert all(each() is not None for each in held)
    now = LIMITS.seconds + 60
    forgetting.forget()
    assert all(each() is None for each in held)
