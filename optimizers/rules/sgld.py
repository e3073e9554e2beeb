"""Stochastic gradient Langevin dynamics (Welling and Teh, 2011)."""

from __future__ import annotations

import numpy as np

from declarations import Number, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.sgld import SGLDCard
from optimizers.iteration import Iteration
from optimizers.optimizer import FirstOrder, State


class SGLD(SGLDCard, FirstOrder):
    r"""Gradient descent with heat: noise of a given temperature is added to every step.

    .. math::
        x_t = x_{t-1} - \alpha\, g_t + \sqrt{2\alpha T}\; n_t,\quad n_t \sim N(0, I)

    In the long run, and for small steps, a point is found with a probability in proportion to
    :math:`\exp(-f(x) / T)`. The paper has T = 1 and writes the learning rate as :math:`\epsilon /
    2`.

    Source: Welling and Teh 2011, ICML.
    """

    draws = True

    learning_rate: Number = vocabulary.learning_rate(
        default=0.01, slider=(1e-5, 1.0), help="The step size."
    )
    temperature: Number = real(
        default=1.0,
        valid="[0, inf)",
        slider=(0.0, 10.0),
        symbol="T",
        help="How hard the point is shaken; 0 is gradient descent.",
    )

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:  # noqa: ARG002
        x -= g * now.learning_rate
        x += np.sqrt(2.0 * now.learning_rate * self.temperature) * now.normal(x)
