"""Learning problems in a real browser: own data, the truth table, one neuron."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

EXAMPLES = "[...stage.scene.data.data[0].x]"
AND = (
    "?f=and_neuron&p.loss=squared&p.weight_penalty=0.0&x=0.64~0.27~0.04&n=20000&batch=1&shuffle=0"
    "&stoploss=0.001&o=sgd~learning_rate-0.5"
)


HITS = """(() => {
  const { tile, learning } = stage.dataPicture;
  const pixels = tile.getContext("2d").getImageData(0, 0, tile.width, tile.height).data;
  const place = (axis, value) =>
    Math.round(((value - axis[0]) / (axis[axis.length - 1] - axis[0])) * (axis.length - 1));
  const traces = stage.scene.data.data.filter((trace) => trace.name.startsWith("example"));
  return traces.flatMap(({ x, y, marker }) => Array.from(x, (value, index) => {
    const row = tile.height - 1 - place(learning.y, y[index]);
    const at = 4 * (row * tile.width + place(learning.x, value));
    const color = [1, 3, 5].map((from) => parseInt(marker.color.slice(from, from + 2), 16));
    // A canvas keeps colours multiplied by their opacity.
    return color.every((part, channel) => Math.abs(part - pixels[at + channel]) < 16);
  }));
})()"""
"""Of every example, whether it lies in the region of its class."""


def upload(page: Any, name: str, content: bytes) -> None:
    page.locator('input[type="file"]').set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )


def test_what_is_no_table_is_a_sentence_and_an_uploaded_table_is_learned(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("?f=linear_regression&n=50")
    before = visitor.stage(EXAMPLES)
    page.get_by_text("Your data", exact=True).click()
    page.get_by_text("At most 5 MB").wait_for()
    upload(page, "junk.csv", bytes(range(256)) * 10)
    page.get_by_text("This is not a text file.").wait_for()
    assert page.get_by_role("button", name="Use these data").count() == 0
    upload(page, "pay.csv", 'age;"pay"\n20;100,5\n30;?\n40;220\n60;290\n'.encode("utf-16"))
    button = page.get_by_role("button", name="Use these data")
    button.wait_for()
    visitor.changed(button.click)
    assert visitor.stage(EXAMPLES) == [20, 40, 60]
    page.get_by_text("1 of 4 rows was left out: 1 has nothing in 'pay'.").wait_for()
    page.get_by_text("closed form: pay = ").wait_for()
    assert "p.features=20.0_40.0_60.0" in page.url
    elsewhere = visit()
    elsewhere.open(page.url.removeprefix(visitor.address + "/"))
    assert elsewhere.stage(EXAMPLES) == [20, 40, 60]
    visitor.changed(page.get_by_role("button", name="Back to the built-in data").click)
    assert visitor.stage(EXAMPLES) == before
    assert visitor.complaints == []


def test_a_long_table_is_not_in_the_link(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("?f=logistic_regression&n=50")
    page.get_by_text("Your data", exact=True).click()
    page.get_by_text("At most 5 MB").wait_for()
    rows = "\n".join(f"{i},{i % 9},{'yes' if i > 40 else 'no'}" for i in range(3000))
    upload(page, "long.csv", f"a,b,bought\n{rows}\n".encode())
    button = page.get_by_role("button", name="Use these data")
    button.wait_for()
    visitor.changed(button.click)
    page.get_by_text("2,000 of 3,000 rows are used, drawn at random with seed 0.").wait_for()
    assert "data=own." in page.url
    examples = visitor.stage(EXAMPLES)
    page.reload()
    visitor.settled()
    assert visitor.stage(EXAMPLES) == examples
    visitor.open(page.url.removeprefix(visitor.address + "/").replace("own.", "own.0"))
    page.get_by_text("names a table that this server does not have").wait_for()
    assert len(visitor.stage(EXAMPLES)) < 10


def test_the_truth_table_of_and_is_learned(visit: Any) -> None:
    visitor = visit()
    page = visitor.open(AND)
    rows = page.locator(".stage-truth tbody tr")
    said = [row.locator("td").all_inner_texts() for row in rows.all()]
    assert [cells[:3] for cells in said] == [list("111"), list("100"), list("010"), list("000")]
    assert [cells[3].split()[-1] for cells in said] == ["1", "0", "0", "0"]
    page.get_by_text("stopped after 10,209 steps because f was at most 0.001").wait_for()
    page.goto(f"{visitor.address}/?f=and_neuron&p.gate=xor&o=sgd&n=300")
    visitor.settled()
    undecided = page.locator(".stage-truth tbody td.stage-wrong").all_inner_texts()
    assert undecided == ["0.5000 → ?"] * 4


@pytest.mark.parametrize("classes", [3, 6])
def test_every_class_has_its_region_and_it_moves_with_the_clock(visit: Any, classes: int) -> None:
    visitor = visit()
    page = visitor.open(f"?f=softmax_regression&p.classes={classes}&p.noise=0.2&n=60&o=sgd")
    right = visitor.stage(HITS)
    assert len(right) == 150
    assert sum(right) > 130
    page.locator(".stage-scrub").evaluate(
        "scrub => { scrub.value = 0; scrub.dispatchEvent(new Event('input')); }"
    )
    page.wait_for_function(
        "document.querySelector('.stage-host').stage.frame.find('.stage-step')"
        ".textContent.startsWith('0 ')"
    )
    assert sum(visitor.stage(HITS)) < 75
    assert visitor.complaints == []


def test_scenes_with_data_and_without_follow_each_other(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("?f=linear_regression&n=20")

    def choose(title: str) -> None:
        page.get_by_role("button", name="Scenes").click()
        visitor.changed(page.get_by_role("button", name=title).click)

    for title in ("The banana", "Two moons", "The banana", "A line through noisy points"):
        choose(title)
        assert bool(visitor.stage("stage.scene.data")) == (title != "The banana")
    page.get_by_role("heading", name="Noisy line").wait_for()
    assert page.locator(".stage-scenes .js-plotly-plot:visible").count() == 2
    assert visitor.complaints == []


def test_the_neuron_goes_on_and_its_link_opens_elsewhere(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("?f=sphere")
    page.get_by_role("link", name="Neuron").click()
    page.get_by_role("heading", name="Step 1").wait_for()
    page.locator(".katex", has_text="0.375648").first.wait_for()
    page.get_by_role("button", name="Next step").click()
    page.get_by_role("heading", name="Step 2").wait_for()
    page.wait_for_url("**/neuron?step=2")
    field = page.get_by_role("textbox", name="target")
    field.fill("5")
    field.press("Enter")
    page.get_by_role("heading", name="Step 1").wait_for()
    page.locator(".katex", has_text="4.07844").first.wait_for()
    page.wait_for_url("**/neuron?y=5.0")
    elsewhere = visit()
    elsewhere.page.goto(page.url)
    elsewhere.page.locator(".katex", has_text="4.07844").first.wait_for()
    assert visitor.complaints == []
    page.get_by_role("link", name="Playground").click()
    visitor.settled()
    assert "f=sphere" in page.url
    assert page.get_by_text("was ignored").count() == 0


def test_the_pages_fit_a_phone(visit: Any) -> None:
    visitor = visit(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = visitor.page
    page.goto(f"{visitor.address}/neuron?w=-0.5~0.3~1e-7&x=1~2~3&bias=1&step=4")
    page.get_by_role("heading", name="Step 4").wait_for()
    page.locator(".katex").first.wait_for()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
