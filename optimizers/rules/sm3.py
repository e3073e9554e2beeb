"""SM3 (Anil et al., 2019)."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from declarations import Number
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.sm3 import SM3Card
from optimizers.gradients import follow
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.optimizer import FirstOrder, State, is_on


class SM3(SM3Card, FirstOrder):
    r"""AdaGrad that keeps one number for a row or a column of a matrix, with momentum.

    .. math::
        \nu_t &= \mu_{t-1} + g_t^2 \\
        m_t &= \beta m_{t-1} + (1-\beta)\,\frac{g_t}{\sqrt{\nu_t+\epsilon}},\quad x_t
            = x_{t-1} - \alpha\,m_t

    with :math:`\mu_t = \min(\text{largest } \nu_t \text{ of the row}, \text{ of the column})`, and
    a quotient of 0 where nothing but zeros was met: the second form of the paper, SM3-II. In a
    vector, and in a point without blocks, every coordinate is a row of its own, :math:`\mu_t =
    \nu_t`, and SM3 is AdaGrad with momentum: an average of steps that are scaled already. To be
    read easily, the minimum is kept here for every number; two numbers for a row and a column say
    the same, which is the memory that SM3 saves.

    Form: μ is the smaller of two: the largest ν in the row, and in the column, of the number. For a
    point without blocks it is ν.

    Source: Anil, Gupta, Koren and Singer 2019, arXiv:1901.11150; Optax ``sm3``, whose epsilon, not
    in the paper, is fixed.
    """

    presets = {"optax": vocabulary.OPTAX | {"weight_decay_mode": "l2"}}
    sees_blocks = True

    learning_rate: Number = vocabulary.learning_rate(
        default=0.01,
        slider=(1e-3, 10.0),
        help="The step size; the first step of every coordinate is this times 1 minus momentum.",
    )
    momentum: Number = vocabulary.momentum(
        default=0.9, symbol=r"\beta", help="How long past steps are remembered; 0 is AdaGrad."
    )
    epsilon: Number = vocabulary.epsilon(
        default=1e-8, help="Added to the sum of squares, inside the root."
    )

    keeps = {
        "mu": Kept(r"\mu", "The sum of squared gradients that a row and a column allow for."),
        "m": Kept("m", "The moving average of the scaled gradients."),
    }

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        mu, m = state["mu"], state["m"]
        nu = mu + g * g
        scaled = np.where(nu > 0.0, g / np.sqrt(nu + self.epsilon), 0.0)
        follow(m, scaled, self.momentum)
        x -= now.learning_rate * m
        mu[...] = nu
        for variable in now.variables(x):
            if len(variable.shape) > 1:
                mu[variable.at] = allowed_for(mu[variable.at], variable.shape)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        return -self.momentum * state["m"] if is_on(self.momentum) else None


def allowed_for(sums: Array, shape: tuple[int, ...]) -> Array:
    """For every number of an array, given flat, the smallest of the largest along its axes."""
    of_runs = sums.shape[1:]
    array = np.array(sums).reshape(*shape, *of_runs)
    axes = range(len(shape))
    largest = (array.max(axis=tuple({*axes} - {axis}), keepdims=True) for axis in axes)
    smallest = functools.reduce(np.minimum, largest)
    return np.broadcast_to(smallest, array.shape).reshape(-1, *of_runs)
