"""Nobody else hears of a visit: neither the page nor the server asks another host for anything."""

from __future__ import annotations

import http.client
import socketserver
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from deploy.serve import free_port
from tests.browser.conftest import ROOT, Visitor, served
from tests.browser.test_embedding import TABLE
from tests.browser.test_learning import EXAMPLES, upload

pytestmark = [pytest.mark.browser, pytest.mark.exhaustive]

BROWSERS = ("google.com", "googleapis.com", "gstatic.com")
"""What Chromium itself asks for its updates and its account; of pages, all hosts are seen."""


class Recorder(socketserver.ThreadingTCPServer):
    """A proxy that answers nobody and remembers which hosts were asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.hosts: list[str] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def server_close(self) -> None:
        """The end of the with block."""
        self.shutdown()
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked has gone already."""


class _Asked(socketserver.StreamRequestHandler):
    server: Recorder

    def handle(self) -> None:
        _, target, *_ = self.rfile.readline().decode("latin-1").split(" ")
        host = urlsplit(target if "://" in target else f"//{target}").hostname
        if host:  # Else somebody takes this for a server.
            self.server.hosts.append(host)


@pytest.fixture(scope="session")
def recorder() -> Iterator[Recorder]:
    with Recorder() as made:
        yield made


class Watched:
    """A visitor all of whose requests are seen, sent or not, answered or not."""

    def __init__(self, visitor: Visitor, recorder: Recorder) -> None:
        self.visitor, self.recorder = visitor, recorder
        self.page: Page = visitor.page
        self.asked: list[str] = []
        self.before = len(recorder.hosts)
        # Those of workers and frames as well.
        visitor.context.on("request", lambda request: self.asked.append(request.url))
        self.page.on("websocket", lambda opened: self.asked.append(opened.url))

    def elsewhere(self) -> list[str]:
        """What was asked of another host than the app's, or is named as its icon or style."""
        self.page.wait_for_timeout(500)
        # Playwright does not tell of the icons that a browser shows in its tab.
        named = self.page.evaluate(
            "() => [...document.querySelectorAll('link[href]')].map((link) => link.href)"
        )
        own = urlsplit(self.visitor.address).netloc
        asked = [url for url in [*self.asked, *named] if _host(url) not in (own, "")]
        hosts = self.recorder.hosts[self.before :]
        return asked + [host for host in hosts if not host.endswith(BROWSERS)]


def _host(url: str) -> str:
    """The host that is asked: data are in the address itself, and a blob is of the page."""
    return "" if url.startswith("data:") else urlsplit(url.removeprefix("blob:")).netloc


@pytest.fixture
def watch(visit: Any, recorder: Recorder) -> Callable[[], Watched]:
    """Somebody whose browser reaches other hosts through the recorder alone."""
    proxy = {"server": recorder.address, "bypass": "127.0.0.1"}
    return lambda: Watched(visit(proxy=proxy), recorder)


OTHER = "https://elsewhere.example/a"
WAYS = {
    "a picture": f"new Image().src = '{OTHER}'",
    "a script": f"add('script', {{ src: '{OTHER}' }})",
    "a frame": f"add('iframe', {{ src: '{OTHER}' }})",
    "an icon": f"add('link', {{ rel: 'icon', href: '{OTHER}/favicon.ico' }})",
    "a font": f"new FontFace('other', 'url({OTHER})').load().catch(() => 0)",
    "a request": f"fetch('{OTHER}', {{ mode: 'no-cors' }}).catch(() => 0)",
    "a message": f"navigator.sendBeacon('{OTHER}')",
    "a websocket": f"new WebSocket('{OTHER.replace('https', 'wss')}')",
    "a worker": f"new Worker(URL.createObjectURL(new Blob(['fetch(`{OTHER}`)'])))",
}
ADD = """const add = (name, what) =>
  document.body.append(Object.assign(document.createElement(name), what));"""


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_whoever_is_asked_is_seen(watch: Callable[[], Watched], way: str) -> None:
    watched = watch()
    watched.page.goto(f"{watched.visitor.address}/_stcore/health")
    assert watched.elsewhere() == []
    watched.page.evaluate(f"() => {{ {ADD} {way}; }}")
    assert any("elsewhere.example" in asked for asked in watched.elsewhere())


def rested(page: Page) -> None:
    """Wait until Python has answered, and what it sent has been asked for."""
    page.wait_for_timeout(300)
    page.wait_for_selector('[data-test-script-state="notRunning"]')


def scrolled(page: Page) -> None:
    """Every part of the page has been in sight."""
    page.evaluate("() => document.querySelector('.stMain').scrollTo(0, 1e6)")
    rested(page)


def regretted(page: Page) -> list[str]:
    """The errors and warnings on the page; Streamlit's own for what fails are among them."""
    return page.locator('[data-testid="stAlertContainer"][role="alert"]').all_inner_texts()


def used(visitor: Visitor, folder: Path) -> Path:
    """Use all of the playground; returns the replay that was saved."""
    page = visitor.page
    visitor.open("?f=deep_linear_network&n=60&o=adam&o=muon")
    visitor.drawn()
    knob = page.locator(".desk-row [data-name=learning_rate] [type=range]").first
    visitor.changed(lambda: knob.press("ArrowRight"))
    for box in ("Layers", "In numbers", "Step by step"):
        page.get_by_text(box, exact=True).click()
        rested(page)
    page.locator(".inspector-host[data-ready]").wait_for()
    for menu in ("Scenes", "Share", "Take home"):
        page.get_by_role("button", name=menu, exact=True).click()
        rested(page)
        assert page.get_by_test_id("stPopoverBody").count() == 1
    saved = page.get_by_role("button", name="Animation (HTML, works offline)")
    with page.expect_download() as download:
        saved.click()
    replay = folder / "replay.html"
    download.value.save_as(replay)
    page.get_by_role("button", name="Make a GIF").click()
    page.get_by_role("button", name="Save the GIF").wait_for()
    page.get_by_text("Video", exact=True).click()
    record = page.get_by_role("button", name="Record a video")
    record.wait_for()
    page.get_by_role("slider", name="Seconds").press("Home")
    page.get_by_text("Takes 3.5 seconds").wait_for()
    with page.expect_download():
        record.click()
    page.emulate_media(color_scheme="dark")
    rested(page)
    scrolled(page)
    return replay


def test_the_playground_in_use_asks_nobody_else(
    watch: Callable[[], Watched], tmp_path: Path
) -> None:
    watched = watch()
    replay = used(watched.visitor, tmp_path)
    assert watched.elsewhere() == []
    assert any(url.startswith("ws://") for url in watched.asked)
    assert any(".woff2" in url for url in watched.asked)

    page = watched.page
    page.goto(replay.as_uri())
    page.wait_for_selector("#stage[data-ready]")
    assert [url for url in watched.elsewhere() if not url.startswith("file:")] == []


PAGES = {
    "fair race": "fair-race?n=40&race.trials=4&race.starts=2&o=adam&o=sgd",
    "sweep": "maps?n=40&o=adam&sweep.points=12",
    "basins": "maps?maps.tab=basins&f=himmelblau&n=40&o=adam&basins.points=20",
    "noise": "maps?maps.tab=noise&n=40&o=adam&ensemble.seeds=5",
    "benchmark": "benchmark?table.starts=1&table.steps=20&o=adam&o=sgd",
    "neuron": "neuron?step=3",
    "optimizers": "optimizers?id=lion",
    "landscapes": "landscapes?id=himmelblau",
    "embedded": "?embed=true&hide=landscape",
}


@pytest.mark.parametrize("link", PAGES.values(), ids=PAGES)
def test_no_page_asks_another_host(watch: Callable[[], Watched], link: str) -> None:
    watched = watch()
    page = watched.page
    page.goto(f"{watched.visitor.address}/{link}")
    page.wait_for_selector('[data-testid="stMainBlockContainer"]')
    rested(page)
    # What is computed has come when nothing more can be cancelled.
    page.get_by_role("button", name="Cancel").wait_for(state="detached")
    for color in ("dark", "light"):
        page.emulate_media(color_scheme=color)  # type: ignore[arg-type]
        scrolled(page)
    assert regretted(page) == []
    assert watched.elsewhere() == []
    assert any(url.startswith("ws://") for url in watched.asked)


def used_own_data(visitor: Visitor) -> None:
    """Upload a table, and let it be learned."""
    page = visitor.open("?f=linear_regression&n=50")
    page.get_by_text("Your data", exact=True).click()
    upload(page, "table.csv", TABLE)
    button = page.get_by_role("button", name="Use these data")
    button.wait_for()
    visitor.changed(button.click)
    assert visitor.stage(EXAMPLES) == [20, 40, 60]
    assert regretted(page) == []


def test_own_data_in_use_ask_nobody_else(watch: Callable[[], Watched]) -> None:
    watched = watch()
    used_own_data(watched.visitor)
    assert watched.elsewhere() == []
    assert any("/_stcore/upload_file/" in url for url in watched.asked)


def refused(port: int) -> int:
    """The status of a connection that a page of another host opens, as any page can."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    asked = {
        "Origin": "https://elsewhere.example",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    connection.request("GET", "/_stcore/stream", headers=asked)
    return connection.getresponse().status


def test_the_server_asks_nobody(window: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """On all addresses, as in a container: there it would look for its own."""
    # Started before, for a browser asks by the way of its environment, too.
    context, port = window(), free_port()
    with Recorder() as recorder:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, recorder.address)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        with served(ROOT / "app.py", port, "--server.address=0.0.0.0"):
            visitor = Visitor(context, f"http://127.0.0.1:{port}")
            visitor.open("?n=20")
            visitor.page.close()
            assert refused(port) == 403
        assert recorder.hosts == []
