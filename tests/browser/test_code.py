"""Code to take home, as a visitor fetches it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from experiments import Entry, Scene
from explain.code import export, notebook

pytestmark = pytest.mark.browser


def test_code_is_taken_home_for_the_library_and_the_run_that_were_chosen(
    visit: Any, tmp_path: Path
) -> None:
    visitor = visit()
    page = visitor.open("?n=30")
    page.get_by_role("button", name="Take home").click()
    page.get_by_text("Code", exact=True).click()
    shown = page.locator('[data-testid="stCode"]')
    shown.get_by_text("with NumPy").wait_for()
    page.get_by_role("radio", name="PyTorch").click()
    shown.get_by_text("with PyTorch").wait_for()
    said = page.locator('[data-testid="stCaptionContainer"]').filter(has_text="the last point is")
    assert said.count() == 2

    def fetched(button: str) -> str:
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        return path.read_text()

    scene = Scene(steps=30)
    assert fetched("Python (.py)") == export(scene, "torch").text
    page.get_by_role("combobox", name="Run").click()
    page.get_by_role("option", name="Adam").click()
    shown.get_by_text("with PyTorch: Adam; 30 steps").wait_for()
    taken = fetched("Notebook (.ipynb)")
    assert json.loads(taken) == json.loads(notebook(scene, "torch", Entry("adam")))
