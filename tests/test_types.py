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


def mypy(text: str, folder: Path) -> list[str]:
    """What mypy says of a file of somebody who uses the library."""
    path = folder / "example.py"
    path.write_text(text)
    command = [sys.executable, "-m", "mypy", "--config-file=", "--no-error-summary", path.name]
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
    return done.stdout.splitlines()


@pytest.mark.slow
def test_the_examples_of_the_readme(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text()
    examples = doctest.DocTestParser().get_examples(text)
    assert len(examples) > 10
    assert mypy("".join(example.source for example in examples), tmp_path) == []


@pytest.mark.slow
def test_classes_keep_their_types(tmp_path: Path) -> None:
    answers = mypy(KEPT, tmp_path)
    found = [re.search(r'Revealed type is "(.+)"$', line) for line in answers]
    revealed = [
        match[1].replace("builtins.", "").replace("typing.", "") for match in found if match
    ]
    assert revealed == REVEALED
    errors = [line.partition("error: ")[2] for line in answers if "error: " in line]
    assert len(errors) == 2, errors
    assert 'Unexpected keyword argument "learning_rat" for "Adam"' in errors[0]
    assert 'has no attribute "NoSuchRule"' in errors[1]
