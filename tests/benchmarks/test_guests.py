"""Guests tell whatever keeps them from their page, and all of them leave."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from benchmarks import guests, outages
from benchmarks.guests import Crowd, LostError
from benchmarks.server import running
from deploy.serve import free_port


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for long."""
    monkeypatch.setattr(guests, "SLOWEST", 1.0)
    monkeypatch.setattr(outages, "NOTICE", 0.0)


class Nonsense(socketserver.StreamRequestHandler):
    """An answer that is no text."""

    def handle(self) -> None:
        self.wfile.write(b"\xff\r\n\r\n")


@contextmanager
def nonsense() -> Iterator[str]:
    """The address of somebody who answers nonsense."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Nonsense) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def stays_out(address: str, error: str) -> None:
    """A crowd is told why it does not get in, and has left."""
    crowd = Crowd(address, 2, [])
    with pytest.raises(LostError, match=f"not everybody has the page: .*{error}"), crowd:
        pass
    assert not crowd.is_alive()


def test_who_finds_nobody_has_left() -> None:
    stays_out(f"127.0.0.1:{free_port()}", "ConnectionRefusedError")


def test_what_nobody_has_thought_of_is_told_too() -> None:
    with nonsense() as address:
        stays_out(address, "UnicodeDecodeError")


@pytest.mark.slow
def test_who_is_in_leaves_when_another_stays_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guests, "SLOWEST", 10.0)
    with running(PLAYGROUND_VISITORS="1") as (address, _):
        stays_out(address.removeprefix("http://"), "the stage has not come")


def test_a_server_that_is_lost_is_a_failure() -> None:
    crowd = Crowd("", 3, [])
    assert crowd.losses() == []
    crowd.guests[0].outages.append(0.5)
    crowd.guests[1].lost = 1.0
    assert crowd.losses() == ["a server was lost"] * 2


def test_who_has_come_back_once_must_not_be_lost_at_the_end() -> None:
    crowd = Crowd("", 2, [])
    for guest in crowd.guests:
        guest.outages.append(0.5)
    assert outages.guests(crowd, [0, 1], 1) == []
    crowd.guests[1].lost = 1.0
    assert outages.guests(crowd, [0, 1], 1) == ["guest 1 has not come back"]
