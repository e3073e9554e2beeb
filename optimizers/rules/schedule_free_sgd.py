"""Schedule-Free SGD (Defazio et al., 2024)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, amount, choice, integer, real
from declarations.arrays import Array
from declarations.claim import Claim, Seen
from optimizers.counterpart import optax
from optimizers.iteration import Iteration
from optimizers.kept import SCALAR, Kept
from optimizers.optimizer import FirstOrder, State
from optimizers.show import Racer, Show

AVERAGING = {
    "z": Kept("z", "Where gradient descent has got to."),
    "largest_rate": Kept(r"\max_{k \le t} \alpha_k", "The largest learning rate so far.", SCALAR),
    "weight_sum": Kept(r"\sum_{k \le t} w_k", "The sum of the weights in the average.", SCALAR),
}


class ScheduleFreeSGD(FirstOrder):
    r"""Gradient descent on z, answered by the average x, with gradients taken between the two.

    .. math::
        z_t &= z_{t-1} - \alpha_t g(y_{t-1}), \quad
            c_t = \frac{w_t}{\sum_{k \le t} w_k}, \quad w_t = (\max_{k \le t} \alpha_k)^p \\
        x_t &= (1 - c_t) x_{t-1} + c_t z_t, \quad y_t = \beta x_t + (1 - \beta) z_t

    The iterate is y, where the gradient is taken; the answer is x. As in the authors' code only y
    and z are kept, and y is moved by the same equations solved for it. The learning rate rises in
    a straight line during ``warmup_steps``. Optax 0.2.8 counts the steps of z from 0 and those of
    the weights from 1: under its warm-up, and under any schedule, z has the rate of the step
    before. Here one rate serves both: under a schedule that which z has there, in the warm-up that
    of the weights.

    Source: Defazio et al. 2024, arXiv:2405.15682, and its authors' code (``SGDScheduleFree``);
    Optax ``contrib.schedule_free_sgd`` (L2 decay).
    """

    title = "Schedule-Free SGD"
    group = "Averaging"
    year = 2024
    paper = "Defazio et al.: The Road Less Scheduled"
    link = "https://arxiv.org/abs/2405.15682"
    rule = (
        r"\begin{aligned} z_t &= z_{t-1} - \alpha\, g(y_{t-1}) \\"
        r" x_t &= (1-c_t)\,x_{t-1} + c_t z_t \\"
        r" y_t &= \beta x_t + (1-\beta) z_t \end{aligned}"
    )
    intuition = (
        "An average of all iterates is accurate but late; so the gradient is taken close to the "
        "average, which keeps it honest. It replaces a learning rate that falls to zero by a "
        "moment known beforehand."
    )
    strengths = (
        "As good as a tuned schedule, without knowing when the run ends.",
        "Takes larger learning rates than plain descent.",
    )
    weaknesses = (
        "The average forgets its start only slowly.",
        "The answer is not the point at which the gradient is taken.",
    )
    shows = (
        Show(
            "strength",
            "As good as a tuned schedule, without knowing when the run ends.",
            "Noisy gradients and a learning rate of 0.5 for all. At a constant rate SGD ends 0.27 "
            "above the minimum; with a cosine schedule, which knows that there are 300 steps, 0.02 "
            "above it. Schedule-free SGD, which does not, ends 0.04 above it.",
            (
                Racer("schedule_free_sgd", {"learning_rate": 0.5}),
                Racer("sgd", {"learning_rate": 0.5}),
                Racer("sgd", {"learning_rate": 0.5}, "cosine"),
            ),
            "sphere",
            steps=300,
            options={"noise": 2.0},
            seen=(
                Seen(Claim("a learning rate of 0.5 for all", "gap", "<1"), (0, 1, 2)),
                Seen(Claim("SGD ends 0.27 above the minimum", "gap", "0.27"), (1,)),
                Seen(Claim("there are 300 steps", "last step", "300"), (0, 1, 2)),
                Seen(Claim("0.02 above it", "gap", "0.02"), (2,)),
                Seen(Claim("ends 0.04 above it", "gap", "0.04"), (0,)),
            ),
        ),
    )
    presets = {
        "optax": {"clip_form": "optax"},
    }
    counterparts = (
        optax(
            "contrib.schedule_free_sgd",
            b1="beta_1",
            weight_decay="weight_decay",
            weight_lr_power="weight_lr_power",
        ),
    )
    family = "gd"

    learning_rate: Number = real(
        default=1.0,
        valid="(0, inf)",
        slider=(1e-5, 10.0),
        log=True,
        symbol=r"\alpha",
        help="The step size.",
    )
    weight_decay_mode: str = choice(
        default="l2",
        options=("decoupled", "l2"),
        help="L2: adds to the gradient (the paper). Decoupled: shrinks the point.",
        needs=(amount("weight_decay"),),
    )
    beta_1: Number = real(
        default=0.9,
        valid="[1e-6, 1)",
        slider=(0.01, 0.99),
        symbol=r"\beta",
        help="How close to the average the gradient is taken.",
    )
    weight_lr_power: Number = real(
        default=2.0,
        valid="[0, inf)",
        slider=(0.0, 4.0),
        symbol="p",
        help="Iterates made with a larger learning rate count more by this power; 0: all alike.",
    )
    warmup_steps: int = integer(
        default=0,
        valid="[0, 1000000]",
        slider=(0, 100),
        symbol="w",
        help="Steps during which the learning rate first rises in a straight line.",
    )

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
