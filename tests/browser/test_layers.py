"""The arrays of a point in a real browser: they follow the player without the server."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from experiments import Entry, Scene
from experiments.runs import runs
from figures.theme import DARK, LIGHT, Theme
from ui.stage.packing import pack

pytestmark = pytest.mark.browser

SCENE = Scene("xor_mlp", steps=80, entries=())
LINK = "?f=xor_mlp&n=80&o=adam&o=muon"
BLOCKS = {"W": (0, 4), "b": (4, 6), "v": (6, 8), "c": (8, 9)}
CELLS = """([run, block]) => {
  const canvas = document.querySelector(
    `.layers-run[aria-label="${run}"] canvas[data-block="${block}"]`);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return Array.from(
    { length: data.length / 4 }, (_, cell) => [...data.slice(4 * cell, 4 * cell + 4)]);
}"""
SUMMARY = "summary:has-text('Layers')"


def run_of(rule: str, **values: float) -> Any:
    entry = Entry(rule, values=tuple(values.items()))
    return runs(SCENE, entry, SCENE.start_points(SCENE.landscape()))


def color(value: float, limit: float, theme: Theme) -> list[float]:
    low, middle, high = (
        np.array([int(hex[at : at + 2], 16) for at in (1, 3, 5)]) for hex in theme.diverging
    )
    share = min(abs(value) / limit, 1.0)
    return list(middle + share * ((low if value < 0 else high) - middle))


def limits(*of: Any) -> dict[str, float]:
    return {
        name: max(np.abs(run.points[:, slice(*ends)]).max() for run in of)
        for name, ends in BLOCKS.items()
    }


def scrub(page: Any, step: int) -> None:
    page.locator(".stage-host input[type=range]").first.evaluate(
        "(scrub, step) => { scrub.value = step; scrub.dispatchEvent(new Event('input')); }",
        str(step),
    )
    page.locator(f'.layers-host[data-step="{step}"]').wait_for()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_at_step_k_the_cells_show_the_numbers_of_step_k(visit: Any, theme: Theme) -> None:
    visitor = visit(color_scheme=theme.name)
    page = visitor.page
    sent: list[Any] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    visitor.open(LINK)
    page.locator(SUMMARY).click()
    page.locator(".layers-host[data-ready]").wait_for()
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    page.wait_for_function("() => location.search.includes('layers=values')")
    paths = {"Adam": run_of("adam"), "Muon": run_of("muon")}
    largest = limits(*paths.values())
    before = len(sent)
    for step in (80, 33, 0, 34):
        scrub(page, step)
        for name, run in paths.items():
            for block, ends in BLOCKS.items():
                cells = page.evaluate(CELLS, [name, block])
                numbers = run.points[step, slice(*ends)]
                expected = [[*color(value, largest[block], theme), 255] for value in numbers]
                np.testing.assert_allclose(cells, expected, atol=1.0)
        line = page.locator(".chart-now").first
        assert line.get_attribute("data-step") == str(step)
    assert len(sent) == before, "the server was asked"
    assert visitor.complaints == []


def test_the_line_in_the_curves_stands_at_the_step(visit: Any) -> None:
    visitor = visit()
    page = visitor.open(LINK + "&layers=values")
    page.locator(".chart-host[data-ready]").nth(2).wait_for()
    assert page.locator(".chart-now").count() == 3
    for step in (0, 20, 80):
        scrub(page, step)
        at, low, high = page.evaluate(
            """() => {
              const line = document.querySelector(".chart-now").getBoundingClientRect();
              const strip = document.querySelector(".chart-host .nsewdrag").getBoundingClientRect();
              return [line.left, strip.left, strip.right];
            }"""
        )
        assert at == pytest.approx(low + (high - low) * step / 80, abs=1.5)
    assert visitor.complaints == []


def test_a_run_that_has_ended_keeps_its_last_step(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("?f=xor_mlp&n=80&o=sgd~learning_rate-1e6&o=adam&layers=values")
    page.locator(".layers-host[data-ready]").wait_for()
    run = run_of("sgd", learning_rate=1e6)
    last = int(run.steps[-1])
    assert last < 80
    scrub(page, last)
    page.get_by_text(f"step {last}", exact=True).nth(1).wait_for()
    scrub(page, 70)
    page.get_by_text(f"step {last}, the last").wait_for()
    page.get_by_text("step 70", exact=True).wait_for()
    label = page.locator(".layers-host canvas[data-block=v]").first.get_attribute("aria-label")
    assert np.abs(run.points[-1, 6:8]).min() > 3e38
    assert label == f"SGD, v at step {last}: above 3e38, above 3e38"
    assert visitor.complaints == []


def test_what_is_not_finite_is_left_open_and_read_out(bench: Page) -> None:
    numbers = np.array([[1.0, -1.0, np.nan], [np.inf, 0.0, -np.inf]], dtype=np.float32)
    low, middle, high = LIGHT.diverging
    content = {
        "colors": {"low": low, "middle": middle, "high": high},
        "blocks": [{"name": "W", "rows": 2, "columns": 3, "first": 0, "limit": 1.0}],
        "runners": [
            {
                "name": "SGD",
                "color": "#000000",
                "steps": np.array([0]),
                "points": numbers.reshape(1, -1),
            }
        ],
    }
    bench.evaluate(
        """async (bytes) => {
          const { show } = await import("http://bench.test/layers.js");
          const host = document.createElement("div");
          document.body.append(host);
          show(host, new Uint8Array(bytes));
        }""",
        list(pack(content)),
    )
    cells = np.array(bench.evaluate(CELLS, ["SGD", "W"]))
    assert cells[:, 3].tolist() == [255, 255, 0, 0, 255, 0]
    assert cells[[1, 4, 0], :3].tolist() == [color(value, 1.0, LIGHT) for value in (-1.0, 0.0, 1.0)]
    label = bench.locator("canvas").get_attribute("aria-label")
    assert label == "SGD, W at step 0: 1, −1, not a number; ∞, 0, −∞"


def test_the_number_under_the_pointer_is_said(visit: Any) -> None:
    visitor = visit()
    page = visitor.open(LINK + "&layers=values")
    page.locator(".layers-host[data-ready]").wait_for()
    scrub(page, 30)
    canvas = page.locator('.layers-run[aria-label="Muon"] canvas[data-block="W"]')
    box = canvas.bounding_box()
    canvas.hover(position={"x": 0.75 * box["width"], "y": 0.25 * box["height"]})
    value = f"{run_of('muon').points[30, 1]:.3g}".replace("-", "−")
    page.get_by_text(f"Muon, W, row 1, column 2: {value}").wait_for()
    scrub(page, 40)
    value = f"{run_of('muon').points[40, 1]:.3g}".replace("-", "−")
    page.get_by_text(f"Muon, W, row 1, column 2: {value}").wait_for()


def test_on_a_phone_it_is_no_wider_than_the_screen(visit: Any) -> None:
    visitor = visit(viewport={"width": 390, "height": 800})
    page = visitor.open("?f=mlp&p.second=8&p.hidden=16&n=30&o=adam&o=sgd&layers=values")
    page.locator(".layers-host[data-ready]").wait_for()
    page.locator(".chart-host[data-ready]").nth(2).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    right = page.locator(".layers-host canvas").evaluate_all(
        "all => Math.max(...all.map((one) => one.getBoundingClientRect().right))"
    )
    assert right <= 390
