"""Cosine decay with warm restarts: SGDR (Loshchilov and Hutter, 2017)."""

from __future__ import annotations

import math

from declarations import Needs, integer, real
from optimizers.schedule import Schedule

FALLS = Needs(lambda schedule: schedule.alpha != 1, "No effect while alpha is 1.")


class CosineRestarts(Schedule):
    r"""One half cosine after another, each longer and perhaps lower than the one before.

    .. math:: s_k = \gamma + (1 - \gamma)\, m^i\, \tfrac12 (1 + \cos(\pi k_i / T_i)),
        \quad T_i = T_0 t^i

    where :math:`k_i` steps of cycle i are done. The cycles are counted step by step. Keras takes
    logarithms instead, and in float64 their rounding makes some restarts a step late: with t = 3
    the fifth, whose step is then taken with the rate gamma.

    Source: Loshchilov and Hutter 2017, arXiv:1608.03983; Keras ``CosineDecayRestarts``; PyTorch
    ``CosineAnnealingWarmRestarts`` (m 1).
    """

    title = "Cosine with restarts"
    rule = r"s_k = \gamma + (1-\gamma)\,m^i\,\tfrac12\left(1+\cos\frac{\pi k_i}{T_0 t^i}\right)"
    intuition = (
        "Lands softly, then jumps out again with large steps: several minima are visited, and the "
        "last and longest landing is the best."
    )
    source = "Loshchilov and Hutter 2017, arXiv:1608.03983; Keras CosineDecayRestarts"

    first_decay_steps: int = integer(
        default=50,
        valid="[1, 1000000]",
        slider=(1, 500),
        symbol="T_0",
        help="The length of the first cycle.",
        needs=(FALLS,),
    )
    t_mul: float = real(
        default=2.0,
        valid="[1, inf)",
        slider=(1.0, 4.0),
        symbol="t",
        help="How many times as long every cycle is as the one before.",
        needs=(FALLS,),
    )
    m_mul: float = real(
        default=1.0,
        valid="(0, 1]",
        slider=(0.1, 1.0),
        symbol="m",
        help="How many times as high every cycle begins.",
        needs=(FALLS,),
    )
    alpha: float = real(
        default=0.0,
        valid="[0, 1]",
        slider=(0.0, 0.5),
        symbol=r"\gamma",
        help="The share of the learning rate that is left at the end of a cycle.",
    )

    def idle(self, steps: int | None = None, rises: bool = True) -> dict[str, str]:
        reasons = super().idle(steps, rises)
        if self.first_decay_steps >= self.after(steps):
            reason = "No effect: the first cycle is as long as the run."
            reasons |= {"t_mul": reason, "m_mul": reason}
        return reasons

    def after_warmup(self, completed: int, total: int) -> float:  # noqa: ARG002
        done, length, height = float(completed), float(self.first_decay_steps), 1.0
        while done >= length:
            done -= length
            length *= self.t_mul
            height *= self.m_mul
        wave = 0.5 * (1.0 + math.cos(math.pi * (done / length)))
        return self.alpha + (1.0 - self.alpha) * height * wave
