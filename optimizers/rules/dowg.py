"""DoWG: distance over weighted gradients (Khaled, Mishchenko and Jin, 2023)."""

from __future__ import annotations

import numpy as np

from declarations import Number, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.dowg import DoWGCard
from optimizers.gradients import row_sum
from optimizers.iteration import Iteration
from optimizers.kept import SCALAR, START, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class DoWG(DoWGCard, FirstOrder):
    r"""DoG with gradients that weigh more the further the run has got.

    .. math::
        x_t = x_{t-1}
            - \alpha\,\frac{D_t}{\sqrt{\sum_{k\le t} D_k\|g_k\|^2}+\epsilon}\; g_t,\quad D_t
            = \max\left(r_0^2,\,\max_{k<t}\|x_k - x_0\|^2\right)

    The sum is kept as :math:`v_t`. Optax states the first distance squared, 1e-4. Decoupled weight
    decay shrinks the point by the step size times lambda.

    Source: Khaled, Mishchenko and Jin 2023, arXiv:2305.16284; Optax ``contrib.dowg`` (L2 decay).
    """

    presets = {"optax": vocabulary.OPTAX}

    learning_rate: Number = vocabulary.learning_rate(
        default=1.0, slider=(1e-2, 10.0), help="A factor on the step; meant to stay at 1."
    )
    weight_decay_mode: str = vocabulary.weight_decay_mode(default="l2")
    initial_square_distance: Number = real(
        default=1e-4,
        valid="(0, inf)",
        slider=(1e-8, 1.0),
        log=True,
        symbol="r_0^2",
        help="The first guess of the squared distance.",
    )
    epsilon: Number = vocabulary.epsilon(default=1e-4)

    keeps = {
        "start": START,
        "square_distance": Kept("D", "The largest squared distance from the start.", SCALAR),
        "weighted_sum": Kept("v", "The sum of the squared gradient norms, each times D.", SCALAR),
    }

    def initial_state(self, x: Array) -> State:
        square_distance = np.full(x.shape[1:], self.initial_square_distance)
        return super().initial_state(x) | {"start": x.copy(), "square_distance": square_distance}

    def decay(self, x: Array, g: Array, now: Iteration) -> Array:
        """Decoupled decay waits until the step size is known."""
        return super().decay(x, g, now) if self.weight_decay_mode == "l2" else g

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        square_distance, weighted_sum = state["square_distance"], state["weighted_sum"]
        travelled = x - state["start"]
        np.maximum(square_distance, row_sum(travelled * travelled), out=square_distance)
        weighted_sum += square_distance * row_sum(g * g)
        length = np.sqrt(weighted_sum) + self.epsilon
        rate = now.learning_rate * np.where(length > 0.0, square_distance / length, 0.0)
        if self.weight_decay_mode == "decoupled" and is_on(self.weight_decay):
            x -= x * self.weight_decay * rate
        x -= rate * g
