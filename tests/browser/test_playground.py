"""The Playground in a real browser."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest

import objectives
import optimizers
from explain.shows import shows

pytestmark = pytest.mark.browser

COLORS = """async () => {
  const stage = document.querySelector(".stage-host").stage;
  const url = await Plotly.toImage(stage.plots.surface, {format: "png", width: 400, height: 300});
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = new OffscreenCanvas(400, 300);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, 400, 300).data.buffer);
  return new Set(pixels).size;
}"""


def last_heights(visitor: Any) -> list[float]:
    return visitor.stage("stage.scene.runners.map(r => r.values[r.values.length - 1])")


def test_first_page_shows_map_surface_and_curves(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    assert page.evaluate(COLORS) > 100
    names = visitor.stage("stage.scene.runners.map(r => r.name)")
    assert names == ["SGD", "Momentum", "RMSprop", "Adam"]
    visitor.drawn()
    assert page.locator(".stage-map .scatterlayer .trace").count() >= 4 * len(names)
    assert page.locator(".stage-curves .scatterlayer .trace").count() == len(names)
    assert page.get_by_text("above the minimum after 200 steps").count() == 4
    assert visitor.stage("stage.scene.theme") == "light"
    digits = "() => getComputedStyle(document.querySelector('.stMain')).fontVariantNumeric"
    assert page.evaluate(digits) == "tabular-nums"
    assert visitor.complaints == []


def test_slider_changes_the_curves_and_keeps_the_camera(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    box = page.locator(".stage-surface").bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 80, middle[1] + 30, steps=4)
    page.mouse.up()
    page.get_by_role("button", name="Zoom to the paths").click()
    camera = "stage.plots.surface._fullLayout.scene._scene.getCamera().eye"
    visitor.drawn()
    turned, zoomed = visitor.stage(camera), visitor.stage("stage.plots.map._fullLayout.xaxis.range")
    assert turned["x"] != pytest.approx(-1.4)
    assert zoomed != [-2, 2]
    before = last_heights(visitor)
    slider = page.get_by_role("slider", name="learning rate").first
    slider.focus()
    page.evaluate(
        """() => {
            const host = document.querySelector(".stage-host");
            const look = () => (window.covered = host.stage.isCovered("map"));
            new MutationObserver(look).observe(host, { attributeFilter: ["data-painted"] });
        }"""
    )
    visitor.changed(lambda: page.keyboard.press("ArrowLeft"))
    after = last_heights(visitor)
    assert after[0] != before[0]
    assert after[1:] == before[1:]
    assert visitor.stage(camera) == pytest.approx(turned)
    assert visitor.stage("stage.plots.map._fullLayout.xaxis.range") == zoomed
    assert "learning_rate" in page.url
    # The cover shows the new paths at once; when the visitor pauses, Plotly's own follow.
    assert page.evaluate("window.covered")
    visitor.drawn()
    page.locator(".stage-map .stage-cover").wait_for(state="hidden")
    assert page.locator(".stage-map .scatterlayer .trace").count() >= 4 * 4
    assert visitor.complaints == []


def test_menus_find_what_people_type_and_a_row_is_removed(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("?f=double_well_1d&n=50")
    page.get_by_role("combobox", name="Landscape").click()
    page.keyboard.type("x**2", delay=30)
    offered = page.locator('[role="option"][data-key="__creatable__"] [data-item-hl]')
    shown = "node => getComputedStyle(node, '::before').content"
    assert offered.evaluate(shown) == '"Find what I typed"'
    page.keyboard.press("Enter")
    page.get_by_text("also finds Shifted parabola").wait_for()
    visitor.settled()
    assert "f=parabola_1d" in page.url
    page.get_by_role("combobox", name="Add an optimizer").click()
    page.keyboard.type("heavy ball", delay=30)
    visitor.changed(lambda: page.keyboard.press("Enter"))
    names = "stage.scene.runners.map(r => r.name)"
    assert visitor.stage(names)[-1].startswith("Momentum")
    page.get_by_role("combobox", name="Add an optimizer").click()
    # With its last letter it is the only one that is meant.
    visitor.changed(lambda: page.keyboard.type("Lion", delay=30))
    assert visitor.stage(names)[-1] == "Lion"
    row = page.locator(".desk-row").first
    visitor.changed(lambda: row.get_by_role("button", name="Remove").click())
    assert "SGD" not in visitor.stage(names)
    assert visitor.complaints == []


def test_the_tools_of_a_figure_are_one_tab_stop_and_a_click_on_the_map_sets_the_start(
    visit: Any,
) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.drawn()
    stops = """() => [...document.querySelectorAll(".stage .modebar")].map((bar) => {
        const tools = [...bar.querySelectorAll(".modebar-btn")];
        return [tools.length > 1, tools.filter((tool) => tool.tabIndex === 0).length];
    })"""
    assert page.evaluate(stops) == [[True, 1]] * 3
    tools = page.locator(".stage-map .modebar-btn")
    tools.first.focus()
    page.keyboard.press("ArrowRight")
    focused = "() => document.activeElement.getAttribute('data-title')"
    assert page.evaluate(focused) == tools.nth(1).get_attribute("data-title")
    page.keyboard.press("Tab")
    assert page.evaluate("() => !document.activeElement.closest('.stage-map .modebar')")
    assert page.evaluate(stops) == [[True, 1]] * 3
    visitor.changed(
        lambda: (
            page.get_by_role("spinbutton", name="steps").fill("50") or page.keyboard.press("Enter")
        )
    )
    visitor.drawn()
    assert page.evaluate(stops) == [[True, 1]] * 3
    assert visitor.stage("stage.clock.step") is None, "the arrows were for the tools"
    # A click beside them, on the map, sets the start.
    place = visitor.stage(
        """(() => { const box = stage.plots.map.getBoundingClientRect();
        const [left, top] = stage.camera("map").at(0.5, 2);
        return [box.left + left, box.top + top]; })()"""
    )
    visitor.changed(lambda: page.mouse.click(*place))
    starts = visitor.stage("stage.scene.runners.map(r => [r.map.x[0], r.map.y[0]])")
    assert all(start == starts[0] for start in starts)
    assert starts[0] == pytest.approx([0.5, 2.0], abs=0.02)
    assert page.get_by_role("textbox", name="x", exact=True).input_value().startswith("0.")
    # A pixel is about 0.01 wide: more digits would say nothing.
    (linked,) = parse_qs(urlparse(page.url).query)["x"]
    assert all(len(number.lstrip("-")) <= 5 for number in linked.split("~")), linked


def test_play_moves_the_marks_and_the_camera_stays(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    camera = "stage.plots.surface._fullLayout.scene._scene.getCamera().eye"
    before = visitor.stage(camera)
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => document.querySelector('.stage-host').stage.clock.step > 20")
    page.get_by_role("button", name="Pause", exact=True).click()
    step = visitor.stage("stage.clock.step")
    assert 20 <= step < 200
    assert page.locator(".stage-step").inner_text() == f"{step} / 200"
    assert visitor.stage(camera) == pytest.approx(before)
    inked = """(name => { const canvas = stage.overlays[name].canvas;
        const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        return pixels.some(value => value > 0); })"""
    for name in ("map", "surface", "curves"):
        assert visitor.stage(f"{inked}({json.dumps(name)})"), name
    page.locator(".stage").click(position={"x": 300, "y": 5})
    page.locator(".stage-scrub").focus()
    page.keyboard.press("ArrowRight")
    assert visitor.stage("stage.clock.step") == step + 1
    live = page.locator(".stage-live").inner_text()
    assert live.startswith("Step ")
    assert "Adam" in live


def test_the_stage_listens_to_keys(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("?f=double_well_1d&n=50")
    page.locator(".stage-host").focus()
    page.keyboard.press("Home")
    assert visitor.stage("stage.clock.step") == 0
    page.keyboard.press("ArrowRight")
    assert visitor.stage("stage.clock.step") == 1
    page.keyboard.press("End")
    assert visitor.stage("stage.clock.step") is None


def test_reduced_motion_is_respected(visit: Any) -> None:
    visitor = visit(reduced_motion="reduce")
    page = visitor.open("?f=double_well_1d")
    page.get_by_role("button", name="Play", exact=True).click()
    begun = page.evaluate("performance.now()")
    clocks = set()
    for _ in range(25):
        clocks.add(visitor.stage("stage.clock.step"))
        page.wait_for_timeout(20)
    # Four jumps a second, however long the looks take; a clock that glides is elsewhere at each.
    jumps = (page.evaluate("performance.now()") - begun) / 250
    assert len(clocks) <= min(jumps + 2, 20)


def test_a_link_opens_the_same_scene_elsewhere(visit: Any) -> None:
    first = visit()
    page = first.open("?f=himmelblau&x=0.1~-0.3&o=adam~learning_rate-0.123&o=lion&n=77")
    steps = page.get_by_role("spinbutton", name="steps")
    steps.fill("78")
    first.changed(lambda: steps.press("Enter"))
    assert "n=78" in page.url
    second = visit()
    second.open(page.url.removeprefix(first.address + "/"))
    paths = "stage.scene.runners.map(r => [...r.map.x, ...r.map.y, ...r.values])"
    assert second.stage(paths) == first.stage(paths)
    assert second.stage("stage.scene.steps") == 78


def test_downloads_are_what_they_say(visit: Any, tmp_path: Path) -> None:
    visitor = visit()
    page = visitor.open("?n=30")
    page.get_by_role("button", name="Take home").click()

    def fetched(button: str) -> Path:
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        return path

    rows = list(csv.DictReader(io.StringIO(fetched("All paths").read_text())))
    assert len(rows) == 4 * 31
    assert list(rows[0]) == ["optimizer", "step", "x", "y", "f", "gradient norm"]
    values = visitor.stage("stage.scene.runners.map(r => r.values[30])")
    ends = [float(row["f"]) for row in rows if row["step"] == "30"]
    assert ends == pytest.approx(values, rel=1e-6)
    scene = fetched("Scene (JSON)")
    assert json.loads(scene.read_text())["n"] == "30"
    exported = fetched("Animation")
    assert "http" not in exported.read_text().split("<script>")[0]
    offline = visit(offline=True).page
    offline.goto(exported.as_uri())
    offline.wait_for_selector("#stage[data-ready]")
    assert offline.locator(".stage-chip").count() == 4
    offline.get_by_role("button", name="Play", exact=True).click()
    offline.wait_for_function("() => document.querySelector('#stage').stage.clock.step > 2")
    other = visit()
    page = other.open("?f=ellipse")
    page.get_by_role("button", name="Share").click()
    other.changed(lambda: page.locator('input[type="file"]').set_input_files(scene))
    assert other.stage("stage.scene.steps") == 30
    assert "f=ellipse" not in page.url


def test_a_phone_has_no_sideways_scroll_and_a_chosen_landscape_is_seen(visit: Any) -> None:
    visitor = visit(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = visitor.open()
    player = page.locator(".stage-player").bounding_box()
    assert player["y"] + player["height"] <= 844, "what plays the map is seen together with it"
    width = page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= 390
    boxes = page.locator(".stage-map, .stage-surface, .stage-curves").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().right)"
    )
    assert max(boxes) <= 390
    drawer = page.locator('[data-testid="stSidebar"]')
    for wanted in ("Himmelblau", "Ellipse"):
        page.locator('[data-testid="stExpandSidebarButton"]').click()
        assert drawer.get_attribute("data-collapsed") == "false"
        assert drawer.locator('[data-testid="stSidebarContent"]').evaluate("e => e.scrollTop") == 0
        box = drawer.get_by_role("combobox", name="Landscape")
        box.click()
        page.keyboard.type(wanted)
        page.locator('[role="option"]').first.click()
        page.locator('[data-testid="stSidebar"][data-collapsed="true"]').wait_for(state="attached")
        page.get_by_role("heading", name=wanted).wait_for()
    assert visitor.complaints == []


def test_a_long_lesson_can_be_read_to_its_end(visit: Any) -> None:
    """Under the pointer, and nothing moves by it; on a phone, which has none, at once."""
    cut = "node => node.scrollHeight > node.clientHeight"
    visitor = visit(viewport={"width": 1280, "height": 768})
    page = visitor.open("?f=forrester_1d&n=30&o=sgd")
    lesson = page.locator(".st-key-head p").first
    assert lesson.evaluate(cut)
    bar = page.locator(".stage-bar").first.bounding_box()
    folded = lesson.bounding_box()
    assert folded["y"] + folded["height"] < bar["y"], "it does not touch what is below"
    page.mouse.move(folded["x"] + 40, folded["y"] + 10)
    assert not lesson.evaluate(cut)
    assert page.locator(".stage-bar").first.bounding_box() == bar
    page.get_by_role("radio", name="Map", exact=True).click(trial=True)
    page = visit(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True).open(
        "?f=forrester_1d&n=30&o=sgd"
    )
    lesson = page.locator(".st-key-head p").first
    assert not lesson.evaluate(cut)
    box = lesson.bounding_box()
    scenes = page.get_by_role("button", name="Scenes").bounding_box()
    assert box["y"] + box["height"] <= scenes["y"]


def test_garbage_in_the_link_is_named(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("?f=rosenbrok&n=-5&o=adm&o=adam~beta_1-7&x=a~b&foo=1")
    for piece in ("f=rosenbrok", "n=-5", "o=adm", "beta_1-7", "x=a~b", "foo=1"):
        assert page.get_by_text(piece).count() >= 1, piece
    assert visitor.stage("stage.scene.runners.map(r => r.name)") == ["Adam"]


def test_the_dark_theme(visit: Any) -> None:
    visitor = visit(color_scheme="dark")
    visitor.open("?f=double_well_1d&n=50")
    assert visitor.stage("stage.scene.theme") == "dark"


def test_one_dimension_and_many(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("?f=sine_parabola_1d&x=8.0&n=60")
    assert page.locator(".stage-surface").is_hidden()
    visitor.open("?f=rosenbrock_4d&n=50&plane=components")
    assert "principal components" in page.locator(".stage-note").inner_text()
    assert visitor.complaints == []


def test_reference_pages_and_cards(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    page.get_by_role("button", name="About", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Strengths").wait_for()
    assert dialog.locator(".katex").count() >= 1
    page.keyboard.press("Escape")
    for name in ("optimizers", "landscapes"):
        page.get_by_role("link", name=name.capitalize()).click()
        page.get_by_role("heading", name=name.capitalize()).wait_for()
        page.locator('[data-testid="stDataFrame"]').wait_for()
    # A click in the middle of a row, far from its check box.
    page.locator('[data-testid="stDataFrame"] .dvn-scroller').click(position={"x": 420, "y": 220})
    page.wait_for_url("**id=*")
    (name,) = parse_qs(urlparse(page.url).query)["id"]
    page.get_by_role("heading", name=objectives.registry[name].title, exact=True).wait_for()
    page.get_by_role("button", name="Open in Playground").click()
    visitor.settled()
    assert f"f={name}" in page.url
    page.get_by_role("heading", name=objectives.registry[name].title, exact=True).wait_for()
    assert visitor.complaints == []


def test_a_card_over_the_playground_leads_to_the_race_that_shows_a_weakness(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("?o=momentum&n=50")
    page.locator(".desk-host").get_by_role("button", name="About", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.locator(".chart-host[data-ready] .contourlayer path").first.wait_for(state="attached")
    dialog.get_by_role("button", name="Show its weakness").click()
    dialog.wait_for(state="detached")
    weakness = next(show for show in shows("momentum") if show.kind == "weakness")
    page.wait_for_url(f"**f={weakness.scene.objective}*")
    visitor.settled()
    assert visitor.stage("stage.scene.steps") == weakness.scene.steps
    names = visitor.stage("stage.scene.runners.map(r => r.name)")
    assert names == [optimizers.registry[entry.optimizer].title for entry in weakness.scene.entries]
    assert visitor.complaints == []


def test_a_teacher_hides_and_locks(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("?f=double_well_1d&hide=optimizers~run&lock=landscape~settings")
    sidebar = page.locator('[data-testid="stSidebar"]')
    assert sidebar.get_by_text("Steps", exact=True).count() == 1
    assert sidebar.get_by_role("combobox", name="Add an optimizer").count() == 0
    assert sidebar.get_by_text("Noise, limits and stop rules").count() == 0
    assert sidebar.get_by_role("combobox", name="Landscape").is_disabled()
    assert "hide=optimizers~run" in page.url
    assert visitor.complaints == []


def test_a_long_race_can_be_cancelled(visit: Any) -> None:
    visitor = visit()
    rules = "&".join(f"o={name}~learning_rate-0.001" for name in ("adam", "adamw", "nadam", "adan"))
    page = visitor.open(f"?f=mlp&n=77&{rules}")
    steps = page.get_by_role("spinbutton", name="steps")
    steps.fill("19999")
    steps.press("Enter")
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("The race was cancelled.").wait_for()
    visitor.settled()
    assert visitor.stage("stage.scene.steps") == 77
    assert steps.input_value() == "77"
    assert visitor.complaints == []


def test_the_data_view_follows_the_clock(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("?f=and_neuron&n=300&o=sgd~learning_rate-1.0")
    cells = page.locator(".stage-truth tbody td:last-child")
    assert [text.split("→ ")[1] for text in cells.all_inner_texts()] == ["1", "0", "0", "0"]
    visitor.stage("stage.clock.moveTo(0)")
    start = cells.all_inner_texts()
    assert [text.split("→ ")[1] for text in start] != ["1", "0", "0", "0"]
    # w = (-3, 4), b = 2: the answer to (1, 1) is sigma(3).
    assert start[0].startswith("0.9526")
    painted = """() => {
      const [canvas] = document.querySelectorAll(".stage-data canvas");
      const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value) => value > 0);
    }"""
    assert page.evaluate(painted)
    visitor.open("?f=noisy_line&n=50")
    page.get_by_role("button", name="Residuals").click()
    assert page.get_by_role("combobox", name="Whose answers").count() == 1
    visitor.open()
    assert page.locator(".stage-data").is_hidden()
    assert page.get_by_role("radio", name="Map and data").is_hidden()
    assert visitor.complaints == []
