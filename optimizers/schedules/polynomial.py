"""Polynomial decay; with power 1, a straight line."""

from __future__ import annotations

from declarations import Needs, boolean, given, integer, real
from optimizers.schedule import Schedule

FALLS = Needs(lambda schedule: schedule.alpha != 1, "No effect while alpha is 1.")


class Polynomial(Schedule):
    r"""Falls along a power of the steps that are left, to a share of the learning rate.

    .. math:: s_k = \gamma + (1 - \gamma) \left(1 - \frac{\min(k, T)}{T}\right)^p

    With ``cycle`` T is the next multiple of itself instead, so that the rate jumps up again.

    Source: Keras ``PolynomialDecay`` with ``end_learning_rate`` gamma times the learning rate;
    Optax ``polynomial_schedule``; PyTorch ``PolynomialLR`` (gamma 0).
    """

    title = "Polynomial"
    rule = r"s_k = \gamma + (1-\gamma)\left(1-\tfrac{k}{T}\right)^{p}"
    intuition = (
        "Power 1 goes down in a straight line. A larger power spends more of the run with a small "
        "learning rate, one below 1 saves the landing for the end."
    )
    source = "Keras PolynomialDecay"

    power: float = real(
        default=1.0,
        valid="(0, inf)",
        slider=(0.25, 4.0),
        symbol="p",
        help="The shape: 1 is a straight line.",
        needs=(FALLS,),
    )
    alpha: float = real(
        default=0.0,
        valid="[0, 1]",
        slider=(0.0, 0.5),
        symbol=r"\gamma",
        help="The share of the learning rate that is left at the end.",
    )
    decay_steps: int | None = integer(
        default=None,
        valid="[1, 1000000]",
        slider=(1, 500),
        symbol="T",
        help="The steps that the decay takes; by default the whole run.",
        needs=(FALLS,),
    )
    cycle: bool = boolean(
        default=False,
        help="Start again when the end is reached.",
        needs=(FALLS, given("decay_steps")),
    )

    def idle(self, steps: int | None = None, rises: bool = True) -> dict[str, str]:
        reasons = super().idle(steps, rises)
        if self.decay_steps is not None and self.decay_steps >= self.after(steps) - 1:
            reasons["cycle"] = "No effect: the run ends before the decay does."
        return reasons

    def after_warmup(self, completed: int, total: int) -> float:
        steps = self.decay_steps or max(total, 1)
        if self.cycle:
            steps *= max(-(-completed // steps), 1)
        left = 1.0 - min(completed / steps, 1.0)
        return self.alpha + (1.0 - self.alpha) * left**self.power
