"""AdaBelief (Zhuang et al., 2020)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, real
from declarations.arrays import Array
from declarations.claim import Claim, Seen
from optimizers.counterpart import OPTAX_MOMENTS, optax
from optimizers.gradients import power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on
from optimizers.show import Racer, Show


class AdaBelief(FirstOrder):
    r"""Adam that divides by how far the gradient strays from its own prediction.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t \\
        s_t &= \beta_2 s_{t-1} + (1 - \beta_2) (g_t - m_t)^2 + \epsilon_r \\
        x_t &= x_{t-1} - \alpha \frac{\hat m_t}{\sqrt{\hat s_t} + \epsilon}

    with bias-corrected moments. ``epsilon_root`` is added in every step and accumulates in s, as
    in the paper and in Optax.

    Source: Zhuang et al. 2020, arXiv:2010.07468; Optax ``adabelief``.
    """

    title = "AdaBelief"
    keywords = ("belief",)
    group = "Adaptive"
    year = 2020
    paper = (
        "Zhuang et al.: AdaBelief Optimizer: Adapting Stepsizes by the Belief in Observed Gradients"
    )
    link = "https://arxiv.org/abs/2010.07468"
    rule = (
        r"\begin{aligned} s_t &= \beta_2 s_{t-1} + (1-\beta_2)(g_t - m_t)^2 + \epsilon_r \\"
        r" x_t &= x_{t-1} - \alpha\,\frac{\hat m_t}{\sqrt{\hat s_t}+\epsilon} \end{aligned}"
    )
    intuition = (
        "When the gradient comes as predicted by its average, the step is large; when it "
        "surprises, the step is small. A steep but steady slope therefore does not slow it down."
    )
    strengths = (
        "Takes long steps along slopes that do not change, short ones where they do.",
        "Tells curvature from steepness, which Adam cannot.",
    )
    weaknesses = (
        "On a constant slope the divisor tends to zero and the steps grow without limit.",
        "Sensitive to epsilon, which has to fit the scale of the gradients.",
    )
    shows = (
        Show(
            "strength",
            "Takes long steps along slopes that do not change, short ones where they do.",
            "Along the gutter the slope stays the same, and AdaBelief's steps grow up to 0.28, "
            "where Adam's, with the same learning rate of 0.1, are never longer than 0.142. After "
            "150 steps it is less than 1e-6 above the minimum, Adam 4.6e-5.",
            (Racer("adabelief", {"learning_rate": 0.1}), Racer("adam", {"learning_rate": 0.1})),
            "long_valley",
            steps=150,
            seen=(
                Seen(Claim("grow up to 0.28", "step", "0.28", along="max"), (0,)),
                Seen(
                    Claim(
                        "learning rate of 0.1, are never longer than 0.142",
                        "step",
                        "<0.142",
                        along="max",
                    ),
                    (1,),
                ),
                Seen(Claim("After 150 steps", "last step", "150"), (0, 1)),
                Seen(Claim("less than 1e-6 above the minimum", "gap", "<1e-6"), (0,)),
                Seen(Claim("Adam 4.6e-5", "gap", "4.6e-5"), (1,)),
            ),
        ),
        Show(
            "weakness",
            "On a constant slope the divisor tends to zero and the steps grow without limit.",
            "On this straight slope Adam's steps are as long as its learning rate, 0.01. "
            "AdaBelief's grow all the time: the last of 100 is 0.05 long.",
            (Racer("adabelief", {"learning_rate": 0.01}), Racer("adam", {"learning_rate": 0.01})),
            "reddi_1d",
            steps=100,
            seen=(
                Seen(Claim("as long as its learning rate, 0.01", "step", "0.01"), (1,)),
                Seen(Claim("the last of 100", "last step", "100"), (0, 1)),
                Seen(Claim("is 0.05 long", "step", "0.05"), (0,)),
            ),
        ),
    )
    presets = {
        "optax": {"clip_form": "optax"},
    }
    counterparts = (optax("adabelief", **OPTAX_MOMENTS),)
    family = "adam"

    learning_rate: Number = real(
        default=0.001,
        valid="(0, inf)",
        slider=(1e-4, 1.0),
        log=True,
        symbol=r"\alpha",
        help="About the length of a step in every coordinate, where gradients vary.",
    )
    beta_1: Number = real(
        default=0.9,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\beta_1",
        help="How long the direction is remembered.",
    )
    beta_2: Number = real(
        default=0.999,
        valid="[0, 1)",
        slider=(0.5, 0.9999),
        symbol=r"\beta_2",
        help="How long the surprise is remembered.",
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
        help="Added to the average of the surprise in every step.",
    )

    keeps = {
        "m": FIRST_MOMENT,
        "s": Kept("s", "The moving average of the squared distances of gradients from m."),
    }

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, s = state["m"], state["s"]
        m += (g - m) * (1.0 - self.beta_1)
        surprise = g - m
        s += (surprise * surprise - s) * (1.0 - self.beta_2)
        s += self.epsilon_root
        correction_1 = 1.0 - power(self.beta_1, now.t)
        correction_2 = 1.0 - power(self.beta_2, now.t)
        x -= now.learning_rate * (m / correction_1) / (np.sqrt(s / correction_2) + self.epsilon)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        return -self.beta_1 * state["m"] / (np.sqrt(state["s"]) + self.epsilon)
