"""Sophia (Liu et al., 2023)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, choice, integer, real
from declarations.arrays import Array
from optimizers.gradients import power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class Sophia(FirstOrder):
    r"""Momentum divided by the diagonal of the Hessian, with a limit on every component.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t \\
        h_t &= \beta_2 h_{t-1} + (1 - \beta_2) \, \mathrm{diag} \, H(x_{t-1})
            \;\text{ in steps } 1, k + 1, 2k + 1, \dots \\
        x_t &= x_{t-1} - \alpha \, \mathrm{clip}\!\left(
            \frac{m_t}{\max(\gamma h_t, \epsilon)}, \pm \rho \right)

    Where the curvature is negative or unknown the limit makes it a sign step. The diagonal is
    exact here, where the paper estimates it with random vectors. Optax (``form="optax"``)
    corrects the bias of m and divides by the h known *before* the step.

    Source: Liu et al. 2023, arXiv:2305.14342, algorithm 3; Optax ``contrib.sophia``.
    """

    title = "Sophia"
    group = "Curvature"
    year = 2023
    paper = (
        "Liu et al.: Sophia: A Scalable Stochastic Second-order Optimizer for Language Model "
        "Pre-training"
    )
    link = "https://arxiv.org/abs/2305.14342"
    rule = (
        r"x_t = x_{t-1} - \alpha\,\mathrm{clip}\!\left("
        r"\frac{m_t}{\max(\gamma h_t,\,\epsilon)},\,\pm\rho\right),\quad"
        r" h_t = \beta_2 h_{t-1} + (1-\beta_2)\,\mathrm{diag}\,H"
    )
    rule_note = (
        "The paper's form, which is the default. Optax corrects the bias of m and divides by "
        "the h of the step before."
    )
    intuition = (
        "Where the valley is sharply curved the step is short, where it is flat it is long, "
        "coordinate by coordinate. The limit keeps it from trusting a curvature that is out of "
        "date."
    )
    strengths = (
        "Coordinates of very different curvature progress at the same pace.",
        "Needs the curvature only every few steps.",
    )
    weaknesses = (
        "Blind to slanted valleys: it sees the diagonal of the Hessian alone.",
        "On most of a hilly map the limit is active, and it is sign descent.",
    )
    presets = {
        "optax": {"epsilon": 1e-8, "weight_decay": 1e-4, "form": "optax", "clip_form": "optax"},
    }
    family = "adam"
    family_factor = 0.1
    needs = ("gradient", "hessian")

    learning_rate: Number = real(
        default=0.001,
        valid="(0, inf)",
        slider=(1e-4, 1.0),
        log=True,
        symbol=r"\alpha",
        help="The longest step in every coordinate, when the limit is 1.",
    )
    beta_1: Number = real(
        default=0.965,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\beta_1",
        help="How long the direction is remembered.",
    )
    beta_2: Number = real(
        default=0.99,
        valid="[0, 1)",
        slider=(0.0, 0.999),
        symbol=r"\beta_2",
        help="How long the curvature is remembered.",
    )
    gamma: Number = real(
        default=0.01,
        valid="(0, inf)",
        slider=(1e-3, 1.0),
        log=True,
        symbol=r"\gamma",
        help="How much the curvature counts; small values reach the limit more often.",
    )
    epsilon: Number = real(
        default=1e-12,
        valid="(0, inf)",
        slider=(1e-15, 1e-3),
        log=True,
        symbol=r"\epsilon",
        help="The least that the momentum is divided by.",
    )
    clip_threshold: Number = real(
        default=1.0,
        valid="(0, inf)",
        slider=(1e-2, 10.0),
        log=True,
        symbol=r"\rho",
        help="The limit on every component before the learning rate.",
    )
    update_interval: int = integer(
        default=10,
        valid="[1, 1000000]",
        slider=(1, 50),
        symbol="k",
        help="The curvature is looked at in every so many steps.",
    )
    form: str = choice(
        default="paper",
        options=("paper", "optax"),
        help="As published, or with Optax' bias correction and curvature of the steps before.",
    )

    keeps = {
        "m": FIRST_MOMENT,
        "h": Kept("h", "The moving average of the diagonal of the Hessian."),
    }

    def decay(self, x: Array, g: Array, now: Iteration) -> Array:
        """Decoupled decay waits until the curvature at this point has been taken."""
        return super().decay(x, g, now) if self.weight_decay_mode == "l2" else g

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, h = state["m"], state["h"]
        known = h.copy() if self.form == "optax" else h
        m += (g - m) * (1.0 - self.beta_1)
        if (now.t - 1) % self.update_interval == 0:
            diagonal = np.arange(len(x))
            h += (now.hessian(x)[diagonal, diagonal] - h) * (1.0 - self.beta_2)
        direction = m
        if self.form == "optax":
            direction = m / (1.0 - power(self.beta_1, now.t))
        scaled = direction / np.maximum(self.gamma * known, self.epsilon)
        if self.weight_decay_mode == "decoupled" and is_on(self.weight_decay):
            x -= x * self.weight_decay * now.learning_rate
        x -= now.learning_rate * np.clip(scaled, -self.clip_threshold, self.clip_threshold)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        scaled = self.beta_1 * state["m"] / np.maximum(self.gamma * state["h"], self.epsilon)
        return -np.clip(scaled, -self.clip_threshold, self.clip_threshold)
