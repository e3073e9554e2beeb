"""Schedule-Free around any rule (Defazio et al., 2024)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.optimizer import HAS_RATE, State, Wrapper
from optimizers.rules.schedule_free_sgd import AVERAGING


class ScheduleFree(Wrapper):
    r"""The wrapped rule moves z, and is shown the gradient close to the average of all z.

    .. math::
        z_t &= z_{t-1} + \mathrm{step}(g(y_{t-1})), \quad
            c_t = \frac{w_t}{\sum_{k \le t} w_k}, \quad w_t = (\max_{k \le t} \alpha_k)^p \\
        x_t &= (1 - c_t) x_{t-1} + c_t z_t, \quad y_t = \beta x_t + (1 - \beta) z_t

    The iterate is y, from which the wrapped rule steps and where it decays; the answer is x, and
    is what is judged, whatever the wrapped rule itself would have judged. As in the authors' code
    only y and z are kept, and y is moved by the same equations solved for it. Of a rule without a
    learning rate all z count alike.

    The average takes the place of momentum, and the wrapped rule should have none: around plain
    gradient descent this is ``schedule_free_sgd``, around RMSprop with bias correction and
    decoupled decay ``schedule_free_adamw``. A warm-up is that of the schedule. Optax 0.2.8 counts
    the steps of its rule from 0 and those of the weights from 1, so that under a schedule the
    weights there are those of a step later; here both have one rate.

    Source: Defazio et al. 2024, arXiv:2405.15682; Optax ``contrib.schedule_free``.
    """

    title = "Schedule-free"
    group = "Averaging"
    year = 2024
    paper = "Defazio et al.: The Road Less Scheduled"
    link = "https://arxiv.org/abs/2405.15682"
    rule = (
        r"\begin{aligned} z_t &= z_{t-1} + \mathrm{step}(g(y_{t-1})) \\"
        r" x_t &= (1-c_t)\,x_{t-1} + c_t z_t \\"
        r" y_t &= \beta x_t + (1-\beta) z_t \end{aligned}"
    )
    rule_note = "The share c of a step is 1 / t where the learning rate does not rise."
    intuition = (
        "The rule walks on with steps that never shrink, and the answer is the average of its "
        "path. The gradient is taken close to that average, which keeps the two together."
    )
    strengths = (
        "Nearly as accurate as with a falling learning rate, without knowing when the run ends.",
        "The answer settles although the steps never get smaller.",
    )
    weaknesses = (
        "The average forgets its start only slowly.",
        "Momentum of the wrapped rule comes on top of that of the average.",
    )

    beta_1: Number = vocabulary.beta_1(
        default=0.9,
        valid="[1e-6, 1)",
        slider=(0.01, 0.99),
        symbol=r"\beta",
        help="How close to the average the gradient is taken.",
    )
    weight_lr_power: Number = vocabulary.weight_lr_power(
        default=2.0,
        needs=(HAS_RATE,),
    )

    keeps = {**AVERAGING, "z": Kept("z", "Where the wrapped rule has got to.")}

    def idle(self, steps: int | None = None, rises: bool = True) -> dict[str, str]:
        reasons = super().idle(steps, rises)
        if not rises:
            reasons["weight_lr_power"] = (
                "No effect while the learning rate does not rise: all iterates count alike."
            )
        return reasons

    def initial_state(self, x: Array) -> State:
        return super().initial_state(x) | {"z": x.copy()}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        z, largest_rate, weight_sum = state["z"], state["largest_rate"], state["weight_sum"]
        moved = x.copy()
        super().update(moved, g, state, now)
        now.forget()
        step = moved - x
        np.maximum(largest_rate, now.learning_rate, out=largest_rate)
        weight = np.float_power(largest_rate, self.weight_lr_power)
        weight_sum += weight
        share = np.where(weight_sum > 0.0, weight / weight_sum, 0.0)
        x += (z - x) * share
        x += step * (1.0 - self.beta_1 * (1.0 - share))
        z += step

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        return state["z"] - x

    def evaluation_point(self, x: Array, state: State) -> Array | None:
        average: Array = (x - (1.0 - self.beta_1) * state["z"]) / self.beta_1
        return average
