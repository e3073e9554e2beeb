"""The app in a frame of a course page, which is another site for the browser."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlparse
from urllib.request import Request, urlopen
from uuid import UUID, uuid4

import pytest

from tests.browser.conftest import Student
from tests.browser.course import COPIES, FRAME, Course
from tests.browser.test_access import IN_SIGHT, PARTS, PHONE, SMALL
from tests.browser.test_learning import EXAMPLES, upload

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SANDBOX = 'sandbox="allow-scripts allow-same-origin allow-downloads"'
SIZES = {"laptop": SMALL, "phone": PHONE}
WHOLE = """() => {
  const [map, player] = [".stage-map", ".stage-player"].map((name) =>
    document.querySelector(name).getBoundingClientRect());
  return map.top > 0 && map.bottom <= player.top;
}"""
"""Whether the whole map is in sight."""
TABLE = b"age,pay\n20,100\n40,220\n60,290\n"


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
    assert frame.evaluate(WHOLE), "with its axis, above the player"
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


def copied(student: Student, text: str) -> str:
    """What of a box with that text is on the clipboard after its button was pressed."""
    box = student.page.locator('[data-testid="stCode"]', has_text=text)
    box.hover()
    box.get_by_role("button", name="Copy to clipboard").click()
    box.get_by_role("button", name="Copied").wait_for()
    notes = student.tab.get_by_role("textbox", name="Notes")
    notes.fill("")
    student.tab.keyboard.press("Control+V")
    return notes.input_value()


@pytest.mark.parametrize("attributes", ["", COPIES, SANDBOX])
def test_link_and_code_are_copied(embed: Callable[..., Student], attributes: str) -> None:
    """Also where the course page has not allowed it; the browser's new way is closed there."""
    student = embed("n=30&f=ellipse", attributes, **SMALL)
    frame = student.page
    allows = "() => document.featurePolicy.allowsFeature('clipboard-write')"
    assert frame.evaluate(allows) == (attributes == COPIES)

    frame.get_by_role("button", name="Share").click()
    link = copied(student, "?v=1&f=ellipse")
    assert parse_qs(urlparse(link).query) == {"v": ["1"], "n": ["30"], "f": ["ellipse"]}
    frame.get_by_role("button", name="Share").click()
    frame.get_by_role("button", name="Take home").click()
    frame.get_by_text("Code", exact=True).click()
    frame.get_by_role("button", name="Notebook").wait_for()
    student.settled()
    assert compile(copied(student, "import "), "copied", "exec").co_names
    assert student.complaints == []


def test_a_link_is_copied_on_a_page_of_plain_http(
    attend: Callable[..., Student], port: int
) -> None:
    """As in a class with a server of its own; browsers trust no name but `localhost` there."""
    student = attend(FRAME.format(f"http://class.test:{port}/?embed=true&n=30", COPIES), **SMALL)
    student.settled()
    assert student.page.evaluate("[isSecureContext]") == [False]
    student.page.get_by_role("button", name="Share").click()
    assert copied(student, "?v=1&n=30") == f"http://class.test:{port}?v=1&n=30"
    assert student.complaints == []


KINDS = {"All paths": ".csv", "Animation": ".html", "Notebook": ".ipynb", "Save the GIF": ".gif"}


def test_files_are_taken_home_from_a_sandbox(embed: Callable[..., Student], tmp_path: Path) -> None:
    student = embed("n=30", SANDBOX, **SMALL)
    frame = student.page
    student.drawn()

    def fetched(press: Callable[[], None]) -> Path:
        with student.tab.expect_download() as download:
            press()
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        return file

    frame.locator(".stage-map").hover()
    picture = frame.locator(".stage-map .modebar-btn").first
    assert fetched(picture.click).read_bytes().startswith(b"\x89PNG")
    frame.get_by_role("button", name="Take home").click()
    frame.get_by_text("Code", exact=True).click()
    frame.get_by_role("button", name="Make a GIF").click()
    for name, ending in KINDS.items():
        file = fetched(frame.get_by_role("button", name=name).click)
        assert file.suffix == ending
        assert file.stat().st_size > 1000
    assert student.complaints == []


def test_the_offline_file_runs_in_the_strictest_sandbox(
    visit: Any, attend: Callable[..., Student], course: Course, tmp_path: Path
) -> None:
    """Where the app itself cannot: a page without an origin may load none of its scripts."""
    visitor = visit()
    visitor.open("?n=50")
    file = visitor.animation(tmp_path)
    course.pages["/race.html"] = file.read_text()
    student = attend(FRAME.format("/race.html", 'sandbox="allow-scripts"'), **SMALL)
    frame = student.page
    frame.wait_for_selector("#stage[data-ready]")
    assert frame.evaluate("() => origin") == "null"
    for part in PARTS:
        assert frame.evaluate(IN_SIGHT, part), part
    frame.get_by_role("button", name="Play", exact=True).click()
    frame.wait_for_function("() => document.querySelector('#stage').stage.clock.step > 2")
    assert student.complaints == []
