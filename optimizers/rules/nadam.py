"""Nadam (Dozat, 2016)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, amount, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.nadam import NadamCard
from optimizers.gradients import follow, power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, SCALAR, SECOND_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class Nadam(NadamCard, FirstOrder):
    r"""Adam with Nesterov momentum, and a momentum that warms up.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t, \quad
            v_t = \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2 \\
        \hat m_t &= \frac{\mu_{t+1}\, m_t}{1-\prod_{i\le t+1}\mu_i}
            + \frac{(1-\mu_t)\, g_t}{1-\prod_{i\le t}\mu_i} \\
        x_t &= x_{t-1} - \alpha\,\frac{\hat m_t}{\sqrt{v_t/(1-\beta_2^t)}+\epsilon}

    The product of all :math:`\mu_i` so far is kept as :math:`P_t`. One parameter, the momentum
    decay :math:`\psi`, covers the libraries: Keras has 1, PyTorch 0.004 (as Dozat), Optax no
    warm-up, which is infinity: :math:`\mu_t = \beta_1`. Epsilon is added to the corrected root in
    all of them.

    Form: With $\mu = \beta_1 (1 - 0.96^{\psi t} / 2)$ in step t. ψ is 1 in Keras, the default,
    0.004 in PyTorch and infinite in Optax.

    Source: Dozat 2016, ICLR workshop; Keras ``Nadam``, PyTorch ``NAdam`` (L2 decay unless
    ``decoupled_weight_decay``), Optax ``nadam`` and ``nadamw``.
    """

    presets = {
        "keras": {},
        "torch": vocabulary.TORCH
        | {"learning_rate": 0.002, "epsilon": 1e-8, "momentum_decay": 0.004},
        "optax": vocabulary.OPTAX | {"epsilon": 1e-8, "momentum_decay": float("inf")},
    }

    learning_rate: Number = vocabulary.learning_rate(default=0.001)
    beta_1: Number = vocabulary.beta_1(default=0.9)
    beta_2: Number = vocabulary.beta_2(default=0.999)
    epsilon: Number = vocabulary.epsilon(
        default=1e-7,
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
        follow(m, g, self.beta_1)
        follow(v, g * g, self.beta_2)
        m_hat = mu_next * m / (1.0 - product * mu_next) + (1.0 - mu) * g / (1.0 - product)
        v_hat = v / (1.0 - power(self.beta_2, now.t))
        x -= m_hat * now.learning_rate / (np.sqrt(v_hat) + self.epsilon)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        return -self.beta_1 * state["m"] / (np.sqrt(state["v"]) + self.epsilon)
