"""Scenes: what a race is made from."""

from __future__ import annotations

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
