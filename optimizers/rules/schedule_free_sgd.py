"""Schedule-Free SGD (Defazio et al., 2024)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.schedule_free_sgd import ScheduleFreeSGDCard
from optimizers.iteration import Iteration
from optimizers.kept import SCALAR, Kept
from optimizers.optimizer import FirstOrder, State

AVERAGING = {
    "z": Kept("z", "Where gradient descent has got to."),
    "largest_rate": Kept(r"\max_{k \le t} \alpha_k", "The largest learning rate so far.", SCALAR),
    "weight_sum": Kept(r"\sum_{k \le t} w_k", "The sum of the weights in the average.", SCALAR),
}


class ScheduleFreeSGD(ScheduleFreeSGDCard, FirstOrder):
    r"""Gradient descent on z, answered by the average x, with gradients taken between the two.

    .. math::
        z_t &= z_{t-1} - \alpha\, g(y_{t-1}) \\
        x_t &= (1-c_t)\,x_{t-1} + c_t z_t \\
        y_t &= \beta x_t + (1-\beta) z_t

    with :math:`c_t = w_t / \sum_{k \le t} w_k` and :math:`w_t = (\max_{k \le t} \alpha_k)^p`.

    The iterate is y, where the gradient is taken; the answer is x. As in the authors' code only y
    and z are kept, and y is moved by the same equations solved for it. The learning rate rises in a
    straight line during ``warmup_steps``. Optax 0.2.8 counts the steps of z from 0 and those of the
    weights from 1: under its warm-up, and under any schedule, z has the rate of the step before.
    Here one rate serves both: under a schedule that which z has there, in the warm-up that of the
    weights.

    Source: Defazio et al. 2024, arXiv:2405.15682, and its authors' code (``SGDScheduleFree``);
    Optax ``contrib.schedule_free_sgd`` (L2 decay).
    """

    presets = {"optax": vocabulary.OPTAX}

    learning_rate: Number = vocabulary.learning_rate(
        default=1.0, slider=(1e-5, 10.0), help="The step size."
    )
    weight_decay_mode: str = vocabulary.weight_decay_mode(
        default="l2", help="L2: adds to the gradient (the paper). Decoupled: shrinks the point."
    )
    beta_1: Number = vocabulary.beta_1(
        default=0.9,
        valid="[1e-6, 1)",
        slider=(0.01, 0.99),
        symbol=r"\beta",
        help="How close to the average the gradient is taken.",
    )
    weight_lr_power: Number = vocabulary.weight_lr_power(default=2.0)
    warmup_steps: int = vocabulary.warmup_steps(default=0)

    def idle(self, steps: int | None = None, rises: bool = True) -> dict[str, str]:
        reasons = super().idle(steps, rises)
        if not rises and self.warmup_steps <= 1:
            reasons["weight_lr_power"] = (
                "No effect while the learning rate does not rise: all iterates count alike."
            )
        return reasons

    keeps = AVERAGING

    def initial_state(self, x: Array) -> State:
        return super().initial_state(x) | {"z": x.copy()}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        z, largest_rate, weight_sum = state["z"], state["largest_rate"], state["weight_sum"]
        rate = now.learning_rate
        if now.t < self.warmup_steps:
            rate = rate * (now.t / self.warmup_steps)
        np.maximum(largest_rate, rate, out=largest_rate)
        weight = np.float_power(largest_rate, self.weight_lr_power)
        weight_sum += weight
        share = np.where(weight_sum > 0.0, weight / weight_sum, 0.0)
        x += (z - x) * share
        x -= g * (rate * (1.0 - self.beta_1 * (1.0 - share)))
        z -= g * rate

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        return state["z"] - x

    def evaluation_point(self, x: Array, state: State) -> Array | None:
        average: Array = (x - (1.0 - self.beta_1) * state["z"]) / self.beta_1
        return average
