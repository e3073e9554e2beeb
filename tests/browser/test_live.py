"""Knobs while they are dragged."""

from __future__ import annotations

import signal
import subprocess
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PAINTED, READY

pytestmark = pytest.mark.browser

LIVE = (
    "import([...document.querySelectorAll('link[rel=modulepreload]')]"
    ".find(link => link.href.endsWith('live.js')).href)"
)


def in_hand(page: Page) -> None:
    """Wait until the runs of all positions of the learning rate have come."""
    for _ in range(300):
        if page.evaluate(f"async () => (await {LIVE}).race.fan?.name") == "learning_rate":
            return
        page.wait_for_timeout(50)
    raise AssertionError("the runs of all positions have not come")


@pytest.mark.parametrize("steps", [150, 9000])
def test_the_run_that_was_dragged_to_is_the_one_that_is_committed(visit: Any, steps: int) -> None:
    """Also in a long race, of which only some positions are run."""
    visitor = visit()
    page = visitor.open(f"?n={steps}&o=adam&o=sgd")
    knob = page.get_by_role("slider", name="Adam: learning rate")
    box = knob.bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    in_hand(page)
    assert page.evaluate(f"async () => (await {LIVE}).race.fan.stride > 1") == (steps > 2500)
    before = visitor.stage("[...stage.scene.runners[0].map.x]")
    page.mouse.down()
    for away in (-3, -6, -9, -11):
        page.mouse.move(middle[0] + away, middle[1])
    page.wait_for_function(
        "() => { const {live} = document.querySelector('.stage-host').stage;"
        " return live && live.position === live.target; }"
    )
    count = visitor.stage("stage.runner(0).map.x.length")
    dragged = visitor.stage("[...stage.runner(0).map.x, ...stage.runner(0).map.y]")
    assert dragged[:count] != before
    visitor.changed(page.mouse.up)
    committed = visitor.stage("[...stage.scene.runners[0].map.x, ...stage.scene.runners[0].map.y]")
    assert committed == dragged
    assert visitor.complaints == []


def test_a_key_shows_at_once_what_python_will_send(
    visit: Any, server: subprocess.Popen[bytes]
) -> None:
    """Also of keys that come faster than its answers: nothing jumps back."""
    visitor = visit()
    page = visitor.open("?n=60&o=adam&o=sgd")
    page.get_by_role("slider", name="Adam: learning rate").focus()
    in_hand(page)
    path = "[...stage.runner(0).map.x, ...stage.runner(0).map.y]"
    before, painted = visitor.stage(path), page.evaluate(PAINTED)
    server.send_signal(signal.SIGSTOP)
    try:
        for key in ("ArrowRight", "Shift+ArrowRight", "ArrowRight"):
            ready = page.evaluate(READY)
            page.keyboard.press(key)
            page.wait_for_function(f"ready => {READY} > ready", arg=ready)
        shown = visitor.stage(path)
        assert page.evaluate(PAINTED) == painted
        assert shown != before
        page.evaluate(
            """() => {
                const { stage } = document.querySelector(".stage-host");
                window.seen = new Set();
                const paint = stage.paint;
                stage.paint = (only) => {
                    paint.call(stage, only);
                    window.seen.add([...stage.runner(0).map.x].join());
                };
            }"""
        )
    finally:
        server.send_signal(signal.SIGCONT)
    page.wait_for_function("() => document.querySelector('.stage-host').stage.mode === 'rest'")
    visitor.drawn()
    assert visitor.stage(path.replace("runner(0)", "scene.runners[0]")) == shown
    assert page.evaluate("window.seen.size") == 1
    assert page.evaluate(PAINTED) > painted
    assert visitor.complaints == []


def test_the_rail_shows_what_comes_of_every_position(visit: Any) -> None:
    """And while the knob is dragged the words follow; what is committed says the same."""
    visitor = visit()
    page = visitor.open("?f=sphere&n=100&o=sgd&o=adam")
    knob = page.get_by_role("slider", name="SGD: learning rate")
    row = page.locator(".desk-knob", has=knob)
    assert row.get_attribute("data-outcomes") is None
    box = knob.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector(".desk-knob[data-outcomes]")
    assert page.locator(".desk-knob[data-outcomes]").count() == 1
    stripes = row.evaluate("node => node.style.getPropertyValue('--outcomes')")
    order = [stripes.index(f"--{name})") for name in ("slow", "good", "lost")]
    assert order == sorted(order)
    page.mouse.down()
    result = page.locator(".desk-row", has=knob).locator(".desk-result")
    for share, said in ((0.98, "div"), (0.05, "creeping")):
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)
        page.wait_for_function(
            "said => document.querySelector('.desk-result').textContent.includes(said)", arg=said
        )
    dragged = result.inner_text()
    assert "slow" in knob.get_attribute("aria-valuetext")
    visitor.changed(page.mouse.up)
    assert result.inner_text() == dragged
    assert visitor.complaints == []


def test_a_knob_that_is_let_go_where_it_was_changes_nothing(visit: Any) -> None:
    """Then nothing comes from Python, and the stage is at rest all the same."""
    visitor = visit()
    page = visitor.open("?f=sphere&n=100&o=sgd&o=adam")
    visitor.drawn()
    knob = page.get_by_role("slider", name="SGD: learning rate")
    result = page.locator(".desk-row", has=knob).locator(".desk-result")
    said = result.inner_text()
    box = knob.bounding_box()
    at, most = int(knob.input_value()), int(knob.get_attribute("max"))
    x, y = box["x"] + 8 + (box["width"] - 16) * at / most, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.wait_for_selector(".desk-knob[data-outcomes]")
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.98, y)
    page.wait_for_function(
        "() => document.querySelector('.desk-result').textContent.includes('div')"
    )
    assert visitor.stage("stage.mode") == "dragging"
    page.mouse.move(x, y)
    assert int(knob.input_value()) == at
    page.mouse.up()
    page.wait_for_function("() => document.querySelector('.stage-host').stage.mode === 'rest'")
    visitor.drawn()
    assert visitor.stage("stage.isCovered('map')") is False
    assert result.inner_text() == said
    assert visitor.complaints == []


def test_nothing_is_lost_that_is_turned_while_python_is_busy(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("?f=double_well_1d&n=30&o=sgd&o=adam&o=momentum")
    page.evaluate(
        """async () => {
            const rates = document.querySelectorAll("[data-name=learning_rate] .desk-exact");
            for (const field of rates) {
                field.value = "0.03";
                field.dispatchEvent(new Event("change"));
                await new Promise((later) => setTimeout(later, 10));
            }
            document.querySelector(".desk-row [aria-label^=Copy]").click();
        }"""
    )
    page.wait_for_url("**sgd~learning_rate-0.03*sgd*adam~learning_rate-0.03*momentum~*-0.03*")
    visitor.painted()
    assert visitor.stage("stage.scene.runners.length") == 4
    assert visitor.complaints == []
