"""What a race or an experiment would take, estimated before it is run.

A point of n coordinates, its gradient and what belongs to them are kept for every recorded step of
every run; a rule may keep as much, or a matrix of n x n. A pass over the examples of a learning
problem multiplies every parameter with every example.
"""

from __future__ import annotations

import dataclasses

import numpy as np

import objectives
from declarations import counted
from experiments.scene import MOST_ENTRIES, Entry, Scene
from optimizers.recorder import flat


@dataclasses.dataclass
class Limits:
    """What work may take. Who serves many people sets others at the start of the process."""

    race_bytes: float = 200e6
    """What the paths of a race may take together."""
    most_work: float = 1e11
    """Multiplications of an optimizer in a race, or of a whole experiment: some minutes."""

    @property
    def entry_bytes(self) -> float:
        """The share of one optimizer; a longer path is kept at every k-th step."""
        return self.race_bytes / MOST_ENTRIES


LIMITS = Limits()

NUMBER = 8
BESIDE = 6
"""Numbers beside point and gradient: the loss, three counts, a learning rate and its step."""


class WorkError(ValueError):
    """Work that would not end in this world's time."""


def row_bytes(dims: int, runs: int = 1) -> int:
    """What a recorded step of some runs takes without the rule's state."""
    # Also the average, for rules that keep one, and its loss.
    return NUMBER * runs * (3 * dims + BESIDE)


def state_bytes(entry: Entry, objective: objectives.Objective) -> int:
    """What an optimizer keeps in mind of one run."""
    rule = entry.rule(objective)
    # As in a run, where an overflow is found by looking at the numbers.
    with np.errstate(all="ignore"):
        state = rule.init(objective.start, objective)
    return sum(np.asarray(values).nbytes for values in flat(state).values())


def kept_every(scene: Scene, objective: objectives.Objective) -> int:
    """Every how many steps the path of an optimizer is kept, so that it stays within its share."""
    rows = max(int(LIMITS.entry_bytes // row_bytes(objective.dims, scene.starts)), 2)
    return -(-scene.steps // (rows - 1)) if scene.steps >= rows else 1


def keeps_state(scene: Scene, entry: Entry, objective: objectives.Objective) -> bool:
    """Whether the rule's state can be kept at every recorded step as well."""
    if scene.starts > 1:
        return False
    rows = scene.steps // kept_every(scene, objective) + 1
    return rows * (state_bytes(entry, objective) + row_bytes(objective.dims)) <= LIMITS.entry_bytes


def work(objective: objectives.Objective, steps: int, runs: int) -> float:
    """The multiplications of some runs."""
    return float(steps) * runs * objective.dims * (objective.examples or 1)


def check(objective: objectives.Objective, steps: int, runs: int, what: str) -> None:
    """Refuse work that would not end in this world's time.

    Raises:
        WorkError: with a sentence that says what would fit.
    """
    needed = work(objective, steps, runs)
    if needed <= LIMITS.most_work:
        return
    fitting = int(steps * LIMITS.most_work / needed)
    times = "" if runs == 1 else f", {runs:,} times"
    if fitting >= 1:
        fits = f"{counted(fitting, 'step')} would fit"
    else:
        fits = "fewer runs, fewer units or fewer examples would fit"
    raise WorkError(
        f"{what}: {counted(steps, 'step')} of {counted(objective.dims, 'variable')} on "
        f"{counted(objective.examples or 1, 'example')}{times} "
        f"are too much work for this server; {fits}."
    )


def rows_that_fit(dims: int, runs: int) -> int:
    """How many recorded steps of a batch of runs fit into the memory of a race."""
    return max(int(LIMITS.race_bytes // row_bytes(dims, runs)), 2)


def is_heavy(objective: objectives.Objective, steps: int, runs: int) -> bool:
    """Whether work takes so long that it waits its turn where others are at work."""
    # A step of anything costs as much as some thousand multiplications.
    return work(objective, steps, runs) + 5_000.0 * steps > 2e8
