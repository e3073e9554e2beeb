"""The line before the server's heavy work."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from ui.server.turns import BUSY, BusyError, Line

PATIENCE = 60.0
"""Seconds that nobody waits in vain."""


class Hears:
    """Whoever waits is told how many come first; the third time it may be too much."""

    def __init__(self, patience: int | None = None) -> None:
        self.told: list[int] = []
        self.patience = patience

    def wait(self, ahead: int) -> None:
        self.told.append(ahead)
        if self.patience is not None and len(self.told) > self.patience:
            raise KeyboardInterrupt


def test_no_more_than_so_many_work_at_once_and_all_have_their_turn() -> None:
    line, present, most, done = Line(2, 20, PATIENCE), 0, 0, []
    lock = threading.Lock()

    def work(visitor: str) -> None:
        nonlocal present, most
        with line.turn(visitor, Hears()):  # type: ignore[arg-type]
            with lock:
                present += 1
                most = max(most, present)
            threading.Event().wait(0.02)
            with lock:
                present -= 1
                done.append(visitor)

    threads = [threading.Thread(target=work, args=(f"v{n}",)) for n in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert most == 2
    assert sorted(done) == [f"v{n}" for n in range(9)]


def test_a_visitor_waits_for_himself_and_others_pass_by() -> None:
    line = Line(2, 20, PATIENCE)
    with line.turn("one", Hears()):  # type: ignore[arg-type]
        hears = Hears(patience=2)
        with pytest.raises(KeyboardInterrupt), line.turn("one", hears):  # type: ignore[arg-type]
            pass
        assert hears.told == [1, 1, 1]
        with line.turn("other", Hears(patience=0)):  # type: ignore[arg-type]
            pass


def test_who_gives_up_leaves_the_line_and_who_fails_leaves_work() -> None:
    line = Line(1, 20, PATIENCE)

    def fail(exception: Any) -> None:
        with pytest.raises(exception), line.turn("one", Hears()):  # type: ignore[arg-type]
            raise exception

    fail(ValueError)
    with (
        line.turn("one", Hears()),  # type: ignore[arg-type]
        pytest.raises(KeyboardInterrupt),
        line.turn("b", Hears(patience=0)),  # type: ignore[arg-type]
    ):
        pass
    fail(KeyboardInterrupt)
    with line.turn("c", Hears(patience=0)):  # type: ignore[arg-type]
        pass


def test_who_would_make_the_line_too_long_is_sent_away_and_disturbs_nobody() -> None:
    line = Line(1, 1, PATIENCE)
    with line.turn("at work", Hears()):  # type: ignore[arg-type]
        waits, done = threading.Event(), []

        class Waits(Hears):
            def wait(self, ahead: int) -> None:
                waits.set()

        def wait() -> None:
            with line.turn("waiting", Waits()):  # type: ignore[arg-type]
                done.append("waiting")

        thread = threading.Thread(target=wait)
        thread.start()
        assert waits.wait(30)
        hears = Hears()
        with pytest.raises(BusyError, match=BUSY), line.turn("third", hears):  # type: ignore[arg-type]
            done.append("third")
        assert hears.told == []
        assert done == []
    thread.join(timeout=30)
    assert done == ["waiting"]


def test_a_line_of_nobody_still_lets_work_begin() -> None:
    line = Line(1, 0, PATIENCE)
    with (
        line.turn("one", Hears()),  # type: ignore[arg-type]
        pytest.raises(BusyError),
        line.turn("two", Hears()),  # type: ignore[arg-type]
    ):
        pass
    with line.turn("two", Hears()):  # type: ignore[arg-type]
        pass


def test_nobody_waits_for_ever() -> None:
    line = Line(1, 20, 0.0)
    with (
        line.turn("one", Hears()),  # type: ignore[arg-type]
        pytest.raises(BusyError),
        line.turn("two", Hears(patience=3)),  # type: ignore[arg-type]
    ):
        pass
