"""What every learning-rate schedule is."""

from __future__ import annotations

import itertools
from typing import ClassVar

from declarations import Declared, integer
from optimizers.counterpart import Counterpart


class Schedule(Declared):
    """A factor on the learning rate, as a function of the completed steps.

    Keras and Optax count the same way: the first step is taken with the factor at 0. Every
    schedule can be preceded by a linear warm-up of w steps, the straight line from 1 / (w + 1) at
    k = 0 to 1 at k = w: Optax ``linear_schedule(1/(w+1), 1, w)``. The usual start at 0 would
    waste the first step.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    rule: ClassVar[str]
    """The factor in TeX, with k completed steps of T."""
    intuition: ClassVar[str]
    source: ClassVar[str]
    counterparts: ClassVar[tuple[Counterpart, ...]] = ()
    """Schedules of other libraries that are the same without a warm-up and with every parameter
    that they have no argument for at its default. ``learning_rate`` is the first one, and
    ``decay_steps`` the steps of the run where the schedule says nothing else."""

    warmup_steps: int = integer(
        default=0,
        valid="[0, 1000000]",
        slider=(0, 100),
        symbol="w",
        help="Steps during which the learning rate first rises in a straight line.",
    )

    def after(self, steps: int | None) -> float:
        """How many of the steps of a run come after the warm-up; infinitely many if not known."""
        return float("inf") if steps is None else steps - self.warmup_steps

    def parts(self, steps: int) -> dict[str, tuple[Schedule, int]]:  # noqa: ARG002
        """The schedules that it is made of, by the parameter, and their steps of a run."""
        return {}

    def rises(self, steps: int) -> bool:
        """Whether the learning rate gets larger at any time in a run of so many steps."""
        factors = [self.factor(step, steps) for step in range(steps)]
        return any(later > earlier for earlier, later in itertools.pairwise(factors))

    def factor(self, completed: int, total: int) -> float:
        """What the learning rate is multiplied with after ``completed`` of ``total`` steps."""
        if completed < self.warmup_steps:
            return (
                (completed + 1)
                / (self.warmup_steps + 1)
                * self.after_warmup(0, total - self.warmup_steps)
            )
        return self.after_warmup(completed - self.warmup_steps, total - self.warmup_steps)

    def after_warmup(self, completed: int, total: int) -> float:
        """The factor, counted from the end of the warm-up."""
        raise NotImplementedError
