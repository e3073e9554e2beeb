"""The command line, as a person calls it: in a process of its own."""

from __future__ import annotations

import csv
import dataclasses
import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest

import objectives
from experiments.__main__ import main
from experiments.comparison import Comparison, compare
from experiments.storage import Parts, as_csv, as_parquet

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PATIENCE = 120
"""Seconds after which a wait has failed."""

SMALL = ("--objectives", "sphere,beale", "--optimizers", "sgd,adam,bfgs", "--starts", "3")
CONFIG = Comparison(("sphere", "beale"), ("sgd", "adam", "bfgs"), starts=3, steps=80, seed=2)
STEPS = ("--steps", "80", "--seed", "2")


def environment() -> dict[str, str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("DASK_")}
    return clean | {"PYTHONWARNINGS": "error"}


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "experiments", *map(str, arguments)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def test_csv_and_parquet_hold_the_same_table(tmp_path: Path) -> None:
    table = compare(CONFIG)
    for name in ("table.csv", "table.parquet"):
        done = run("table", *SMALL, *STEPS, "--out", tmp_path / name)
        assert done.returncode == 0, done.stderr
        assert "100 %" in done.stderr
        assert "18 rows" in done.stdout
        assert "bfgs" in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["table.csv", "table.parquet"]
    assert (tmp_path / "table.csv").read_bytes() == as_csv(table)
    assert (tmp_path / "table.parquet").read_bytes() == as_parquet(table)

    with (tmp_path / "table.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    columns = pyarrow.parquet.read_table(tmp_path / "table.parquet").to_pydict()
    assert list(columns) == list(rows[0]) == list(table.columns())
    for name, column in table.columns().items():
        for row, value in enumerate(column.tolist()):
            text, stored = rows[row][name], columns[name][row]
            assert type(stored) is type(value)
            if isinstance(value, float) and math.isnan(value):
                assert math.isnan(stored)
                assert text == "nan"
            else:
                assert stored == value
                assert type(value)(text) == value
    assert "inf" in {row["steps_to_1e-07"] for row in rows}


LONG = Comparison(tuple(objectives.names()[:12]), ("sgd", "adam"), starts=2, steps=2500)

INTERRUPTIBLE = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("experiments", run_name="__main__", alter_sys=True)
"""
"""A shell makes what it starts in the background deaf to SIGINT, the tests' children included."""


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGINT])
def test_killed_in_the_middle_and_started_again(tmp_path: Path, blow: signal.Signals) -> None:
    out = tmp_path / "table.csv"
    arguments = (
        *("table", "--objectives", ",".join(LONG.objectives)),
        *("--optimizers", ",".join(LONG.optimizers)),
        *("--starts", str(LONG.starts), "--steps", str(LONG.steps), "--out", str(out)),
    )
    folder = tmp_path / "table.csv.parts"
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, *arguments],
        cwd=ROOT,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        wait_for_parts(folder, process)
        process.send_signal(blow)
        _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == (-signal.SIGKILL if blow == signal.SIGKILL else 130), errors
    if blow == signal.SIGINT:
        assert "Traceback" not in errors
        assert errors.splitlines()[-1] == "Stopped; the same command goes on from here."
    assert not out.exists()
    kept = len(Parts(folder, LONG))
    assert 0 < kept < len(LONG.objectives)

    again = run(*arguments)
    assert again.returncode == 0, again.stderr
    assert f" {100 * kept / len(LONG.objectives):.0f} %" in again.stderr.splitlines()[0]
    assert out.read_bytes() == as_csv(compare(LONG))
    assert not folder.exists()


def wait_for_parts(folder: Path, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + PATIENCE
    while not list(folder.glob("*-*.npz")):
        assert process.poll() is None, "the command ended before it could be interrupted"
        assert time.monotonic() < end
        time.sleep(0.002)


def test_parts_of_an_earlier_try_are_used_unless_fresh(tmp_path: Path) -> None:
    out = tmp_path / "table.csv"
    table = compare(dataclasses.replace(CONFIG, objectives=("beale",)))
    marked = dataclasses.replace(table, gap=np.full(len(table), 7.0))
    for options, used in (((), True), (("--fresh",), False)):
        Parts(tmp_path / "table.csv.parts", CONFIG)["beale"] = marked
        done = run("table", *SMALL, *STEPS, "--out", out, *options)
        assert done.returncode == 0, done.stderr
        assert (out.read_bytes() == as_csv(compare(CONFIG))) is not used


def test_parts_are_of_one_comparison_alone(tmp_path: Path) -> None:
    parts = Parts(tmp_path, CONFIG)
    table = compare(dataclasses.replace(CONFIG, objectives=("sphere",)))
    parts["sphere"] = table
    assert as_csv(parts["sphere"]) == as_csv(table)
    assert list(parts) == ["sphere"]
    assert list(Parts(tmp_path, dataclasses.replace(CONFIG, objectives=("ackley",)))) == ["sphere"]
    changes: list[dict[str, object]] = [
        {"steps": 81},
        {"seed": 3},
        {"starts": 4},
        {"optimizers": ("sgd",)},
        {"tolerances": (0.1,)},
    ]
    for change in changes:
        other = Parts(tmp_path, dataclasses.replace(CONFIG, **change))
        assert "sphere" not in other
        assert len(other) == 0


def test_a_damaged_part_is_made_again(tmp_path: Path) -> None:
    parts = Parts(tmp_path, CONFIG)
    parts["sphere"] = compare(dataclasses.replace(CONFIG, objectives=("sphere",)))
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for content in (b"", whole[:100], whole[:-200], b"nonsense"):
        file.write_bytes(content)
        assert "sphere" not in parts
    assert as_csv(compare(CONFIG, kept=parts)) == as_csv(compare(CONFIG))
    assert file.read_bytes() == whole


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "the following arguments are required: command"),
        (("tabel",), "invalid choice: 'tabel'"),
        (("table",), "the following arguments are required: --out"),
        (("table", "--out", "a.txt"), "--out must end in .parquet or .csv, got 'a.txt'"),
        (("table", "--out", "no/where/a.csv"), "--out: there is no folder 'no/where'"),
        (("table", "--out", "a.csv", "--steps", "x"), "argument --steps: invalid int value: 'x'"),
        (("table", "--out", "a.csv", "--starts", "0"), "starts must be a whole number of at least"),
        (
            ("table", "--out", "a.csv", "--objectives", "sphere,spere"),
            "no objective is called 'spere'; did you mean 'sphere'",
        ),
        (
            ("table", "--out", "a.csv", "--optimizers", ""),
            "no optimizer is called ''",
        ),
    ],
)
def test_a_bad_argument_is_one_sentence(
    arguments: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert sentence in printed.err
    assert len(printed.err.splitlines()) == 1


def test_the_process_ends_with_the_same_code(tmp_path: Path) -> None:
    done = run("table", "--out", tmp_path / "a.txt")
    assert done.returncode == 2
    assert done.stderr == (
        "python -m experiments: --out must end in .parquet or .csv, got 'a.txt'\n"
    )
