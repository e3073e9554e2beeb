"""Adamax (Kingma and Ba, 2015)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, amount, boolean, real
from declarations.arrays import Array
from declarations.claim import Claim, Seen
from optimizers.counterpart import keras, optax, torch
from optimizers.gradients import power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on
from optimizers.show import Racer, Show


class Adamax(FirstOrder):
    r"""Adam that divides by a decaying maximum of the gradient instead of a root mean square.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t \\
        u_t &= \max(\beta_2 u_{t-1}, |g_t|), \quad
        x_t = x_{t-1} - \frac{\alpha}{1 - \beta_1^t} \, \frac{m_t}{u_t + \epsilon}
            \quad \text{(Keras)} \\
        u_t &= \max(\beta_2 u_{t-1}, |g_t| + \epsilon), \quad
        x_t = x_{t-1} - \frac{\alpha}{1 - \beta_1^t} \, \frac{m_t}{u_t}
            \quad \text{(PyTorch, Optax: epsilon\_in\_max)}

    The paper has no epsilon. The maximum needs no bias correction.

    Source: Kingma and Ba 2015, arXiv:1412.6980, section 7.1; Keras ``Adamax``, PyTorch
    ``Adamax`` (L2 decay), Optax ``adamax`` and ``adamaxw``.
    """

    title = "Adamax"
    keywords = ("infinity norm",)
    group = "Adaptive"
    year = 2015
    paper = "Kingma and Ba: Adam: A Method for Stochastic Optimization, section 7.1"
    link = "https://arxiv.org/abs/1412.6980"
    rule = (
        r"\begin{aligned} m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\"
        r" u_t &= \max(\beta_2 u_{t-1},\, |g_t|) \\"
        r" x_t &= x_{t-1} - \frac{\alpha}{1-\beta_1^t}\,\frac{m_t}{u_t+\epsilon} \end{aligned}"
    )
    rule_note = (
        "Keras' form, which is the default. PyTorch and Optax add epsilon to the gradient "
        "inside the maximum and divide by u alone."
    )
    intuition = (
        "Goes in the smoothed direction of the gradient and divides it by the largest slope of "
        "late in that coordinate. No step is much longer than the learning rate."
    )
    strengths = (
        "A firm bound on the step, also after a sudden large gradient.",
        "No bias correction of the scale, few operations.",
    )
    weaknesses = (
        "One outlier keeps the steps short for about 1/(1 - β₂) steps.",
        "Hovers around the minimum like Adam.",
    )
    shows = (
        Show(
            "strength",
            "A firm bound on the step, also after a sudden large gradient.",
            "No step of Adamax is longer than 0.54: at most a learning rate of 0.38 along each "
            "axis, also at the foot of the cliff. It ends at the bottom, less than 1e-6 above the "
            "minimum after 100 steps. SGD creeps along, meets the cliff, and is thrown 2.4 far.",
            (Racer("adamax", {"learning_rate": 0.38}), Racer("sgd", {"learning_rate": 1.2})),
            "rnn_cliff",
            steps=100,
            seen=(
                Seen(Claim("is longer than 0.54", "step", "0.54", along="max"), (0,)),
                Seen(
                    Claim("a learning rate of 0.38 along each axis", "step", "<0.54", along="max"),
                    (0,),
                ),
                Seen(Claim("less than 1e-6 above the minimum", "gap", "<1e-6"), (0,)),
                Seen(Claim("after 100 steps", "last step", "100"), (0, 1)),
                Seen(Claim("thrown 2.4 far", "step", "2.4", along="max"), (1,)),
            ),
        ),
        Show(
            "weakness",
            "Hovers around the minimum like Adam.",
            "The gradients are noisy. With a constant learning rate of 0.2 Adamax goes on hovering "
            "about the minimum: 0.03 above it in the mean of the second half, and its last step of "
            "300 is 0.006 long. With a learning rate that falls to nothing (cosine) it comes to "
            "rest.",
            (
                Racer("adamax", {"learning_rate": 0.2}),
                Racer("adamax", {"learning_rate": 0.2}, "cosine"),
            ),
            "mlp_slice",
            steps=300,
            options={"noise": 2.0},
            seen=(
                Seen(Claim("learning rate of 0.2", "gap", ">0.001"), (0,)),
                Seen(Claim("0.03 above it in the mean", "gap", "0.03", along="late mean"), (0,)),
                Seen(Claim("its last step of 300", "last step", "300"), (0, 1)),
                Seen(Claim("is 0.006 long", "step", "0.006"), (0,)),
                Seen(Claim("it comes to rest", "step", "<1e-6"), (1,)),
            ),
        ),
    )
    presets = {
        "keras": {},
        "torch": {
            "learning_rate": 0.002,
            "epsilon": 1e-8,
            "epsilon_in_max": True,
            "weight_decay_mode": "l2",
            "clip_form": "torch",
        },
        "optax": {"epsilon": 1e-8, "epsilon_in_max": True, "clip_form": "optax"},
    }
    counterparts = (
        keras("Adamax", "beta_1", "beta_2", "epsilon"),
        torch("Adamax", betas=("beta_1", "beta_2"), eps="epsilon"),
        optax("adamax", b1="beta_1", b2="beta_2", eps="epsilon"),
        optax("adamaxw", b1="beta_1", b2="beta_2", eps="epsilon", weight_decay="weight_decay"),
    )
    family = "adam"
    family_factor = 1.8

    learning_rate: Number = real(
        default=0.001,
        valid="(0, inf)",
        slider=(1e-4, 1.0),
        log=True,
        symbol=r"\alpha",
        help="About the longest step in every coordinate.",
    )
    beta_1: Number = real(
        default=0.9,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\beta_1",
        help="How long the direction is remembered.",
    )
    beta_2: Number = real(
        default=0.999,
        valid="[0, 1)",
        slider=(0.5, 0.9999),
        symbol=r"\beta_2",
        help="How slowly the largest gradient is forgotten.",
    )
    epsilon: Number = real(
        default=1e-7,
        valid="[0, inf)",
        slider=(1e-10, 1e-1),
        log=True,
        symbol=r"\epsilon",
        help="Keeps the division finite.",
    )
    epsilon_in_max: bool = boolean(
        default=False,
        help="Add epsilon to the gradient inside the maximum (PyTorch, Optax) or to the maximum.",
        needs=(amount("epsilon"), amount("beta_2")),
    )

    keeps = {
        "m": FIRST_MOMENT,
        "u": Kept("u", "The decaying maximum of the sizes of the gradients."),
    }

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, u = state["m"], state["u"]
        m += (g - m) * (1.0 - self.beta_1)
        size = np.abs(g) + self.epsilon if self.epsilon_in_max else np.abs(g)
        np.maximum(self.beta_2 * u, size, out=u)
        correction = 1.0 - power(self.beta_1, now.t)
        divisor = u if self.epsilon_in_max else u + self.epsilon
        x -= now.learning_rate * m / (correction * divisor)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        return -self.beta_1 * state["m"] / (state["u"] + self.epsilon)
