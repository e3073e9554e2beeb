"""Adam (Kingma and Ba, 2015)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Needs, Number, choice, switched
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.adam import AdamCard
from optimizers.gradients import follow, power, root
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, SECOND_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on

AMSGRAD = Needs(lambda rule: bool(rule.amsgrad), "Kept with amsgrad only.")


class Adam(AdamCard, FirstOrder):
    r"""Momentum, divided coordinate by coordinate by the recent size of the gradient.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1-\beta_1) g_t \\
        v_t &= \beta_2 v_{t-1} + (1-\beta_2) g_t^2 \\
        x_t &= x_{t-1}
            - \alpha\,\frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t}\,\frac{m_t}{\sqrt{v_t}+\epsilon}

    ``epsilon_root`` is added inside the root. Added to the uncorrected root (the paper's "epsilon
    hat") epsilon at first weighs :math:`1 / \sqrt{1 - \beta_2}` times as much. ``amsgrad=True``
    divides by the root of :math:`h_t = \max(h_{t-1}, v_t)` (Keras, PyTorch), "corrected" by that of
    the maximum of the bias-corrected v (Optax): two different algorithms.

    Form: Keras' form, which is the default: epsilon is added before the bias correction of v.
    PyTorch and Optax correct m and v first and add epsilon then (epsilon hat off).

    Source: Kingma and Ba 2015, arXiv:1412.6980; Keras ``Adam``, PyTorch ``Adam`` (L2 decay), Optax
    ``adam``.
    """

    presets = {
        "keras": {},
        "torch": vocabulary.TORCH | {"epsilon": 1e-8, "epsilon_hat": False},
        "optax": vocabulary.OPTAX | {"epsilon": 1e-8, "epsilon_hat": False},
    }

    learning_rate: Number = vocabulary.learning_rate(default=0.001)
    beta_1: Number = vocabulary.beta_1(default=0.9)
    beta_2: Number = vocabulary.beta_2(default=0.999)
    epsilon: Number = vocabulary.epsilon(
        default=1e-7,
        help="Keeps the division finite; a large value brings Adam closer to momentum.",
    )
    epsilon_root: Number = vocabulary.epsilon_root(
        default=0.0, needs=(switched("epsilon_hat", on=False),)
    )
    epsilon_hat: bool = vocabulary.epsilon_hat(default=True)
    amsgrad: bool | str = choice(
        default=False,
        options=(False, True, "raw", "corrected"),
        help="Never let v shrink: its raw maximum (Keras, PyTorch) or the corrected one (Optax).",
    )

    keeps = {
        "m": FIRST_MOMENT,
        "v": SECOND_MOMENT,
        "v_max": Kept("h", "The largest v so far.", needs=AMSGRAD),
    }

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v = state["m"], state["v"]
        follow(m, g, self.beta_1)
        follow(v, g * g, self.beta_2)
        correction_1 = 1.0 - power(self.beta_1, now.t)
        correction_2 = 1.0 - power(self.beta_2, now.t)
        if self.amsgrad == "corrected":
            v = np.maximum(state["v_max"], v / correction_2, out=state["v_max"]) * correction_2
        elif self.amsgrad:
            v = np.maximum(state["v_max"], v, out=state["v_max"])
        if self.epsilon_hat:
            rate = now.learning_rate * root(correction_2) / correction_1
            spread = np.sqrt(v)
            spread += self.epsilon
            step = m * rate
            step /= spread
            x -= step
        else:
            spread = np.sqrt(v / correction_2 + self.epsilon_root)
            x -= now.learning_rate * (m / correction_1) / (spread + self.epsilon)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        v = state["v_max"] if self.amsgrad else state["v"]
        return -self.beta_1 * state["m"] / (np.sqrt(v) + self.epsilon)
