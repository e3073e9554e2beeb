"""Many visitors on one process: ``python -m benchmarks.visitors [visitors ...]``.

What a visitor sends is recorded from a real browser that moves the first learning-rate knob, and
played back by all of them, one move every two seconds. Every answer is looked at: an exception, a
move that is refused, or an answer without the stage is a failure, and the exit code is 1. The
clients run on the same cores.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import websockets
from playwright.sync_api import sync_playwright
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.processes import quantiles, resident
from benchmarks.server import running
from benchmarks.wire import answers, connected
from tests.browser.conftest import ARGUMENTS, PATIENCE
from tests.browser.install import executable

CROWDED = {"PLAYGROUND_VISITORS": "1000"}
"""More than the app lets in by default are measured, too."""
SLOWEST = 60.0
"""Seconds in which an answer must have come."""
PAUSE = 2.0
"""Seconds between two moves of a visitor."""
SECONDS = 15.0
"""How long they stay."""
MOVES = 40
BETWEEN = 0.15
"""Seconds between two visitors who open the page."""


def main() -> int:
    """Print one line for every number of visitors, each on a fresh server."""
    failed = False
    with served() as (address, _):
        moves = recorded(address)
    print("visitors    p50 ms    p95 ms    moves    failures    server MB")
    for count in map(int, sys.argv[1:] or ["20", "40", "60"]):
        failures: list[str] = []
        with served() as (address, server):
            waits = asyncio.run(crowd(address, count, moves, failures))
            size = resident(server)
        p50, p95 = (1e3 * wait for wait in quantiles(waits))
        print(f"{count:8} {p50:9.0f} {p95:9.0f} {len(waits):8} {len(failures):11} {size:12.0f}")
        if failures:
            print(f"first failure: {failures[0]}")
            failed = True
    return int(failed)


@contextmanager
def served() -> Iterator[tuple[str, int]]:
    """The app on a server of its own: its address without the scheme, and its process."""
    with running(**CROWDED) as (address, process):
        yield address.removeprefix("http://"), process


def recorded(address: str) -> list[BackMsg]:
    """What a browser sends when the knob is moved."""
    sent: list[bytes] = []
    path = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        page.on(
            "websocket",
            lambda socket: socket.on(
                "framesent", lambda data: sent.append(data if isinstance(data, bytes) else b"")
            ),
        )
        page.goto(f"http://{address}/")
        knob = page.get_by_role("slider", name="learning rate").first
        knob.wait_for()
        page.wait_for_selector(".stage-host[data-ready]")
        sent.clear()
        for move in range(MOVES):
            knob.focus()
            page.keyboard.press("ArrowLeft" if move % 20 < 10 else "ArrowRight")
            page.wait_for_timeout(350)
        browser.close()
    found = [message for message in map(BackMsg.FromString, sent) if _is_move(message)]
    for message in found:  # Whoever plays them back keeps nothing, and gets everything whole.
        del message.rerun_script.cached_message_hashes[:]
    if len(found) < MOVES / 2:
        raise RuntimeError(f"only {len(found)} of {MOVES} moves have reached the server")
    return found


def _is_move(message: BackMsg) -> bool:
    return message.WhichOneof("type") == "rerun_script" and bool(
        message.rerun_script.widget_states.widgets
    )


def failure_of(found: list[ForwardMsg]) -> str:
    """What is wrong with the answers to a move; nothing if all is well."""
    elements = [answer.delta.new_element for answer in found]
    if complaint := complaint_of(elements):
        return complaint
    names = [element.bidi_component.component_name for element in elements]
    return "" if "optimizer_stage" in names else "the stage has not come"


def complaint_of(elements: Iterable[Element]) -> str:
    """What the first of the elements that complains says."""
    for element in elements:
        if element.HasField("exception"):
            return str(element.exception.message)
        if element.HasField("toast"):
            return f"the move was refused: {element.toast.body}"
        if element.HasField("alert") and element.alert.format in (Alert.ERROR, Alert.WARNING):
            return str(element.alert.body)
    return ""


async def answered(socket: websockets.ClientConnection, message: BackMsg) -> str:
    """Send a move and wait for the end of the script; returns what was wrong.

    Raises:
        TimeoutError: the server has fallen silent.
    """
    await socket.send(message.SerializeToString())
    return failure_of([answer async for answer in answers(socket, SLOWEST)])


async def crowd(address: str, count: int, moves: list[BackMsg], failures: list[str]) -> list[float]:
    """The waits of all visitors, rising."""
    opened = asyncio.Barrier(count)

    async def visitor(number: int) -> list[float]:
        chance = random.Random(number)
        await asyncio.sleep(number * BETWEEN)
        waits = []
        async with connected(address, open_timeout=90) as socket:
            failures.extend(filter(None, [await answered(socket, BackMsg(rerun_script={}))]))
            await opened.wait()
            await asyncio.sleep(chance.uniform(0.0, PAUSE))
            end = time.perf_counter() + SECONDS
            while time.perf_counter() < end:
                begin = time.perf_counter()
                wrong = await answered(socket, chance.choice(moves))
                waits.append(time.perf_counter() - begin)
                failures.extend(filter(None, [wrong]))
                await asyncio.sleep(PAUSE)
        return waits

    found = await asyncio.gather(*(visitor(number) for number in range(count)))
    return sorted(wait for waits in found for wait in waits)


if __name__ == "__main__":
    sys.exit(main())
