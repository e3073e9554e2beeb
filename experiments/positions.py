"""All positions of a knob as one batch: what is shown while it is dragged."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

import optimizers
from experiments import cost
from experiments.runs import runs
from experiments.scene import Entry, Scene

MOST_NUMBERS = 300_000
"""Runs times steps of a batch in a plane; of a longer race fewer positions are made."""
LEAST_POSITIONS = 16


@dataclasses.dataclass(frozen=True)
class Positions:
    """The runs of every ``stride``-th of the places of a knob, and those places."""

    places: NDArray[np.float64]
    stride: int
    runs: optimizers.Trajectory


def run_positions(scene: Scene, entry: Entry, name: str, places: list[float]) -> Positions:
    """Run an optimizer of a scene at the positions of one of its knobs, all as one batch.

    A run of the batch is, bit for bit, the run that `experiments.run_entry` makes of the entry
    with that value.

    Args:
        scene: the race; it has one start.
        entry: the optimizer; its own value of the knob does not matter.
        name: a real hyperparameter of the rule.
        places: the values, rising.

    Raises:
        ValueError: the scene has several starts, a value is not valid, or it would take too long.
    """
    if scene.starts > 1:
        raise ValueError("several starts are not run at every position of a knob")
    objective = scene.landscape()
    if cost.kept_every(scene, objective) > 1 or cost.is_heavy(objective, scene.steps, 8):
        raise ValueError("the runs are too long to be made at every position of a knob")
    rule = optimizers.registry[entry.optimizer]
    parameter = rule.parameters[name]
    numbers = (scene.steps + 1) * objective.dims / 2.0
    allowed = max(LEAST_POSITIONS, int(MOST_NUMBERS / numbers))
    stride = max(1, -(-len(places) // allowed))
    chosen = np.array(places[::stride])
    for value in (chosen[0], chosen[-1]):
        parameter.checked(rule.__name__, name, float(value))
    values = tuple({**dict(entry.values), name: chosen}.items())
    batch = runs(
        scene,
        dataclasses.replace(entry, values=values),
        scene.start_points(objective),
        tolerance=scene.tolerances(),
    )
    return Positions(chosen, stride, batch)
