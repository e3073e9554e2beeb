"""Scenes: what a race is made from."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from experiments import Entry, Scene, run_race

LINE = Scene(
    objective="noisy_line",
    steps=2000,
    loss_change=1e-3,
    entries=(Entry("sgd", values=(("learning_rate", 0.05),)),),
)


def test_the_change_of_the_loss_is_looked_at_from_epoch_to_epoch() -> None:
    (runner,) = run_race(LINE.replace(batch_size=7)).runners
    run = runner.trajectory
    assert run.status == "converged"
    per_epoch = 15  # 100 examples in batches of 7
    assert run.last_step % per_epoch == 0
    ends = run.values[::per_epoch]
    assert abs(ends[-1] - ends[-2]) <= 1e-3
    assert (abs(ends[1:-1] - ends[:-2]) > 1e-3).all()


def test_without_mini_batches_it_is_looked_at_in_every_step() -> None:
    (runner,) = run_race(LINE).runners
    values = runner.trajectory.values
    assert runner.trajectory.status == "converged"
    assert abs(values[-1] - values[-2]) <= 1e-3
    assert (abs(values[1:-1] - values[:-2]) > 1e-3).all()


def test_steps_per_epoch() -> None:
    assert Scene().steps_per_epoch() == 1
    assert LINE.steps_per_epoch() == 1
    assert LINE.replace(batch_size=100).steps_per_epoch() == 1
    assert LINE.replace(batch_size=33).steps_per_epoch() == 4


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("steps", 0, r"Scene: steps must be a whole number in \[1, 20000\], got 0"),
        ("starts", 201, r"Scene: starts must be a whole number in \[1, 200\], got 201"),
        ("seed", -1, r"Scene: seed must be a whole number in \[0, 4294967295\], got -1"),
        ("noise", -0.5, r"Scene: noise must be in \[0, inf\), got -0.5"),
        ("noise", math.nan, r"Scene: noise must be in \[0, inf\), got nan"),
        ("noise", np.ones(3), "Scene: noise must be one number for all runs"),
        ("clip_norm", 0.0, r"Scene: clip_norm must be in \(0, inf\), got 0.0"),
        ("difference", math.inf, r"Scene: difference must be in \(0, inf\), got inf"),
        ("box", "shut", "Scene: box must be one of 'free', 'project', 'stop'"),
        ("start", (1e200, 0.0), r"Scene: start must be numbers in \[-1e\+100, 1e\+100\]"),
        ("start", (), "Scene: start must be at least 1 numbers"),
        ("scale", (1.0,), "Scene: scale must be 2 numbers"),
        ("patience", 0, r"Scene: patience must be a whole number in \[1, 1000\], got 0"),
    ],
)
def test_an_option_that_cannot_be_is_refused_in_a_sentence(
    option: str, value: Any, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        Scene().replace(**{option: value})


def test_options_have_their_canonical_types() -> None:
    scene = Scene(noise=1, start=[1, 2], steps=np.int64(5))  # type: ignore[arg-type]
    assert (scene.noise, scene.start, scene.steps) == (1.0, (1.0, 2.0), 5)
    assert type(scene.noise) is float
    assert type(scene.steps) is int


def test_scenes_of_one_function_can_be_compared_whatever_runs_on_it() -> None:
    ellipse = Scene("ellipse", (("condition", 50.0),))
    assert ellipse.replace(steps=7, entries=(), start=(1.0, 1.0)).function == ellipse.function
    for change in (
        {"parameters": ()},
        {"angle": 30.0},
        {"scale": (2.0, 1.0)},
        {"objective": "sphere"},
    ):
        assert ellipse.replace(**change).function != ellipse.function
