"""Many visitors on one process: ``python -m benchmarks.visitors [plain] [visitors ...]``.

With ``plain`` first, they visit the same race made with `st.plotly_chart` (benchmarks/plain.py).

Websocket clients open the page, and each of them moves a slider every two seconds, bounded in
number and time, against a server on this machine. Prints the time from the request until the
script has finished (p50, p95) and the memory of the server. The clients run on the same cores.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.server import running

SECONDS = 12.0
PAUSE = 2.0
BETWEEN = 0.15
"""Seconds between two visitors who open the page."""
SLIDER = "learning rate"


def main(counts: list[int], script: str) -> None:
    """Print one line for every number of visitors, each on a fresh server."""
    print("visitors    p50 ms    p95 ms    moves    server MB")
    for count in counts:
        with running(script) as (address, process):
            url = address.replace("http", "ws") + "/_stcore/stream"
            times = sorted(asyncio.run(crowd(url, count)))
            memory = resident(process)
        p50, p95 = (1e3 * times[int(share * len(times))] for share in (0.5, 0.95))
        print(f"{count:8d}{p50:10.0f}{p95:10.0f}{len(times):9d}{memory:13.0f}", flush=True)


async def crowd(url: str, count: int) -> list[float]:
    """The waiting times of all visitors."""
    opened = asyncio.Barrier(count)
    visits = await asyncio.gather(*(visitor(url, number, opened) for number in range(count)))
    return [seconds for visit in visits for seconds in visit]


async def visitor(url: str, number: int, opened: asyncio.Barrier) -> list[float]:
    """Open the page; when all have done so, move a slider again and again."""
    chance = random.Random(number)
    await asyncio.sleep(number * BETWEEN)
    async with websockets.connect(  # type: ignore[list-item]
        url, max_size=None, subprotocols=["streamlit"], open_timeout=60, ping_timeout=None
    ) as socket:
        slider = await finished(socket, BackMsg(rerun_script={}))
        assert slider is not None, "the page has no slider"
        await opened.wait()
        await asyncio.sleep(chance.uniform(0.0, PAUSE))
        times = []
        end = time.perf_counter() + SECONDS
        while time.perf_counter() < end:
            message = BackMsg(rerun_script={})
            state = message.rerun_script.widget_states.widgets.add(id=slider[0])
            state.double_array_value.data.append(float(chance.randrange(slider[1])))
            begin = time.perf_counter()
            await finished(socket, message)
            times.append(time.perf_counter() - begin)
            await asyncio.sleep(PAUSE)
        return times


async def finished(socket: object, message: BackMsg) -> tuple[str, int] | None:
    """Send a request and read until its script has finished; returns the slider it met."""
    await socket.send(message.SerializeToString())  # type: ignore[attr-defined]
    slider = None
    while True:
        answer = ForwardMsg.FromString(await socket.recv())  # type: ignore[attr-defined]
        element = answer.delta.new_element
        if element.HasField("slider") and SLIDER in element.slider.label and slider is None:
            slider = (element.slider.id, len(element.slider.options))
        if answer.WhichOneof("type") == "script_finished":
            return slider


def resident(process: int) -> float:
    """The memory of a process in MB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:] if argument != "plain"]
    main(numbers or [1, 20, 60, 90], "benchmarks/plain.py" if "plain" in sys.argv else "app.py")
