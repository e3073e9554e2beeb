"""Schedule-Free AdamW (Defazio et al., 2024)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, amount, choice, integer, real
from declarations.arrays import Array
from declarations.claim import Claim, Seen
from optimizers.counterpart import keras, optax
from optimizers.gradients import power
from optimizers.iteration import Iteration
from optimizers.kept import SECOND_MOMENT
from optimizers.optimizer import FirstOrder, State, is_on
from optimizers.rules.schedule_free_sgd import AVERAGING
from optimizers.show import Racer, Show


class ScheduleFreeAdamW(FirstOrder):
    r"""Schedule-Free with Adam's division: an average takes the place of its momentum.

    .. math::
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2) g_t^2, \quad
            u_t = \frac{g_t}{\sqrt{\hat v_t + \epsilon_r} + \epsilon} + \lambda y_{t-1} \\
        z_t &= z_{t-1} - \alpha_t u_t, \quad c_t = \frac{w_t}{\sum_{k \le t} w_k}, \quad
            w_t = (\max_{k \le t} \alpha_k)^p \\
        x_t &= (1 - c_t) x_{t-1} + c_t z_t, \quad y_t = \beta_1 x_t + (1 - \beta_1) z_t

    The iterate is y, where the gradient g is taken; the answer is x. As in the authors' code only
    y and z are kept, and y is moved by the same equations solved for it. Keras weighs all iterates
    alike (p = 0) and shrinks y instead of adding the decay to u. Keras 3.15 computes something
    else on its PyTorch and TensorFlow backends, where it overwrites z before it has used it; the
    preset is the rule of its JAX backend. Optax 0.2.8 counts the steps of z from 0 and those of
    the weights from 1: under its warm-up, and under any schedule, z has the rate of the step
    before. Here one rate serves both: under a schedule that which z has there, in the warm-up that
    of the weights.

    Source: Defazio et al. 2024, arXiv:2405.15682, and its authors' code (``AdamWScheduleFree``);
    Keras ``ScheduleFreeAdamW``, Optax ``contrib.schedule_free_adamw``.
    """

    title = "Schedule-Free AdamW"
    group = "Averaging"
    year = 2024
    paper = "Defazio et al.: The Road Less Scheduled"
    link = "https://arxiv.org/abs/2405.15682"
    rule = (
        r"\begin{aligned} z_t &= z_{t-1} - \alpha\,"
        r"\frac{g(y_{t-1})}{\sqrt{\hat v_t}+\epsilon} \\"
        r" x_t &= (1-c_t)\,x_{t-1} + c_t z_t \\"
        r" y_t &= \beta_1 x_t + (1-\beta_1) z_t \end{aligned}"
    )
    rule_note = (
        "Without weight decay. Iterates count by the square of their learning rate, in Keras "
        "all alike."
    )
    intuition = (
        "RMSprop hovers around the minimum unless its steps shrink; the average of its path does "
        "not. Taking the gradient near that average makes it fast as well as accurate."
    )
    strengths = (
        "As good as a tuned schedule, without knowing when the run ends.",
        "The answer settles although the steps never get smaller.",
    )
    weaknesses = (
        "The average forgets its start only slowly.",
        "The answer is not the point at which the gradient is taken.",
    )
    shows = (
        Show(
            "weakness",
            "The average forgets its start only slowly.",
            "Without noise there is nothing to average out: the answer is an average with the way "
            "there still in it, 0.006 above the minimum after 200 steps. Adam with the same "
            "learning rate is less than 1e-6 above it.",
            (
                Racer("schedule_free_adamw", {"learning_rate": 0.2}),
                Racer("adam", {"learning_rate": 0.2}),
            ),
            "shifted_parabola_1d",
            seen=(
                Seen(Claim("0.006 above the minimum", "gap", "0.006"), (0,)),
                Seen(Claim("after 200 steps", "last step", "200"), (0, 1)),
                Seen(Claim("less than 1e-6 above it", "gap", "<1e-6"), (1,)),
            ),
        ),
    )
    presets = {
        "keras": {"weight_lr_power": 0.0, "weight_decay_mode": "decoupled"},
        "optax": {"clip_form": "optax"},
    }
    counterparts = (
        keras("ScheduleFreeAdamW", "beta_1", "beta_2", "epsilon", "warmup_steps"),
        optax(
            "contrib.schedule_free_adamw",
            b1="beta_1",
            b2="beta_2",
            eps="epsilon",
            weight_decay="weight_decay",
            weight_lr_power="weight_lr_power",
        ),
    )
    family = "adam"
    family_factor = 2.0

    learning_rate: Number = real(
        default=0.0025,
        valid="(0, inf)",
        slider=(1e-4, 1.0),
        log=True,
        symbol=r"\alpha",
        help="About the length of a step of z in every coordinate.",
    )
    weight_decay_mode: str = choice(
        default="inner",
        options=("inner", "decoupled", "l2"),
        help="Inner: joins the step after the division (the paper). Decoupled: shrinks the point "
        "(Keras). L2: adds to the gradient.",
        needs=(amount("weight_decay"),),
    )
    beta_1: Number = real(
        default=0.9,
        valid="[1e-6, 1)",
        slider=(0.01, 0.99),
        symbol=r"\beta_1",
        help="How close to the average the gradient is taken.",
    )
    beta_2: Number = real(
        default=0.999,
        valid="[0, 1)",
        slider=(0.5, 0.9999),
        symbol=r"\beta_2",
        help="How long the size of the gradient is remembered.",
    )
    epsilon: Number = real(
        default=1e-8,
        valid="[0, inf)",
        slider=(1e-10, 1e-1),
        log=True,
        symbol=r"\epsilon",
        help="Keeps the division finite.",
    )
    epsilon_root: Number = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 1e-3),
        symbol=r"\epsilon_r",
        help="A second epsilon inside the root.",
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

    keeps = {**AVERAGING, "v": SECOND_MOMENT}

    def initial_state(self, x: Array) -> State:
        return super().initial_state(x) | {"z": x.copy()}

    def decay(self, x: Array, g: Array, now: Iteration) -> Array:
        return g if self.weight_decay_mode == "inner" else super().decay(x, g, now)

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        z, v = state["z"], state["v"]
        v += (g * g - v) * (1.0 - self.beta_2)
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
