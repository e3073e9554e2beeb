"""A server of the app for a measurement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from deploy.serve import free_port
from tests.browser.conftest import ROOT, served


@contextmanager
def running(script: str = "app.py", **settings: str) -> Iterator[tuple[str, int]]:
    """The address and the process id of a fresh server on this machine.

    Its environment has some settings besides.
    """
    port = free_port()
    with served(ROOT / script, port, **settings) as server:
        yield f"http://127.0.0.1:{port}", server.pid
