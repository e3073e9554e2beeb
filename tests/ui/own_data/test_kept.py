"""How long a table of a visitor's own is kept, where, and what is said of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from cachetools import TTLCache
from starlette.datastructures import UploadFile
from starlette.requests import Request

from experiments import Entry, Scene
from tests.aside import aside
from tests.ui.driver import opened, words
from ui.limits import LIMITS
from ui.links import own_tables
from ui.links.own_tables import OwnData
from ui.own_data import MOST_BYTES
from ui.server import cache
from ui.server.uploads import keep_in_memory

OWN: OwnData = (((0.5,), (0.25,)), (1.0, 2.0))


def test_a_table_is_kept_for_so_many_hours_and_then_no_more() -> None:
    name = own_tables.table_name(OWN)
    own_tables.keep_table(OWN)
    now = own_tables._tables.timer()
    own_tables._tables.expire(now + LIMITS.seconds - 60)
    assert own_tables.kept_table(name) == OWN
    own_tables._tables.expire(now + LIMITS.seconds + 60)
    assert own_tables.kept_table(name) is None


def test_to_be_opened_makes_it_stay_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said is how long at most, not since when it was used."""
    now = 0.0
    tables = TTLCache[str, OwnData](maxsize=1e6, ttl=LIMITS.seconds, timer=lambda: now)
    monkeypatch.setattr(own_tables, "_tables", tables)
    own_tables.keep_table(OWN)
    now = LIMITS.seconds - 60
    assert own_tables.kept_table(own_tables.table_name(OWN)) == OWN
    now = LIMITS.seconds + 60
    assert own_tables.kept_table(own_tables.table_name(OWN)) is None


def test_a_table_larger_than_all_that_is_kept_is_not_kept() -> None:
    wide = LIMITS.table_memory * 1_000_000 // (60 * 2) + 1
    large: OwnData = (((0.5,) * (wide - 1),) * 2, (1.0, 2.0))
    own_tables.keep_table(large)
    assert own_tables.kept_table(own_tables.table_name(large)) is None


def test_it_is_said_beside_the_upload() -> None:
    app = opened(f="linear_regression")
    app.session_state["data"] = True
    said = words(app.run().caption)
    assert "stays in this server's memory: never on a disk, and passed on to nobody" in said
    assert f"Whoever has the link to your scene can open it, for at most {LIMITS.hours} hours." in (
        said
    )
    assert f"are forgotten at the latest {LIMITS.hours} hours after a page" in said


def test_a_result_that_holds_a_table_is_kept_for_so_many_hours_and_then_no_more() -> None:
    parameters = (("features", ((0.5,), (0.25,), (0.75,))), ("targets", (1.0, 2.0, 4.0)))
    scene = Scene("linear_regression", parameters=parameters, steps=3, entries=(Entry("sgd"),))
    key = (scene.replace(entries=()), scene.entries[0])
    held = cache._runs
    assert cache.race(scene)[1] == []
    now = held.timer()
    held.expire(now + LIMITS.seconds - 60)
    assert key in held
    held.expire(now + LIMITS.seconds + 60)
    assert key not in held


async def uploaded(content: bytes) -> UploadFile:
    """A file as Starlette takes it from a request, in pieces as they come from the network."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="own.csv"\r\n\r\n'
    body = head + content + b"\r\n--x--\r\n"
    pieces = [body[i : i + 65_536] for i in range(0, len(body), 65_536)]

    async def receive() -> dict[str, Any]:
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    kind = (b"content-type", b"multipart/form-data; boundary=x")
    request = Request({"type": "http", "method": "PUT", "headers": [kind]}, receive)
    async with request.form() as form:
        file = form["file"]
        assert isinstance(file, UploadFile)
        assert file.size == len(content)
        return file


@pytest.mark.parametrize("size", [1, 2**20 + 1, MOST_BYTES])
def test_an_upload_of_any_size_is_never_written_to_a_file(size: int) -> None:
    keep_in_memory()
    file = aside(asyncio.run, uploaded(b"1" * size))
    assert file._in_memory
