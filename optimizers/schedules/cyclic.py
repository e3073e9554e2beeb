"""The triangular policies (Smith, 2017)."""

from __future__ import annotations

from declarations import Needs, choice, chosen, integer, real
from optimizers.schedule import Schedule

SWINGS = Needs(lambda schedule: schedule.alpha != 1, "No effect while alpha is 1.")


class Cyclic(Schedule):
    r"""Rises and falls between a share of the learning rate and the whole of it, again and again.

    .. math:: s_k = \gamma + (1 - \gamma)\, \Lambda_k\, h_k, \quad
        \Lambda_k = \min\left(\frac{k_i}{u}, \frac{u + d - k_i}{d}\right)

    where :math:`k_i` steps of cycle i, counted from 0, are done. The height h of the triangle is 1,
    with ``triangular2`` :math:`2^{-i}`, and with ``exp_range`` :math:`g^k`.

    PyTorch counts the cycles with fractions, which makes a difference of rounding. It also turns
    the momentum against the learning rate, unless ``cycle_momentum=False``: here the momentum is
    left as it is.

    Source: Smith 2017, arXiv:1506.01186; PyTorch ``CyclicLR`` with ``max_lr`` the learning rate,
    ``base_lr`` gamma times that, and ``gamma`` g.
    """

    title = "Cyclic"
    rule = (
        r"s_k = \gamma + (1-\gamma)\,\min\left(\tfrac{k_i}{u},\tfrac{u+d-k_i}{d}\right) h_k,"
        r"\quad h_k = 1,\ 2^{-i}\ \text{or}\ g^k"
    )
    intuition = (
        "No one learning rate is right for the whole way: each cycle tries all of them, the large "
        "ones to get across and the small ones to settle."
    )
    source = "Smith 2017, arXiv:1506.01186; PyTorch CyclicLR"

    step_size_up: int = integer(
        default=50,
        valid="[1, 1000000]",
        slider=(1, 500),
        symbol="u",
        help="The steps on which the learning rate rises.",
        needs=(SWINGS,),
    )
    step_size_down: int | None = integer(
        default=None,
        valid="[1, 1000000]",
        slider=(1, 500),
        symbol="d",
        help="The steps on which it falls; by default as many.",
        needs=(SWINGS,),
    )
    alpha: float = real(
        default=0.25,
        valid="[0, 1]",
        slider=(0.0, 0.5),
        symbol=r"\gamma",
        help="The share of the learning rate that is left at the bottom.",
    )
    mode: str = choice(
        default="triangular",
        options=("triangular", "triangular2", "exp_range"),
        symbol="h",
        help="What becomes of the height: it stays, is halved with every cycle, or falls step by "
        "step.",
        needs=(SWINGS,),
    )
    gamma: float = real(
        default=0.99,
        valid="(0, 1]",
        slider=(0.9, 1.0),
        symbol="g",
        help="The share of the height that is left after a step.",
        needs=(SWINGS, chosen("mode", "exp_range")),
    )

    def idle(self, steps: int | None = None, rises: bool = True) -> dict[str, str]:
        reasons = super().idle(steps, rises)
        left = self.after(steps)
        if self.step_size_up >= left - 1:
            reasons["step_size_down"] = "No effect: the run ends before the first fall."
        cycle = self.step_size_up + (self.step_size_down or self.step_size_up)
        if cycle >= left and self.gamma == 1.0:
            reasons["mode"] = "No effect: the first cycle is as long as the run."
        return reasons

    def after_warmup(self, completed: int, total: int) -> float:  # noqa: ARG002
        up = self.step_size_up
        down = up if self.step_size_down is None else self.step_size_down
        cycle = completed // (up + down)
        done = completed % (up + down)
        height = done / up if done <= up else (up + down - done) / down
        if self.mode == "triangular2":
            height *= 0.5**cycle
        if self.mode == "exp_range":
            height *= self.gamma**completed
        return self.alpha + (1.0 - self.alpha) * height
