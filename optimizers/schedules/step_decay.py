"""Step decay: the classic staircase."""

from __future__ import annotations

from declarations import Needs, integer, real
from optimizers.schedule import Schedule

FALLS = Needs(lambda schedule: schedule.gamma != 1, "No effect while gamma is 1.")


class StepDecay(Schedule):
    r"""Multiplies the learning rate by a fixed factor every so many steps.

    .. math:: s_k = \gamma^{\lfloor k / n \rfloor}

    Source: PyTorch ``StepLR`` with ``step_size`` n and ``gamma``; Keras ``ExponentialDecay`` with
    ``staircase=True``.
    """

    title = "Step decay"
    rule = r"s_k = \gamma^{\lfloor k/n \rfloor}"
    intuition = (
        "Large steps until they bring nothing more, then smaller ones: in the loss curve every "
        "stair shows as a drop."
    )
    source = "PyTorch StepLR"

    step_size: int = integer(
        default=100,
        valid="[1, 1000000]",
        slider=(1, 500),
        symbol="n",
        help="How many steps the learning rate stays the same.",
        needs=(FALLS,),
    )
    gamma: float = real(
        default=0.1,
        valid="(0, 1]",
        slider=(0.01, 1.0),
        symbol=r"\gamma",
        help="What it is then multiplied with.",
    )

    def idle(self, steps: int | None = None, rises: bool = True) -> dict[str, str]:
        reasons = super().idle(steps, rises)
        if self.step_size >= self.after(steps):
            reasons["gamma"] = "No effect: the first stair is as long as the run."
        return reasons

    def after_warmup(self, completed: int, total: int) -> float:  # noqa: ARG002
        return self.gamma ** (completed // self.step_size)
