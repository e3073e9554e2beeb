"""ACProp (Zhuang et al., 2021)."""

from __future__ import annotations

import numpy as np

from declarations import Number, choice, real
from declarations.arrays import Array
from optimizers.counterpart import optax
from optimizers.gradients import power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State


class ACProp(FirstOrder):
    r"""RMSprop that divides by how surprising the gradients before this one were.

    .. math::
        x_t &= x_{t-1} - \alpha \frac{g_t}{\sqrt{\hat s_{t-1}} + \epsilon}, \quad \hat s_0 = 1 \\
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t \\
        s_t &= \beta_2 s_{t-1} + (1 - \beta_2) (g_t - m_t)^2 + \epsilon_r

    with the bias-corrected s. Asynchronous: the gradient does not divide itself. Centered: s is
    the spread of the gradients about their average. The code of Optax 0.2.8 measures it from the
    average of before, :math:`g_t - m_{t-1}`, and not as in the paper and in its own docstring:
    that is larger by the factor :math:`1 / \beta_1`.

    Source: Zhuang et al. 2021, arXiv:2110.05454; Optax ``contrib.acprop``.
    """

    title = "ACProp"
    keywords = ("asynchronous centering",)
    group = "Adaptive"
    year = 2021
    paper = (
        "Zhuang et al.: Momentum Centering and Asynchronous Update for Adaptive Gradient Methods"
    )
    link = "https://arxiv.org/abs/2110.05454"
    rule = (
        r"\begin{aligned} x_t &= x_{t-1} - \alpha\,\frac{g_t}{\sqrt{\hat s_{t-1}}+\epsilon} \\"
        r" m_t &= \beta_1 m_{t-1} + (1-\beta_1)\,g_t,\quad"
        r" s_t = \beta_2 s_{t-1} + (1-\beta_2)(g_t - m_t)^2 + \epsilon_r \end{aligned}"
    )
    rule_note = (
        "The form of the paper, which is the default; the first step is plain descent. Optax "
        "measures the spread from the average of before, against its own docstring."
    )
    intuition = (
        "The gradient is divided by the spread of those before it, so a rare large one is not "
        "divided by itself and counts in full. A steep but steady slope does not slow it down."
    )
    strengths = (
        "Converges where Adam and RMSprop forget rare large gradients, for any beta 2.",
        "Takes long steps along slopes that do not change, short ones where they do.",
    )
    weaknesses = (
        "No momentum: it zig-zags across narrow valleys.",
        "A spike after a calm time, or a constant slope, makes a step of any length.",
        "The first step, plain descent, wants another learning rate than all others.",
    )
    presets = {
        "optax": {"center": "before", "clip_form": "optax"},
    }
    counterparts = (
        optax(
            "contrib.acprop",
            b1="beta_1",
            b2="beta_2",
            eps="epsilon",
            eps_root="epsilon_root",
            weight_decay="weight_decay",
            caveat="Optax measures the spread from the average of before, against the paper and "
            "its own docstring.",
        ),
    )
    family = "gd"

    learning_rate: Number = real(
        default=0.001,
        valid="(0, inf)",
        slider=(1e-4, 1.0),
        log=True,
        symbol=r"\alpha",
        help="The first step is this times the gradient, later ones this over the spread.",
    )
    beta_1: Number = real(
        default=0.9,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\beta_1",
        help="How long the average is remembered from which the spread is measured.",
    )
    beta_2: Number = real(
        default=0.999,
        valid="[0, 1)",
        slider=(0.5, 0.9999),
        symbol=r"\beta_2",
        help="How long the spread is remembered.",
    )
    epsilon: Number = real(
        default=1e-16,
        valid="[0, inf)",
        slider=(1e-16, 1e-1),
        log=True,
        symbol=r"\epsilon",
        help="Keeps the division finite.",
    )
    epsilon_root: Number = real(
        default=1e-16,
        valid="[0, inf)",
        slider=(1e-16, 1e-1),
        log=True,
        symbol=r"\epsilon_r",
        help="Added to the spread in every step.",
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
        s += (surprise * surprise - s) * (1.0 - self.beta_2)
        s += self.epsilon_root
