"""Two processes of the app behind nginx, one of which is killed while browsers are with it."""

from __future__ import annotations

import http.client
import signal
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType

from benchmarks import outages
from benchmarks.outages import report, still_works
from benchmarks.tabs import LONG, SAID, SHORT, Tab
from deploy.serve import Served, site

pytestmark = [pytest.mark.browser, pytest.mark.exhaustive]

MOVED = """session => {
  const desk = document.querySelector(".desk-host")?.desk;
  return desk && desk.session !== session && !desk.unheard.length;
}"""
"""Whether the desk is with another session, which has heard all of it."""


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with site() as served:
        yield served


@pytest.fixture(scope="module")
def browser(chromium: BrowserType, launch: dict[str, Any]) -> Iterator[Browser]:
    with closing(chromium.launch(**launch)) as browser:
        yield browser


@pytest.fixture
def both(served: Served) -> Served:
    """The site while both of its replicas are there."""
    for replica in served.replicas:
        if replica.process is None:
            replica.start()
    return served


def comes_back(tab: Tab) -> None:
    """Wait until a tab of the second replica is with the first one, and shows what it showed."""
    tab.visitor.page.wait_for_function("() => window.outages.length")
    assert tab.losses(tab.outages(1, 0)) == []
    assert tab.replica == 1


def test_turns_on_their_way_are_neither_lost_nor_doubled(both: Served, browser: Browser) -> None:
    """The scene is that of the link, where its rows have other numbers."""
    tab = Tab.opened(browser, both.address, "a scene", 1)
    visitor, page, session = tab.visitor, tab.visitor.page, tab.session
    assert tab.replica == 1
    visitor.changed(page.get_by_role("button", name="Remove").first.click)
    process = both.replicas[0].process
    assert process is not None
    process.send_signal(signal.SIGSTOP)
    page.evaluate(
        """() => {
            const row = document.querySelector(".desk-row");
            const field = row.querySelector("[data-name=learning_rate] .desk-exact");
            field.value = "0.033";
            field.dispatchEvent(new Event("change"));
            row.querySelector("[aria-label^=Copy]").click();
        }"""
    )
    both.replicas[0].stop(signal.SIGKILL)
    page.wait_for_function(MOVED, arg=session)
    visitor.settled()
    assert page.url.partition("&o=")[2] == (
        "adam~learning_rate-0.033&o=adam~learning_rate-0.033&n=80"
    )
    assert visitor.stage("stage.scene.runners.length") == 2
    assert page.get_by_test_id("stToast").count() == 0
    assert tab.replica == 2
    assert visitor.complaints == []


def test_a_page_at_rest_comes_back_and_a_table_that_is_gone_is_told(
    both: Served, browser: Browser
) -> None:
    tab = Tab.opened(browser, both.address, LONG, 2).watch()
    page = tab.visitor.page
    short = Tab.opened(browser, both.address, SHORT, 2).watch()
    other = Tab.opened(browser, both.address, SHORT, 1).watch()
    both.replicas[1].stop(signal.SIGKILL)
    page.wait_for_function("() => window.outages.length")
    page.get_by_text(SAID).wait_for()
    comes_back(tab)
    assert still_works(both, tab) == []
    # A table that the link holds is there again: nothing of the picture is another one.
    comes_back(short)
    assert short.visitor.page.get_by_text(SAID).count() == 0
    # Those of the other replica notice nothing.
    assert other.visitor.page.evaluate("window.losses.length") == 0
    assert tab.visitor.complaints == short.visitor.complaints == other.visitor.complaints == []


def test_a_scene_outlives_a_new_version_of_the_site(both: Served, browser: Browser) -> None:
    tab = Tab.opened(browser, both.address, "a scene", 2).watch()
    before = [replica.process for replica in both.replicas]
    both.restart()
    assert all(replica.process not in before for replica in both.replicas)
    comes_back(tab)
    assert tab.visitor.complaints == []


def test_who_does_not_come_back_the_second_time_is_told(
    both: Served, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outages, "NOTICE", 0.0)
    monkeypatch.setattr(outages, "WITHIN", float("inf"))
    tab = Tab.opened(browser, both.address, "a scene", 2).watch()
    both.replicas[1].stop(signal.SIGKILL)
    tab.visitor.page.wait_for_function("() => window.outages.length")
    assert report(tab, 1) == []
    both.replicas[0].stop(signal.SIGKILL)
    tab.visitor.page.wait_for_function("() => window.losses.length > 1")
    assert report(tab, 1) == ["a scene: it has not come back"]
    both.replicas[0].start()
    tab.visitor.page.wait_for_function("() => !window.away()")
    assert report(tab, 2) == []


@pytest.mark.parametrize("path", ["metrics", "script-health-check"])
def test_what_is_for_the_operator_alone_is_not_on_the_site(both: Served, path: str) -> None:
    found = []
    for address in (both.address, both.replicas[0].address):
        with closing(http.client.HTTPConnection(address, timeout=60)) as connection:
            connection.request("GET", f"/_stcore/{path}")
            found.append(connection.getresponse().status)
    assert found == [404, 200]
