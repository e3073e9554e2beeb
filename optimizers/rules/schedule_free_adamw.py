"""Schedule-Free AdamW (Defazio et al., 2024)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.schedule_free_adamw import ScheduleFreeAdamWCard
from optimizers.gradients import follow, power
from optimizers.iteration import Iteration
from optimizers.kept import SECOND_MOMENT
from optimizers.optimizer import FirstOrder, State, is_on
from optimizers.rules.schedule_free_sgd import AVERAGING


class ScheduleFreeAdamW(ScheduleFreeAdamWCard, FirstOrder):
    r"""Schedule-Free with Adam's division: an average takes the place of its momentum.

    .. math::
        z_t &= z_{t-1} - \alpha\,\frac{g(y_{t-1})}{\sqrt{\hat v_t}+\epsilon} \\
        x_t &= (1-c_t)\,x_{t-1} + c_t z_t \\
        y_t &= \beta_1 x_t + (1-\beta_1) z_t

    with :math:`c_t = w_t / \sum_{k \le t} w_k`, :math:`w_t = (\max_{k \le t} \alpha_k)^p` and v as
    in Adam, ``epsilon_root`` inside the root; weight decay adds :math:`\lambda y_{t-1}` to the
    quotient.

    The iterate is y, where the gradient g is taken; the answer is x. As in the authors' code only y
    and z are kept, and y is moved by the same equations solved for it. Keras weighs all iterates
    alike (p = 0) and shrinks y instead of adding the decay to u. Keras 3.15 computes something else
    on its PyTorch and TensorFlow backends, where it overwrites z before it has used it; the preset
    is the rule of its JAX backend. Optax 0.2.8 counts the steps of z from 0 and those of the
    weights from 1: under its warm-up, and under any schedule, z has the rate of the step before.
    Here one rate serves both: under a schedule that which z has there, in the warm-up that of the
    weights.

    Form: Without weight decay. Iterates count by the square of their learning rate, in Keras all
    alike.

    Source: Defazio et al. 2024, arXiv:2405.15682, and its authors' code (``AdamWScheduleFree``);
    Keras ``ScheduleFreeAdamW``, Optax ``contrib.schedule_free_adamw``.
    """

    presets = {
        "keras": {"weight_lr_power": 0.0, "weight_decay_mode": "decoupled"},
        "optax": vocabulary.OPTAX,
    }

    learning_rate: Number = vocabulary.learning_rate(
        default=0.0025, help="About the length of a step of z in every coordinate."
    )
    weight_decay_mode: str = vocabulary.weight_decay_mode(
        default="inner",
        options=("inner", "decoupled", "l2"),
        help=(
            "Inner: joins the step after the division (the paper). Decoupled: shrinks the point "
            "(Keras). L2: adds to the gradient."
        ),
    )
    beta_1: Number = vocabulary.beta_1(
        default=0.9,
        valid="[1e-6, 1)",
        slider=(0.01, 0.99),
        help="How close to the average the gradient is taken.",
    )
    beta_2: Number = vocabulary.beta_2(default=0.999)
    epsilon: Number = vocabulary.epsilon(default=1e-8)
    epsilon_root: Number = vocabulary.epsilon_root(
        default=0.0, help="A second epsilon inside the root."
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

    keeps = {**AVERAGING, "v": SECOND_MOMENT}

    def initial_state(self, x: Array) -> State:
        return super().initial_state(x) | {"z": x.copy()}

    def decay(self, x: Array, g: Array, now: Iteration) -> Array:
        return g if self.weight_decay_mode == "inner" else super().decay(x, g, now)

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        z, v = state["z"], state["v"]
        follow(v, g * g, self.beta_2)
        v_hat = v / (1.0 - power(self.beta_2, now.t))
        u = g / (np.sqrt(v_hat + self.epsilon_root) + self.epsilon)
        if self.weight_decay_mode == "inner" and is_on(self.weight_decay):
            u += self.weight_decay * x
        rate = now.learning_rate
        if now.t < self.warmup_steps:
            rate = rate * (now.t / self.warmup_steps)
        largest_rate, weight_sum = state["largest_rate"], state["weight_sum"]
        np.maximum(largest_rate, rate, out=largest_rate)
        weight = np.float_power(largest_rate, self.weight_lr_power)
        weight_sum += weight
        share = np.where(weight_sum > 0.0, weight / weight_sum, 0.0)
        x += (z - x) * share
        x -= u * (rate * (1.0 - self.beta_1 * (1.0 - share)))
        z -= u * rate

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        return state["z"] - x

    def evaluation_point(self, x: Array, state: State) -> Array | None:
        average: Array = (x - (1.0 - self.beta_1) * state["z"]) / self.beta_1
        return average
