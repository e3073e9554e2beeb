"""The command line, as a person calls it: in a process of its own."""

from __future__ import annotations

import csv
import dataclasses
import math
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet
import pytest

import objectives
from experiments.__main__ import main
from experiments.command import reason
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


def run(
    *arguments: str | Path, module: str = "experiments", **options: Any
) -> subprocess.CompletedProcess[str]:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT,
        env=environment(),
        text=True,
        timeout=PATIENCE,
        **pipes | options,
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
        start_new_session=True,
    ) as process:
        wait_for_parts(folder, process)
        if blow == signal.SIGKILL:
            process.kill()
        else:
            os.killpg(process.pid, blow)  # a terminal interrupts the workers as well
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


@pytest.mark.parametrize("delay", [0.0, 0.01, 0.3, 4.0])
def test_an_interrupt_at_any_time_ends_all_at_once_and_in_one_sentence(
    tmp_path: Path, delay: float
) -> None:
    """While processes are started, while they read the sources, and in work that takes minutes."""
    arguments = ("table", "--steps", "100000", "--out", str(tmp_path / "table.csv"))
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, *arguments],
        cwd=ROOT,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stderr is not None
        assert " 0 %" in process.stderr.readline()
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGINT)
        try:
            # The pipe is at its end when the workers have ended, too.
            _, errors = process.communicate(timeout=10)
        finally:
            process.kill()
    assert process.returncode == 130
    assert errors == "\nStopped; the same command goes on from here.\n"


# What cannot be written.

AGAIN = "the same command goes on from here."


def limited(size: int) -> Any:
    """No file may be larger: the system refuses the rest of it, as it does on a full disk."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize(
    ("room", "parts", "file"), [(0.1, 0, ".npz"), (0.99, len(LONG.objectives), "table.csv")]
)
def test_a_disk_that_takes_no_more_is_one_sentence_and_the_parts_are_kept(
    tmp_path: Path, room: float, parts: int, file: str
) -> None:
    """Room for a share of the table; a part is smaller."""
    config = dataclasses.replace(LONG, steps=20, starts=6)
    expected = as_csv(compare(config))
    out = tmp_path / "table.csv"
    arguments = (
        *("table", "--objectives", ",".join(config.objectives), "--starts", str(config.starts)),
        *("--optimizers", ",".join(config.optimizers), "--steps", str(config.steps)),
        *("--out", out),
    )
    done = run(*arguments, preexec_fn=limited(int(room * len(expected))))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    sentence = done.stderr.splitlines()[-1]
    assert sentence.startswith("python -m experiments: File too large: ")
    assert sentence.endswith(f"{file}'; {AGAIN}")
    folder = tmp_path / "table.csv.parts"
    assert list(tmp_path.iterdir()) == [folder]
    assert len(list(folder.iterdir())) == len(Parts(folder, config)) == parts

    again = run(*arguments)
    assert again.returncode == 0, again.stderr
    assert out.read_bytes() == expected
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_stream_that_takes_nothing_ends_the_command_properly(tmp_path: Path, stream: str) -> None:
    out = tmp_path / "table.csv"
    with Path("/dev/full").open("w") as full:
        done = run("table", *SMALL, *STEPS, "--out", out, **{stream: full})
    assert done.returncode == 2
    if stream == "stdout":
        expected = f"python -m experiments: No space left on device; {AGAIN}"
        assert done.stderr.splitlines()[-1] == expected
        assert out.read_bytes() == as_csv(compare(CONFIG))
        assert len(Parts(tmp_path / "table.csv.parts", CONFIG)) == len(CONFIG.objectives)


def refused(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The sentence that refuses arguments before any work is done."""
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1
    return printed.err


def test_an_output_that_cannot_be_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DASK_SCHEDULER_ADDRESS", raising=False)
    Path("folder.csv").mkdir()
    os.mkfifo("pipe.csv")
    Path("file").write_text("kept")
    Path("beside.csv.parts").write_text("kept")
    Path("link.csv.parts").symlink_to("folder.csv")
    before = sorted(tmp_path.iterdir())
    for out, sentence in {
        "folder.csv": "--out: 'folder.csv' is a folder",
        "pipe.csv": "--out: 'pipe.csv' is no ordinary file",
        "file/a.csv": "--out: there is no folder 'file'",
        "beside.csv": "--out: 'beside.csv.parts' is no folder; that is where the parts go",
        "link.csv": "--out: 'link.csv.parts' is no folder; that is where the parts go",
        # Nobody can make files there, root included.
        "/proc/a.csv": "--out cannot be written: No such file or directory: '/proc/a.csv'",
        f"{'a' * 246}.csv": "--out cannot be written: File name too long: ",
        f"{'a' * 256}.csv": "--out cannot be written: File name too long: ",
    }.items():
        for options in ((), ("--fresh",)):
            said = refused("table", *SMALL, *options, "--out", out, capsys=capsys)
            assert said.startswith(f"python -m experiments: {sentence}")
    assert sorted(tmp_path.iterdir()) == before


def test_a_folder_that_is_read_only_is_refused_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also to root, by a flag of the file system where there is one."""
    out = tmp_path / "table.csv"
    parts = tmp_path / "table.csv.parts"
    parts.mkdir()
    for folder, named in ((tmp_path, out), (parts, parts / "part")):
        with read_only(folder):
            said = refused("table", *SMALL, "--out", str(out), capsys=capsys)
        assert said.startswith("python -m experiments: --out cannot be written: ")
        assert said.endswith(f" {str(named)!r}\n")


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    if os.geteuid() != 0:
        lock, unlock = ["chmod", "u-w"], ["chmod", "u+w"]
    elif shutil.which("chattr"):
        lock, unlock = ["chattr", "+i"], ["chattr", "-i"]
    else:
        pytest.skip("root may write everywhere, and there is no chattr to forbid it")
    if subprocess.run([*lock, folder]).returncode:
        pytest.skip("this file system has no immutable folders")
    try:
        yield
    finally:
        subprocess.run([*unlock, folder], check=True)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device", "a.csv"), "No space left on device: 'a.csv'"),
        (OSError(28, "No space left on device"), "No space left on device"),
        (RuntimeError("A process was terminated abruptly."), "A process was terminated abruptly"),
        (MemoryError(), "MemoryError"),
    ],
)
def test_the_reason_has_no_number_and_no_full_stop(error: Exception, said: str) -> None:
    assert reason(error) == said


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
    assert sentence in refused(*arguments, capsys=capsys)


@pytest.mark.parametrize(
    ("module", "arguments", "sentence"),
    [
        (
            "experiments",
            ("table", "--out", "a.txt"),
            "python -m experiments: --out must end in .parquet or .csv, got 'a.txt'\n",
        ),
        (
            "experiments.suggest",
            ("sphere",),
            "python -m experiments.suggest: unrecognized arguments: sphere\n",
        ),
    ],
)
def test_the_process_ends_with_the_same_code(
    module: str, arguments: tuple[str, ...], sentence: str
) -> None:
    done = run(*arguments, module=module)
    assert done.returncode == 2
    assert done.stderr == sentence
