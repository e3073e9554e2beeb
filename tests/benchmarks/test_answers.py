"""A benchmark looks at the answer that it times, and ends when it is wrong."""

from __future__ import annotations

import dataclasses
import importlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import optimizers
from benchmarks import core, maps
from benchmarks.timing import agree, medians

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "RUNS", 300)
    monkeypatch.setattr(core, "BLOCK", 128)


@pytest.mark.parametrize(
    ("answer", "within", "sentence"),
    [
        ([1.0, 2.1], 0.0, "It gives another answer: it differs by up to 0.1."),
        ([1.0, np.nan], 1.0, "It gives another answer: it differs by up to nan."),
        ([1.0], 1.0, "It gives an answer of the shape (1,), not (2,)."),
        (None, 1.0, "It gives an answer of the shape (), not (2,)."),
        ([1.0, 2.1], 0.2, None),
        ([1.0, 2.0], 0.0, None),
    ],
)
def test_a_wrong_answer_ends_the_benchmark(
    answer: Any, within: float, sentence: str | None
) -> None:
    if sentence is None:
        agree("It", answer, [1.0, 2.0], within)
    else:
        with pytest.raises(SystemExit) as end:
            agree("It", answer, [1.0, 2.0], within)
        assert end.value.code == sentence


def test_every_answer_is_looked_at() -> None:
    seen: list[tuple[str, int]] = []
    functions = {"one": lambda: 1, "two": lambda: 2}
    medians(functions, 2, lambda name, answer: seen.append((name, answer)))
    assert seen == [("one", 1), ("two", 2)] * 3


def nudged(answer: Any) -> Any:
    """Wrong by a thousandth in one coordinate of one run."""
    answer = np.array(answer)
    answer.flat[0] += 1e-3
    return answer


@pytest.mark.parametrize(
    ("function", "table", "name"),
    [
        ("by_hand", core.batch, "NumPy, in place by hand"),
        ("naive", core.batch, "NumPy, naive (runs, dims)"),
        ("bare", core.single, "NumPy, bare loop, points only"),
    ],
)
def test_a_wrong_floor_is_named(
    function: str,
    table: Callable[[int], None],
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    table(1)
    assert name in capsys.readouterr().out
    right = getattr(core, function)
    monkeypatch.setattr(core, function, lambda argument: nudged(right(argument)))
    with pytest.raises(SystemExit, match=r"it differs by up to 0\.001") as end:
        table(1)
    assert str(end.value).startswith(f"{name} gives another answer")
    assert capsys.readouterr().out == ""


def test_a_wrong_loop_in_c_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not core.compilers():
        pytest.skip("no C compiler")
    source = Path(core.__file__).with_name("adam.c").read_text()
    assert source.count("x[i] * x[i]") == 1
    (tmp_path / "adam.c").write_text(source.replace("x[i] * x[i]", "x[i] * (x[i] + 1e-13)"))
    core.batch(1)
    monkeypatch.setattr(core, "__file__", str(tmp_path / "core.py"))
    with pytest.raises(SystemExit, match=r"^C, blocked .* gives another answer"):
        core.batch(1)


def test_a_wrong_library_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    right = optimizers.minimize

    def wrong(objective: Any, rule: Any, start: Any, *given: Any, **options: Any) -> Any:
        """Starts a little beside, unless it is asked for a batch."""
        start = np.asarray(start)
        return right(objective, rule, start + 1e-3 * (start.ndim == 1), *given, **options)

    monkeypatch.setattr(optimizers, "minimize", wrong)
    for table in (core.single, core.race):
        with pytest.raises(SystemExit, match="gives another answer"):
            table(1)


def test_the_process_ends_with_the_sentence_and_a_code() -> None:
    script = """
from benchmarks import core, maps
core.RUNS, core.bare = 300, lambda steps: [0.0]
core.main(1)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 1
    assert done.stderr == (
        "NumPy, bare loop, points only gives an answer of the shape (1,), not (201, 2).\n"
    )


@pytest.mark.parametrize("file", sorted((ROOT / "benchmarks").glob("*.py")), ids=lambda f: f.stem)
def test_a_benchmark_can_be_started(file: Path) -> None:
    importlib.import_module(f"benchmarks.{file.stem}")


@pytest.mark.parametrize(("table", "array"), [("basins", "reached"), ("sweep", "final_gap")])
def test_a_map_that_is_not_what_the_loop_gives_ends_the_benchmark(
    table: str, array: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    function = {"basins": "basin_map", "sweep": "sweep_map"}[table]
    made = getattr(maps, function)
    getattr(maps, table)(1)

    def wrong(config: Any) -> Any:
        found = made(config)
        return dataclasses.replace(found, **{array: getattr(found, array) + 1})

    monkeypatch.setattr(maps, function, wrong)
    with pytest.raises(SystemExit, match="gives another answer"):
        getattr(maps, table)(1)
