"""One schedule after another."""

from __future__ import annotations

from declarations import Needs, Registry, integer, part
from optimizers.schedule import Schedule
from optimizers.schedules.constant import Constant
from optimizers.schedules.cosine import Cosine

CHANGES = Needs(
    lambda schedule: not schedule.first == schedule.second == Constant(),
    "No effect while both are constant.",
)


def _schedules() -> Registry[Schedule]:
    """All schedules, among which this one is found itself."""
    from optimizers.catalogue import schedules

    return schedules


class Joined(Schedule):
    r"""Follows one schedule for b steps, and then another that begins anew.

    .. math:: s_k = \begin{cases} p_k & k < b \\ q_{k-b} & k \ge b \end{cases}

    The whole run of the first one has b steps, that of the second one what is left. Either may have
    a warm-up, and may be joined itself.

    Source: Optax ``join_schedules``; PyTorch ``SequentialLR``.
    """

    title = "One after another"
    rule = r"s_k = p_k \ (k < b), \quad q_{k-b} \ (k \ge b)"
    intuition = (
        "The plan of many a long training: hold the learning rate as long as it helps, and let it "
        "fall to 0 at the end."
    )
    source = "Optax join_schedules; PyTorch SequentialLR"

    first: Schedule = part(
        default=Constant(),
        among=_schedules,
        symbol="p",
        help="The schedule up to the boundary.",
    )
    boundary: int = integer(
        default=100,
        valid="[1, 1000000]",
        slider=(1, 500),
        symbol="b",
        help="The steps of the first schedule.",
        needs=(CHANGES,),
    )
    second: Schedule = part(
        default=Cosine(),
        among=_schedules,
        symbol="q",
        help="The schedule from there on.",
    )

    def idle(self, steps: int | None = None, rises: bool = True) -> dict[str, str]:
        reasons = super().idle(steps, rises)
        if self.boundary >= self.after(steps):
            reasons["second"] = "No effect: the run ends before the boundary."
        return reasons

    def parts(self, steps: int) -> dict[str, tuple[Schedule, int]]:
        left = max(steps - self.warmup_steps - self.boundary, 0)
        return {"first": (self.first, self.boundary), "second": (self.second, left)}

    def after_warmup(self, completed: int, total: int) -> float:
        if completed < self.boundary:
            return self.first.factor(completed, self.boundary)
        return self.second.factor(completed - self.boundary, total - self.boundary)
