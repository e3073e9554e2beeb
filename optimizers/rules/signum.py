"""Signum (Bernstein et al., 2018)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, real
from declarations.arrays import Array
from optimizers.counterpart import optax
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT
from optimizers.optimizer import FirstOrder, Heeded, State, is_on


class Signum(FirstOrder):
    r"""Sign descent along the average of the past gradients.

    .. math::
        m_t = \beta m_{t-1} + (1 - \beta) g_t, \quad x_t = x_{t-1} - \alpha \, \mathrm{sign}(m_t)

    Source: Bernstein et al. 2018, arXiv:1802.04434; Optax ``signum``.
    """

    title = "Signum"
    keywords = ("sign momentum",)
    group = "Sign"
    year = 2018
    paper = "Bernstein et al.: signSGD: Compressed Optimisation for Non-Convex Problems"
    link = "https://arxiv.org/abs/1802.04434"
    rule = (
        r"m_t = \beta m_{t-1} + (1-\beta)\,g_t,\quad"
        r" x_t = x_{t-1} - \alpha\,\mathrm{sign}(m_t)"
    )
    intuition = (
        "The votes of the past gradients are averaged and only the sign of the result counts. "
        "It overshoots like momentum, but always at the same speed."
    )
    strengths = (
        "Noise averages out before the sign is taken.",
        "Does not depend on the scale of the objective.",
    )
    weaknesses = (
        "Swings past the minimum, for as long as the average takes to turn.",
        "Never settles unless the learning rate decays.",
    )
    presets = {
        "optax": {"clip_form": "optax"},
    }
    counterparts = (optax("signum", beta="momentum"),)
    family = "adam"
    family_factor = 0.1

    learning_rate: Number = real(
        default=0.001,
        valid="(0, inf)",
        slider=(1e-4, 1.0),
        log=True,
        symbol=r"\alpha",
        help="The length of every step, in every coordinate.",
    )
    momentum: Number = real(
        default=0.9,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\beta",
        help="How long past gradients are remembered; 0 is SignSGD.",
    )

    @property
    def heeds(self) -> Heeded:
        return "all" if self.adds_decay or is_on(self.momentum) else "sign"

    keeps = {"m": FIRST_MOMENT}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m = state["m"]
        m += (g - m) * (1.0 - self.momentum)
        x -= now.learning_rate * np.sign(m)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.momentum):
            return None
        return -np.sign(self.momentum * state["m"])
