"""Everybody can use it: axe-core, the keyboard alone, small windows, calm eyes, paper."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from deploy.serve import free_port
from tests.browser.conftest import HEARD, served

pytestmark = pytest.mark.browser

DESKTOP: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
}
STAGE, CHART, TABLE = ".stage-host", ".chart-host", '[data-testid="stDataFrame"] canvas'
PAGES = {
    "Playground": ("", STAGE),
    "Playground with data": ("?f=noisy_line&n=50", STAGE),
    "Playground with layers": ("?f=mlp&p.second=4&n=50&layers=values", ".layers-host[data-ready]"),
    "Fair race": ("fair-race?n=50&race.starts=20", CHART),
    "Sweep": ("maps?n=50&sweep.points=10", CHART),
    "Basins": ("maps?n=50&maps.tab=basins&basins.points=10", CHART),
    "Noise": ("maps?n=50&maps.tab=noise&noise.seeds=10", CHART),
    "Benchmark": ("benchmark", CHART),
    "Neuron": ("neuron", "text=Increment of"),
    "Optimizers": ("optimizers", TABLE),
    "Landscapes": ("landscapes", TABLE),
}
"""The path of each, and what comes late on it: without that, a page that is still empty is fine."""
STREAMLITS = {
    # What a page with nothing but Streamlit's own elements fails as well. Formulas and tables that
    # are wider than a phone scroll; the browser makes such an area a tab stop by itself.
    ("scrollable-region-focusable", ".katex-display"),
    ("scrollable-region-focusable", '[data-testid="stTable"] div'),
    # The area of a file uploader has a label and the role "presentation".
    ("presentation-role-conflict", '[data-testid="stFileUploaderDropzone"]'),
}
HELLO = """
import streamlit as st

st.title("Hello", anchor=False)
st.latex("f = " + " + ".join(f"a_{i}" for i in range(60)))
st.table([{f"a long name of a column, number {i}": i for i in range(20)}])
st.file_uploader("A file")
"""
ARRIVED = """() => {
  const styles = [...document.styleSheets].some((sheet) =>
    [...sheet.cssRules].some((rule) => rule.selectorText === ".stMainBlockContainer"));
  const charts = [...document.querySelectorAll(".stage-host, .chart-host")];
  return styles && charts.every((chart) => chart.dataset.ready);
}"""
FOCUSED = """() => {
  const one = document.activeElement;
  return one.getAttribute("aria-label") ?? one.innerText;
}"""


def arrived(visitor: Any, path: str, late: str) -> Any:
    """The page, when what comes late on it is there and all of its pictures are drawn."""
    page = visitor.page
    page.goto(f"{visitor.address}/{path}")
    page.wait_for_selector(".stMain h1")
    page.wait_for_selector(late, state="attached")
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    page.wait_for_function(ARRIVED)
    page.wait_for_function(HEARD)
    return page


def violations(page: Any) -> set[tuple[str, str]]:
    """What axe-core finds: the rule and the HTML of the element."""
    page.evaluate(Axe().axe_script)
    found = page.evaluate(
        """async (known) => {
          const { violations } = await axe.run({ resultTypes: ["violations"] });
          const told = (id) => ({ target, html, failureSummary }) => {
            const one = document.querySelector(target.at(-1));
            const excuse = known.find(([rule, selector]) => rule === id && one?.matches(selector));
            return excuse ?? [id, `${html} ${failureSummary}`];
          };
          return violations.flatMap(({ id, nodes }) => nodes.map(told(id)));
        }""",
        [list(each) for each in STREAMLITS],
    )
    return {tuple(each) for each in found}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop-light", "phone-dark"]
)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visit: Any, name: str, size: dict[str, Any], scheme: str) -> None:
    page = arrived(visit(**size, color_scheme=scheme), *PAGES[name])
    assert violations(page) - STREAMLITS == set()


def test_axe_finds_nothing_in_what_unfolds(visit: Any) -> None:
    scene = "?f=linear_regression&n=50&o=adam~schedule-cosine&o=sgd"
    page = arrived(visit(**DESKTOP), scene, STAGE)
    for name in ("Shape", "Your data", "Noise, limits and stop rules", "In numbers"):
        page.locator("summary").filter(has_text=name).click()
        page.locator("details[open] > summary").filter(has_text=name).wait_for()
        page.wait_for_selector('[data-test-script-state="notRunning"]')
    page.get_by_text("so many steps in a row").wait_for()
    page.get_by_text("or paste a table").wait_for()
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    folded = page.locator('.desk-head[aria-expanded="false"]')
    folded.evaluate_all("all => all.forEach((one) => one.click())")
    for summary in page.locator(".desk summary").all():
        summary.click()
    assert violations(page) - STREAMLITS == set()
    menus = {"Scenes": "One step too many", "Share": "opens exactly", "Take home": "All paths"}
    for menu, inside in menus.items():
        page.get_by_role("button", name=menu).click()
        page.get_by_text(inside).first.wait_for()
        assert violations(page) - STREAMLITS == set(), menu
        page.keyboard.press("Escape")
    page.get_by_role("button", name="About", exact=True).first.click()
    page.get_by_role("dialog").get_by_text("Strengths").wait_for()
    assert violations(page) - STREAMLITS == set()


def test_what_is_excused_is_streamlits(visit: Any, tmp_path: Path) -> None:
    app, port = tmp_path / "hello.py", free_port()
    app.write_text(HELLO)
    visitor = visit(**PHONE)
    with served(app, port):
        page = visitor.page
        page.goto(f"http://127.0.0.1:{port}")
        page.locator('[data-testid="stFileUploaderDropzone"]').wait_for()
        assert violations(page) == STREAMLITS


# ---- the keyboard alone ----


def test_the_player_is_one_key_away(visit: Any) -> None:
    visitor = visit(**DESKTOP)
    page = visitor.open("?f=double_well_1d&n=50")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "Skip to the player"
    box = page.locator(".stage-skip").bounding_box()
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "Play"
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('.stage-host').stage.clock.step > 2")
    assert page.evaluate(FOCUSED) == "Pause"
    page.get_by_role("link", name="Neuron").click()
    page.get_by_role("heading", name="One gradient step").wait_for()
    assert page.locator(".stage-skip").count() == 0, "there is no player to skip to"


def test_few_tab_stops_before_play(visit: Any) -> None:
    visitor = visit(**DESKTOP)
    page = visitor.open()
    visitor.drawn()
    stops = []
    while not stops or stops[-1] != "Play":
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUSED))
        assert len(stops) <= 40, stops


def test_an_optimizer_is_tuned_and_removed_by_keys(visit: Any) -> None:
    visitor = visit(**DESKTOP)
    page = visitor.open(
        "?f=double_well_1d&o=adam~learning_rate-0.1&o=sgd~learning_rate-0.001&o=momentum&n=50"
    )
    page.get_by_role("combobox", name="Add an optimizer").focus()
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED).startswith("Adam")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED).startswith("SGD"), "a row is one tab stop"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUSED) == "SGD: 1.2 trapped, why"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUSED) == "SGD: learning rate α"
    knob = page.get_by_role("slider", name="SGD: learning rate")
    place = int(knob.input_value())

    def turned(keys: str) -> tuple[int, float]:
        visitor.changed(lambda: page.keyboard.press(keys))
        value = float(knob.get_attribute("aria-valuetext").split(",")[0])
        assert f"o=sgd~learning_rate-{value!r}&" in page.url
        return int(knob.input_value()) - place, value

    assert turned("ArrowRight") == (1, 0.00112)
    assert turned("Shift+ArrowRight") == (11, 0.00355)
    assert turned("ArrowLeft") == (10, 0.00316)
    assert turned("Shift+ArrowLeft") == (0, 0.001)
    assert turned("End")[0] == int(knob.get_attribute("max")) - place
    assert turned("Home")[0] == -place
    page.keyboard.press("Enter")
    page.keyboard.type("0.0042")
    visitor.changed(lambda: page.keyboard.press("Tab"))
    assert knob.get_attribute("aria-valuetext").split(",")[0] == "0.0042"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(FOCUSED).startswith("SGD")
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("ArrowDown")
        if page.evaluate(FOCUSED) == "Remove":
            break
    visitor.changed(lambda: page.keyboard.press("Enter"))
    assert visitor.stage("stage.scene.runners.map(r => r.name)") == ["Adam", "Momentum"]
    assert page.evaluate(FOCUSED).startswith("Momentum"), "the row that took its place"


def test_every_control_of_the_desk_says_what_it_is(visit: Any) -> None:
    visitor = visit(**DESKTOP)
    page = visitor.open("?f=double_well_1d&o=adam&o=lion&n=50")
    page.locator(".desk-head").nth(1).wait_for()
    folded = page.locator('.desk-head[aria-expanded="false"]')
    folded.evaluate_all("all => all.forEach((one) => one.click())")
    for summary in page.locator(".desk summary").all():
        summary.click()
    told = page.locator(".desk-knob[data-name] :is(input, select)").evaluate_all(
        """all => all.map(one =>
          [one.ariaLabel, one.title, one.type, one.getAttribute("aria-valuetext")])"""
    )
    assert len(told) > 20
    for name, help, kind, value in told:
        assert re.match(r"(Adam|Lion): \w+", name)
        assert help, name
        assert kind != "range" or float(value) >= 0, name


# ---- small windows ----

IN_SIGHT = """selector => {
  const {top, bottom, left, right} = document.querySelector(selector).getBoundingClientRect();
  const seen = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth
    && Boolean(seen.closest(selector));
}"""
PARTS = (".stage-player", ".stage-play", ".stage-scrub", ".stage-speed")
SMALL = {"viewport": {"width": 800, "height": 600}}
LOW = {"viewport": {"width": 1366, "height": 500}}
PATHS = ("?n=50", "?f=noisy_line&n=50", "?f=sine_parabola_1d&x=8.0&n=50")


def assert_in_sight(page: Any) -> None:
    for layout in [None, *page.locator("button[data-layout]:visible").all()]:
        if layout is not None:
            layout.click()
        for part in PARTS:
            assert page.evaluate(IN_SIGHT, part), (part, layout and layout.inner_text())


@pytest.mark.parametrize(
    ("path", "size", "others"),
    [
        (PATHS[0], DESKTOP, (SMALL, LOW)),
        (PATHS[1], SMALL, (LOW, DESKTOP)),
        (PATHS[2], LOW, (DESKTOP, SMALL)),
        *((path, PHONE, ()) for path in PATHS),
    ],
    ids=str,
)
def test_the_player_is_in_sight(visit: Any, path: str, size: Any, others: Any) -> None:
    """Where the page is opened at a size, and where its window is made another size."""
    visitor = visit(**size)
    page = visitor.open(path)
    assert_in_sight(page)
    for other in others:
        page.set_viewport_size(other["viewport"])
        for part in PARTS:
            page.wait_for_function(IN_SIGHT, arg=part)
        assert_in_sight(page)


def test_the_player_is_in_sight_without_the_sidebar(visit: Any) -> None:
    visitor = visit(**SMALL)
    page = visitor.open("?n=50")
    page.locator('[data-testid="stSidebarHeader"]').hover()
    page.locator('[data-testid="stSidebarCollapseButton"] button').click()
    page.wait_for_function("() => document.querySelector('.stage').clientWidth > 700")
    for part in PARTS:
        assert page.evaluate(IN_SIGHT, part), part


def test_the_player_is_in_sight_offline(visit: Any, tmp_path: Path) -> None:
    visitor = visit()
    visitor.open("?n=50")
    file = visitor.animation(tmp_path)
    for size in (DESKTOP, PHONE, SMALL, LOW):
        offline = visit(**size, offline=True).page
        offline.goto(file.as_uri())
        offline.wait_for_selector("#stage[data-ready]")
        for part in PARTS:
            assert offline.evaluate(IN_SIGHT, part), (size, part)
        assert violations(offline) == set()


# ---- calm eyes ----


def test_nothing_moves_by_itself_for_calm_eyes(visit: Any) -> None:
    visitor = visit(**DESKTOP, reduced_motion="reduce")
    page = visitor.open("?n=50")
    page.wait_for_timeout(1000)
    assert visitor.stage("[stage.clock.playing, stage.clock.atRest]") == [False, True]
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((one) => {
          const { transitionDuration, animationDuration } = getComputedStyle(one);
          return [transitionDuration, animationDuration].some((text) =>
            text.split(",").some((time) => parseFloat(time) > 0.001));
        }).map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert moving == []


# ---- paper ----


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_playground_is_printed_on_one_page(visit: Any, size: dict[str, Any]) -> None:
    visitor = visit(**size)
    page = visitor.open()
    visitor.drawn()
    pdf = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    page.emulate_media(media="print")
    for shown in (".stage-map", ".stage-surface", ".stage-curves", ".stage-legend", "h1"):
        assert page.locator(shown).first.is_visible(), shown
    assert page.get_by_text("above the minimum after 200 steps").first.is_visible()
    # Of what can be pressed, the legend alone is to be read on paper, too.
    others = "button:not(.stage-chip):visible, input:visible, select:visible"
    assert page.locator(others).count() == 0
    assert page.locator('[data-testid="stSidebar"]').is_hidden()
    right = page.locator(".stage-curves").evaluate("one => one.getBoundingClientRect().right")
    assert right <= 720, "A4 without its margins"
    # What is printed of the surface is a canvas of ours.
    colors = visitor.stage(
        """(() => { const {width, height} = stage.paper.canvas;
        const {data} = stage.paper.context.getImageData(0, 0, width, height);
        return new Set(new Uint32Array(data.buffer)).size; })()"""
    )
    assert colors > 100
