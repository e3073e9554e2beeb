"""The step inspector in a real browser: it follows the player without the server."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from experiments import Entry, Scene
from experiments.runs import runs

pytestmark = pytest.mark.browser

SCENE = Scene("rosenbrock", steps=150, entries=())
NEW_POINT = """() => {
  const row = document.querySelector('.inspector tr[data-key="x_t"] .inspector-value');
  return [...row.querySelectorAll("mn")].map((number) => number.textContent);
}"""


def numbers(texts: list[str]) -> list[float]:
    return [float(text.replace("−", "-").replace(" ", "")) for text in texts]


def test_it_follows_the_scrubber_without_the_server(visit: Any) -> None:
    visitor = visit()
    page = visitor.page
    sent: list[Any] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    visitor.open("?f=rosenbrock&n=150&o=adam")
    run = runs(SCENE, Entry("adam"), SCENE.start_points(SCENE.landscape()))
    page.get_by_text("Step by step", exact=True).click()
    page.locator(".inspector-host[data-ready]").wait_for()
    scrub = page.locator(".stage-host input[type=range]").first

    def at(step: int) -> None:
        scrub.evaluate(
            "(scrub, step) => { scrub.value = step; scrub.dispatchEvent(new Event('input')); }",
            str(step),
        )
        page.locator(f'.inspector-host[data-step="{step}"]').wait_for()
        shown = numbers(page.evaluate(NEW_POINT))
        np.testing.assert_allclose(shown, run.points[step], rtol=1e-5)

    before = len(sent)
    page.get_by_role("button", name="One step back").last.click()
    page.locator('.inspector-host[data-step="149"]').wait_for()
    page.locator('.inspector tr[data-key="m_t"] button').click()
    assert page.locator('tr[data-key="m_t"] + tr .inspector-curve').is_visible()
    for step in (149, 120, 101):
        at(step)
    assert len(sent) == before
    # Another window of the run is asked for once, and then it goes on alone.
    at(7)
    assert len(sent) == before + 1
    at(80)
    assert len(sent) == before + 1
    assert visitor.complaints == []
