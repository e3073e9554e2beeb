"""NovoGrad (Ginsburg et al., 2019)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, amount, choice, real
from declarations.arrays import Array
from optimizers.counterpart import OPTAX_MOMENTS, optax
from optimizers.gradients import row_sum
from optimizers.iteration import Iteration
from optimizers.kept import SCALAR, Kept
from optimizers.optimizer import FirstOrder, Heeded, State, is_on


class NovoGrad(FirstOrder):
    r"""Momentum on gradients that are divided by the recent size of their norm.

    .. math::
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2) \|g_t\|^2 \quad (v_1 = \|g_1\|^2) \\
        m_t &= \beta_1 m_{t-1} + \frac{g_t}{\sqrt{v_t + \epsilon_r} + \epsilon}
            + \lambda x_{t-1}, \quad x_t = x_{t-1} - \alpha m_t

    The weight decay is inside the momentum ("inner"). Its gradient enters m with weight 1, so
    that the steps grow to :math:`1 / (1 - \beta_1)` times the learning rate.

    Source: Ginsburg et al. 2019, arXiv:1905.11286 (beta_1 0.95, beta_2 0.98); Optax ``novograd``
    (0.9, 0.25).
    """

    title = "NovoGrad"
    group = "Trust ratio"
    year = 2019
    paper = (
        "Ginsburg et al.: Stochastic Gradient Methods with Layer-wise Adaptive Moments for "
        "Training of Deep Networks"
    )
    link = "https://arxiv.org/abs/1905.11286"
    rule = (
        r"\begin{aligned} v_t &= \beta_2 v_{t-1} + (1-\beta_2)\,\|g_t\|^2 \\"
        r" m_t &= \beta_1 m_{t-1} + \frac{g_t}{\sqrt{v_t}+\epsilon} + \lambda x_{t-1} \\"
        r" x_t &= x_{t-1} - \alpha\, m_t \end{aligned}"
    )
    intuition = (
        "Adam's idea with one number instead of one for every coordinate: the gradient is scaled "
        "to about length 1, but keeps its direction. So it walks like momentum, at a steady pace."
    )
    strengths = (
        "Does not depend on the scale of the objective or on how the axes are turned.",
        "Half the memory of Adam.",
    )
    weaknesses = (
        "Zig-zags in narrow valleys, as no coordinate is scaled on its own.",
        "Overshoots: ten to twenty steps add up in the momentum.",
    )
    presets = {
        "optax": {"beta_1": 0.9, "beta_2": 0.25, "epsilon": 1e-6, "clip_form": "optax"},
    }
    counterparts = (optax("novograd", **OPTAX_MOMENTS, weight_decay="weight_decay"),)
    family = "adam"
    family_factor = 0.1

    learning_rate: Number = real(
        default=0.01,
        valid="(0, inf)",
        slider=(1e-4, 1.0),
        log=True,
        symbol=r"\alpha",
        help="The length of the first step.",
    )
    weight_decay_mode: str = choice(
        default="inner",
        options=("inner", "decoupled", "l2"),
        help="Inner: joins the momentum after the division (the paper). Decoupled: shrinks the "
        "point. L2: adds to the gradient.",
        needs=(amount("weight_decay"),),
    )
    beta_1: Number = real(
        default=0.95,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\beta_1",
        help="The share of the momentum that is kept from step to step.",
    )
    beta_2: Number = real(
        default=0.98,
        valid="[0, 1)",
        slider=(0.0, 0.9999),
        symbol=r"\beta_2",
        help="How long the norm of the gradient is remembered.",
    )
    epsilon: Number = real(
        default=1e-8,
        valid="[0, inf)",
        slider=(1e-10, 1e-1),
        log=True,
        symbol=r"\epsilon",
        help="Keeps the division finite.",
    )
    epsilon_root: Number = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 1e-3),
        symbol=r"\epsilon_r",
        help="A second epsilon inside the root (Optax).",
    )

    @property
    def heeds(self) -> Heeded:
        divides_by_itself = not (is_on(self.beta_2) or is_on(self.epsilon + self.epsilon_root))
        size_counts = self.adds_decay or self.clipvalue is not None
        return "direction" if divides_by_itself and not size_counts else "all"

    keeps = {
        "m": Kept("m", "The decaying sum of the gradients, each divided by the root of v."),
        "v": Kept("v", "The moving average of the squared gradient norms.", SCALAR),
    }

    def decay(self, x: Array, g: Array, now: Iteration) -> Array:
        return g if self.weight_decay_mode == "inner" else super().decay(x, g, now)

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v = state["m"], state["v"]
        square = row_sum(g * g)
        v += square if now.t == 1 else (square - v) * (1.0 - self.beta_2)
        scaled = g / (np.sqrt(v + self.epsilon_root) + self.epsilon)
        if self.weight_decay_mode == "inner" and is_on(self.weight_decay):
            scaled += self.weight_decay * x
        m *= self.beta_1
        m += scaled
        x -= now.learning_rate * m

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        return -self.beta_1 * state["m"]
