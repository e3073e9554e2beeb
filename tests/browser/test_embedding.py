"""The app in a frame of a course page, which is another site for the browser."""

from __future__ import annotations

import html
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlparse
from urllib.request import Request, urlopen
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Visitor
from tests.browser.test_access import IN_SIGHT, PARTS, PHONE, SMALL
from tests.browser.test_learning import EXAMPLES, upload

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COURSE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Course</title>
<body style="margin: 0">{}<textarea aria-label="Notes"></textarea></body></html>"""
FRAME = '<iframe title="Race" src="{}" width="100%" height="600" style="border: 0" {}></iframe>'
COPIES = 'allow="clipboard-write"'
SIZES = {"laptop": SMALL, "phone": PHONE}
TABLE = b"age,pay\n20,100\n40,220\n60,290\n"


class Course:
    """A server of pages by their paths.

    Its name is not plain `localhost`, which Streamlit trusts, whoever serves pages there.
    """

    def __init__(self, port: int) -> None:
        self.address = f"http://course.localhost:{port}"
        self.pages: dict[str, str] = {}


@pytest.fixture(scope="module")
def course() -> Iterator[Course]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = course.pages.get(self.path)
            self.send_response(204 if page is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, *args: object) -> None:
            """Not on the test's output."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        course = Course(server.server_port)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield course
        server.shutdown()


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
    """A course page with what is given in its body."""
    students: list[Student] = []

    def make(body: str, **view: Any) -> Student:
        options = {name: view.pop(name) for name in ("is_mobile", "has_touch") if name in view}
        course.pages["/"] = COURSE.format(body)
        students.append(Student(window(**options), f"{course.address}/", **view))
        return students[-1]

    yield make
    for student in students:
        student.tab.close()


@pytest.fixture
def embed(attend: Callable[..., Student], address: str) -> Callable[..., Student]:
    """The app in a frame, by its query and the frame's attributes."""

    def make(query: str, attributes: str = COPIES, **view: Any) -> Student:
        source = html.escape(f"{address}/?embed=true&{query}")
        student = attend(FRAME.format(source, attributes), **view)
        student.settled()
        return student

    return make


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_race_is_on_the_course_page(
    embed: Callable[..., Student], size: str, scheme: str
) -> None:
    query = "f=himmelblau&n=60&o=adam&o=sgd&hide=start~run"
    student = embed(query, color_scheme=scheme, **SIZES[size])
    frame = student.page
    student.drawn()
    for part in PARTS:
        assert frame.evaluate(IN_SIGHT, part), part
    assert frame.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert student.stage("stage.scene.theme") == scheme
    assert student.stage("stage.scene.runners.map(r => r.name)") == ["Adam", "SGD"]
    assert student.stage("stage.scene.steps") == 60
    frame.get_by_role("heading", name="Himmelblau").wait_for()
    if size == "phone":
        frame.locator('[data-testid="stExpandSidebarButton"]').click()
    sidebar = frame.locator('[data-testid="stSidebar"]')
    sidebar.get_by_role("combobox", name="Landscape").wait_for()
    assert sidebar.get_by_text("Steps", exact=True).count() == 1
    assert sidebar.get_by_text("Start", exact=True).count() == 0
    assert sidebar.get_by_text("Noise, limits and stop rules").count() == 0
    before = student.stage("stage.scene.runners[0].values.at(-1)")
    sidebar.get_by_role("slider", name="Adam: learning rate").focus()
    student.changed(lambda: student.tab.keyboard.press("ArrowRight"))
    assert student.stage("stage.scene.runners[0].values.at(-1)") != before
    asked = parse_qs(urlparse(frame.url).query)
    assert (asked["embed"], asked["hide"], asked["f"]) == (["true"], ["start~run"], ["himmelblau"])
    assert "learning_rate" in frame.url
    assert student.complaints == []


ATTEMPTS = """async ([upload, stream]) => {
  const body = new FormData();
  body.append("file", new Blob(["age,pay\\n7,7\\n8,8\\n9,9\\n"]), "table.csv");
  const status = async (how) => {
    try { return (await fetch(upload, how)).status; } catch { return "refused"; }
  };
  const socket = new Promise((settle) => {
    const made = new WebSocket(stream);
    made.onopen = () => { made.close(); settle("open"); };
    made.onerror = () => settle("refused");
  });
  return [await status({ method: "PUT", body }), await status({ method: "DELETE" }), await socket];
}"""
"""What becomes of an upload, of its removal and of a WebSocket."""


def uploaded(student: Student) -> str:
    """The address to which a table of the visitor's own has been uploaded."""
    frame = student.page
    frame.get_by_text("Your data", exact=True).click()
    frame.get_by_text("At most 5 MB").wait_for()
    with student.tab.expect_request(lambda request: request.method == "PUT") as request:
        upload(frame, "table.csv", TABLE)
    frame.get_by_role("button", name="Use these data").wait_for()
    return request.value.url


def test_own_data_are_uploaded_in_the_frame_and_by_nobody_else(
    embed: Callable[..., Student], address: str
) -> None:
    student = embed("f=linear_regression&n=50", **SMALL)
    frame = student.page
    place = uploaded(student)
    assert student.complaints == []
    stream = f"{address.replace('http', 'ws')}/_stcore/stream"
    # The page around the frame may even know the secret address.
    assert student.tab.evaluate(ATTEMPTS, [place, stream]) == ["refused"] * 3
    assert requests(place, "POST") == 405, "for which a browser would not ask first"
    own = place.rsplit("/", 1)[0]
    assert frame.evaluate(ATTEMPTS, [f"{own}/other", stream]) == [204, 204, "open"]
    session = own.rsplit("/", 1)[1]
    assert UUID(session).version == 4
    unknown = f"{own.rsplit('/', 1)[0]}/{uuid4()}/other"
    assert frame.evaluate(ATTEMPTS, [unknown, stream])[0] == 400
    student.changed(frame.get_by_role("button", name="Use these data").click)
    assert student.stage(EXAMPLES) == [20, 40, 60]
    assert student.context.cookies() == []


def requests(address: str, method: str) -> int:
    """The status of the answer to a request of no browser."""
    try:
        with urlopen(Request(address, data=TABLE, method=method)) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_a_scene_is_saved_and_loaded_in_the_frame(
    embed: Callable[..., Student], tmp_path: Path
) -> None:
    student = embed("n=30", **SMALL)
    frame = student.page
    frame.get_by_role("button", name="Share").click()
    with student.tab.expect_download() as download:
        frame.get_by_role("button", name="Save the scene").click()
    file = tmp_path / "scene.json"
    download.value.save_as(file)
    other = embed("f=ellipse", **SMALL)
    other.page.get_by_role("button", name="Share").click()
    other.changed(lambda: other.page.locator('input[type="file"]').set_input_files(file))
    assert other.stage("stage.scene.steps") == 30
    assert student.complaints == other.complaints == []


def test_the_frame_that_is_given_shows_the_scene(
    visit: Any, attend: Callable[..., Student]
) -> None:
    visitor = visit()
    page = visitor.open("?f=himmelblau&n=60&o=adam&o=newton")
    page.get_by_role("button", name="Share").click()
    for box in ("hide the start", "lock the steps"):
        page.get_by_text(box).click()
    given = page.locator('[data-testid="stCode"]', has_text="hide=start&amp;lock=steps")
    frame = given.locator("code").text_content()
    student = attend(frame, **SMALL)
    student.settled()
    assert student.tab.locator("iframe").get_attribute("title") == "Himmelblau: Adam, Newton"
    assert student.stage("stage.scene.runners.map(r => r.name)") == ["Adam", "Newton"]
    assert student.stage("stage.scene.steps") == 60
    student.page.get_by_text("Locked by the link: the steps.").wait_for()
    assert student.page.evaluate("() => innerHeight") == 600
    for part in PARTS:
        assert student.page.evaluate(IN_SIGHT, part), part
    assert visitor.complaints == student.complaints == []
