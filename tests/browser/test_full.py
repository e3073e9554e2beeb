"""A server for one visitor, and two of them."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from deploy.serve import free_port
from tests.browser.conftest import ROOT, Visitor, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LINK = "?f=beale&n=77&o=adam~learning_rate-0.0123"
FULL = "This server is full"


@pytest.fixture
def small() -> Iterator[str]:
    """A server of one test alone: after the visitor of another the place would still be kept."""
    port = free_port()
    check = "--server.scriptHealthCheckEnabled=true"
    with served(ROOT / "app.py", port, check, PLAYGROUND_VISITORS="1"):
        yield f"http://127.0.0.1:{port}"


def is_full(page: Page) -> bool:
    """What the page shows, once it shows anything: whether there is no room."""
    page.wait_for_selector(".stage-host, .st-key-full")
    return page.locator(".st-key-full").count() > 0


def has_looked(message: str | bytes) -> bool:
    """Whether the server says that the page has looked whether there is room, and there is not."""
    assert isinstance(message, bytes)
    ended = ForwardMsg.FromString(message).script_finished
    return ended == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY


def test_who_comes_second_gets_in_by_himself_with_the_scene_of_his_link(
    window: Callable[..., BrowserContext], small: str
) -> None:
    first, second = Visitor(window(), small), Visitor(window(user_agent="Other"), small)
    first.open()
    # A reload is another session, for which the place is kept.
    first.page.reload()
    assert not is_full(first.page)

    with second.page.expect_websocket(lambda socket: "_stcore/stream" in socket.url) as found:
        second.page.goto(f"{small}/{LINK}")
    socket: WebSocket = found.value
    expect(second.page.get_by_role("heading", name=FULL)).to_be_visible()
    with socket.expect_event("framereceived", has_looked):
        second.page.get_by_role("button", name="Try now").click()
    expect(second.page.get_by_role("heading", name=FULL)).to_be_visible()
    assert second.page.locator(".stage-host").count() == 0

    first.page.close()
    expect(second.page.get_by_role("heading", name="Beale")).to_be_visible(timeout=60_000)
    second.settled()
    assert all(f"&{part}" in second.page.url for part in LINK[1:].split("&"))
    assert second.stage("stage.scene.steps") == 77
    assert first.complaints == second.complaints == []
    second.page.close()


def test_the_health_check_takes_no_place(window: Callable[..., BrowserContext], small: str) -> None:
    with urllib.request.urlopen(f"{small}/_stcore/script-health-check", timeout=60) as answer:
        assert answer.status == 200
    visitor = Visitor(window(), small)
    visitor.page.goto(small)
    assert not is_full(visitor.page)
    visitor.page.close()
