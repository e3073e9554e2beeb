"""The app where it can write nothing beside itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from deploy.serve import free_port
from tests.browser.conftest import ROOT, Visitor, served

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
    with served(app / "app.py", port, folder=app):
        visitor = Visitor(window(), f"http://127.0.0.1:{port}")
        visitor.open()
        visitor.drawn()
        assert visitor.complaints == []
        visitor.page.close()
