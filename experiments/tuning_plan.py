"""What a fair race tries: the budget of every optimizer and the settings it is spent on."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

import optimizers
from declarations import Real
from experiments import cost
from experiments.runs import is_stochastic
from experiments.scene import Entry, Scene, Values
from optimizers import FirstOrder

METHODS = ("grid", "random", "halving")

STARTS, SETTINGS = 4, 5
"""The streams of random numbers; a scene and its runs use those below."""

HALVINGS = 3
SHORTEST = 10
"""Successive halving begins with an eighth of the steps, but with no less than this."""


@dataclasses.dataclass(frozen=True)
class Tuning:
    """A scene whose optimizers are to be tuned, and the budget of each.

    A run may call the objective as often as the scene has steps, see
    `experiments.trials.run_trials`; every optimizer gets ``trials`` settings, each of them run
    from the same starts with the same noise. All look for the learning rate in the same interval:
    one of its own would be a hint to each. Hyperparameters that an entry sets itself, all but the
    learning rate, stay as they are. On a landscape whose minimum is on the border of its domain
    points are projected into it, unless the scene stops them there.

    Attributes:
        scene: the race; its start is the first one of the tuning.
        trials: how many settings of every optimizer are tried.
        starts: the start of the scene and so many less one at random.
        seeds: how often each is run with other noise: the scene's seed and the next ones. Where
            nothing is random all seeds give the same run, and one is made.
        method: "grid" and "random" try learning rates that are evenly or randomly distributed on
            the logarithmic scale. "halving" draws as "random" does, gives all of them an eighth
            of the budget, and the better half twice as much, from the start again, until the last
            have had the whole budget; it spends about half of what the others do.
        also: tune the other real hyperparameters of the rules as well, in their slider intervals.
            Regularisation and clipping stay, since they change the problem, and so does what is
            off with a default of 0, such as the momentum of SGD. Not with a grid.
        rates: where the learning rate is looked for.
        seed: of the random starts and settings.
    """

    scene: Scene
    trials: int = 64
    starts: int = 5
    seeds: int = 1
    method: str = "grid"
    also: bool = False
    rates: tuple[float, float] = (1e-5, 100.0)
    seed: int = 0

    @property
    def run_count(self) -> int:
        """How many runs it makes."""
        return self.trials * self.starts * self.seeds * len(self.scene.entries)

    @property
    def is_heavy(self) -> bool:
        """Whether it takes so long that it waits its turn on a server."""
        return cost.is_heavy(self.scene.landscape(), self.scene.steps, self.run_count)

    def __post_init__(self) -> None:
        if not isinstance(self.scene, Scene) or not self.scene.entries:
            raise ValueError("tuning: scene must be a scene with at least one optimizer")
        objective = self.scene.landscape()
        for entry in self.scene.entries:
            if entry.rule(objective).ascends:
                raise ValueError(
                    f"tuning: {entry.optimizer} is told to go uphill, not to a minimum"
                )
        for name, least in (("trials", 1), ("starts", 1), ("seeds", 1), ("seed", 0)):
            _check_whole(name, getattr(self, name), least)
        if self.scene.box == "free" and self.scene.landscape().minimum_on_border:
            object.__setattr__(self, "scene", self.scene.replace(box="project"))
        if not any(is_stochastic(self.scene, entry) for entry in self.scene.entries):
            object.__setattr__(self, "seeds", 1)
        if self.method not in METHODS:
            known = ", ".join(map(repr, METHODS))
            raise ValueError(f"tuning: method must be one of {known}, got {self.method!r}")
        if not isinstance(self.also, bool):
            raise ValueError(f"tuning: also must be True or False, got {self.also!r}")
        if self.also and self.method == "grid":
            raise ValueError(
                "tuning: a grid tries learning rates alone; also needs 'random' or 'halving'"
            )
        if len(self.rates) != 2 or not 0 < self.rates[0] < self.rates[1] < np.inf:
            raise ValueError(
                f"tuning: rates must be two numbers 0 < low < high, got {self.rates!r}"
            )

    def start_points(self) -> tuple[tuple[float, ...], ...]:
        """Where all runs begin."""
        objective = self.scene.landscape()
        own = self.scene.replace(starts=1).start_points(objective)
        generator = np.random.default_rng([self.seed, STARTS])
        others = objective.random_points(generator, self.starts - 1)
        return tuple(map(tuple, [own.tolist(), *others.T.tolist()]))

    def settings(self, entry: Entry) -> tuple[Values, ...]:
        """What is tried for an optimizer, by rising learning rate: the tuned values alone.

        The random draws are the same for all optimizers. Values have four digits, so that the
        ones that are shown are the ones that were run.
        """
        ranges = self._ranges(entry)
        if not ranges:
            return ((),)
        rng = np.random.default_rng([self.seed, SETTINGS])
        columns = []
        for name, (low, high, log) in ranges.items():
            shares = rng.uniform(size=self.trials)
            if name == "learning_rate":
                even = (np.arange(self.trials) + 0.5) / self.trials
                shares = even if self.method == "grid" else np.sort(shares)
            drawn = low * (high / low) ** shares if log else low + (high - low) * shares
            columns.append([min(max(float(f"{value:.4g}"), low), high) for value in drawn])
        return tuple(tuple(zip(ranges, row, strict=True)) for row in zip(*columns, strict=True))

    def budgets(self) -> list[int]:
        """The steps of every round of the search."""
        steps = self.scene.steps
        rounds = HALVINGS if self.method == "halving" else 0
        return [
            steps >> halvings
            for halvings in range(rounds, -1, -1)
            if not halvings or (steps >> halvings >= SHORTEST and self.trials >> halvings)
        ]

    def _ranges(self, entry: Entry) -> dict[str, tuple[float, float, bool]]:
        """The hyperparameters to tune, the learning rate first: low, high, logarithmic or not."""
        parameters = optimizers.registry[entry.optimizer].parameters
        ranges = {}
        if "learning_rate" in parameters:
            ranges["learning_rate"] = (*self.rates, True)
        if self.also:
            ranges |= {
                name: (*parameter.slider, parameter.log)
                for name, parameter in parameters.items()
                if isinstance(parameter, Real)
                and name not in FirstOrder.parameters
                and name not in dict(entry.values)
                and parameter.default
            }
        return ranges


def _check_whole(name: str, value: Any, least: int) -> None:
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not whole or value < least:
        raise ValueError(f"tuning: {name} must be a whole number in [{least}, inf), got {value!r}")
