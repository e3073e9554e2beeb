"""What visitors notice when a process of the site ends; see `benchmarks.replicas`."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

from benchmarks.guests import Crowd
from benchmarks.processes import verdict
from benchmarks.tabs import LONG, SCENES, Tab
from benchmarks.visitors import CROWDED, recorded
from deploy.serve import Served, site
from tests.browser.conftest import ARGUMENTS
from tests.browser.install import executable

WITHIN = 5.0
"""Seconds in which a scene must be back, and answer."""
BETWEEN = 30.0
"""Seconds between two restarts, as deploy/README.md has it."""
NOTICE = 30.0
"""Seconds for which an outage is waited for before it counts as one without an end."""


@contextmanager
def _busy(visitors: int, replicas: int) -> Iterator[tuple[Served, Crowd, list[Tab]]]:
    """A site with guests and browsers; all browsers are with the first replica, the last is not."""
    path = executable()
    with site(replicas, environment=CROWDED) as served:
        moves = recorded(served.address)
        with Crowd(served.address, visitors, moves) as crowd, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            homes = [(title, 1) for title in SCENES] + [("a scene", 2)]
            tabs = [Tab.opened(browser, served.address, *home).watch() for home in homes]
            yield served, crowd, tabs
            browser.close()


def kill(visitors: int, replicas: int) -> bool:
    """One replica ends without a word and comes back later."""
    wrong: list[str] = []
    with _busy(visitors, replicas) as (served, crowd, tabs):
        homes = [guest.replica for guest in crowd.guests]
        *moved, stayed = tabs
        session = stayed.session
        print(f"{homes.count(1)} of {visitors} guests and {len(moved)} browsers are with replica 1")
        served.replicas[0].stop(signal.SIGKILL)
        for tab in moved:
            wrong += report(tab, 1)
            if tab.replica == 1:
                wrong.append(f"{tab.title}: its cookie names the replica that was killed")
        wrong += guests(crowd, [n for n, home in enumerate(homes) if home == 1], 1)
        wrong += still_works(served, next(tab for tab in moved if tab.title == LONG))
        if stayed.session != session or stayed.visitor.page.evaluate("window.losses.length"):
            wrong.append("a browser of another replica was disturbed")

        sessions = [tab.session for tab in tabs]
        homes = [guest.replica for guest in crowd.guests]
        served.replicas[0].start()
        time.sleep(6)
        if sessions != [tab.session for tab in tabs]:
            wrong.append("a browser was moved when the replica came back")
        if homes != [guest.replica for guest in crowd.guests]:
            wrong.append("a guest was moved when the replica came back")
        with Crowd(served.address, 2 * replicas, crowd.guests[0].moves) as fresh:
            pass
        came = sum(guest.replica == 1 for guest in fresh.guests)
        print(f"back again: nobody moves, {came} of {2 * replicas} new guests come to it")
        if not came:
            wrong.append("nobody new comes to the replica that is back")
    return verdict(wrong + crowd.failures() + fresh.failures(), True, "")


def rolling(visitors: int, replicas: int) -> bool:
    """Every replica is replaced, one after the other; who was with the first one moves twice."""
    wrong: list[str] = []
    with _busy(visitors, replicas) as (served, crowd, tabs):
        begin = time.monotonic()
        served.restart(BETWEEN)
        print(f"all replicas are new after {time.monotonic() - begin:.1f} s")
        time.sleep(BETWEEN)
        for tab in tabs:
            wrong += report(tab, 1)
        wrong += guests(crowd, list(range(visitors)), 1)
        homes = [guest.replica for guest in crowd.guests]
        print("guests by replica: " + ", ".join(str(homes.count(n + 1)) for n in range(replicas)))
    return verdict(wrong + crowd.failures(), True, "")


def report(tab: Tab, count: int) -> list[str]:
    """Print what a browser has noted; returns what is wrong with it."""
    found = tab.outages(count, NOTICE)
    wrong = tab.losses(found)
    for outage in found:
        connected, shown, answered = (
            outage[name] / 1e3 for name in ("connected", "shown", "answered")
        )
        print(
            f"  {tab.title:16} connected after {connected:5.2f} s, shown after {shown:5.2f} s, "
            f"a move answered after {answered:5.2f} s"
        )
        if answered > WITHIN:
            wrong.append(f"{tab.title}: back after {answered:.1f} s")
    if len(found) < count or tab.away:
        wrong.append(f"{tab.title}: it has not come back")
    return wrong


def guests(crowd: Crowd, who: list[int], count: int) -> list[str]:
    """Print how long guests had no answer; returns who has none yet, or had none for too long."""
    end = time.monotonic() + NOTICE
    while time.monotonic() < end and any(
        len(crowd.guests[n].outages) < count or crowd.guests[n].lost for n in who
    ):
        time.sleep(0.1)
    times = sorted(seconds for n in who for seconds in crowd.guests[n].outages)
    if times:
        print(
            f"  {len(who)} guests without an answer: {len(times)} times, the median "
            f"{times[len(times) // 2]:.2f} s, the longest {times[-1]:.2f} s"
        )
    wrong = [
        f"guest {n} has not come back"
        for n in who
        if len(crowd.guests[n].outages) < count or crowd.guests[n].lost
    ]
    return wrong + [f"a guest had no answer for {each:.1f} s" for each in times if each > WITHIN]


def still_works(served: Served, tab: Tab) -> list[str]:
    """Upload and download where the session is now; returns what is wrong with it."""
    wrong = []
    tab.upload()
    if json.loads(tab.download())["n"] != "50":
        wrong.append("another scene was downloaded")
    for path in ("PUT /_stcore/upload_file/", "GET /media/"):
        [*_, last] = [line for line in served.log.read_text().splitlines() if path in line]
        print(f"  {path} is answered by replica {tab.replica}")
        if f"replica {tab.replica} " not in last:
            wrong.append(f"{path} went elsewhere: {last}")
    return wrong
