"""Sign descent (Bernstein et al., 2018)."""

from __future__ import annotations

import numpy as np

from declarations import Number
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.sign_sgd import SignSGDCard
from optimizers.iteration import Iteration
from optimizers.optimizer import FirstOrder, Heeded, State


class SignSGD(SignSGDCard, FirstOrder):
    r"""A step of the same length in every coordinate, by the sign of the gradient.

    .. math::
        x_t = x_{t-1} - \alpha\,\mathrm{sign}(g_t)

    The sign of 0 is 0.

    Source: Bernstein et al. 2018, arXiv:1802.04434; Optax ``sign_sgd``.
    """

    presets = {"optax": vocabulary.OPTAX}

    learning_rate: Number = vocabulary.learning_rate(
        default=0.001, help="The length of every step, in every coordinate."
    )

    @property
    def heeds(self) -> Heeded:
        return "all" if self.adds_decay else "sign"

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:  # noqa: ARG002
        x -= now.learning_rate * np.sign(g)
