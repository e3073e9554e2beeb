"""The app behind the proxy of `deploy`: what its policy forbids, nothing of ours does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from deploy.serve import Served, site
from tests.browser.conftest import Student, Visitor
from tests.browser.course import COPIES, FRAME, Course
from tests.browser.test_embedding import uploaded
from tests.browser.test_privacy import PAGES, regretted, rested, scrolled, used, used_own_data

pytestmark = [pytest.mark.browser, pytest.mark.exhaustive]

FORBIDDEN = "Content Security Policy"
OF_A_PATH = re.compile(r".*404 \(Not Found\).*/_stcore/(health|host-config)")
"""Streamlit asks for its health below the path of a page first, wherever it is served."""
ACTS = {
    "script-src": (
        "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))"
    ),
    "img-src": "new Image().src = 'http://elsewhere.test/a.png'",
    "connect-src": "fetch('http://elsewhere.test/').catch(() => 0)",
}
"""What each directive of the policy forbids."""


@pytest.fixture(scope="module")
def proxied(course: Course) -> Iterator[Served]:
    """A site that only the course may show in a frame."""
    with site(frame_ancestors=f"'self' {course.address}") as served:
        yield served


@pytest.fixture
def newcomer(window: Callable[..., BrowserContext], proxied: Served) -> Iterator[Visitor]:
    visitor = Visitor(window(), f"http://{proxied.address}")
    yield visitor
    visitor.page.close()


def complained(page: Page, complaints: list[str], words: str) -> None:
    """Wait for a complaint with such words, if there is none yet."""
    if not any(words in said for said in complaints):
        page.wait_for_event("console", lambda message: words in message.text)
    assert any(words in said for said in complaints)


def test_the_playground_is_used_under_the_policy(newcomer: Visitor, tmp_path: Path) -> None:
    used(newcomer, tmp_path)
    assert newcomer.complaints == []


@pytest.mark.parametrize("link", PAGES.values(), ids=PAGES)
def test_every_page_is_shown_under_the_policy(newcomer: Visitor, link: str) -> None:
    page = newcomer.page
    page.goto(f"{newcomer.address}/{link}")
    page.wait_for_selector('[data-testid="stMainBlockContainer"]')
    rested(page)
    page.get_by_role("button", name="Cancel").wait_for(state="detached")
    scrolled(page)
    assert regretted(page) == []
    assert [said for said in newcomer.complaints if not OF_A_PATH.fullmatch(said)] == []


def test_own_data_are_used_under_the_policy(newcomer: Visitor) -> None:
    used_own_data(newcomer)
    assert newcomer.complaints == []


@pytest.mark.parametrize(("directive", "act"), ACTS.items(), ids=ACTS)
def test_what_the_policy_forbids_is_complained_of(
    newcomer: Visitor, directive: str, act: str
) -> None:
    page = newcomer.page
    page.goto(f"{newcomer.address}/_stcore/health")
    newcomer.complaints.clear()
    page.evaluate(f"() => {{ {act}; }}")
    complained(page, newcomer.complaints, FORBIDDEN)
    assert any(FORBIDDEN in said and directive in said for said in newcomer.complaints)


@pytest.fixture
def embed(attend: Callable[..., Student], proxied: Served) -> Callable[..., Student]:
    """The app in a frame of the course page, which has another name if one is given."""

    def make(query: str, name: str = "course") -> Student:
        source = f"http://{proxied.address}/?embed=true&{query}"
        return attend(FRAME.format(source, COPIES), name)

    return make


def test_the_course_that_is_named_shows_the_app_and_tables_reach_it(
    embed: Callable[..., Student],
) -> None:
    """The browser sends the app no cookie, and yet each visit is with one process."""
    for _ in range(3):
        student = embed("f=linear_regression&n=50")
        student.settled()
        uploaded(student)
        assert student.complaints == []


def test_another_page_shows_an_empty_frame(embed: Callable[..., Student]) -> None:
    student = embed("n=20", "elsewhere")
    complained(student.tab, student.complaints, "frame-ancestors")
    student.tab.frames[1].wait_for_url(lambda url: url.startswith("chrome-error:"))
