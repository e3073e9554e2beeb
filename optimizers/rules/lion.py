"""Lion (Chen et al., 2023)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, amount
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.lion import LionCard
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT
from optimizers.optimizer import FirstOrder, Heeded, State, is_on


class Lion(LionCard, FirstOrder):
    r"""Evolved sign momentum: only the sign of a smoothed gradient counts.

    .. math::
        x_t &= x_{t-1} - \alpha\,\mathrm{sign}(\beta_1 m_{t-1} + (1-\beta_1)\, g_t) \\
        m_t &= \beta_2 m_{t-1} + (1-\beta_2)\, g_t

    The direction uses one average (beta 1) and the memory another (beta 2); sign(0) is 0. The
    weight decay is decoupled in both libraries.

    Source: Chen et al. 2023, arXiv:2302.06675; Keras ``Lion`` (no decay by default), Optax ``lion``
    (decay 0.001).
    """

    presets = {"keras": {}, "optax": vocabulary.OPTAX | {"weight_decay": 1e-3}}

    learning_rate: Number = vocabulary.learning_rate(
        default=0.001, help="The length of every step in every coordinate."
    )
    beta_1: Number = vocabulary.beta_1(
        default=0.9, help="The share of the memory in the direction; 0 is the sign of the gradient."
    )
    beta_2: Number = vocabulary.beta_2(
        default=0.99,
        slider=(0.5, 0.999),
        help="How long the gradient is remembered.",
        needs=(amount("beta_1"),),
    )

    @property
    def heeds(self) -> Heeded:
        return "all" if self.adds_decay or is_on(self.beta_1) else "sign"

    keeps = {"m": FIRST_MOMENT}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m = state["m"]
        x -= now.learning_rate * np.sign(m * self.beta_1 + g * (1.0 - self.beta_1))
        m *= self.beta_2
        m += g * (1.0 - self.beta_2)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        return -np.sign(self.beta_1 * state["m"])
