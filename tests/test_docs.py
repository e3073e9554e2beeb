"""The generated pages say what the code says."""

from __future__ import annotations

from pathlib import Path

import pytest

import objectives
import optimizers
from docs.generate import pages


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_pages_are_up_to_date(path: Path) -> None:
    assert path.read_text() == pages()[path], "run `make docs`"


def test_pages_are_complete() -> None:
    texts = {path.name: text for path, text in pages().items()}
    for name in [*optimizers.names(), *optimizers.wrapper_names(), *optimizers.schedule_names()]:
        assert f"### {name}\n" in texts["optimizers.md"]
    for name in objectives.names():
        assert f"### {name}\n" in texts["objectives.md"]
