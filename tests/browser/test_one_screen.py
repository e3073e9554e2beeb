"""What a newcomer sees without scrolling, by where things are on the screen."""

from __future__ import annotations

from typing import Any

import pytest

import objectives
from ui.words.wording import landscape_label

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OUTSIDE = """() => {
  const bad = [];
  const look = (name, node, width, height) => {
    if (!node) return bad.push(`${name}: not there`);
    const box = node.getBoundingClientRect();
    if (box.width < width || box.height < height) bad.push(`${name}: ${box.width} x ${box.height}`);
    const inside = box.left >= 0 && box.top >= 0 && box.right <= innerWidth;
    if (!inside || box.bottom > innerHeight) bad.push(`${name}: down to ${box.bottom}`);
  };
  const stage = document.querySelector(".stage-host");
  const figures = [...stage.querySelectorAll(".stage-scenes figure")];
  const scenes = figures.filter((node) => node.offsetParent);
  if (!scenes.length) bad.push("no figure");
  for (const node of scenes) look(node.className, node, 300, 240);
  look("curves", stage.querySelector(".stage-curves"), 600, 120);
  look("Play", stage.querySelector(".stage-play"), 24, 24);
  const rows = document.querySelectorAll(".desk-row");
  if (rows.length !== 4) bad.push(`${rows.length} rows`);
  for (const row of rows) {
    look("name", row.querySelector(".desk-name"), 20, 10);
    look("learning rate", row.querySelector("[data-name=learning_rate] [type=range]"), 100, 10);
  }
  for (const node of document.querySelectorAll(".katex-display")) {
    if (node.scrollWidth > node.clientWidth) bad.push(`formula: ${node.scrollWidth} wide`);
  }
  if (document.documentElement.scrollWidth > innerWidth) bad.push("sideways");
  return bad;
}"""

FEW = ["rosenbrock", "sine_parabola_1d", "rosenbrock_4d", "noisy_line", "mlp", "and_neuron"]


def outside(visitor: Any, names: list[str]) -> list[str]:
    """What of the list is not on the first screen of some landscapes, chosen one by one."""
    page, found = visitor.open("?n=20"), []
    for name in names:
        box = page.get_by_role("combobox", name="Landscape")
        box.fill(landscape_label(name))
        box.press("Enter")
        page.get_by_role("heading", name=objectives.registry[name].title, exact=True).wait_for()
        visitor.painted()
        found += [f"{name}: {words}" for words in page.evaluate(OUTSIDE)]
    return found


@pytest.mark.exhaustive
def test_every_landscape_on_a_laptop(visit: Any) -> None:
    visitor = visit(viewport={"width": 1366, "height": 768})
    assert outside(visitor, objectives.names()) == []


def test_kinds_of_landscapes_on_a_larger_screen_in_the_dark(visit: Any) -> None:
    visitor = visit(viewport={"width": 1440, "height": 900}, color_scheme="dark")
    assert outside(visitor, FEW) == []
    visitor.page.set_viewport_size({"width": 1366, "height": 500})
    found = visitor.page.evaluate(OUTSIDE)
    assert any("curves" in words for words in found), "the list can fail"


def test_a_note_that_comes_takes_its_place_from_the_pictures(visit: Any) -> None:
    """Of a landscape of many variables it stands below the map; the first one here has none."""
    visitor = visit()
    page = visitor.open("?f=sphere&n=50&o=sgd")
    assert page.locator(".stage-note").inner_text() == ""
    page.get_by_role("button", name="Scenes").click()
    page.get_by_role("button", name="Steps that do not shrink").first.click()
    page.wait_for_url("**f=matrix_quadratic**")
    visitor.drawn()
    assert "A slice" in page.locator(".stage-note").inner_text()
    page.wait_for_function("""() => {
      const { plots } = document.querySelector(".stage-host").stage;
      const shown = Object.values(plots).filter((plot) => plot.offsetParent && plot._fullLayout);
      return shown.length >= 2 &&
        shown.every((plot) => Math.abs(plot._fullLayout.height - plot.clientHeight) <= 1);
    }""")
    assert visitor.complaints == []
