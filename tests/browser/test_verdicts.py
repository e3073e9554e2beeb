"""Why a run diverged, in a real browser, and the button that helps."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser


def test_a_run_that_diverged_is_explained_and_cured(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("?f=linear_regression&o=sgd~learning_rate-1")
    verdict = page.locator(".verdict")
    assert "Diverged" in verdict.inner_text()
    assert "stability limit 2 / L = 0.312" in verdict.inner_text()
    # From the result on the desk, which is in sight, to the reason, which is not.
    page.evaluate("scrollTo(0, 0)")
    page.locator(".desk-result").click()
    page.locator(".verdict details[open]").wait_for()
    top = verdict.bounding_box()
    assert top is not None
    assert 0 <= top["y"] < page.evaluate("innerHeight")
    page.get_by_text("the largest stable learning rate").wait_for()
    cure = page.get_by_role("button", name="Try learning rate")
    promised = cure.inner_text().split("comes ")[1]
    visitor.changed(cure.click)
    assert "learning_rate-0.22" in page.url
    assert f"came {promised}" in page.locator(".verdict").inner_text()
    visitor.changed(page.get_by_role("button", name="Back to the race").click)
    assert "Diverged" in page.locator(".verdict").inner_text()
    assert visitor.complaints == []
