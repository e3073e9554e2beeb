"""DoG: distance over gradients (Ivgi, Hinder and Carmon, 2023)."""

from __future__ import annotations

import numpy as np

from declarations import Number, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.dog import DoGCard
from optimizers.gradients import norm, row_sum
from optimizers.iteration import Iteration
from optimizers.kept import SCALAR, START, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class DoG(DoGCard, FirstOrder):
    r"""Gradient descent with the step size distance over gradients.

    .. math::
        x_t = x_{t-1} - \alpha\,\frac{r_t}{\sqrt{\sum_{k\le t}\|g_k\|^2+\epsilon}}\; g_t,\quad r_t
            = \max\left(r_\epsilon(1+\|x_0\|),\,\max_{k<t}\|x_k - x_0\|\right)

    The sum is kept as :math:`G_t`. Decoupled weight decay shrinks the point by the step size times
    lambda.

    Source: Ivgi, Hinder and Carmon 2023, arXiv:2302.12022; Optax ``contrib.dog`` (L2 decay).
    """

    presets = {"optax": vocabulary.OPTAX}

    learning_rate: Number = vocabulary.learning_rate(
        default=1.0, slider=(1e-2, 10.0), help="A factor on the step; meant to stay at 1."
    )
    weight_decay_mode: str = vocabulary.weight_decay_mode(default="l2")
    initial_distance: Number = real(
        default=1e-6,
        valid="(0, inf)",
        slider=(1e-8, 1e-1),
        log=True,
        symbol=r"r_\epsilon",
        help="The length of the first step, relative to 1 plus the distance from the origin.",
    )
    epsilon: Number = vocabulary.epsilon(
        default=1e-8, help="Added to the sum of the squared gradients."
    )

    keeps = {
        "start": START,
        "distance": Kept("r", "The largest distance from the start so far.", SCALAR),
        "square_sum": Kept("G", "The sum of the squared gradient norms.", SCALAR),
    }

    def initial_state(self, x: Array) -> State:
        distance = np.asarray(self.initial_distance * (1.0 + norm(x)))
        return super().initial_state(x) | {"start": x.copy(), "distance": distance}

    def decay(self, x: Array, g: Array, now: Iteration) -> Array:
        """Decoupled decay waits until the step size is known."""
        return super().decay(x, g, now) if self.weight_decay_mode == "l2" else g

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        distance, square_sum = state["distance"], state["square_sum"]
        np.maximum(distance, norm(x - state["start"]), out=distance)
        square_sum += row_sum(g * g)
        length = np.sqrt(square_sum + self.epsilon)
        rate = now.learning_rate * np.where(length > 0.0, distance / length, 0.0)
        if self.weight_decay_mode == "decoupled" and is_on(self.weight_decay):
            x -= x * self.weight_decay * rate
        x -= rate * g
