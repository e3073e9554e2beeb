"""SM3 (Anil et al., 2019)."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from declarations import Number, real
from declarations.arrays import Array
from optimizers.counterpart import optax
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.optimizer import FirstOrder, State, is_on


class SM3(FirstOrder):
    r"""AdaGrad that keeps one number for a row or a column of a matrix, with momentum.

    .. math::
        \nu_t &= \mu_{t-1} + g_t^2, \quad
            m_t = \beta m_{t-1} + (1 - \beta) \frac{g_t}{\sqrt{\nu_t + \epsilon}} \\
        x_t &= x_{t-1} - \alpha m_t, \quad
            \mu_t = \min(\text{largest } \nu_t \text{ of the row}, \text{ of the column})

    with 0 where nothing but zeros was met; the second form of the paper, SM3-II. In a vector, and
    in a point without blocks, every coordinate is a row of its own, :math:`\mu_t = \nu_t`, and SM3
    is AdaGrad with momentum: an average of steps that are scaled already. To be read easily, the
    minimum is kept here for every number; two numbers for a row and a column say the same, which
    is the memory that SM3 saves.

    Source: Anil, Gupta, Koren and Singer 2019, arXiv:1901.11150; Optax ``sm3``, whose epsilon,
    not in the paper, is fixed.
    """

    title = "SM3"
    keywords = ("square-root of minima of sums of maxima", "memory-efficient")
    group = "Adaptive"
    year = 2019
    paper = "Anil, Gupta, Koren and Singer: Memory-Efficient Adaptive Optimization"
    link = "https://arxiv.org/abs/1901.11150"
    rule = (
        r"\begin{aligned} \nu_t &= \mu_{t-1} + g_t^2 \\"
        r" m_t &= \beta m_{t-1} + (1-\beta)\,\frac{g_t}{\sqrt{\nu_t+\epsilon}},\quad"
        r" x_t = x_{t-1} - \alpha\,m_t \end{aligned}"
    )
    rule_note = (
        "μ is the smaller of two: the largest ν in the row, and in the column, of the number. For "
        "a point without blocks it is ν."
    )
    intuition = (
        "Each coordinate has its own learning rate, which falls with all the slope it has seen. "
        "The steps are scaled first and averaged then, so an old steep place does not push on."
    )
    strengths = (
        "Its steps shrink by themselves, so a large learning rate is forgiven.",
        "On matrices it needs far less memory than AdaGrad or Adam, as a program may keep it.",
    )
    weaknesses = (
        "Never forgets: after a steep start it may crawl for the rest of the run.",
        "On a vector its memory is as large as AdaGrad's, and its momentum comes on top.",
    )
    presets = {
        "optax": {"weight_decay_mode": "l2", "clip_form": "optax"},
    }
    counterparts = (optax("sm3", momentum="momentum", takes_schedule=False),)
    family = "adagrad"
    sees_blocks = True

    learning_rate: Number = real(
        default=0.01,
        valid="(0, inf)",
        slider=(1e-3, 10.0),
        log=True,
        symbol=r"\alpha",
        help="The step size; the first step of every coordinate is this times 1 minus momentum.",
    )
    momentum: Number = real(
        default=0.9,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\beta",
        help="How long past steps are remembered; 0 is AdaGrad.",
    )
    epsilon: Number = real(
        default=1e-8,
        valid="[0, inf)",
        slider=(1e-10, 1e-1),
        log=True,
        symbol=r"\epsilon",
        help="Added to the sum of squares, inside the root.",
    )

    keeps = {
        "mu": Kept(r"\mu", "The sum of squared gradients that a row and a column allow for."),
        "m": Kept("m", "The moving average of the scaled gradients."),
    }

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        mu, m = state["mu"], state["m"]
        nu = mu + g * g
        scaled = np.where(nu > 0.0, g / np.sqrt(nu + self.epsilon), 0.0)
        m += (scaled - m) * (1.0 - self.momentum)
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
