"""Clients that dawdle or are silent, beside visitors who move knobs; see `benchmarks.replicas`.

Half-open sockets are those of a process that is stopped: its kernel acknowledges what comes until
the buffer is full, and no answer and no end ever comes, as from a phone that has left the network.
A peer that does not even acknowledge takes a namespace of its own, and the rights of root.
"""

from __future__ import annotations

import base64
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing.synchronize import Event

from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.guests import Crowd
from benchmarks.processes import megabytes, parts, quantiles, verdict
from benchmarks.visitors import CROWDED, recorded
from deploy.serve import Served, site
from ui.stage.assets import installed
from ui.stage.component import STATIC

SETTLE = 5.0
"""Seconds in which the pages that silent clients have asked for are made."""
TIMED_OUT = 100.0
"""Seconds after which all of them must be gone: the longest time-out of deploy/site.conf, 90, and
what it takes to look."""
MOST_RATIO = 1.5
"""How many times longer p95 may be with them."""
KEPT = 3
"""Files of a session without a socket: Streamlit keeps it for two minutes, should it come again."""
BUFFER = 4096
"""Bytes that wait to be read at most."""


def connection(address: str) -> socket.socket:
    """A socket that takes little before it is read."""
    host, port = address.split(":")
    opened = socket.socket()
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    opened.connect((host, int(port)))
    return opened


def reads_slowly(address: str) -> socket.socket:
    """Asks for the largest file; see `hold`."""
    opened = connection(address)
    lines = [f"GET /{installed(STATIC)}/plotly.min.js HTTP/1.1", f"Host: {address}", "", ""]
    opened.sendall("\r\n".join(lines).encode())
    return opened


def asks_half(address: str) -> socket.socket:
    """Never comes to the end of its request."""
    opened = connection(address)
    opened.sendall(f"GET / HTTP/1.1\r\nHost: {address}\r\nAccept".encode())
    return opened


def never_reads(address: str) -> socket.socket:
    """Opens the socket of the app, asks for the page, and does not take it."""
    opened = connection(address)
    lines = [
        "GET /_stcore/stream HTTP/1.1",
        f"Host: {address}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Protocol: streamlit",
    ]
    opened.sendall("\r\n".join([*lines, "", ""]).encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        if not (byte := opened.recv(1)):
            raise RuntimeError(f"the socket is refused: {head!r}")
        head += byte
    text = BackMsg(rerun_script={}).SerializeToString()
    # A binary frame, masked with zeros.
    opened.sendall(bytes([0x82, 0x80 | len(text), 0, 0, 0, 0]) + text)
    return opened


KINDS: Mapping[str, Callable[[str], socket.socket]] = {
    "reads a byte a second": reads_slowly,
    "asks half of a request": asks_half,
    "opens the socket and never reads": never_reads,
}


def hold(address: str, kinds: list[str], each: int, opened: Event) -> None:
    """Open sockets, and keep them to the end of the process."""
    sockets = {kind: [KINDS[kind](address) for _ in range(each)] for kind in kinds}
    opened.set()
    while True:
        time.sleep(1)
        for slow in sockets.get("reads a byte a second", []):
            with suppress(OSError):  # Nothing there, or closed.
                slow.recv(1, socket.MSG_DONTWAIT)


@contextmanager
def slow_clients(address: str, each: int) -> Iterator[None]:
    """So many of each kind, and as many half-open ones."""
    spawn = multiprocessing.get_context("spawn")
    processes = []
    try:
        for kinds in ([*KINDS], ["opens the socket and never reads"]):
            opened = spawn.Event()
            processes.append(spawn.Process(target=hold, args=(address, kinds, each, opened)))
            processes[-1].start()
            if not opened.wait(120):
                raise RuntimeError("the slow clients cannot connect")
        assert processes[-1].pid is not None
        os.kill(processes[-1].pid, signal.SIGSTOP)
        yield
    finally:
        for process in processes:
            process.kill()
            process.join()


def files(served: Served) -> dict[str, int]:
    """The open files of nginx and of the replicas."""
    return {
        part: sum(process.num_fds() for process in processes)
        for part, processes in parts(served).items()
    }


def slow(visitors: int, replicas: int, seconds: float, each: int) -> bool:
    """Print what slow clients do to the others, and when they are gone."""
    with (
        site(replicas, environment=CROWDED) as served,
        Crowd(served.address, visitors, recorded(served.address)) as crowd,
    ):
        without = _measured(served, crowd, seconds, "without slow clients")
        before = files(served)
        with slow_clients(served.address, each):
            begin = time.monotonic()
            time.sleep(SETTLE)
            beside = _measured(served, crowd, seconds, f"with {each} of each of four kinds")
            kept = KEPT * 2 * each
            gone = _gone(served, before, kept, begin)
            print(f"all of them are gone after {gone:.0f} s")
            _measured(served, crowd, seconds, "after that")
    print(f"p95 with them is {beside / without:.2f} of that without")
    wrong = crowd.failures() + crowd.losses()
    if gone > TIMED_OUT:
        wrong.append(f"files are open still: {before} before")
    return verdict(wrong, beside / without <= MOST_RATIO, f"p95 is above {MOST_RATIO} x")


def _measured(served: Served, crowd: Crowd, seconds: float, when: str) -> float:
    """Print a line about some seconds; returns the p95 of the visitors."""
    begin = time.perf_counter()
    time.sleep(seconds)
    waits = crowd.waits(begin, time.perf_counter())
    p50, p95 = quantiles(waits)
    print(f"{when}: p50 {1e3 * p50:.0f} ms, p95 {1e3 * p95:.0f} ms, {len(waits)} moves")
    opened = files(served)
    for part, pids in parts(served).items():
        print(f"  {part:12} {megabytes(pids):6.0f} MB {opened[part]:6} open files")
    return p95


def _gone(served: Served, before: Mapping[str, int], kept: int, begin: float) -> float:
    """The seconds until nginx has no more files than before, and the replicas none but these."""
    while time.monotonic() - begin <= TIMED_OUT:
        now = files(served)
        more = {part: now[part] - before[part] for part in now}
        if more.pop("nginx") <= 0 and sum(more.values()) <= kept:
            break
        time.sleep(0.5)
    return time.monotonic() - begin
