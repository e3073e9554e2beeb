"""No schedule: the baseline, and what a warm-up alone is."""

from __future__ import annotations

from optimizers.schedule import Schedule


class Constant(Schedule):
    r"""The learning rate as it was given.

    .. math:: s_k = 1

    Source: Optax ``constant_schedule``; with a warm-up, PyTorch ``LinearLR``.
    """

    title = "Constant"
    rule = r"s_k = 1"
    intuition = "The baseline; with warm-up steps, nothing but a warm-up."
    source = "Optax constant_schedule"

    def after_warmup(self, completed: int, total: int) -> float:  # noqa: ARG002
        return 1.0
