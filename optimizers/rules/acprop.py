"""ACProp (Zhuang et al., 2021)."""

from __future__ import annotations

import numpy as np

from declarations import Number, choice
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.acprop import ACPropCard
from optimizers.gradients import follow, power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State


class ACProp(ACPropCard, FirstOrder):
    r"""RMSprop that divides by how surprising the gradients before this one were.

    .. math::
        x_t &= x_{t-1} - \alpha\,\frac{g_t}{\sqrt{\hat s_{t-1}}+\epsilon} \\
        m_t &= \beta_1 m_{t-1} + (1-\beta_1)\,g_t,\quad s_t
            = \beta_2 s_{t-1} + (1-\beta_2)(g_t - m_t)^2 + \epsilon_r

    with the bias-corrected s. Asynchronous: the gradient does not divide itself. Centered: s is the
    spread of the gradients about their average. The code of Optax 0.2.8 measures it from the
    average of before, :math:`g_t - m_{t-1}`, and not as in the paper and in its own docstring: that
    is larger by the factor :math:`1 / \beta_1`.

    Form: The form of the paper, which is the default; the first step is plain descent. Optax
    measures the spread from the average of before, against its own docstring.

    Source: Zhuang et al. 2021, arXiv:2110.05454; Optax ``contrib.acprop``.
    """

    presets = {"optax": vocabulary.OPTAX | {"center": "before"}}

    learning_rate: Number = vocabulary.learning_rate(
        default=0.001,
        help="The first step is this times the gradient, later ones this over the spread.",
    )
    beta_1: Number = vocabulary.beta_1(
        default=0.9, help="How long the average is remembered from which the spread is measured."
    )
    beta_2: Number = vocabulary.beta_2(default=0.999, help="How long the spread is remembered.")
    epsilon: Number = vocabulary.epsilon(default=1e-16, slider=(1e-16, 1e-1))
    epsilon_root: Number = vocabulary.epsilon_root(
        default=1e-16, slider=(1e-16, 1e-1), log=True, help="Added to the spread in every step."
    )
    center: str = choice(
        default="after",
        options=("after", "before"),
        help="Measure the spread from the average with this gradient (the paper) or without it "
        "(Optax).",
    )

    keeps = {
        "m": FIRST_MOMENT,
        "s": Kept("s", "The moving average of the squared distances of gradients from m."),
    }

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, s = state["m"], state["s"]
        if now.t == 1:
            x -= now.learning_rate * g / (1.0 + self.epsilon)
        else:
            s_hat = s / (1.0 - power(self.beta_2, now.t - 1))
            x -= now.learning_rate * g / (np.sqrt(s_hat) + self.epsilon)
        before = g - m
        m += before * (1.0 - self.beta_1)
        surprise = g - m if self.center == "after" else before
        follow(s, surprise * surprise, self.beta_2)
        s += self.epsilon_root
