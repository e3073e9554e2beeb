"""Adan (Xie et al., 2022)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.adan import AdanCard
from optimizers.gradients import follow, power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, LAST_GRADIENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class Adan(AdanCard, FirstOrder):
    r"""Adam with Nesterov's look-ahead, made from the difference of successive gradients.

    .. math::
        v_t &= \beta_2 v_{t-1} + (1-\beta_2)(g_t - g_{t-1}) \\
        n_t &= \beta_3 n_{t-1} + (1-\beta_3)(g_t + \beta_2(g_t - g_{t-1}))^2 \\
        x_t &= x_{t-1} - \alpha\,\frac{\hat m_t + \beta_2\hat v_t}{\sqrt{\hat n_t}+\epsilon}

    with m as in Adam, :math:`g_0 = g_1`, bias-corrected moments and betas as the shares that are
    kept; the paper writes 1 - beta. Weight decay divides the new point by :math:`1 + \alpha
    \lambda`. Optax 0.2.8 has 1 - beta_2 = 0.08 where the paper and its authors' code have beta_2 =
    0.92; its preset gives its defaults, and its decoupled decay, with the rule as published.

    Form: Without weight decay, with the bias-corrected moments; Optax adds a second epsilon inside
    the root.

    Source: Xie et al. 2022, arXiv:2208.06677, and its authors' code.
    """

    presets = {"optax": vocabulary.OPTAX | {"epsilon_root": 1e-8, "weight_decay_mode": "decoupled"}}

    learning_rate: Number = vocabulary.learning_rate(default=0.001)
    weight_decay_mode: str = vocabulary.weight_decay_mode(
        default="proximal",
        options=("proximal", "decoupled", "l2"),
        help=(
            "Proximal: divides the new point (the paper). Decoupled: shrinks the old point. "
            "L2: adds to the gradient."
        ),
    )
    beta_1: Number = vocabulary.beta_1(default=0.98)
    beta_2: Number = vocabulary.beta_2(
        default=0.92,
        slider=(0.0, 0.99),
        help="How long the change of the gradient is remembered, and how much it counts.",
    )
    beta_3: Number = vocabulary.beta_3(default=0.99)
    epsilon: Number = vocabulary.epsilon(default=1e-8)
    epsilon_root: Number = vocabulary.epsilon_root(default=0.0)

    keeps = {
        "m": FIRST_MOMENT,
        "v": Kept("v", "The moving average of the changes of the gradient."),
        "n": Kept("n", "The moving average of the squares of gradients that look ahead."),
        "previous": LAST_GRADIENT,
    }

    def decay(self, x: Array, g: Array, now: Iteration) -> Array:
        return g if self.weight_decay_mode == "proximal" else super().decay(x, g, now)

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v, n = state["m"], state["v"], state["n"]
        change = g - state["previous"] if now.t > 1 else np.zeros_like(g)
        ahead = g + self.beta_2 * change
        follow(m, g, self.beta_1)
        follow(v, change, self.beta_2)
        follow(n, ahead * ahead, self.beta_3)
        m_hat = m / (1.0 - power(self.beta_1, now.t))
        v_hat = v / (1.0 - power(self.beta_2, now.t))
        n_hat = n / (1.0 - power(self.beta_3, now.t))
        root = np.sqrt(n_hat + self.epsilon_root) + self.epsilon
        x -= now.learning_rate * (m_hat + self.beta_2 * v_hat) / root
        if self.weight_decay_mode == "proximal" and is_on(self.weight_decay):
            x /= 1.0 + self.weight_decay * now.learning_rate
        state["previous"][...] = g

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        """The gradient has then changed as well, to 0, and that change is part of the forecast."""
        if not is_on(self.beta_1) and not is_on(self.beta_2):
            return None
        change = -state["previous"]
        m = self.beta_1 * state["m"]
        v = self.beta_2 * state["v"] + (1.0 - self.beta_2) * change
        n = self.beta_3 * state["n"] + (1.0 - self.beta_3) * (self.beta_2 * change) ** 2
        m_hat = m / (1.0 - np.float_power(self.beta_1, t + 1))
        v_hat = v / (1.0 - np.float_power(self.beta_2, t + 1))
        return -(m_hat + self.beta_2 * v_hat) / (np.sqrt(n) + self.epsilon)
