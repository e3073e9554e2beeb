"""With NumPy and our own packages the code makes the very runs of the scene."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import optimizers
from experiments import Entry, Scene, run_race
from experiments.scene import MOST_ENTRIES
from explain.code import export
from tests.explain.code.helpers import run

RULES = sorted(optimizers.names())
OWN = {"features": ((0.0, 1.0), (1.0, 2.5), (2.0, -1.0)), "targets": (1.0, 3.0, 4.0)}
LONG = {"features": tuple(map(float, range(400))), "targets": tuple(map(float, range(400)))}


def reproduces(scene: Scene, folder: Path) -> None:
    race = run_race(scene)
    found = run(export(scene, "numpy"), folder)["runs"]
    assert len(found) == len(race.runners)
    for runner, again in zip(race.runners, found.values(), strict=True):
        expected = runner.others or runner.trajectory
        assert again.points.tobytes() == expected.points.tobytes()
        assert np.array_equal(again.status, expected.status)


@pytest.mark.parametrize("first", range(0, len(RULES), MOST_ENTRIES))
def test_every_rule_runs_as_in_the_scene(first: int, tmp_path: Path) -> None:
    some = RULES[first : first + MOST_ENTRIES]
    reproduces(Scene(steps=15, entries=tuple(Entry(name) for name in some)), tmp_path)


def test_everything_around_a_rule_comes_along(tmp_path: Path) -> None:
    wrapped = tuple(
        Entry("adam", values=(("beta_1", 0.5),), wrappers=((name, ()),))
        for name in sorted(optimizers.wrappers)
    )
    reproduces(Scene(steps=15, entries=wrapped, noise=0.3, seed=4, clip_norm=2.0), tmp_path)


def test_every_schedule_comes_along(tmp_path: Path) -> None:
    scheduled = tuple(
        Entry("sgd", schedule=name, schedule_values=(("warmup_steps", 3),))
        for name in optimizers.schedule_names()
    )
    reproduces(Scene(steps=15, entries=scheduled), tmp_path)


PLAIN = (Entry("sgd"), Entry("sgd", preset="torch", values=(("momentum", 0.5),)))


@pytest.mark.parametrize(
    "options",
    [
        {"starts": 5, "seed": 2},
        {"objective": "ellipse", "parameters": (("kappa", 3.0),), "angle": 20.0},
        {"objective": "beale", "scale": (2.0, 0.5), "box": "project", "noise": 20.0},
        {"box": "stop", "noise": 200.0, "clip_value": 3.0},
        {"difference": 1e-4},
        {"gradient_norm": 100.0, "loss": 2.0, "patience": 2},
        {"objective": "logistic_regression", "batch_size": 4, "loss_change": 1e-3},
        {"objective": "mlp", "batch_size": 32, "shuffle": False},
        {"objective": "linear_regression", "parameters": tuple(OWN.items()), "batch_size": 2},
        {"objective": "linear_regression", "parameters": tuple(LONG.items())},
        {"objective": "linear_regression", "parameters": (*OWN.items(), ("scaling", "standard"))},
    ],
    ids=str,
)
def test_the_options_of_a_scene_come_along(options: dict[str, Any], tmp_path: Path) -> None:
    reproduces(Scene(**{"steps": 15, "entries": PLAIN} | options), tmp_path)


def test_one_run_alone_is_the_same(tmp_path: Path) -> None:
    scene = Scene(steps=15, entries=PLAIN)
    (alone,) = run(export(scene, "numpy", PLAIN[1]), tmp_path)["runs"].values()
    assert alone.points.tobytes() == run_race(scene).runners[1].trajectory.points.tobytes()


def test_a_long_table_is_read_from_the_file_beside_the_code() -> None:
    long = Scene(objective="linear_regression", parameters=tuple(LONG.items()))
    made = export(long, "numpy")
    assert "data.csv" in made.text
    assert made.data.splitlines()[1:3] == ["0.0,0.0", "1.0,1.0"]
    assert export(Scene(objective="linear_regression"), "numpy").data == ""


def test_an_unknown_library_is_refused() -> None:
    with pytest.raises(ValueError, match=r"library must be one of .*, got 'theano'"):
        export(Scene(), "theano")
