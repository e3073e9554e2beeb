"""Adagrad (Duchi, Hazan and Singer, 2011)."""

from __future__ import annotations

import numpy as np

from declarations import Number, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.adagrad import AdagradCard
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.optimizer import FirstOrder, State


class Adagrad(AdagradCard, FirstOrder):
    r"""The gradient divided, coordinate by coordinate, by the root of all its squares so far.

    .. math::
        s_t &= s_{t-1} + g_t^2 \\
        x_t &= x_{t-1} - \alpha\,\frac{g_t}{\sqrt{s_t+\epsilon}}

    PyTorch: :math:`x_t = x_{t-1} - \frac{\alpha}{1 + (t - 1) \delta} \, g_t / (\sqrt{s_t} +
    \epsilon)`, where :math:`\delta` is its lr_decay.

    Keras and Optax begin with :math:`s_0 = 0.1`, PyTorch and the paper with 0. A coordinate that
    has seen no gradient at all does not move, also with :math:`\epsilon = 0` (as in Optax; 0/0 in
    the others).

    Form: The form of Keras and Optax, which is the default: epsilon is inside the root. PyTorch
    adds it to the root.

    Source: Duchi, Hazan and Singer 2011; Keras ``Adagrad``, PyTorch ``Adagrad`` (L2 decay), Optax
    ``adagrad``.
    """

    presets = {
        "keras": {},
        "torch": vocabulary.TORCH
        | {
            "learning_rate": 0.01,
            "initial_accumulator_value": 0.0,
            "epsilon": 1e-10,
            "epsilon_inside_sqrt": False,
        },
        "optax": vocabulary.OPTAX | {"weight_decay_mode": "l2"},
    }

    learning_rate: Number = vocabulary.learning_rate(
        default=0.001,
        slider=(1e-3, 10.0),
        help="About the length of the first step; later ones are shorter.",
    )
    initial_accumulator_value: Number = vocabulary.initial_accumulator_value(
        default=0.1,
        help="The sum of squares with which it begins; a large one softens the first steps.",
    )
    epsilon: Number = vocabulary.epsilon(default=1e-7)
    epsilon_inside_sqrt: bool = vocabulary.epsilon_inside_sqrt(default=True)
    learning_rate_decay: Number = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 0.1),
        symbol=r"\delta",
        help="Divides the learning rate by 1 + this times the completed steps (PyTorch).",
    )

    keeps = {"squares": Kept("s", "The sum of the squared gradients.")}

    def initial_state(self, x: Array) -> State:
        return {"squares": np.zeros_like(x) + self.initial_accumulator_value}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        squares = state["squares"]
        squares += g * g
        rate = now.learning_rate / (1.0 + (now.t - 1) * self.learning_rate_decay)
        if self.epsilon_inside_sqrt:
            root = np.sqrt(squares + self.epsilon)
        else:
            root = np.sqrt(squares) + self.epsilon
        x -= np.where(squares == 0.0, 0.0, rate * g / root)
