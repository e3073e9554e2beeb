"""Pages are made one after the other, as long as each is quick."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from ui.server import guard
from ui.server.succession import Succession

PATIENCE = 20.0
"""Seconds that nobody waits in vain."""


def beside(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def queued(pages: Succession, work: Callable[[], None]) -> threading.Thread:
    """A thread that stands in the line when this returns."""
    last = pages._last
    thread = beside(work)
    end = time.monotonic() + PATIENCE / 2
    while pages._last is last:
        assert time.monotonic() < end
        threading.Event().wait(0.001)
    return thread


def test_nobody_begins_before_the_one_before_is_done() -> None:
    pages, told = Succession(PATIENCE), list[str]()

    def work(number: int) -> None:
        with pages.turn():
            told.append(f"{number} begins")
            threading.Event().wait(0.002)
            told.append(f"{number} ends")

    with pages.turn():
        threads = [queued(pages, lambda n=n: work(n)) for n in range(9)]  # type: ignore[misc]
        threading.Event().wait(0.05)
        assert told == []
    for thread in threads:
        thread.join(PATIENCE)
    assert told == [f"{n} {what}" for n in range(9) for what in ("begins", "ends")]


def test_who_is_slow_holds_the_next_one_back_for_so_long_and_no_longer() -> None:
    longest = 0.02
    pages, last, began = Succession(longest), threading.Event(), list[float]()

    def dawdle() -> None:
        with pages.turn():
            began.append(time.monotonic())
            last.wait(PATIENCE)

    def come_last() -> None:
        with pages.turn():
            last.set()

    first = time.monotonic()
    threads = [queued(pages, work) for work in (*[dawdle] * 5, come_last)]
    for thread in threads:
        thread.join(PATIENCE / 2)
        assert not thread.is_alive()
    assert all(began[n] - first >= n * longest for n in range(5))


def test_a_turn_within_a_turn_waits_for_nobody() -> None:
    pages, done = Succession(PATIENCE), threading.Event()

    def work() -> None:
        with pages.turn(), pages.turn():
            pass
        with pages.turn():
            done.set()

    beside(work)
    assert done.wait(PATIENCE / 2)


def test_whoever_is_stopped_lets_the_next_one_in() -> None:
    pages, done = Succession(PATIENCE), threading.Event()

    def work() -> None:
        with pages.turn():
            done.set()

    def be_stopped() -> None:
        with pages.turn():
            threads.append(queued(pages, work))
            raise KeyboardInterrupt

    threads = list[threading.Thread]()
    with pytest.raises(KeyboardInterrupt):
        be_stopped()
    threads[0].join(PATIENCE / 2)
    assert done.is_set()


def test_a_page_is_made_in_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    pages, made = Succession(PATIENCE), threading.Event()
    monkeypatch.setattr(guard, "PAGES", pages)
    with pages.turn():
        thread = queued(pages, guard.guarded(made.set))
        threading.Event().wait(0.05)
        assert not made.is_set()
    thread.join(PATIENCE / 2)
    assert made.is_set()
