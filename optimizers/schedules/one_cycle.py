"""The one-cycle policy (Smith and Topin, 2019)."""

from __future__ import annotations

import math

from declarations import Needs, integer, real
from optimizers.schedule import Schedule

TURNS = Needs(
    lambda schedule: (schedule.div_factor != 1) | (schedule.final_div_factor != 1),
    "No effect while both factors are 1.",
)


class OneCycle(Schedule):
    r"""Rises along a cosine to the given learning rate and falls along another to almost 0.

    .. math:: s_k = \begin{cases}
        \tfrac1d \to 1 & 0 \le k \le \lfloor pT \rfloor \\
        1 \to \tfrac1{df} & \lfloor pT \rfloor \le k \le T
        \end{cases}

    each half a cosine; the given learning rate is the maximum. This is Optax' form, which counts
    k up to T. PyTorch's ``OneCycleLR`` has the peak and the end one step earlier, at pT - 1 and
    T - 1. The momentum is left as it is.

    Source: Smith and Topin 2019, arXiv:1708.07120; Optax ``cosine_onecycle_schedule``.
    """

    title = "One cycle"
    rule = (
        r"s_k:\ \tfrac1d \nearrow 1\ (k \le pT),\quad 1 \searrow \tfrac1{d f}\ (k \le T)"
        r"\ \text{along cosines}"
    )
    intuition = (
        "Starts with care, crosses the landscape with a learning rate that would be too large to "
        "stay with, and then settles."
    )
    source = "Smith and Topin 2019, arXiv:1708.07120; Optax cosine_onecycle_schedule"

    pct_start: float = real(
        default=0.3,
        valid="[0, 1)",
        slider=(0.05, 0.95),
        symbol="p",
        help="The share of the steps on which the learning rate rises.",
        needs=(TURNS,),
    )
    div_factor: float = real(
        default=25.0,
        valid="[1, inf)",
        slider=(1.0, 100.0),
        log=True,
        symbol="d",
        help="The learning rate begins so many times lower.",
    )
    final_div_factor: float = real(
        default=1e4,
        valid="[1, inf)",
        slider=(1.0, 1e5),
        log=True,
        symbol="f",
        help="It ends so many times lower than it began.",
    )
    decay_steps: int | None = integer(
        default=None,
        valid="[1, 1000000]",
        slider=(1, 500),
        symbol="T",
        help="The steps of the cycle; by default the whole run.",
        needs=(TURNS,),
    )

    def after_warmup(self, completed: int, total: int) -> float:
        steps = self.decay_steps or max(total, 1)
        peak = int(self.pct_start * steps)
        first = 1.0 / self.div_factor
        if completed < peak:
            return _between(first, 1.0, completed / peak)
        return _between(1.0, first / self.final_div_factor, (completed - peak) / (steps - peak))


def _between(start: float, end: float, share: float) -> float:
    """Half a cosine from ``start`` to ``end``."""
    return end + (start - end) * 0.5 * (1.0 + math.cos(math.pi * min(share, 1.0)))
