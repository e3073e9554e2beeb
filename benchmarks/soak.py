"""Visitors of all kinds for an hour: ``python -m benchmarks.soak [--minutes 60] [--rate 12]``.

Starts the app in a process of its own, as `deploy.serve` does. So many visitors come in a minute,
at random moments; what each of them does (`benchmarks.visits`) is drawn by a seeded generator, so
that two runs with one seed have the same visitors. All of it goes over websockets as from a
browser; every answer is looked at, and one that is wrong or does not come is a failure.

The first visitors race so long and so many that the cache of runs is full soon. The other caches
fill as they may; what all of them keep is counted by the server, and taken off the memory whose
growth is judged.

Every ten seconds: what the process takes, and how long the answers took. Prints a table, says what
went on growing after the first ten minutes, and writes all looks and a picture of them into a
folder (``--out``). When all have left, no session may have an open socket any more; Streamlit keeps
what it knew of them for two minutes, with three open files each. The exit code is 1 if anything
has failed or grown. The visitors run on the same cores.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import plotly.graph_objects as go
from playwright.sync_api import sync_playwright
from plotly.subplots import make_subplots

from benchmarks import looks as looking
from benchmarks.growth import growth
from benchmarks.looks import Look, Watch
from benchmarks.server import running
from benchmarks.tab import Tab
from benchmarks.visits import FILLING, Visitor, drawn, large_race
from deploy.serve import HEAPS
from tests.browser.conftest import ARGUMENTS
from tests.browser.install import executable

PAUSE = 10.0
"""Seconds between two looks."""
WARM = 10.0
"""After so many minutes nothing may grow; in a shorter run, after half of it."""
MOST_TOLD = 5
LEAVE = 180.0
"""Seconds within which the server notices that somebody is gone who has said nothing."""
JUDGED = {
    "rest": ("memory without what is kept, MB", 10.0),
    "threads": ("threads", 5.0),
    "files": ("open files", 5.0),
}
"""What may not grow, and what is no growth yet (see `benchmarks.growth`)."""


def main(arguments: Sequence[str]) -> int:
    """Print the table and the verdict; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=12.0, help="visitors a minute")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, help="folder for all looks and their picture")
    asked = parser.parse_args(arguments)
    failures: list[str] = []
    with running(**HEAPS) as (address, process):
        asyncio.run(first(address))
        watch = Watch(address, process)
        soaked = soak(watch, address, 60 * asked.minutes, asked.rate, asked.seed, failures)
        looks, after = asyncio.run(soaked)
    if asked.out is not None:
        asked.out.mkdir(parents=True, exist_ok=True)
        looking.write([*looks, after], asked.out / "soak.csv")
        picture(looks, asked.out / "soak.png")
    told, bad = verdict(looks, after, min(WARM, asked.minutes / 2))
    print(
        f"\n{sum(look.answers for look in looks)} answers, {len(failures)} failures",
        *told,
        sep="\n",
    )
    print(*failures[:MOST_TOLD], sep="\n")
    return int(bool(failures) or bad)


async def first(address: str) -> None:
    """Ask for the page once: the first time takes seconds, and no visitor is to wait for them."""
    async with Tab(address, lambda _: None) as tab:
        await tab.open("", "stage")


async def soak(
    watch: Watch, address: str, seconds: float, rate: float, seed: int, failures: list[str]
) -> tuple[list[Look], Look]:
    """Let visitors come for so long; the looks meanwhile, and one when all have left.

    Args:
        watch: looks at the server.
        address: of the server.
        seconds: for so long.
        rate: visitors a minute.
        seed: of what is drawn.
        failures: what has gone wrong is added to it.
    """
    chance, visits = random.Random(seed), set[asyncio.Task[None]]()
    begin = time.monotonic()

    async def visit(kind: Callable[[Visitor], Awaitable[None]], own: random.Random) -> None:
        try:
            await kind(Visitor(address, own, watch.note))
        except Exception as error:
            minute = (time.monotonic() - begin) / 60
            failures.append(f"minute {minute:.1f}, {kind.__name__}: {error!r}")

    async def fill() -> None:
        for number in range(FILLING):
            await visit(large_race, random.Random(f"{seed}, {number}"))

    async def come() -> None:
        visits.add(asyncio.create_task(fill()))
        while True:
            visits.add(asyncio.create_task(visit(drawn(chance), random.Random(chance.random()))))
            await asyncio.sleep(chance.expovariate(rate / 60))

    coming = asyncio.create_task(come())
    looks: list[Look] = []
    every = round((300 if seconds >= 1800 else 60) / PAUSE)
    print(looking.head())
    while time.monotonic() < begin + seconds:
        await asyncio.sleep(PAUSE)
        looks.append(await asyncio.to_thread(watch.look))
        if len(looks) % every == 0:
            print(looking.line(looking.mean(looks[-every:])), flush=True)
    for task in (coming, *visits):
        task.cancel()
    await asyncio.gather(coming, *visits, return_exceptions=True)
    return looks, await left(watch)


async def left(watch: Watch) -> Look:
    """The look when the last session has ended, or when that takes too long."""
    end = time.monotonic() + LEAVE
    while (look := await asyncio.to_thread(watch.look)).sessions and time.monotonic() < end:
        await asyncio.sleep(PAUSE)
    return look


def verdict(looks: Sequence[Look], after: Look, warm: float) -> tuple[list[str], bool]:
    """What is to be said of the looks after so many minutes, and whether something is bad."""
    judged = [look for look in looks if look.minute > warm]
    told, bad = [f"After the first {warm:g} minutes, means of the thirds:"], False
    for name, (title, slack) in JUDGED.items():
        found = growth([getattr(look, name) for look in judged], slack)
        told.append(
            f"  {title}: {found.first:.0f}, {found.middle:.0f}, {found.last:.0f}: {found.word}"
        )
        bad |= found.word == "grows"
    if not any(look.answers for look in looks):
        told.append("Nobody has had an answer")
        bad = True
    told.append(f"The most memory at a look: {max(look.memory for look in looks):.0f} MB")
    told.append(
        f"When all had left: {after.sessions:.0f} sessions, {after.sockets:.0f} sockets, "
        f"{after.threads:.0f} threads, {after.memory:.0f} MB"
    )
    return told, bad or after.sessions > 0


def picture(looks: Sequence[Look], file: Path) -> None:
    """Draw the looks over time."""
    curves = (
        ("memory, MB", {"memory": "all", "rest": "without what is kept"}),
        ("counts", {"files": "open files", "threads": "threads", "sessions": "sessions"}),
        ("processor, % of one core", {"processor": "processor"}),
        ("wait, ms", {"p50": "median", "p95": "95 %"}),
    )
    figure = make_subplots(
        rows=len(curves),
        shared_xaxes=True,
        vertical_spacing=0.06,
        subplot_titles=[t for t, _ in curves],
    )
    minutes = [look.minute for look in looks]
    for row, (_, lines) in enumerate(curves, start=1):
        for name, label in lines.items():
            values = [getattr(look, name) for look in looks]
            figure.add_trace(go.Scatter(x=minutes, y=values, name=label), row=row, col=1)
        figure.update_yaxes(rangemode="tozero", row=row, col=1)
    figure.update_yaxes(type="log", row=len(curves), col=1)
    figure.update_xaxes(title="minutes", row=len(curves), col=1)
    figure.update_layout(template="plotly_white", width=1000, height=1000, margin={"t": 40})
    path = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1016, "height": 1016})
        page.set_content(figure.to_html(config={"displayModeBar": False}))
        page.locator(".main-svg").first.wait_for()
        page.screenshot(path=file)
        browser.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
