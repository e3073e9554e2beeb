"""A server for one visitor, and two of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from deploy.serve import free_port
from tests.browser.conftest import ROOT, Visitor, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LINK = "?f=beale&n=77&o=adam~learning_rate-0.0123"
FULL = "This server is full"


@pytest.fixture(scope="module")
def small() -> Iterator[str]:
    port = free_port()
    with served(ROOT / "app.py", port, PLAYGROUND_VISITORS="1"):
        yield f"http://127.0.0.1:{port}"


def test_who_comes_second_gets_in_by_himself_with_the_scene_of_his_link(
    window: Callable[..., BrowserContext], small: str
) -> None:
    first, second = Visitor(window(), small), Visitor(window(user_agent="Other"), small)
    first.open()
    second.page.goto(f"{small}/{LINK}")
    expect(second.page.get_by_role("heading", name=FULL)).to_be_visible()
    second.page.get_by_role("button", name="Try now").click()
    expect(second.page.get_by_role("heading", name=FULL)).to_be_visible()
    assert second.page.locator(".stage-host").count() == 0

    # A reload is another session; the first one's place is kept for it, and for nobody else.
    first.page.goto("about:blank")
    second.page.get_by_role("button", name="Try now").click()
    second.page.wait_for_selector('[data-test-script-state="notRunning"]')
    first.open()
    expect(second.page.get_by_role("heading", name=FULL)).to_be_visible()

    first.page.close()
    expect(second.page.get_by_role("heading", name="Beale")).to_be_visible(timeout=60_000)
    second.settled()
    assert all(f"&{part}" in second.page.url for part in LINK[1:].split("&"))
    assert second.stage("stage.scene.steps") == 77
    assert first.complaints == second.complaints == []
    second.page.close()
