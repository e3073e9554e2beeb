"""A server with no room left, and what its operator is told."""

from __future__ import annotations

import logging

import pytest
from streamlit.runtime.caching import clear_session_resource_cache
from streamlit.testing.v1 import AppTest

from experiments import Ensemble, Entry, Scene, cost
from tests.ui.driver import assert_fine, desk, opened, shown, words
from ui.server import cache, door, progress, refusals, turns
from ui.server.door import RETURN, Door
from ui.server.refusals import PAUSE, Refusals
from ui.server.turns import BUSY, LINE

SESSION = "test session id"
"""What Streamlit calls the session of a test."""


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The lines that the operator finds in the log; warnings without a stack trace."""
    records = [each for each in caplog.records if each.name == "ui.server.refusals"]
    assert all(each.levelno == logging.WARNING and not each.exc_info for each in records)
    return [each.getMessage() for each in records]


def test_so_many_are_inside_and_the_next_comes_in_when_one_has_gone() -> None:
    connected = {"a", "b", "c", "d"}
    inside = Door(2, connected.__contains__)
    assert inside.admits("a")
    assert inside.admits("b")
    assert not inside.admits("c")
    assert inside.admits("a")
    connected.remove("b")
    assert inside.admits("c")
    assert inside.admits("a")
    assert not inside.admits("d")


def test_who_waits_before_the_door_takes_no_place() -> None:
    connected = {"a", "b", "c"}
    inside = Door(1, connected.__contains__)
    assert inside.admits("a")
    for _ in range(3):
        assert not inside.admits("b")
        assert not inside.admits("c")
    connected.clear()
    connected.add("c")
    assert inside.admits("c")


def test_a_place_is_kept_for_a_reload_and_not_for_ever() -> None:
    clock, connected = Clock(), {"old", "other"}
    inside = Door(1, connected.__contains__, clock)
    assert inside.admits("old", "mine")
    connected.remove("old")
    assert not inside.admits("other", "yours")
    connected.add("new")
    assert inside.admits("new", "mine")
    assert not inside.admits("other", "yours")
    connected.remove("new")
    assert not inside.admits("other", "yours")
    clock.now += RETURN
    assert inside.admits("other", "yours")
    connected.add("late")
    assert not inside.admits("late", "mine")


def test_a_connection_that_was_lost_and_found_keeps_its_place() -> None:
    clock, connected = Clock(), {"a", "b"}
    inside = Door(1, connected.__contains__, clock)
    assert inside.admits("a", "mine")
    connected.remove("a")
    assert not inside.admits("b")
    connected.add("a")
    clock.now += 10 * RETURN
    assert not inside.admits("b")
    assert inside.admits("a", "mine")


def test_after_an_hour_without_anybody_the_first_one_gets_in() -> None:
    clock, connected = Clock(), {"a", "b"}
    inside = Door(2, connected.__contains__, clock)
    assert inside.admits("a", "his")
    assert inside.admits("b", "hers")
    connected.clear()
    clock.now += 3600
    connected.add("c")
    assert inside.admits("c", "mine")


def test_a_place_is_kept_from_the_end_of_the_connection_and_not_from_the_last_run() -> None:
    clock, connected = Clock(), {"a", "b"}
    inside = Door(1, connected.__contains__, clock)
    assert inside.admits("a", "mine")
    clock.now += 3600
    connected.remove("a")
    inside.leaves("a")
    clock.now += RETURN - 1
    assert not inside.admits("b", "yours")
    clock.now += 1
    assert inside.admits("b", "yours")


def test_streamlit_says_when_a_connection_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, connected = Clock(), {SESSION, "other"}
    monkeypatch.setattr(door, "DOOR", Door(1, connected.__contains__, clock))
    app = opened(f="beale")
    for _ in range(2):
        assert_fine(app.run())
        clock.now += 3600
        connected.remove(SESSION)
        clear_session_resource_cache(SESSION)  # as `WebsocketSessionManager.disconnect_session`
        clock.now += RETURN - 1
        assert not door.DOOR.admits("other", "another browser")
        connected.add(SESSION)
    connected.remove(SESSION)
    clock.now += RETURN
    assert door.DOOR.admits("other", "another browser")


def test_who_is_not_connected_is_let_through_and_takes_no_place() -> None:
    connected = {"a", "b"}
    inside = Door(1, connected.__contains__)
    assert inside.admits("health check")
    assert inside.admits("a")
    assert inside.admits("health check")
    assert not inside.admits("b")


def test_a_second_tab_of_the_same_browser_takes_a_place_of_its_own() -> None:
    inside = Door(1, {"a", "b"}.__contains__)
    assert inside.admits("a", "mine")
    assert not inside.admits("b", "mine")


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Door:
    """A door behind which there is somebody else."""
    present = Door(1, lambda session: True)
    present.admits("somebody else")
    monkeypatch.setattr(door, "DOOR", present)
    monkeypatch.setattr("ui.pages.full.refused", Refusals())
    return present


def test_who_comes_when_it_is_full_is_told_so_and_loses_nothing(
    full: Door, caplog: pytest.LogCaptureFixture
) -> None:
    before = len(cache._runs)
    link = {"f": "beale", "n": "77", "o": ["adam~learning_rate-0.0123"]}
    app = opened(**link)
    assert_fine(app)
    assert [title.value for title in app.title] == ["This server is full"]
    assert "Your link is kept" in words(app.markdown)
    assert "tries again by itself every 15 seconds" in words(app.markdown)
    assert not app.get("bidi_component")
    assert not app.sidebar.children
    assert len(cache._runs) == before
    assert told(caplog) == ["Refused a visitor: 60 visitors inside"]
    app.button[0].click().run()
    assert [title.value for title in app.title] == ["This server is full"]
    full.most = 2
    app.button[0].click().run()
    assert_fine(app)
    assert [title.value for title in app.title] == ["Beale"]
    assert shown(app)["steps"] == 77


def test_one_line_for_the_first_refusal_and_then_their_number(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = Clock()
    say = Refusals(clock)
    for _ in range(1000):
        say("work", "It is too much.")
    say("a visitor", "60 visitors inside")
    clock.now += PAUSE
    say("work", "It is too much.")
    assert told(caplog) == [
        "Refused work: It is too much",
        "Refused a visitor: 60 visitors inside",
        "Refused work: It is too much (and 999 times since the last such line)",
    ]


LONG = {"f": "mlp", "p.hidden": "249", "p.n": "200", "n": "1000", "o": ["sgd", "adam"]}
"""Two runs that wait for their turn."""


class Patient:
    """Whoever is at work already."""

    def wait(self, ahead: int) -> None:
        raise AssertionError("there was a line")


@pytest.mark.slow
def test_when_the_line_is_too_long_the_page_says_so_once_and_keeps_all(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(LINE, "longest", 0)
    monkeypatch.setattr(turns, "refused", Refusals())
    with LINE.turn("somebody", Patient()):  # type: ignore[arg-type]
        app = opened(**LONG)
        assert not app.exception
        assert words(app.error) == BUSY
        assert app.query_params["n"] == "1000"
        assert told(caplog) == ["Refused heavy work: 0 others wait for their turn"]
    assert len(desk(app)["rows"]) == 2
    app.button(key="again").click().run()
    assert_fine(app)
    assert len(shown(app)["runners"]) == 2
    with LINE.turn("somebody", Patient()):  # type: ignore[arg-type]
        app = opened(**LONG | {"o": ["rmsprop", *LONG["o"]]})
        assert words(app.error) == BUSY
        assert len(shown(app)["runners"]) == 2


def test_who_has_waited_in_vain_does_not_wait_for_the_next_optimizer(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    say = Refusals(clock)
    monkeypatch.setattr(LINE, "patience", 0.0)
    monkeypatch.setattr(turns, "refused", say)
    with LINE.turn("somebody", Patient()):  # type: ignore[arg-type]
        app = opened(**LONG | {"o": ["sgd", "adam", "rmsprop"], "n": "1001"})
    assert not app.exception
    assert words(app.error) == BUSY
    assert app.button(key="again")
    clock.now += PAUSE
    say("heavy work", "once more")
    assert told(caplog) == [
        "Refused heavy work: no turn within 0 minutes",
        "Refused heavy work: once more",
    ]


def waits_in_vain() -> None:
    """A page whose work is refused after the bar was shown."""
    import streamlit as st

    from ui.server.progress import progress
    from ui.server.turns import BusyError

    try:
        with progress("The race is run") as report:
            report.wait(3)
            raise BusyError
    except BusyError as error:
        st.error(str(error))


def test_beside_what_has_failed_no_bar_and_no_cancel_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PATIENCE", "PAUSE"):
        monkeypatch.setattr(progress, name, 0.0)
    app = AppTest.from_function(waits_in_vain).run()
    assert not app.exception
    assert words(app.error) == BUSY
    assert not app.button
    assert not app.get("progress")


def test_work_that_is_too_large_is_told_to_the_operator_and_its_maker(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(cost.LIMITS, "most_work", 1.0)
    monkeypatch.setattr(refusals, "refused", Refusals())
    race, failures = cache.race(Scene(entries=(Entry("adam"), Entry("sgd")), steps=123))
    assert race.runners == ()
    assert len(failures) == 2
    assert told(caplog) == [f"Refused work: {failures[0].sentence.rstrip('.')}"]
    config = Ensemble(Scene(entries=(Entry("adam"),), steps=123), 2)
    with pytest.raises(cost.WorkError):
        cache.experiment(config)
    assert len(told(caplog)) == 1
