"""Inverse time decay (Robbins and Monro, 1951)."""

from __future__ import annotations

from declarations import amount, boolean, integer, real
from optimizers.counterpart import keras_schedule
from optimizers.schedule import Schedule


class InverseTime(Schedule):
    r"""Falls like one over the number of steps.

    .. math:: s_k = \frac{1}{1 + r k / T}

    With ``staircase`` k / T is rounded down.

    Source: Robbins and Monro 1951; Keras ``InverseTimeDecay`` with ``decay_rate`` r and
    ``decay_steps`` T, and the ``decay`` r / T of its first optimizers.
    """

    title = "Inverse time"
    rule = r"s_k = \frac{1}{1 + r\,k/T}"
    intuition = (
        "The classic way to quieten noise: the steps become as small as one likes, and still add "
        "up to any distance."
    )
    source = "Robbins and Monro 1951; Keras InverseTimeDecay"
    counterparts = (
        keras_schedule(
            "InverseTimeDecay",
            decay_steps="decay_steps",
            decay_rate="decay_rate",
            staircase="staircase",
        ),
    )

    decay_rate: float = real(
        default=9.0,
        valid="[0, inf)",
        slider=(0.0, 100.0),
        symbol="r",
        help="After the decay steps the learning rate is divided by 1 + r.",
    )
    decay_steps: int | None = integer(
        default=None,
        valid="[1, 1000000]",
        slider=(1, 500),
        symbol="T",
        help="The steps that this takes; by default the whole run.",
        needs=(amount("decay_rate"),),
    )
    staircase: bool = boolean(
        default=False, help="Decay at every multiple of T only.", needs=(amount("decay_rate"),)
    )

    def idle(self, steps: int | None = None, rises: bool = True) -> dict[str, str]:
        reasons = super().idle(steps, rises)
        if self.staircase and (self.decay_steps is None or self.decay_steps >= self.after(steps)):
            reasons["decay_rate"] = "No effect: the first stair is as long as the run."
        return reasons

    def after_warmup(self, completed: int, total: int) -> float:
        time = completed / (self.decay_steps or max(total, 1))
        return 1.0 / (1.0 + self.decay_rate * (time // 1.0 if self.staircase else time))
