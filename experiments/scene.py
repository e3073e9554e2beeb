"""A whole race as one frozen value: what a link says and what a cache is keyed by."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np

import objectives
import optimizers
from declarations import Parameter, boolean, check, choice, declared, integer, real, vector
from declarations.arrays import Array
from experiments.suggested import suggested

Values = tuple[tuple[str, Any], ...]
"""Settings that differ from their defaults, by name."""


def put(values: Values, *settings: tuple[str, Any]) -> Values:
    """The values with some settings among them, each in its old position if it has one."""
    return tuple({**dict(values), **dict(settings)}.items())


STARTS_STREAM = 3
"""Which random numbers of a seed are the random starts."""

MOST_ENTRIES = 12
MOST_STEPS = 20_000
MOST_STARTS = 200
MOST_DIMS = 1_000
"""A run keeps its point and gradient at every step."""


@dataclasses.dataclass(frozen=True)
class Entry:
    """One optimizer of a race. The same rule may be in a race twice with other settings."""

    optimizer: str
    preset: str = ""
    values: Values = ()
    schedule: str = ""
    schedule_values: Values = ()
    wrappers: tuple[tuple[str, Values], ...] = ()

    def value(self, name: str) -> Any:
        """A hyperparameter as it was set, or None."""
        return dict(self.values).get(name)

    def without(self, *names: str) -> Entry:
        """The same with some hyperparameters left to what suits the landscape, or the default."""
        kept = tuple(pair for pair in self.values if pair[0] not in names)
        return dataclasses.replace(self, values=kept)

    def rule(self, objective: objectives.Objective) -> optimizers.Optimizer:
        """The rule with its wrappers, and the learning rate that suits the landscape.

        Raises:
            ValueError: an unknown id or a value that is not valid.
        """
        values = dict(self.values)
        cls = optimizers.registry[self.optimizer]
        if "learning_rate" in cls.parameters and "learning_rate" not in values:
            values["learning_rate"] = suggested_learning_rate(objective, cls)
        rule = optimizers.get(self.optimizer, self.preset or None, **values)
        for name, wrapper_values in self.wrappers:
            rule = optimizers.get(name, optimizer=rule, **dict(wrapper_values))
        return rule

    def schedule_object(self) -> optimizers.Schedule | None:
        """The learning-rate schedule, when there is one."""
        if not self.schedule:
            return None
        return optimizers.get_schedule(self.schedule, **dict(self.schedule_values))


@dataclasses.dataclass(frozen=True)
class Scene:
    """A landscape, a start, the optimizers and the options of their runs. Plain values only.

    Raises:
        ValueError: an option is outside of what is declared for it.
    """

    objective: str = "rosenbrock"
    parameters: Values = ()
    angle: float = real(
        default=0.0,
        valid="[-360, 360]",
        slider=(-180.0, 180.0),
        help="By so many degrees the landscape is turned.",
    )
    scale: tuple[float, float] = vector(
        default=(1.0, 1.0),
        valid="[1e-06, 1e+06]",
        lengths=(2, 2),
        help="So many times as wide along each axis, about the middle of the picture.",
    )
    start: tuple[float, ...] | None = vector(
        default=None,
        # What is farther out cannot be squared.
        valid="[-1e+100, 1e+100]",
        help="Where the runs begin; none is the start that the landscape declares.",
    )
    starts: int = integer(
        default=1,
        valid=f"[1, {MOST_STARTS}]",
        slider=(1, 20),
        help="More than 1: so many random starts in the domain; of every optimizer the best one "
        "is drawn, the others are faint.",
    )
    steps: int = integer(
        default=200, valid=f"[1, {MOST_STEPS}]", slider=(10, 20_000), help="The length of a run."
    )
    entries: tuple[Entry, ...] = (
        Entry("sgd"),
        Entry("momentum"),
        Entry("rmsprop"),
        Entry("adam"),
    )
    seed: int = integer(
        default=0,
        valid="[0, 4294967295]",
        slider=(0, 100),
        help="Of all random numbers: starts, noise and mini-batches.",
    )
    noise: float = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 5.0),
        help="Standard deviation of the noise added to every component of the gradient.",
    )
    batch_size: int | None = integer(
        default=None,
        valid="[1, 1000000000]",
        slider=(1, 100),
        help="So many examples make a gradient; none is all of them.",
    )
    shuffle: bool = boolean(default=True, help="Mini-batches in a new order in every epoch.")
    clip_norm: float | None = real(
        default=None,
        valid="(0, inf)",
        slider=(0.1, 10.0),
        help="A longer gradient is shortened to this norm.",
    )
    clip_value: float | None = real(
        default=None,
        valid="(0, inf)",
        slider=(0.1, 10.0),
        help="No component of the gradient is larger.",
    )
    box: str = choice(
        default="free",
        options=("free", "project", "stop"),
        help="Free: nothing happens. Project: back to the nearest point inside. "
        "Stop: the run ends.",
    )
    difference: float | None = real(
        default=None,
        valid="(0, inf)",
        slider=(1e-8, 1e-2),
        log=True,
        symbol="h",
        help="Central differences in place of the analytic gradient.",
    )
    loss_change: float | None = real(
        default=None,
        valid="[0, inf)",
        slider=(1e-12, 1e-2),
        log=True,
        help="From one step to the next; with mini-batches, from one epoch to the next.",
    )
    gradient_norm: float | None = real(
        default=None,
        valid="[0, inf)",
        slider=(1e-12, 1e-2),
        log=True,
        help="The run stops where the gradient is no longer than this.",
    )
    loss: float | None = real(
        default=None, slider=(-10.0, 10.0), help="The run stops where f is no larger than this."
    )
    patience: int = integer(
        default=1,
        valid="[1, 1000]",
        slider=(1, 100),
        help="In so many steps in a row a stop rule has to hold.",
    )
    options: ClassVar[Mapping[str, Parameter]]
    """Those of the fields that are declared, by name."""

    def __post_init__(self) -> None:
        check(self, "Scene", self.options)

    def replace(self, **changes: Any) -> Scene:
        """A copy with some fields changed."""
        return dataclasses.replace(self, **changes)

    @property
    def function(self) -> tuple[Any, ...]:
        """What makes the objective and its coordinates: scenes that agree in it can be compared."""
        return self.objective, self.parameters, self.angle, self.scale

    def landscape(self) -> objectives.Objective:
        """The objective as it is drawn. Raises ValueError when the scene does not fit it."""
        return _landscape(self.objective, self.parameters, self.angle, self.scale)

    def start_points(self, objective: objectives.Objective) -> Array:
        """Where the runs begin: ``(dims,)``, or ``(dims, starts)`` for random starts."""
        start = objective.start if self.start is None else self.start
        if len(start) != objective.dims:
            raise ValueError(f"{self.objective}: start must have {objective.dims} coordinates")
        if self.starts > 1:
            return objective.random_points(
                np.random.default_rng([self.seed, STARTS_STREAM]), self.starts
            )
        return np.array(start, dtype=np.float64)

    def tolerances(self) -> tuple[optimizers.Tolerance, ...]:
        """The stop rules that are on.

        With mini-batches the loss goes up and down within an epoch; its change is looked at from
        one epoch to the next.
        """
        rules = []
        for name in ("loss_change", "gradient_norm", "loss"):
            threshold = getattr(self, name)
            if threshold is not None:
                every = self.steps_per_epoch() if name == "loss_change" else 1
                rule = optimizers.Tolerance(patience=self.patience, every=every)
                rules.append(rule.replace(**{name: threshold}))
        return tuple(rules)

    def steps_per_epoch(self) -> int:
        """The steps in which every example is seen once; 1 without mini-batches."""
        examples = self.landscape().examples
        if examples is None or self.batch_size is None:
            return 1
        return math.ceil(examples / self.batch_size)


Scene.options = declared(Scene)


@lru_cache(maxsize=64)
def _landscape(
    name: str, parameters: Values, angle: float, scale: tuple[float, float]
) -> objectives.Objective:
    """Kept, because an objective with data works out a good deal once, when it is made."""
    objective = objectives.get(name, **dict(parameters))
    if objective.dims > MOST_DIMS:
        raise ValueError(
            f"{type(objective).__name__}: a race has at most {MOST_DIMS:,} variables, "
            f"got {objective.dims:,}"
        )
    if angle or scale != (1.0, 1.0):
        objective = objectives.transformed(objective, angle=angle, scale=scale)
    return objective


def suggested_learning_rate(
    objective: objectives.Objective, rule: type[optimizers.Optimizer]
) -> float:
    """The learning rate that suits this landscape, else the rule's own default.

    Found by `experiments.suggest`; for a landscape or a rule that is too new for its table, from
    what the landscape states for a family of rules and the rule's factor to it.
    """
    found = suggested().get(objective.id, {}).get(rule.id)
    if found is not None and not has_other_features(objective):
        return found
    rate = objective.learning_rates.get(rule.family or "")
    if rate is None:
        return float(rule.parameters["learning_rate"].default)
    return float(f"{rate * rule.family_factor:.3g}")


def has_other_features(objective: objectives.Objective) -> bool:
    """Whether a learning problem has other features, or scaled ones, than its class speaks of."""
    return isinstance(objective, objectives.LearningProblem) and (
        objective.features is not None or objective.scaling != "none"
    )
