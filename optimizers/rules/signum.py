"""Signum (Bernstein et al., 2018)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.signum import SignumCard
from optimizers.gradients import follow
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT
from optimizers.optimizer import FirstOrder, Heeded, State, is_on


class Signum(SignumCard, FirstOrder):
    r"""Sign descent along the average of the past gradients.

    .. math::
        m_t = \beta m_{t-1} + (1-\beta)\,g_t,\quad x_t = x_{t-1} - \alpha\,\mathrm{sign}(m_t)

    Source: Bernstein et al. 2018, arXiv:1802.04434; Optax ``signum``.
    """

    presets = {"optax": vocabulary.OPTAX}

    learning_rate: Number = vocabulary.learning_rate(
        default=0.001, help="The length of every step, in every coordinate."
    )
    momentum: Number = vocabulary.momentum(
        default=0.9, symbol=r"\beta", help="How long past gradients are remembered; 0 is SignSGD."
    )

    @property
    def heeds(self) -> Heeded:
        return "all" if self.adds_decay or is_on(self.momentum) else "sign"

    keeps = {"m": FIRST_MOMENT}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m = state["m"]
        follow(m, g, self.momentum)
        x -= now.learning_rate * np.sign(m)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.momentum):
            return None
        return -np.sign(self.momentum * state["m"])
