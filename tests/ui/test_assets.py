"""What the browser loads is copied whole. Where nothing can be written: tests/browser."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ui.stage.assets import LATER, PLOTLY, SOURCES, installed, kept

FILES = sorted(source.name for source in [*SOURCES, *LATER, PLOTLY])


def test_the_files_are_copied_whole_and_once(tmp_path: Path) -> None:
    address = installed(tmp_path / "static")
    folder = tmp_path / address.removeprefix("app/")
    assert sorted(file.name for file in folder.iterdir()) == FILES
    for source in [*SOURCES, *LATER, PLOTLY]:
        assert (folder / source.name).read_bytes() == source.read_bytes()
    before = folder.stat().st_mtime_ns
    text = kept(tmp_path / "static", "text", ".json", "{}")
    assert (tmp_path / text.removeprefix("app/")).read_text() == "{}"
    installed.cache_clear()
    assert installed(tmp_path / "static") == address
    assert folder.stat().st_mtime_ns == before
    assert len(list((tmp_path / "static").iterdir())) == 2


def test_a_break_leaves_no_half_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(source: Path, target: Path) -> None:
        if source == PLOTLY:
            raise KeyboardInterrupt
        target.write_bytes(source.read_bytes())

    monkeypatch.setattr(shutil, "copyfile", broken)
    with pytest.raises(KeyboardInterrupt):
        installed(tmp_path)
    assert list(tmp_path.iterdir()) == []
