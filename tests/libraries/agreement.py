"""Exported code, run with the real libraries: ``make libraries``.

The file is not called test_*.py, so that `make test` needs none of them. All exports for a library
are run in one process of `.venv-libraries`, where they are installed.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from declarations.arrays import Array
from experiments import Entry, Scene
from experiments.scene import MOST_ENTRIES
from explain.code import export, notebook
from explain.code.counterparts import matches, path
from tests.reference.records import records

ROOT = Path(__file__).parent.parent.parent
PYTHON = ROOT / ".venv-libraries" / "bin" / "python"

STEPS = 40
AGREEMENT = 1e-12
STABLE = 2e-13
NUDGES = 4

RATE = 1.0
"""Of the one step in which a landscape is compared: the gradient itself."""

COMPILED_ONCE = {
    "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
    "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
}
"""JAX keeps what it has compiled: an optimizer is the same on every landscape."""

RACE = "himmelblau", "rosenbrock"
LIBRARIES = "torch", "keras", "optax"


def entries(library: str) -> list[Entry]:
    """Every setting of every rule that was recorded of a library."""
    found: dict[Any, Entry] = {}
    for record in records():
        # Wrappers are in no library's exported code: it says that they are not written there.
        if record.library == library and record.id in optimizers.registry:
            values = {name: _own(value) for name, value in record.keywords.items()}
            entry = Entry(record.id, preset=library, values=tuple(sorted(values.items())))
            found[entry.optimizer, entry.values] = entry
    return list(found.values())


def _own(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def races(every: Sequence[Entry]) -> Iterator[tuple[Entry, ...]]:
    """As many as a scene may hold."""
    for first in range(0, len(every), MOST_ENTRIES):
        yield tuple(every[first : first + MOST_ENTRIES])


def scenes(library: str) -> dict[str, Scene]:
    """What is exported, by name."""
    every = {}
    for objective in RACE:
        for number, some in enumerate(races(entries(library))):
            scene = Scene(objective=objective, start=STARTS[objective], steps=STEPS, entries=some)
            every[f"{objective} {number}"] = scene
    plain = Entry("sgd", preset=library, values=(("learning_rate", 0.001), ("momentum", 0.5)))
    schedules = tuple(
        Entry(plain.optimizer, plain.preset, plain.values, schedule=name, schedule_values=warmed)
        for name in optimizers.schedule_names()
        for warmed in ((), (("warmup_steps", 5),))
    )
    for number, some in enumerate(races(schedules)):
        every[f"schedules {number}"] = Scene(steps=STEPS, entries=some)
    surrounded = Scene(steps=STEPS, entries=(plain,), noise=0.5, seed=7)
    every["noise and clipping"] = surrounded.replace(clip_norm=5.0, clip_value=2.0)
    every["box"] = surrounded.replace(box="project", noise=30.0)
    every["turned"] = surrounded.replace(angle=30.0, scale=(2.0, 0.5))
    batches = Scene(
        objective="logistic_regression", steps=STEPS, entries=(plain,), batch_size=3, seed=3
    )
    every["mini-batches"] = batches
    every["in order"] = batches.replace(shuffle=False)
    every["network"] = Scene(objective="mlp", steps=STEPS, entries=(plain,), batch_size=32)
    every["asks our package"] = Scene(
        objective="reddi_1d", steps=STEPS, entries=(plain,), batch_size=1
    )
    return every


STARTS = {"himmelblau": (0.5, 0.25), "rosenbrock": (-1.2, 1.0)}


def landscapes(library: str) -> dict[str, Scene]:
    """All landscapes; what is JAX' is that of both libraries on it."""
    if library == "keras":
        return {}
    one = Entry("sgd", preset=library, values=(("learning_rate", RATE),))
    return {
        f"landscape {name}": Scene(objective=name, entries=(one,), steps=1)
        for name in objectives.names()
    }


@functools.cache
def exported(library: str) -> dict[str, Any]:
    """The paths of all exports for a library."""
    jobs = {}
    for name, scene in (scenes(library) | landscapes(library)).items():
        made = export(scene, library)
        jobs[name] = made.text, made.data
    with tempfile.TemporaryDirectory() as folder:
        written, results = Path(folder, "jobs.json"), Path(folder, "results.json")
        written.write_text(json.dumps(jobs))
        runner = Path(__file__).with_name("runner.py")
        subprocess.run(
            [PYTHON, runner, written, results],
            check=True,
            env=os.environ
            | {"PYTHONPATH": str(ROOT)}
            | COMPILED_ONCE
            | {"JAX_COMPILATION_CACHE_DIR": folder},
        )
        return json.loads(results.read_text())  # type: ignore[no-any-return]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The cases, which are made only where the tests are run: doctest looks into every file."""
    if "match" not in metafunc.fixturenames:
        return
    found = [
        pytest.param(library, name, scene, match, id=f"{library}-{name}-{match.label}")
        for library in LIBRARIES
        for name, scene in scenes(library).items()
        for match in matches(scene, library)
    ]
    metafunc.parametrize(("library", "name", "scene", "match"), found)


def stable_steps(scene: Scene, match: Any, run: Array) -> int:
    """How far rounding alone leaves a run where it is."""
    stable = len(run) - 1
    # So far: what comes later, of a run that diverges, would hide all that went before.
    size = np.maximum.accumulate(np.maximum(np.abs(run).max(axis=1), 1.0))
    for seed in range(NUDGES):
        nudge = 1.0 + 1e-15 * np.random.default_rng(seed).standard_normal(run.shape[1])
        start = tuple(np.array(run[0]) * nudge)
        other = path(scene.replace(start=start), match.in_form, match.schedule).points
        common = min(len(other), len(run))
        apart = np.abs(other[:common] - run[:common]).max(axis=1) > STABLE * size[:common]
        stable = min(stable, int(np.argmax(apart)) - 1 if apart.any() else common - 1)
    return stable


def test_the_library_walks_as_the_rule_in_its_form(
    library: str, name: str, scene: Scene, match: Any
) -> None:
    found = exported(library)[name]
    assert isinstance(found, dict), found
    theirs = np.array(found[match.label])
    if match.counterpart is None or match.counterpart.caveat:
        return
    ours = path(scene, match.in_form, match.schedule).points
    steps = min(stable_steps(scene, match, ours), len(theirs) - 1)
    # Two equal numbers are subtracted in the first step: what is left of them is rounding.
    cancels = getattr(match.in_form, "centered", False) and match.in_form.bias_correction
    assert steps > 0 or cancels
    size = max(1.0, float(np.abs(ours[: steps + 1]).max()))
    assert np.abs(theirs[: steps + 1] - ours[: steps + 1]).max() <= AGREEMENT * size


@pytest.mark.parametrize("library", ["torch", "optax"])
@pytest.mark.parametrize("name", objectives.names())
def test_the_library_differentiates_what_the_landscape_says(library: str, name: str) -> None:
    found = exported(library)[f"landscape {name}"]
    assert isinstance(found, dict), found
    ((start, after),) = (np.array(path) for path in found.values())
    slope = objectives.get(name).gradient(start)
    assert np.abs((start - after) - slope).max() <= 1e-9 * max(1.0, np.abs(slope).max())


@pytest.mark.parametrize("library", ["numpy", *LIBRARIES])
@pytest.mark.parametrize("name", ["beale", "parabola_1d", "mlp"])
def test_a_notebook_is_valid_and_draws_what_it_says(
    library: str, name: str, tmp_path: Path
) -> None:
    """Every cell is run: a curve for each optimizer, and in two variables its path beside it."""
    entries = (Entry("sgd"), Entry("adam"))
    text = notebook(Scene(objective=name, steps=5, entries=entries), library)
    (tmp_path / "runs.ipynb").write_text(text)
    folders = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [PYTHON, Path(__file__).parent / "cells.py", "runs.ipynb"],
        cwd=tmp_path,
        env={**os.environ, "MPLBACKEND": "agg", "PYTHONPATH": folders},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    plane = objectives.get(name).dims == 2
    points = {"curve": 6, "path": 6} if plane else {"curve": 6}
    labels = ["SGD", "Adam"]
    assert json.loads(done.stdout.splitlines()[-1]) == [
        [[label, number] for label in labels] for number in points.values()
    ]
