"""Nadam (Dozat, 2016)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, amount, real
from declarations.arrays import Array
from declarations.claim import Claim, Seen
from optimizers.counterpart import DECOUPLED, keras, optax, torch
from optimizers.gradients import power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, SCALAR, SECOND_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on
from optimizers.show import Racer, Show


class Nadam(FirstOrder):
    r"""Adam with Nesterov momentum, and a momentum that warms up.

    .. math::
        \mu_t &= \beta_1 (1 - \tfrac12 \, 0.96^{t \psi}), \qquad P_t = \prod_{i \le t} \mu_i \\
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t, \qquad
        v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 \\
        \hat m_t &= \frac{\mu_{t+1} m_t}{1 - P_t \mu_{t+1}} + \frac{(1 - \mu_t) g_t}{1 - P_t} \\
        x_t &= x_{t-1} - \alpha \, \hat m_t / (\sqrt{v_t / (1 - \beta_2^t)} + \epsilon)

    One parameter, the momentum decay :math:`\psi`, covers the libraries: Keras has 1, PyTorch
    0.004 (as Dozat), Optax no warm-up, which is infinity: :math:`\mu_t = \beta_1`. Epsilon is
    added to the corrected root in all of them.

    Source: Dozat 2016, ICLR workshop; Keras ``Nadam``, PyTorch ``NAdam`` (L2 decay unless
    ``decoupled_weight_decay``), Optax ``nadam`` and ``nadamw``.
    """

    title = "Nadam"
    keywords = ("Nesterov Adam",)
    group = "Adaptive"
    year = 2016
    paper = "Dozat: Incorporating Nesterov Momentum into Adam"
    link = "https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ"
    rule = (
        r"\begin{aligned} m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t, \quad"
        r" v_t = \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2 \\"
        r" \hat m_t &= \frac{\mu_{t+1}\, m_t}{1-\prod_{i\le t+1}\mu_i}"
        r" + \frac{(1-\mu_t)\, g_t}{1-\prod_{i\le t}\mu_i} \\"
        r" x_t &= x_{t-1} - \alpha\,\frac{\hat m_t}{\sqrt{v_t/(1-\beta_2^t)}+\epsilon}"
        r" \end{aligned}"
    )
    rule_note = (
        r"With $\mu = \beta_1 (1 - 0.96^{\psi t} / 2)$ in step t. ψ is 1 in Keras, the default, "
        "0.004 in PyTorch and infinite in Optax."
    )
    intuition = (
        "Adam that already takes the next step's share of momentum into account. "
        "The present gradient counts more, so it turns a little earlier."
    )
    strengths = (
        "Reacts faster than Adam, often a little quicker with the same learning rate.",
        "The momentum begins low, which tames the first steps.",
    )
    weaknesses = (
        "Noisier than Adam, since the latest gradient weighs more.",
        "Otherwise those of Adam.",
    )
    shows = (
        Show(
            "strength",
            "Reacts faster than Adam, often a little quicker with the same learning rate.",
            "With the same learning rate, 0.1, it swings less into the bend of the valley: after "
            "300 steps it is 0.04 above the minimum, Adam 0.19.",
            (Racer("nadam", {"learning_rate": 0.1}), Racer("adam", {"learning_rate": 0.1})),
            "rosenbrock",
            steps=300,
            seen=(
                Seen(Claim("the same learning rate, 0.1", "gap", "<0.2"), (0, 1)),
                Seen(Claim("it swings less", "y", "2", along="turns"), (0,)),
                Seen(Claim("swings less", "y", "8", along="turns"), (1,)),
                Seen(Claim("after 300 steps", "last step", "300"), (0, 1)),
                Seen(Claim("it is 0.04 above the minimum", "gap", "0.04"), (0,)),
                Seen(Claim("Adam 0.19", "gap", "0.19"), (1,)),
            ),
        ),
        Show(
            "weakness",
            "Noisier than Adam, since the latest gradient weighs more.",
            "The same noise for both: Nadam turns round 47 times along x in 300 steps, and 102 "
            "times along y, Adam 23 and 38 times.",
            (Racer("nadam", {"learning_rate": 0.1}), Racer("adam", {"learning_rate": 0.1})),
            "sphere",
            steps=300,
            options={"noise": 2.0},
            seen=(
                Seen(Claim("turns round 47 times along x", "x", "47", along="turns"), (0,)),
                Seen(Claim("in 300 steps", "last step", "300"), (0, 1)),
                Seen(Claim("102 times along y", "y", "102", along="turns"), (0,)),
                Seen(Claim("Adam 23", "x", "23", along="turns"), (1,)),
                Seen(Claim("38 times", "y", "38", along="turns"), (1,)),
            ),
        ),
    )
    presets = {
        "keras": {},
        "torch": {
            "learning_rate": 0.002,
            "epsilon": 1e-8,
            "momentum_decay": 0.004,
            "weight_decay_mode": "l2",
            "clip_form": "torch",
        },
        "optax": {"epsilon": 1e-8, "momentum_decay": float("inf"), "clip_form": "optax"},
    }
    counterparts = (
        keras("Nadam", "beta_1", "beta_2", "epsilon"),
        torch(
            "NAdam",
            betas=("beta_1", "beta_2"),
            eps="epsilon",
            momentum_decay="momentum_decay",
            decoupled_weight_decay=DECOUPLED,
        ),
        optax("nadam", b1="beta_1", b2="beta_2", eps="epsilon"),
        optax("nadamw", b1="beta_1", b2="beta_2", eps="epsilon", weight_decay="weight_decay"),
    )
    family = "adam"

    learning_rate: Number = real(
        default=0.001,
        valid="(0, inf)",
        slider=(1e-4, 1.0),
        log=True,
        symbol=r"\alpha",
        help="About the length of a step in every coordinate.",
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
        help="How long the size of the gradient is remembered.",
    )
    epsilon: Number = real(
        default=1e-7,
        valid="[0, inf)",
        slider=(1e-10, 1e-1),
        log=True,
        symbol=r"\epsilon",
        help="Keeps the division finite; a large value brings Nadam closer to momentum.",
    )
    momentum_decay: Number = real(
        default=1.0,
        valid="[0, inf]",
        slider=(0.0, 2.0),
        symbol=r"\psi",
        help="How fast the momentum warms up from half of beta 1; inf is at once (Optax).",
        needs=(amount("beta_1"),),
    )

    keeps = {
        "m": FIRST_MOMENT,
        "v": SECOND_MOMENT,
        "momentum_product": Kept("P", "The product of the momenta of all steps.", SCALAR),
    }

    def initial_state(self, x: Array) -> State:
        return super().initial_state(x) | {"momentum_product": np.ones(x.shape[1:])}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v, product = state["m"], state["v"], state["momentum_product"]
        # float_power rounds alike for a number and for an array, ** does not.
        mu = self.beta_1 * (1.0 - 0.5 * np.float_power(0.96, now.t * self.momentum_decay))
        mu_next = self.beta_1 * (
            1.0 - 0.5 * np.float_power(0.96, (now.t + 1) * self.momentum_decay)
        )
        product *= mu
        m += (g - m) * (1.0 - self.beta_1)
        v += (g * g - v) * (1.0 - self.beta_2)
        m_hat = mu_next * m / (1.0 - product * mu_next) + (1.0 - mu) * g / (1.0 - product)
        v_hat = v / (1.0 - power(self.beta_2, now.t))
        x -= m_hat * now.learning_rate / (np.sqrt(v_hat) + self.epsilon)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        return -self.beta_1 * state["m"] / (np.sqrt(state["v"]) + self.epsilon)
