"""What the tests of trials, of tuning and of the leader board share."""

from __future__ import annotations

from experiments.scene import Entry, Scene
from experiments.trials import Outcome, Trials, run_trials
from optimizers import Evaluations

FOUR = tuple(Entry(name) for name in ("momentum", "nesterov", "rmsprop", "adam"))
BANANA = Scene(start=(-1.5, 2.0), entries=FOUR)


def total(spent: Evaluations) -> int:
    return int(spent.value + spent.gradient + spent.hessian)


def trial(scene: Scene, entry: Entry, *rates: float, seeds: int = 1) -> Outcome:
    """Some learning rates from the start of the scene."""
    settings = tuple((("learning_rate", rate),) for rate in rates) or ((),)
    start = tuple(scene.start_points(scene.landscape()).tolist())
    return run_trials(Trials(scene.replace(entries=()), entry, settings, (start,), seeds))
