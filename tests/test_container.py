"""The Dockerfile, as far as it can be tried without Docker: its commands are run here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from deploy.serve import free_port
from ui import own_data

ROOT = Path(__file__).parents[1]
PATIENCE = 60


def stages() -> dict[str, list[tuple[str, ...]]]:
    """The instructions of each stage in order, each with what follows it; of the last one by ""."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for line in (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines():
        if line.startswith("FROM "):
            stage = found.setdefault(line.partition(" AS ")[2], [])
        if line and not line.startswith("#"):
            stage.append(tuple(line.split(maxsplit=1)))
    return found


STAGES = stages()
LINES = STAGES["app"]


def position(instruction: str) -> int:
    """Where the only such instruction stands."""
    (found,) = [number for number, line in enumerate(LINES) if line[0] == instruction]
    return found


def command(instruction: str, port: int) -> list[str]:
    """What an instruction runs, on another port and with this Python."""
    words = json.loads(
        LINES[position(instruction)][1].partition("CMD ")[2] or LINES[position(instruction)][1]
    )
    first = {"python": [sys.executable], "streamlit": [sys.executable, "-m", "streamlit"]}
    return [*first[words[0]], *(word.replace("8501", str(port)) for word in words[1:])]


def healthy(port: int) -> bool:
    """What the health check says, without a home and behind a proxy that nobody can reach."""
    environment = {"PATH": os.environ["PATH"], "http_proxy": "http://127.0.0.1:1"}
    done = subprocess.run(
        command("HEALTHCHECK", port), env=environment, capture_output=True, timeout=PATIENCE
    )
    assert done.returncode in (0, 1)  # Docker knows no other
    return done.returncode == 0


def test_the_app_runs_as_a_user_who_is_not_root() -> None:
    user, group = LINES[position("USER")][1].split(":")
    assert int(user) > 0
    assert int(group) > 0
    (copied,) = [number for number, line in enumerate(LINES) if line == ("COPY", ". .")]
    (prepared,) = [n for n, (_, text) in enumerate(LINES) if "python -m ui.preparation" in text]
    assert "chmod -R a+rX ." in LINES[prepared][1]
    assert copied < prepared < position("USER") < position("HEALTHCHECK") < position("CMD")


def test_what_is_built_by_default_is_the_app() -> None:
    assert STAGES[""] == [("FROM", "app")]


def test_all_that_is_copied_from_exists() -> None:
    for instruction, text in LINES:
        if instruction == "COPY":
            assert all((ROOT / source).exists() for source in text.split()[:-1])


def test_no_larger_upload_is_taken_than_is_read() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert settings["server"]["maxUploadSize"] == own_data.MEGABYTES


@contextmanager
def answering(status: int, body: bytes) -> Iterator[int]:
    """The port of a server that always gives the same answer."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Not on the test's output."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_the_health_check_says_no_of_what_is_not_healthy() -> None:
    assert not healthy(free_port())
    for status, body in ((200, b"ok"), (200, b"<html>"), (404, b"ok"), (503, b"ok")):
        with answering(status, body) as port:
            assert healthy(port) is ((status, body) == (200, b"ok"))


@pytest.mark.slow
def test_the_health_check_says_yes_of_the_server_that_is_started() -> None:
    port = free_port()
    server = subprocess.Popen(
        command("CMD", port), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + PATIENCE
        while not healthy(port):
            assert server.poll() is None, "the server has ended"
            assert time.monotonic() < end
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)
