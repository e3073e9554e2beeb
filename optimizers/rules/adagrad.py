"""Adagrad (Duchi, Hazan and Singer, 2011)."""

from __future__ import annotations

import numpy as np

from declarations import Number, amount, boolean, real
from declarations.arrays import Array
from optimizers.counterpart import keras, optax, torch
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.optimizer import FirstOrder, State


class Adagrad(FirstOrder):
    r"""The gradient divided, coordinate by coordinate, by the root of all its squares so far.

    .. math::
        s_t &= s_{t-1} + g_t^2 \\
        x_t &= x_{t-1} - \alpha g_t / \sqrt{s_t + \epsilon} \quad \text{(Keras, Optax)} \\
        x_t &= x_{t-1} - \frac{\alpha}{1 + (t - 1) \delta} \,
            g_t / (\sqrt{s_t} + \epsilon) \quad \text{(PyTorch, with its lr\_decay } \delta)

    Keras and Optax begin with :math:`s_0 = 0.1`, PyTorch and the paper with 0. A coordinate
    that has seen no gradient at all does not move, also with :math:`\epsilon = 0` (as in Optax;
    0/0 in the others).

    Source: Duchi, Hazan and Singer 2011; Keras ``Adagrad``, PyTorch ``Adagrad`` (L2 decay),
    Optax ``adagrad``.
    """

    title = "Adagrad"
    keywords = ("adaptive gradient",)
    group = "Adaptive"
    year = 2011
    paper = (
        "Duchi, Hazan and Singer: Adaptive Subgradient Methods for Online Learning "
        "and Stochastic Optimization"
    )
    link = "https://jmlr.org/papers/v12/duchi11a.html"
    rule = (
        r"\begin{aligned} s_t &= s_{t-1} + g_t^2 \\"
        r" x_t &= x_{t-1} - \alpha\,\frac{g_t}{\sqrt{s_t+\epsilon}} \end{aligned}"
    )
    rule_note = (
        "The form of Keras and Optax, which is the default: epsilon is inside the root. PyTorch"
        " adds it to the root."
    )
    intuition = (
        "Every coordinate has its own learning rate, which falls with all the slope it has seen. "
        "Coordinates that rarely change keep taking large steps."
    )
    strengths = (
        "Its steps shrink by themselves, so a large learning rate is forgiven.",
        "Good with sparse gradients.",
    )
    weaknesses = (
        "Never forgets: after a steep start it may crawl for the rest of the run.",
        "Depends on how the axes are turned.",
    )
    presets = {
        "keras": {},
        "torch": {
            "learning_rate": 0.01,
            "initial_accumulator_value": 0.0,
            "epsilon": 1e-10,
            "epsilon_inside_sqrt": False,
            "weight_decay_mode": "l2",
            "clip_form": "torch",
        },
        "optax": {"weight_decay_mode": "l2", "clip_form": "optax"},
    }
    counterparts = (
        keras("Adagrad", "initial_accumulator_value", "epsilon"),
        torch(
            "Adagrad",
            lr_decay="learning_rate_decay",
            initial_accumulator_value="initial_accumulator_value",
            eps="epsilon",
        ),
        optax("adagrad", initial_accumulator_value="initial_accumulator_value", eps="epsilon"),
    )
    family = "adagrad"

    learning_rate: Number = real(
        default=0.001,
        valid="(0, inf)",
        slider=(1e-3, 10.0),
        log=True,
        symbol=r"\alpha",
        help="About the length of the first step; later ones are shorter.",
    )
    initial_accumulator_value: Number = real(
        default=0.1,
        valid="[0, inf)",
        slider=(0.0, 10.0),
        symbol="s_0",
        help="The sum of squares with which it begins; a large one softens the first steps.",
    )
    epsilon: Number = real(
        default=1e-7,
        valid="[0, inf)",
        slider=(1e-10, 1e-1),
        log=True,
        symbol=r"\epsilon",
        help="Keeps the division finite.",
    )
    epsilon_inside_sqrt: bool = boolean(
        default=True,
        help="Add epsilon inside the root (Keras, Optax) or outside it (PyTorch).",
        needs=(amount("epsilon"),),
    )
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
