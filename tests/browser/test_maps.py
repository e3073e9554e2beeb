"""The pages of many runs in a real browser: what is clicked is what opens."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest

from experiments import BasinMap, Scene, Sweep, basin_map, sweep_map
from experiments.scene import Entry
from experiments.sweep import VERDICTS, Axis

pytestmark = pytest.mark.browser

PLACE = """([selector, x, y]) => {
  const plot = document.querySelector(selector);
  const box = plot.getBoundingClientRect();
  const { xaxis, yaxis } = plot._fullLayout;
  return [box.left + xaxis._offset + xaxis.d2p(x), box.top + yaxis._offset + yaxis.d2p(y)];
}"""


def at_page(visitor: Any, name: str) -> Any:
    """The page, opened from the navigation."""
    page = visitor.page
    page.get_by_role("link", name=name).first.click()
    page.get_by_role("heading", name=name, exact=True).wait_for()
    return page


def shown(page: Any, key: str = "") -> str:
    """Wait for a chart; gives its selector."""
    selector = f"{f'.st-key-{key} ' if key else ''}.chart-host[data-ready]"
    page.wait_for_selector(selector)
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    return selector


def click(visitor: Any, selector: str, x: float, y: float) -> None:
    """Click where (x, y) is drawn."""
    page = visitor.page
    page.locator(selector).scroll_into_view_if_needed()
    # A chart that has just come may still move, as when its neighbour makes room for its labels.
    place, before = page.evaluate(PLACE, [selector, x, y]), None
    while place != before:
        page.wait_for_timeout(400)
        place, before = page.evaluate(PLACE, [selector, x, y]), place
    page.mouse.move(place[0], place[1] - 40)
    page.mouse.move(*place, steps=5)
    page.wait_for_selector(".hoverlayer .hovertext")
    page.mouse.click(*place)


def click_cell(visitor: Any, selector: str, x: float, y: float) -> dict[str, list[str]]:
    """Click where (x, y) is drawn; gives the link of the Playground that opens."""
    page = visitor.page
    click(visitor, selector, x, y)
    visitor.settled()
    assert urlparse(page.url).path == "/"
    return parse_qs(urlparse(page.url).query)


def test_a_cell_of_the_sweep_opens_that_run(visit: Any) -> None:
    visitor = visit()
    visitor.open("?f=ellipse&o=momentum~nesterov-1&o=adam")
    page = at_page(visitor, "Maps")
    selector = shown(page, "maps-sweep")
    assert page.locator(f"{selector} .modebar-btn").count() > 1
    stops = "tools => tools.filter((tool) => tool.tabIndex === 0).length"
    assert page.locator(f"{selector} .modebar-btn").evaluate_all(stops) == 1
    scene = Scene(objective="ellipse")
    entry = Entry("momentum", values=(("nesterov", True),))
    x, y = Sweep(scene, entry, Axis("learning_rate", points=40), Axis("momentum", points=40)).axes()
    link = click_cell(visitor, selector, float(x[24]), float(y[31]))
    values = dict(piece.split("-", 1) for piece in link["o"][0].split("~")[1:])
    assert float(values["learning_rate"]) == x[24]
    assert float(values["momentum"]) == y[31]
    assert values["nesterov"] == "1"
    assert link["o"][1] == "adam"
    assert visitor.stage("stage.scene.runners.map(r => r.name)") == ["Momentum", "Adam"]
    assert visitor.complaints == []


def test_a_diverged_cell_can_be_clicked_too(visit: Any) -> None:
    visitor = visit()
    visitor.open("?f=ellipse&o=momentum")
    page = at_page(visitor, "Maps")
    selector = shown(page, "maps-sweep")
    found = sweep_map(
        Sweep(
            Scene(objective="ellipse"),
            Entry("momentum"),
            Axis("learning_rate", points=40),
            Axis("momentum", points=40),
        )
    )
    assert found.verdict[5, 36] == VERDICTS.index("diverged")
    page.get_by_role("combobox", name="colour").click()
    page.get_by_role("option", name="how it ends").click()
    page.wait_for_function("() => document.querySelector('.chart-host').dataset.ready > 1")
    link = click_cell(visitor, selector, float(found.x[36]), float(found.y[5]))
    assert f"learning_rate-{found.x[36].item()!r}" in link["o"][0]
    assert page.get_by_text("diverged at step").count() == 1


def test_a_click_does_not_change_what_the_link_fixes(visit: Any) -> None:
    visitor = visit()
    page = visitor.page
    page.goto(f"{visitor.address}/maps?f=ellipse&o=momentum&lock=optimizers&sweep.points=10")
    selector = shown(page, "maps-sweep")
    click(visitor, selector, 1e-3, 0.5)
    page.wait_for_timeout(1500)
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    assert urlparse(page.url).path == "/maps"
    assert page.get_by_role("heading", name="Maps", exact=True).count() == 1


def test_a_cell_of_the_basin_map_opens_that_start(visit: Any) -> None:
    visitor = visit()
    visitor.open("?f=himmelblau&o=sgd&o=adam")
    page = at_page(visitor, "Maps")
    shown(page, "maps-sweep")
    page.get_by_role("radio", name="Basins").click()
    selector = shown(page, "maps-basins-1")
    found = basin_map(BasinMap(Scene(objective="himmelblau"), Entry("adam"), 150))
    row, column = 40, 110
    link = click_cell(visitor, selector, float(found.a[column]), float(found.b[row]))
    start = tuple(float(part) for part in link["x"][0].split("~"))
    assert start == (found.a[column], found.b[row])
    assert link["o"] == ["sgd", "adam"]
    assert visitor.complaints == []


def test_a_long_map_can_be_cancelled(visit: Any) -> None:
    visitor = visit()
    page = visitor.page
    query = "f=himmelblau&n=5000&maps.tab=basins&basins.points=400&basins.entries=0~1~2~3"
    page.goto(f"{visitor.address}/maps?{query}")
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("This was cancelled").wait_for()
    assert page.locator(".chart-host").count() == 0
    points = page.get_by_role("spinbutton", name="points per side")
    points.fill("20")
    points.press("Enter")
    shown(page, "maps-basins-3")


def test_the_fair_race_ends_and_is_shown(visit: Any) -> None:
    visitor = visit()
    visitor.open("?n=100")
    page = at_page(visitor, "Fair race")
    shown(page, "race-sensitivity")
    page.locator('[data-testid="stDataFrame"]').wait_for()
    assert page.get_by_role("heading", name="comes first").count() == 1
    page.get_by_role("button", name="Show the tuned race").click()
    visitor.settled()
    link = parse_qs(urlparse(page.url).query)
    assert all("learning_rate-" in entry for entry in link["o"])
    assert visitor.complaints == []


def test_noise_shows_bands_cloud_and_wins(visit: Any) -> None:
    visitor = visit()
    visitor.open("?n=60")
    page = at_page(visitor, "Maps")
    shown(page, "maps-sweep")
    page.get_by_role("radio", name="Noise").click()
    for key in ("maps-bands", "maps-cloud", "maps-wins"):
        shown(page, key)
    assert page.locator(".st-key-maps-cloud .scatterlayer .trace").count() >= 4
    assert "maps.tab=noise" in page.url
    assert visitor.complaints == []


def test_a_phone_does_not_scroll_sideways(visit: Any) -> None:
    visitor = visit(viewport={"width": 390, "height": 800})
    page = visitor.page
    page.goto(f"{visitor.address}/fair-race?f=himmelblau&n=60")
    shown(page, "race-sensitivity")
    width = "document.documentElement.scrollWidth - window.innerWidth"
    assert page.evaluate(width) <= 0
    page.goto(f"{visitor.address}/maps?f=himmelblau&n=60")
    shown(page, "maps-sweep")
    for tab, key in (("Basins", "maps-basins-0"), ("Noise", "maps-cloud")):
        assert page.evaluate(width) <= 0
        page.get_by_role("radio", name=tab).click()
        shown(page, key)
    assert page.evaluate(width) <= 0
