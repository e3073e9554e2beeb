"""Visitors of a site of several processes: each keeps its cookies and its link, as a browser does.

A guest asks for the page, opens the socket with the cookies that came with it, and moves the knob
of a scene of its own. When its server ends it connects again with the link that it has: Streamlit's
browser waits between a quarter and half a second, asks for the server's health, and shakes hands.
"""

from __future__ import annotations

import asyncio
import json
import random
import threading
import time
import urllib.parse
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.visitors import BETWEEN, PAUSE, SLOWEST, failure_of
from benchmarks.wire import answers, connected
from deploy.nginx import COOKIE

AGAIN = (0.25, 0.5)
"""Seconds before a browser asks whether there is a server again."""


class LostError(RuntimeError):
    """A server has not answered, or with less than it was told."""


class Guest:
    """One visitor without a window; nobody else has the same scene, so no race is run for two."""

    def __init__(self, address: str, number: int, moves: Sequence[BackMsg]) -> None:
        self.address = address
        self.chance = random.Random(number)
        self.seed = str(number + 1)
        self.query = f"v=1&seed={self.seed}"
        self.moves = moves
        self.cookies: dict[str, str] = {}
        self.waits: list[tuple[float, float]] = []
        """When each move was made, and after how many seconds its answer was there."""
        self.outages: list[float] = []
        """Seconds from the loss of a server to the next answer to a move."""
        self.failures: list[str] = []
        self.rate: float | None = None
        self.lost = 0.0
        """Since when there is no answer; 0, while there is."""

    @property
    def replica(self) -> int:
        """The number of the process that has the session, as the cookie says."""
        return int(self.cookies[COOKIE])

    async def stay(self, ends: Callable[[], bool], begin: Callable[[], bool]) -> None:
        """Come, move the knob every two seconds, and come again after a loss."""
        while not ends():
            try:
                if self.lost:
                    await asyncio.sleep(self.chance.uniform(*AGAIN))
                    await self.get("/_stcore/health")
                if COOKIE not in self.cookies:
                    await self.get("/")
                async with self._connected() as socket:
                    await self._open(socket)
                    while not (begin() or ends()):
                        await asyncio.sleep(0.1)
                    if not self.lost:
                        await asyncio.sleep(self.chance.uniform(0.0, PAUSE))
                    while not ends():
                        await self._move(socket)
                        await _pause(socket)
            except (websockets.ConnectionClosed, websockets.InvalidHandshake) as error:
                if not self.lost:
                    self.lost = time.perf_counter()
                elif not isinstance(error, websockets.ConnectionClosed):
                    self._fail(error)
            except Exception as error:  # Whatever it is, it is told, and ends nobody else's visit.
                self._fail(error)

    def _fail(self, error: Exception) -> None:
        self.lost = self.lost or time.perf_counter()
        self.failures.append(f"{type(error).__name__}: {error}")

    async def get(self, path: str) -> None:
        """Ask for a page, and keep the cookies that come with it."""
        host, port = self.address.split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        try:
            lines = [f"GET {path} HTTP/1.1", f"Host: {self.address}", "Connection: close"]
            lines += [f"{name}: {value}" for name, value in self._headers().items()]
            writer.write("\r\n".join([*lines, "", ""]).encode())
            head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), SLOWEST)).decode()
            await asyncio.wait_for(reader.read(), SLOWEST)
        finally:
            writer.close()
        status, *headers = head.split("\r\n")
        if " 200 " not in status:
            raise LostError(f"{path}: {status}")
        pairs = (header.partition(": ") for header in headers)
        self._keep([value for name, _, value in pairs if name.lower() == "set-cookie"])

    def _headers(self) -> dict[str, str]:
        pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": pairs} if pairs else {}

    def _keep(self, cookies: Sequence[str]) -> None:
        for cookie in cookies:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[websockets.ClientConnection]:
        headers = self._headers()
        async with connected(
            self.address, additional_headers=headers, open_timeout=SLOWEST
        ) as socket:
            assert socket.response is not None
            self._keep(socket.response.headers.get_all("Set-Cookie"))
            yield socket

    async def _open(self, socket: websockets.ClientConnection) -> None:
        """Ask for the page of the link, and look whether it is what was left."""
        message = BackMsg()
        message.rerun_script.query_string = self.query
        found = await self._answers(socket, message)
        if wrong := failure_of(found):
            raise LostError(wrong)
        shown = _rate(found)
        if self.rate is not None and shown != self.rate:
            raise LostError(f"the learning rate is {shown}, it was {self.rate}")
        self.rate = shown

    async def _move(self, socket: websockets.ClientConnection) -> None:
        begin = time.perf_counter()
        message = BackMsg.FromString(self.chance.choice(self.moves).SerializeToString())
        told = _only_the_desk(message)
        message.rerun_script.query_string = self.query
        found = await self._answers(socket, message)
        end = time.perf_counter()
        if wrong := failure_of(found):
            self.failures.append(wrong)
        shown = _rate(found)
        if shown != told:
            self.failures.append(f"the knob was moved to {told}, and {shown} has come back")
        self.rate = shown
        if dict(urllib.parse.parse_qsl(self.query)).get("seed") != self.seed:
            self.failures.append(f"another scene has come: {self.query}")
        self.waits.append((begin, end - begin))
        if self.lost:
            self.outages.append(end - self.lost)
            self.lost = 0.0

    async def _answers(
        self, socket: websockets.ClientConnection, message: BackMsg
    ) -> list[ForwardMsg]:
        """All that a script sends, to its end; a new link is kept."""
        await socket.send(message.SerializeToString())
        found: list[ForwardMsg] = []
        async for answer in answers(socket, SLOWEST):
            found.append(answer)
            if answer.WhichOneof("type") == "page_info_changed":
                self.query = answer.page_info_changed.query_string
        return found


async def _pause(socket: websockets.ClientConnection) -> None:
    """Two seconds, or the end of the socket: a browser notices it at once."""
    try:
        await asyncio.wait_for(socket.wait_closed(), PAUSE)
    except TimeoutError:
        return
    await socket.recv()


def _only_the_desk(message: BackMsg) -> Any:
    """Leave out what other widgets have: they are those of the recorded scene. Returns the rate."""
    states = message.rerun_script.widget_states.widgets
    [turn] = [state for state in states if "learning_rate" in state.json_trigger_value]
    del states[:]
    states.append(turn)
    [event] = json.loads(turn.json_trigger_value)
    return next(p["value"] for p in event["value"]["patches"] if p["do"] == "set")


def _rate(found: Sequence[ForwardMsg]) -> Any:
    """The learning rate of the first optimizer, as the desk shows it."""
    for answer in reversed(found):  # A run that is broken off may have shown another.
        element = answer.delta.new_element
        if element.bidi_component.component_name == "optimizer_desk":
            return json.loads(element.bidi_component.bytes)["rows"][0]["values"]["learning_rate"]
    raise LostError("the desk has not come")


class Crowd(threading.Thread):
    """Guests in a thread of their own, all of whom are there in the block.

    Raises:
        LostError: somebody has not got the page.
    """

    def __init__(self, address: str, count: int, moves: Sequence[BackMsg]) -> None:
        super().__init__(daemon=True)
        self.guests = [Guest(address, number, moves) for number in range(count)]
        self.left = threading.Event()
        self.begun = threading.Event()

    def __enter__(self) -> Crowd:
        self.start()
        try:
            if not self.begun.wait(SLOWEST + len(self.guests) * BETWEEN):
                raise LostError(f"not everybody has the page: {self.failures()[:3]}")
        except BaseException:
            self.leave()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def run(self) -> None:
        asyncio.run(self._all())

    async def _all(self) -> None:
        async def later(number: int, guest: Guest) -> None:
            await asyncio.sleep(number * BETWEEN)
            await guest.stay(self.left.is_set, lambda: self.are_in())

        await asyncio.gather(*(later(*pair) for pair in enumerate(self.guests)))

    def are_in(self) -> bool:
        """Whether everybody has the page: then all begin to move."""
        if all(guest.rate is not None for guest in self.guests):
            self.begun.set()
        return self.begun.is_set()

    def leave(self) -> None:
        """Let everybody go, and wait for it."""
        self.left.set()
        self.join()

    def waits(self, begin: float = 0.0, end: float = float("inf")) -> list[float]:
        """The seconds of all moves that were made in a time, rising."""
        made = (pair for guest in self.guests for pair in guest.waits)
        return sorted(seconds for when, seconds in made if begin <= when < end)

    def failures(self) -> list[str]:
        """What was wrong with any answer."""
        return [failure for guest in self.guests for failure in guest.failures]

    def losses(self) -> list[str]:
        """Who has been without a server: a failure where none was to end."""
        return ["a server was lost" for guest in self.guests if guest.outages or guest.lost]
