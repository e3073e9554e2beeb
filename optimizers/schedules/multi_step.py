"""Decay at milestones: the staircase whose stairs are chosen one by one."""

from __future__ import annotations

from declarations import Needs, boundaries, real
from optimizers.schedule import Schedule

FALLS = Needs(lambda schedule: schedule.gamma != 1, "No effect while gamma is 1.")


class MultiStep(Schedule):
    r"""Multiplies the learning rate by a fixed factor at every milestone.

    .. math:: s_k = \gamma^{\,|\{i :\, m_i \le k\}|}

    Source: PyTorch ``MultiStepLR``; there a milestone may be given twice, which multiplies twice.
    """

    title = "Milestones"
    rule = r"s_k = \gamma^{\,|\{i:\,m_i \le k\}|}"
    intuition = (
        "As step decay, but each stair ends where the loss has come to rest: how the residual "
        "networks for images were trained."
    )
    source = "PyTorch MultiStepLR"

    milestones: tuple[int, ...] = boundaries(
        default=(100, 150),
        symbol="m",
        help="After so many steps the learning rate falls; some numbers with commas between them.",
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
        if self.milestones[0] >= self.after(steps):
            reasons["gamma"] = "No effect: the run ends before the first milestone."
        return reasons

    def after_warmup(self, completed: int, total: int) -> float:  # noqa: ARG002
        passed = sum(1 for milestone in self.milestones if milestone <= completed)
        return self.gamma**passed
