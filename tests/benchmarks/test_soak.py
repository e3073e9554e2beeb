"""The soak: a real server, visitors of every kind, and answers that go wrong."""

from __future__ import annotations

import asyncio
import dataclasses
import random
import re
from collections.abc import Awaitable, Callable, Iterator

import pytest

from benchmarks import soak, visits
from benchmarks.looks import Look, Watch
from benchmarks.server import running
from benchmarks.tab import BrokenError, Tab
from benchmarks.visits import Visitor
from tests.aside import aside


@pytest.fixture(scope="module")
def place() -> Iterator[str]:
    """The address of a server that nobody else uses."""
    with running() as (address, _):
        yield address


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Visitors who hardly look."""
    monkeypatch.setattr(visits, "PACE", 0.01)
    monkeypatch.setattr(visits, "LARGEST", "?f=himmelblau&n=2000&o=sgd&o=adam")


@pytest.mark.slow
@pytest.mark.parametrize("kind", visits.KINDS)
def test_every_kind_of_visitor_gets_what_he_wants(
    place: str, kind: Callable[[Visitor], Awaitable[None]]
) -> None:
    waits: list[float] = []
    aside(asyncio.run, kind(Visitor(place, random.Random(1), waits.append)))  # type: ignore[arg-type]
    assert waits or kind is visits.closed


@pytest.mark.slow
def test_the_server_counts_what_it_keeps() -> None:
    with running() as (address, process):
        watch = Watch(address, process)

        def kept(link: str) -> float:
            aside(asyncio.run, opened(link))
            return watch.look().kept

        async def opened(link: str) -> None:
            async with Tab(address, watch.note) as tab:
                await tab.open(link)

        few = kept("?f=himmelblau&n=1000&o=adam")
        assert 0.05 < few < 0.5
        assert kept("?f=himmelblau&n=1000&o=adam") == few
        many = kept("?f=himmelblau&n=20000&o=adam")
        assert 1.5 < many - few < 5
        assert kept("maps?maps.tab=basins&f=himmelblau&o=adam&n=50&basins.points=150") > many + 0.1


async def no_such_knob(visitor: Visitor) -> None:
    async with visitor.tab() as tab:
        await tab.open("", "stage")
        await tab.turn("stage", uid=0, do="set", name="no_such_knob", value=1.0)


async def no_such_landscape(visitor: Visitor) -> None:
    async with visitor.tab() as tab:
        await tab.open("?f=no_such_landscape", "stage")


async def no_stage(visitor: Visitor) -> None:
    async with visitor.tab() as tab:
        await tab.open("maps?sweep.points=10", "chart", "stage")


async def no_table(visitor: Visitor) -> None:
    async with visitor.tab() as tab:
        await tab.open("?f=linear_regression", "stage")
        await tab.set("data", "file_uploader", bool_value=True)
        await tab.upload("data.file", "table.csv", b"\x00\xff" * 40, "multiselect")


WRONG = {
    no_such_knob: "the move was refused",
    no_such_landscape: "was ignored",
    no_stage: "the stage has not come",
    no_table: "/?v=1&f=linear_regression: ",
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", WRONG)
def test_an_answer_that_is_wrong_is_seen(
    place: str, kind: Callable[[Visitor], Awaitable[None]]
) -> None:
    with pytest.raises(BrokenError) as caught:
        aside(asyncio.run, kind(Visitor(place, random.Random(1), lambda _: None)))  # type: ignore[arg-type]
    assert WRONG[kind] in str(caught.value)


@pytest.mark.slow
def test_a_failure_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(visits, "KINDS", {no_such_knob: 1})
    monkeypatch.setattr(soak, "FILLING", 0)
    monkeypatch.setattr(soak, "PAUSE", 1.0)
    assert aside(soak.main, ["--minutes", "0.15", "--rate", "20"]) == 1
    told = capsys.readouterr().out
    assert "no_such_knob: BrokenError" in told
    (count,) = re.findall(r" answers, (\d+) failures$", told, re.MULTILINE)
    assert int(count) > 0


def looks(memory: Callable[[int], float]) -> list[Look]:
    """An hour of looks at a server that lacks nothing but memory."""
    return [
        Look(
            minute=number / 6,
            memory=memory(number),
            kept=100.0,
            threads=9,
            files=60,
            sockets=40,
            sessions=12,
            processor=30,
            waits=(0.1, 0.2),
        )
        for number in range(1, 361)
    ]


def test_what_grows_or_stays_is_bad() -> None:
    flat, steep = looks(lambda _: 300.0), looks(lambda number: 300.0 + number / 4)
    gone = dataclasses.replace(flat[-1], sessions=0)
    assert not soak.verdict(flat, gone, 10.0)[1]
    assert soak.verdict(steep, gone, 10.0)[1]
    assert soak.verdict(flat, flat[-1], 10.0)[1]
    early = looks(lambda number: 300.0 + min(number, 55))
    assert not soak.verdict(early, gone, 10.0)[1]


def test_an_hour_without_an_answer_is_bad() -> None:
    silent = [dataclasses.replace(look, waits=()) for look in looks(lambda _: 300.0)]
    told, bad = soak.verdict(silent, dataclasses.replace(silent[-1], sessions=0), 10.0)
    assert bad
    assert "Nobody has had an answer" in told
