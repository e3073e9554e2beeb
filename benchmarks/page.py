"""The page in Chromium: ``python -m benchmarks.page [moves]``.

Starts a cold server of its own, opens the first page, moves a slider and plays the race. Prints
the time until map, surface and curves are painted, from a key press on the slider to the new
picture and to the race that Python makes of it (p50, p95), the bytes that the server sent for it,
and the frames of playback per second. The picture is there first where the runs of all positions
of the knob are with the browser; it must be that of the race that follows.
Without a GPU the surface is drawn in software: compare ratios, not seconds.
"""

from __future__ import annotations

import statistics
import sys
import time
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.server import running
from tests.browser.conftest import ARGUMENTS, READY, Visitor
from tests.browser.install import executable

RACES = {
    "first page": "",
    "8 optimizers x 500 steps": "?n=500&"
    + "&".join(
        f"o={name}"
        for name in (
            "sgd",
            "momentum",
            "nesterov",
            "rmsprop",
            "adagrad",
            "adadelta",
            "adam",
            "adamw",
        )
    ),
}

FRAMES = """seconds => new Promise(resolve => {
  const stage = document.querySelector(".stage-host").stage;
  stage.clock.toggle();
  let frames = 0;
  const begin = performance.now();
  const count = now => {
    frames += 1;
    if (now - begin < 1000 * seconds) requestAnimationFrame(count);
    else { stage.clock.pause(); resolve(frames / (now - begin) * 1000); }
  };
  requestAnimationFrame(count);
})"""


PATHS = """stage.scene.runners
  .map((_, place) => stage.runner(place)).map(({ map }) => [...map.x, ...map.y])"""


def main(moves: int) -> None:
    """Print all figures, a paragraph for each race."""
    path = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for name, query in RACES.items():
            with running() as (address, _):
                print(f"\n{name}")
                measure(Visitor(browser.new_context(), address), query, moves)
        browser.close()


def measure(visitor: Visitor, query: str, moves: int) -> None:
    """One race on a cold server."""
    received: list[int] = []
    network = visitor.context.new_cdp_session(visitor.page)
    network.send("Network.enable")
    network.on(
        "Network.webSocketFrameReceived",
        lambda event: received.append(_size(event["response"])),
    )
    begin = time.perf_counter()
    page = visitor.open(query)
    print(f"  painted, cold server           {time.perf_counter() - begin:8.2f} s")
    slider = page.get_by_role("slider", name="learning rate").first
    pictures, races, sent = [], [], []

    def turn(key: str) -> None:
        """Press a key, and wait for the picture."""
        ready = page.evaluate(READY)
        page.keyboard.press(key)
        page.wait_for_function(f"ready => {READY} > ready", arg=ready)
        pictures.append(time.perf_counter() - begin)
        shown.append(visitor.stage(PATHS))

    for move in range(moves):
        slider.focus()
        page.wait_for_timeout(300)
        received.clear()
        key = "ArrowLeft" if move % 2 else "ArrowRight"
        shown = [visitor.stage(PATHS)]
        begin = time.perf_counter()
        visitor.changed(lambda key=key: turn(key))
        races.append(time.perf_counter() - begin)
        shown.append(visitor.stage(PATHS))
        if shown[0] == shown[1]:
            sys.exit(f"{key} on the slider changed no path.")
        if shown[1] != shown[2]:
            sys.exit(f"After {key} another path was shown than that of the race that followed.")
        sent.append(sum(received))
    for name, seconds in (("picture", pictures), ("race", races)):
        seconds.sort()
        for share, wait in (
            ("p50", statistics.median(seconds)),
            ("p95", seconds[95 * moves // 100]),
        ):
            print(f"  slider to {f'{name}, {share}':21s}{1e3 * wait:8.0f} ms")
    print(f"  sent for one slider, median    {statistics.median(sent) / 1e3:8.0f} kB")
    print(f"  playback                       {page.evaluate(FRAMES, 3):8.0f} frames/s")


def _size(response: dict[str, Any]) -> int:
    """The bytes of a frame; the protocol gives binary frames in base64."""
    length = len(response["payloadData"])
    return length * 3 // 4 if response["opcode"] == 2 else length


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
