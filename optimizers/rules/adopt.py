"""ADOPT (Taniguchi et al., 2024)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, boolean, real
from declarations.arrays import Array
from optimizers.counterpart import optax
from optimizers.iteration import Iteration
from optimizers.kept import SECOND_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class ADOPT(FirstOrder):
    r"""Adam with the division before the momentum, by a second moment without today's gradient.

    .. math::
        u_t &= \mathrm{clip}\!\left(\frac{g_t}{\max(\sqrt{v_{t-1}}, \epsilon)},
            \pm (t - 1)^{1/4}\right), \quad
            m_t = \beta_1 m_{t-1} + (1 - \beta_1) u_t \\
        x_t &= x_{t-1} - \alpha m_t, \quad v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2

    from t = 2; the first step does not move and sets v to the squared gradient. The paper counts
    from there; pytorch_optimizer clips at the fourth root of t instead of t - 1.

    Source: Taniguchi et al. 2024, arXiv:2411.02853; Optax ``contrib.adopt``.
    """

    title = "ADOPT"
    group = "Adaptive"
    year = 2024
    paper = (
        "Taniguchi et al.: ADOPT: Modified Adam Can Converge with Any Beta2 with the Optimal Rate"
    )
    link = "https://arxiv.org/abs/2411.02853"
    rule = (
        r"\begin{aligned} m_t &= \beta_1 m_{t-1} + (1-\beta_1)\,\mathrm{clip}\!\left("
        r"\frac{g_t}{\max(\sqrt{v_{t-1}},\,\epsilon)},\,\pm\sqrt[4]{t-1}\right) \\"
        r" x_t &= x_{t-1} - \alpha\, m_t,\quad v_t = \beta_2 v_{t-1} + (1-\beta_2)\,g_t^2"
        r" \end{aligned}"
    )
    rule_note = "From the second step on; the first one sets v to the squared gradient only."
    intuition = (
        "In Adam today's gradient sits in the numerator and the denominator, and so a rare large "
        "one is cut down by itself. ADOPT divides by what was known before today."
    )
    strengths = (
        "Converges for every β₂, where Adam may not.",
        "Rare, large gradients count for what they are, up to the clipping.",
    )
    weaknesses = (
        "The first gradient sets the scale for long; a flat start is met with clipped steps.",
        "Stands still in its first step.",
    )
    presets = {
        "optax": {"clip_form": "optax"},
    }
    counterparts = (
        optax("contrib.adopt", b1="beta_1", b2="beta_2", eps="epsilon", use_clipping="clipping"),
    )
    family = "adam"

    learning_rate: Number = real(
        default=0.001,
        valid="(0, inf)",
        slider=(1e-4, 1.0),
        log=True,
        symbol=r"\alpha",
        help="About the length of a step in every coordinate.",
    )
    beta_1: Number = real(
        default=0.9,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\beta_1",
        help="How long the direction is remembered.",
    )
    beta_2: Number = real(
        default=0.9999,
        valid="[0, 1)",
        slider=(0.5, 0.9999),
        symbol=r"\beta_2",
        help="How long the size of the gradient is remembered.",
    )
    epsilon: Number = real(
        default=1e-6,
        valid="(0, inf)",
        slider=(1e-10, 1e-1),
        log=True,
        symbol=r"\epsilon",
        help="The least that the gradient is divided by.",
    )
    clipping: bool = boolean(
        default=True, help="Limit the divided gradient, at first tightly and then ever less."
    )

    keeps = {
        "m": Kept("m", "The moving average of the gradients, each divided by the root of v."),
        "v": SECOND_MOMENT,
    }

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v = state["m"], state["v"]
        if now.t == 1:
            v += g * g
            return
        scaled = g / np.maximum(np.sqrt(v), self.epsilon)
        if self.clipping:
            limit = (now.t - 1) ** 0.25
            scaled = np.clip(scaled, -limit, limit)
        m += (scaled - m) * (1.0 - self.beta_1)
        x -= now.learning_rate * m
        v += (g * g - v) * (1.0 - self.beta_2)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        return -self.beta_1 * state["m"]
