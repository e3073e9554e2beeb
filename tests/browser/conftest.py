"""A real server and a real Chromium, with software WebGL for the surface."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    BrowserContext,
    BrowserType,
    Page,
    Route,
    sync_playwright,
)

from deploy.serve import free_port
from tests.browser import course as courses
from tests.browser.course import Course
from tests.browser.install import executable
from ui.stage.assets import LATER, PLOTLY, SOURCES, WEB

ROOT = Path(__file__).parents[2]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-gpu-compositing",
    # All tabs of a window share what one of them has compiled, which is the half of opening it.
    "--process-per-site",
    # Names of servers here that browsers do not trust as they do `localhost`.
    "--host-resolver-rules=MAP *.test 127.0.0.1",
]
VIEW: dict[str, Any] = {
    "viewport": {"width": 1280, "height": 1000},
    "color_scheme": "light",
    "reduced_motion": "no-preference",
    "offline": False,
}
"""What every page may have in its own way; all other options are those of a window."""
PATIENCE = 60_000
READY = "Number(document.querySelector('.stage-host').dataset.ready)"
"""How many races all figures have shown."""
PAINTED = "Number(document.querySelector('.stage-host').dataset.painted)"
"""How many races have come from Python."""
HEARD = """() => {
  const host = document.querySelector(".desk-host");
  return !host || (host.desk && !host.desk.unheard.length);
}"""
"""Whether the desk, where there is one, shows the answers to all turns."""


@pytest.fixture(scope="session")
def port() -> int:
    """Where the app is served."""
    return free_port()


@contextmanager
def served(
    app: Path, port: int, *more: str, folder: Path = ROOT, **settings: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A Streamlit app, once it answers, and until the end of the block.

    It has more options, which hold before those here, the configuration of a folder, and its
    environment some settings.
    """
    options = ["--server.address=127.0.0.1", "--server.headless=true", *more]
    command = ["streamlit", "run", str(app), f"--server.port={port}", *options]
    server = subprocess.Popen(
        [sys.executable, "-m", *command, "--server.fileWatcherType=none"],
        cwd=folder,
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )
    try:
        end = time.monotonic() + PATIENCE / 1000
        while not _answers(port):
            assert server.poll() is None, "the server has ended"
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.05)
        yield server
    finally:
        server.terminate()
        server.wait(timeout=20)


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="session")
def server(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The app, served as the README says."""
    with served(ROOT / "app.py", port) as server:
        yield server


@pytest.fixture(scope="session")
def address(server: subprocess.Popen[bytes], port: int) -> str:
    """The address of the app once it answers."""
    return f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def launch() -> dict[str, Any]:
    """How Chromium is started."""
    path = executable()
    assert path is not None, "no Chromium: run `make browser`"
    return {"executable_path": path, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def chromium(launch: dict[str, Any]) -> Iterator[BrowserType]:
    assert launch  # Found before, by a Playwright of its own: there is one at a time.
    with sync_playwright() as playwright:
        yield playwright.chromium


class Visitor:
    """Somebody with the app open in a tab, whose browser's complaints are kept."""

    def __init__(self, context: BrowserContext, address: str, **view: Any) -> None:
        self.context = context
        self.page: Page = context.new_page()
        # What others have done to the sidebar in this window is remembered by Streamlit.
        self.page.add_init_script("try { localStorage.clear(); } catch {}")
        view = VIEW | view
        self.page.set_viewport_size(view.pop("viewport"))
        if view.pop("offline"):
            self.unplug()
        self.page.emulate_media(**view)
        self.page.set_default_timeout(PATIENCE)
        self.address = address
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda message: (
                self.complaints.append(f"{message.text} {message.location['url']}")
                if message.type == "error"
                else None
            ),
        )

    def unplug(self) -> None:
        """Leave the tab, and none of the others, without a network and what came by it before."""
        connection = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
        tools = self.context.new_cdp_session(self.page)
        tools.send("Network.enable")
        tools.send("Network.setCacheDisabled", {"cacheDisabled": True})
        tools.send("Network.emulateNetworkConditions", connection)

    def open(self, query: str = "") -> Page:
        self.page.goto(f"{self.address}/{query}")
        self.settled()
        return self.page

    def settled(self) -> None:
        """Wait until Python has answered to all turns and the stage has shown its result."""
        self.page.wait_for_function(HEARD)
        self.page.wait_for_selector('[data-test-script-state="notRunning"]')
        self.page.wait_for_selector(".stage-host[data-ready]")
        self.page.wait_for_function(
            """() => {
                const stage = document.querySelector(".stage-host")?.stage;
                return stage && stage.told === stage.scene;
            }"""
        )

    def painted(self) -> None:
        """Wait until the script has run and our own pictures show its result."""
        self.page.wait_for_selector('[data-test-script-state="notRunning"]')
        self.page.wait_for_function(
            """() => {
                const host = document.querySelector(".stage-host");
                return host?.stage?.scene && host.stage.scene.link === host.asked.link;
            }"""
        )

    def drawn(self) -> None:
        """Wait until Plotly, too, has drawn everything."""
        self.page.wait_for_function(
            "() => !document.querySelector('.stage-host').stage.behind.size"
        )

    def changed(self, act: Any) -> None:
        """Do something, and wait for the stage to show what Python makes of it.

        What was done before is waited for: two turns that undo each other change no picture.
        """
        self.settled()
        before = self.page.evaluate(PAINTED)
        act()
        self.page.wait_for_function(f"before => {PAINTED} > before", arg=before)
        self.settled()

    def animation(self, folder: Path) -> Path:
        """The offline animation of the race, saved in a folder."""
        self.page.get_by_role("button", name="Take home").click()
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name="Animation").click()
        download.value.save_as(folder / "race.html")
        return folder / "race.html"

    def stage(self, expression: str) -> Any:
        """Something of the stage, by a JavaScript expression."""
        return self.page.evaluate(
            f"() => {{ const stage = document.querySelector('.stage-host').stage;"
            f" return {expression}; }}"
        )


@pytest.fixture(scope="session")
def window(
    chromium: BrowserType,
    launch: dict[str, Any],
    address: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., BrowserContext]]:
    """A window by its options, with a profile: it keeps scripts as an earlier visit compiled them.

    One tab stays, so that the process of all others does, too, with what it has compiled.
    """
    windows: dict[str, BrowserContext] = {}

    def of(**options: Any) -> BrowserContext:
        key = repr(options)
        if key not in windows:
            folder = tmp_path_factory.mktemp("profile")
            windows[key] = chromium.launch_persistent_context(folder, **launch, **options)
            windows[key].pages[0].goto(f"{address}/_stcore/health")
        return windows[key]

    yield of
    for each in windows.values():
        each.close()


@pytest.fixture
def visit(window: Callable[..., BrowserContext], address: str) -> Iterator[Any]:
    visitors: list[Visitor] = []

    def make(**options: Any) -> Visitor:
        view = {name: options.pop(name) for name in VIEW if name in options}
        visitors.append(Visitor(window(**options), address, **view))
        return visitors[-1]

    yield make
    for visitor in visitors:
        visitor.page.close()


@pytest.fixture(scope="module")
def course() -> Iterator[Course]:
    """A course that shows the app."""
    with courses.given() as course:
        yield course


class Student(Visitor):
    """Somebody with a course page open: `tab` is that page, and `page` the frame in it."""

    def __init__(self, context: BrowserContext, address: str, **view: Any) -> None:
        super().__init__(context, address, **view)
        self.tab: Page = self.page
        self.tab.goto(address)
        self.page: Any = self.tab.frames[1]


@pytest.fixture
def attend(
    window: Callable[..., BrowserContext], course: Course
) -> Iterator[Callable[..., Student]]:
    """A course page with what is given in its body; the course has another name if one is given."""
    students: list[Student] = []

    def make(body: str, name: str = "course", **view: Any) -> Student:
        options = {name: view.pop(name) for name in ("is_mobile", "has_touch") if name in view}
        course.pages["/"] = courses.PAGE.format(body)
        address = f"{course.address.replace('course', name)}/"
        students.append(Student(window(**options), address, **view))
        return students[-1]

    yield make
    for student in students:
        student.tab.close()


@pytest.fixture
def bench(window: Callable[..., BrowserContext]) -> Iterator[Page]:
    """See `bench_in`."""
    with bench_in(window()) as page:
        yield page


@contextmanager
def bench_in(context: BrowserContext) -> Iterator[Page]:
    """An empty page with our modules and the installed Plotly, and without Streamlit."""
    files = {source.name: source for source in [*SOURCES, *LATER, PLOTLY, WEB / "stage.css"]}

    def answer(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[-1]
        if name in files:
            route.fulfill(path=files[name])
        else:
            route.fulfill(content_type="text/html", body="<!doctype html><body></body>")

    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.set_default_timeout(PATIENCE)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route("**/*", answer)
    page.goto("http://bench.test/")
    page.add_script_tag(url="http://bench.test/plotly.min.js")
    page.add_style_tag(url="http://bench.test/stage.css")
    yield page
    page.close()
    assert complaints == []
