"""The start that is dragged on the map, the legend that brings a path to the front, the address."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from declarations import __version__
from experiments import run_race
from tests.browser.conftest import PAINTED
from ui.links.scene_link import decode

pytestmark = pytest.mark.browser

PATH = "[...stage.scene.runners[0].map.x, ...stage.scene.runners[0].map.y]"


def middle(box: dict[str, float]) -> tuple[float, float]:
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_start_is_dragged_and_races_follow(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("?n=60&o=adam&o=sgd")
    visitor.drawn()
    address, before = page.url, visitor.stage(PATH)
    x, y = middle(page.locator(".stage-start").bounding_box())
    page.mouse.move(x, y)
    page.mouse.down()
    for away in (20, 40, 60):
        painted = page.evaluate(PAINTED)
        page.mouse.move(x + away, y - away)
        page.wait_for_function(f"painted => {PAINTED} > painted", arg=painted)
        ring = middle(page.locator(".stage-start").bounding_box())
        assert ring == pytest.approx((x + away, y - away), abs=2)
    assert visitor.stage(PATH)[0] > before[0]
    assert page.url == address
    page.mouse.up()
    page.wait_for_url("**&x=*")
    visitor.settled()
    # What is shown is the race of the link, and its start has no more digits than there are pixels.
    start = parse_qs(urlsplit(page.url).query)["x"][0]
    assert all(len(number.strip("-")) <= 5 for number in start.split("~"))
    config, ignored = decode(parse_qs(urlsplit(page.url).query))
    run = run_race(config.scene).runners[0].trajectory
    assert ignored == []
    np.testing.assert_allclose(visitor.stage(PATH), run.points.T.ravel(), rtol=1e-6)
    field = page.get_by_role("textbox", name="x", exact=True)
    page.wait_for_function(
        "([node, x]) => node.value === x", arg=[field.element_handle(), start.split("~")[0]]
    )
    assert visitor.complaints == []


def test_the_start_is_moved_with_keys(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("?f=double_well_1d&n=30&o=sgd")
    start = visitor.stage("stage.scene.start.at[0]")
    page.locator(".stage-start").focus()
    visitor.changed(lambda: page.keyboard.press("Shift+ArrowRight"))
    farther = visitor.stage("stage.scene.start.at[0]")
    assert farther > start
    visitor.changed(lambda: page.keyboard.press("ArrowLeft"))
    assert start < visitor.stage("stage.scene.start.at[0]") < farther
    assert visitor.complaints == []


def test_no_key_is_lost_while_a_race_is_run(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("?n=30&o=sgd")
    ring = page.locator(".stage-start")
    ring.focus()
    x, y = middle(ring.bounding_box())
    for _ in range(8):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    assert middle(ring.bounding_box()) == pytest.approx((x + 80, y - 10), abs=2)
    page.wait_for_function("() => !document.querySelector('.stage-host').stage.start.at")
    visitor.settled()
    assert middle(ring.bounding_box()) == pytest.approx((x + 80, y - 10), abs=2)
    start = parse_qs(urlsplit(page.url).query)["x"][0]
    shown = visitor.stage("stage.scene.start.at")
    assert [float(number) for number in start.split("~")] == pytest.approx(shown)
    assert visitor.complaints == []


@pytest.mark.parametrize("link", ["lock=start", "hide=start", "starts=5"])
def test_a_start_that_is_fixed_or_random_has_no_ring(visit: Any, link: str) -> None:
    visitor = visit()
    page = visitor.open(f"?f=double_well_1d&n=30&o=sgd&{link}")
    assert page.locator(".stage-start").is_hidden()
    assert visitor.complaints == []


def test_the_legend_says_what_is_covered_and_brings_it_to_the_front(visit: Any) -> None:
    """Momentum that remembers nothing is gradient descent."""
    visitor = visit()
    same = "learning_rate-0.001"
    page = visitor.open(f"?n=60&o=sgd~{same}&o=momentum~{same}~momentum-0.0&o=adam")
    chips = page.locator(".stage-chip")
    said = [" ".join(text.split()) for text in chips.all_inner_texts()]
    assert said == ["SGD under Momentum", "Momentum", "Adam"]
    visitor.drawn()

    def colors() -> list[int]:
        """How many pixels of the map's cover are black, the colour of the first, or blue."""
        return page.evaluate(
            """() => {
                const {canvas} = document.querySelector(".stage-host").stage.picture.covers.map;
                if (canvas.hidden) return null;
                const {width, height} = canvas;
                const {data} = canvas.getContext("2d").getImageData(0, 0, width, height);
                const counts = [0, 0];
                for (let i = 0; i < data.length; i += 4) {
                    const [red, green, blue] = data.subarray(i, i + 3);
                    counts[0] += red < 60 && green < 60 && blue < 60 && data[i + 3] > 200;
                    counts[1] += red < 40 && green > 90 && green < 140 && blue > 150;
                }
                return counts;
            }"""
        )

    assert colors() is None
    chips.nth(1).hover()
    black, blue = colors()
    chips.nth(0).hover()
    assert colors()[0] > black + 10
    assert colors()[1] < blue
    page.mouse.move(700, 900)
    assert colors() is None
    chips.nth(0).focus()
    assert colors()[0] > black + 10
    assert visitor.complaints == []


def test_the_address_follows_and_one_step_back_leaves_the_page(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("?f=double_well_1d&n=30&o=sgd&o=adam&embed_options=light_theme")
    page.wait_for_url("**v=1*")
    length = page.evaluate("history.length")
    knob = page.get_by_role("slider", name="Adam: learning rate")
    knob.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        visitor.changed(lambda key=key: page.keyboard.press(key))
    value = knob.locator("xpath=following::input[1]").input_value()
    page.wait_for_url(f"**adam~learning_rate-{value}*")
    assert "embed_options=light_theme" in page.url
    assert page.evaluate("history.length") == length
    page.get_by_role("link", name="Neuron").click()
    page.wait_for_url("**/neuron**")
    page.go_back()
    page.wait_for_url(f"**adam~learning_rate-{value}*")
    assert visitor.complaints == []


def test_the_menu_of_the_page_says_which_version_it_is_and_leads_nowhere_else(visit: Any) -> None:
    visitor = visit(viewport={"width": 390, "height": 844})
    page = visitor.open("?n=30")
    page.get_by_test_id("stMainMenu").click()
    menu = page.get_by_test_id("stMainMenuPopover")
    assert "Get help" not in menu.inner_text()
    assert "Report a bug" not in menu.inner_text()
    menu.get_by_text("About", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text(f"Optimizer Playground {__version__}", exact=True).wait_for()
    assert dialog.get_by_role("link").count() == 0
    assert visitor.complaints == []
