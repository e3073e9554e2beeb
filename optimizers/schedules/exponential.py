"""Exponential decay."""

from __future__ import annotations

from declarations import Needs, boolean, integer, real
from optimizers.counterpart import keras_schedule
from optimizers.schedule import Schedule

FALLS = Needs(lambda schedule: schedule.decay_rate != 1, "No effect while decay rate is 1.")


class Exponential(Schedule):
    r"""Loses the same share of the learning rate in every step.

    .. math:: s_k = r^{k / T}

    With ``staircase`` the exponent is rounded down.

    Source: Keras ``ExponentialDecay`` with ``decay_rate`` r and ``decay_steps`` T; Optax
    ``exponential_decay``; PyTorch ``ExponentialLR`` with gamma :math:`r^{1/T}`.
    """

    title = "Exponential"
    rule = r"s_k = r^{\,k/T}"
    intuition = "A straight line on a logarithmic axis: as many steps in every decade."
    source = "Keras ExponentialDecay"
    # Optax' exponential_decay has its numbers in float32.
    counterparts = (
        keras_schedule(
            "ExponentialDecay",
            decay_steps="decay_steps",
            decay_rate="decay_rate",
            staircase="staircase",
        ),
    )

    decay_rate: float = real(
        default=0.1,
        valid="(0, 1]",
        slider=(1e-4, 1.0),
        log=True,
        symbol="r",
        help="The share of the learning rate that is left after the decay steps.",
    )
    decay_steps: int | None = integer(
        default=None,
        valid="[1, 1000000]",
        slider=(1, 500),
        symbol="T",
        help="The steps that this takes; by default the whole run.",
        needs=(FALLS,),
    )
    staircase: bool = boolean(
        default=False, help="Decay at every multiple of T only.", needs=(FALLS,)
    )

    def idle(self, steps: int | None = None, rises: bool = True) -> dict[str, str]:
        reasons = super().idle(steps, rises)
        if self.staircase and (self.decay_steps is None or self.decay_steps >= self.after(steps)):
            reasons["decay_rate"] = "No effect: the first stair is as long as the run."
        return reasons

    def after_warmup(self, completed: int, total: int) -> float:
        exponent = completed / (self.decay_steps or max(total, 1))
        return self.decay_rate ** (exponent // 1.0 if self.staircase else exponent)
