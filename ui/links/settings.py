"""The settings of the pages of many runs, declared like the hyperparameters of a rule."""

from __future__ import annotations

import dataclasses
from typing import Any

import objectives
import optimizers
from declarations import Declared, Integer, Parameter, Real, boolean, choice, integer, real
from experiments.course import TOLERANCE_TEXT
from experiments.scene import MOST_ENTRIES
from experiments.tuning_plan import METHODS

OUTCOMES = {
    "gap": "final gap",
    "verdict": "how it ends",
    "steps": f"steps to {TOLERANCE_TEXT}",
}
TABS = {"sweep": "Two hyperparameters", "basins": "Basins", "noise": "Noise"}
TOLERANCES = ("0.1", "0.01", "0.001", "1e-06")
"""How close to a minimum a run of a basin map has to come."""
MOST_BASINS = 4
"""So many basin maps are shown side by side."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class EntryIndices(Parameter):
    """Some of the entries of a scene, by their indices."""

    def _checked(self, owner: str, name: str, value: Any) -> tuple[int, ...]:
        indices = tuple(value)
        if len(set(indices)) != len(indices) or not set(indices) <= set(range(MOST_ENTRIES)):
            raise ValueError(f"{owner}: {name} must be different places in a race, got {value!r}")
        return indices


def numbers_of(rule: type[optimizers.Optimizer]) -> tuple[str, ...]:
    """The hyperparameters of a rule that are numbers."""
    return tuple(
        name for name, parameter in rule.parameters.items() if isinstance(parameter, Real | Integer)
    )


def _all_numbers() -> tuple[str, ...]:
    rules = (optimizers.registry[name] for name in optimizers.names())
    return ("", *sorted({name for rule in rules for name in numbers_of(rule)}))


class RaceSettings(Declared):
    """The budget of every optimizer in a fair race."""

    trials: int = integer(
        default=64,
        valid="[2, 256]",
        slider=(8, 128),
        help="So many settings of every optimizer are tried.",
    )
    starts: int = integer(
        default=5,
        valid="[1, 50]",
        slider=(1, 20),
        help="The start of the scene, and so many less one at random in the domain.",
    )
    seeds: int = integer(
        default=1,
        valid="[1, 20]",
        slider=(1, 10),
        help="How often each start is run with other noise or other mini-batches.",
    )
    method: str = choice(
        default="grid",
        options=METHODS,
        help=(
            "Learning rates on an even grid, at random, or successive halving: all of them get "
            "an eighth of the steps, and the better half goes on with twice as many."
        ),
    )
    also: bool = boolean(
        default=False,
        help="Tune the other numbers of the rules as well, such as momentum; not with a grid.",
    )


class MapsSettings(Declared):
    """Which of the maps is shown."""

    tab: str = choice(default="sweep", options=tuple(TABS), help="Which map is shown.")


class SweepSettings(Declared):
    """A sweep of two hyperparameters of one optimizer."""

    entry: int = integer(
        default=0, valid="[0, 11]", slider=(0, 11), help="Which optimizer of the scene."
    )
    x: str = choice(default="", options=_all_numbers(), help="The hyperparameter along x.")
    y: str = choice(default="", options=_all_numbers(), help="The hyperparameter along y.")
    x_low: float | None = real(default=None, slider=(0.0, 1.0), help="Where x begins.")
    x_high: float | None = real(default=None, slider=(0.0, 1.0), help="Where x ends.")
    y_low: float | None = real(default=None, slider=(0.0, 1.0), help="Where y begins.")
    y_high: float | None = real(default=None, slider=(0.0, 1.0), help="Where y ends.")
    points: int = integer(
        default=40, valid="[10, 60]", slider=(10, 60), help="Values along each side."
    )
    outcome: str = choice(
        default="gap", options=tuple(OUTCOMES), help="What the colour of a cell says of its run."
    )


class BasinSettings(Declared):
    """Basin maps of some optimizers of the scene."""

    entries: tuple[int, ...] = dataclasses.field(
        default=(),
        metadata={
            "parameter": EntryIndices(default=(), symbol="", help="None of them: the first ones.")
        },
    )
    points: int = integer(
        default=150, valid="[10, 400]", slider=(50, 400), help="Starts along each side."
    )
    tolerance: str = choice(
        default="0.001",
        options=TOLERANCES,
        help="A run has arrived when f is so close to its value at the minimum.",
    )


class NoiseSettings(Declared):
    """The same race again and again, with other noise."""

    level: float | None = real(
        default=None,
        valid="[0, inf)",
        slider=(0.0, 5.0),
        help="Standard deviation of the noise added to every component of the gradient.",
    )
    seeds: int = integer(
        default=100, valid="[2, 1000]", slider=(10, 500), help="How often every optimizer is run."
    )
    zoom: bool = boolean(default=True, help="Draw the part of the landscape where the runs end.")


def _landscape_choices() -> tuple[str, ...]:
    groups = {objectives.registry[name].group for name in objectives.names()}
    return ("featured", "all", *sorted(groups))


class BenchmarkSettings(Declared):
    """A comparison on many landscapes."""

    landscapes: str = choice(
        default="featured",
        options=_landscape_choices(),
        help="Those that are offered first, all of them, or those of a group.",
    )
    optimizers: str = choice(
        default="of the race",
        options=("of the race", "all"),
        help="Those of the race in the Playground, or all there are, which takes minutes.",
    )
    starts: int = integer(
        default=3,
        valid="[1, 20]",
        slider=(1, 10),
        help="The landscape's own start, and so many less one at random in its domain.",
    )
    steps: int = integer(
        default=200, valid="[10, 2000]", slider=(50, 1000), help="The steps of every run."
    )
    seed: int = integer(
        default=0, valid="[0, 4294967295]", slider=(0, 100), help="Of the random starts."
    )
    tolerance: str = choice(
        default="0.001",
        options=("0.1", "0.001", "1e-05", "1e-07"),
        help="Solved is a problem when so small a share of the way down is left.",
    )


PAGES: dict[str, type[Declared]] = {
    "race": RaceSettings,
    "table": BenchmarkSettings,
    "maps": MapsSettings,
    "sweep": SweepSettings,
    "basins": BasinSettings,
    "ensemble": NoiseSettings,
}
"""What stands before the dot in the parameters of a link."""
