"""The pictures on the cards: a race is played when it is first seen, and again on a click."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator

pytestmark = pytest.mark.browser

INK = """host => {
  const canvas = host.parentElement.querySelector("canvas.stage-overlay");
  const { width, height } = canvas;
  if (!width || !height) return false;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  return data.some((value, index) => index % 4 === 3 && value > 0);
}"""
"""Whether anything is drawn over the figure."""
FRAMES = """() => new Promise((go) => {
  let left = 20;
  const next = () => (left-- ? requestAnimationFrame(next) : go());
  next();
})"""


def first_picture(page: Any, address: str) -> Locator:
    page.goto(f"{address}/optimizers?id=adam")
    host: Locator = page.locator(".chart-host[data-ready]").first
    host.wait_for()
    host.scroll_into_view_if_needed()
    return host


def plays(host: Locator) -> bool:
    return "chart-plays" in str(host.get_attribute("class"))


def finish(page: Any) -> None:
    page.locator(".chart-plays").first.wait_for(state="detached")


def test_a_race_is_played_once_and_on_every_click_within_the_axes(visit: Any) -> None:
    visitor = visit()
    page = visitor.page
    host = first_picture(page, visitor.address)
    page.locator(".chart-plays").first.wait_for()
    page.wait_for_function(f"host => ({INK})(host)", arg=host.element_handle())
    finish(page)
    assert not host.evaluate(INK)
    page.evaluate(FRAMES)
    assert not plays(host), "only once"
    host.click(position={"x": 150, "y": 150})
    assert plays(host)
    finish(page)
    assert not host.evaluate(INK)
    # Who zooms or clicks beside the axes plays nothing.
    host.click(position={"x": 10, "y": 150})
    assert not plays(host)
    box = host.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 120, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 160, steps=4)
    page.mouse.up()
    page.evaluate(FRAMES)
    assert not plays(host)


def test_with_reduced_motion_the_picture_stands_still(visit: Any) -> None:
    visitor = visit(reduced_motion="reduce")
    page = visitor.page
    host = first_picture(page, visitor.address)
    page.evaluate(FRAMES)
    assert not plays(host)
    host.click(position={"x": 150, "y": 150})
    page.evaluate(FRAMES)
    assert not plays(host)
    assert not host.evaluate(INK)
