"""The app where it can write nothing beside itself."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import PATIENCE, ROOT, Visitor, free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_race_is_shown_without_a_static_folder(
    tmp_path: Path, window: Callable[..., BrowserContext]
) -> None:
    unneeded = shutil.ignore_patterns(".*", "tests", "benchmarks", "static", "__pycache__")
    app = tmp_path / "app"
    shutil.copytree(ROOT, app, ignore=unneeded)
    shutil.copytree(ROOT / ".streamlit", app / ".streamlit")
    # Not even root can make a folder where a file is.
    (app / "static").write_text("")
    port = free_port()
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", *options],
        cwd=app,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        end = time.monotonic() + PATIENCE / 1000
        while True:
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
                break
            except OSError:
                assert time.monotonic() < end
                time.sleep(0.1)
        visitor = Visitor(window(), address)
        visitor.open()
        visitor.drawn()
        assert visitor.complaints == []
        visitor.page.close()
    finally:
        server.terminate()
        server.wait(timeout=20)
