"""Those who check types get on well with the library: the examples of the README, and more."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

KEPT = """
import objectives
import optimizers

rule = optimizers.Adam(learning_rate=0.1)
reveal_type(rule)
reveal_type(rule.replace(learning_rate=0.2))
reveal_type(optimizers.get("adam"))
reveal_type(optimizers.Lookahead(optimizer=rule))
reveal_type(objectives.Rosenbrock())
run = optimizers.minimize(objectives.get("sphere"), rule, (1.0, 2.0), 3)
reveal_type(run)
reveal_type(run.status)
reveal_type(run.x)
reveal_type(run.best)
reveal_type(optimizers.load("run.npz"))
optimizers.Adam(learning_rat=0.1)
optimizers.NoSuchRule
"""

FLOATS = "numpy.ndarray[tuple[Any, ...], numpy.dtype[numpy.float64]]"
REVEALED = [
    "optimizers.rules.adam.Adam",
    "optimizers.rules.adam.Adam",
    "optimizers.optimizer.Optimizer",
    "optimizers.wrappers.lookahead.Lookahead",
    "objectives.landscapes.rosenbrock.Rosenbrock",
    "optimizers.trajectory.Trajectory",
    "str | numpy.ndarray[tuple[Any, ...], numpy.dtype[numpy.str_]]",
    FLOATS,
    f"tuple[Any, {FLOATS}, Any, fallback=optimizers.trajectory.Best]",
    "optimizers.trajectory.Trajectory",
]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What mypy says of each file of somebody who uses the library."""
    folder = tmp_path_factory.mktemp("types")
    examples = doctest.DocTestParser().get_examples((ROOT / "README.md").read_text())
    assert len(examples) > 10
    files = {"readme.py": "".join(example.source for example in examples), "kept.py": KEPT}
    for name, text in files.items():
        (folder / name).write_text(text)
    command = [sys.executable, "-m", "mypy", "--config-file=", "--no-error-summary", *files]
    environment = os.environ | {"MYPYPATH": str(ROOT), "MYPY_CACHE_DIR": str(folder / "cache")}
    done = subprocess.run(
        [*command, "--ignore-missing-imports"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert not done.stderr, done.stderr
    lines = done.stdout.splitlines()
    said = {name: [line for line in lines if line.startswith(f"{name}:")] for name in files}
    assert sum(map(len, said.values())) == len(lines), lines
    return said


@pytest.mark.slow
def test_the_examples_of_the_readme(answers: dict[str, list[str]]) -> None:
    assert answers["readme.py"] == []


@pytest.mark.slow
def test_classes_keep_their_types(answers: dict[str, list[str]]) -> None:
    lines = answers["kept.py"]
    found = [re.search(r'Revealed type is "(.+)"$', line) for line in lines]
    revealed = [
        match[1].replace("builtins.", "").replace("typing.", "") for match in found if match
    ]
    assert revealed == REVEALED
    errors = [line.partition("error: ")[2] for line in lines if "error: " in line]
    assert len(errors) == 2, errors
    assert 'Unexpected keyword argument "learning_rat" for "Adam"' in errors[0]
    assert 'has no attribute "NoSuchRule"' in errors[1]
