"""Sign descent (Bernstein et al., 2018)."""

from __future__ import annotations

import numpy as np

from declarations import Number, real
from declarations.arrays import Array
from optimizers.counterpart import optax
from optimizers.iteration import Iteration
from optimizers.optimizer import FirstOrder, Heeded, State


class SignSGD(FirstOrder):
    r"""A step of the same length in every coordinate, by the sign of the gradient.

    .. math:: x_t = x_{t-1} - \alpha \, \mathrm{sign}(g_t)

    The sign of 0 is 0.

    Source: Bernstein et al. 2018, arXiv:1802.04434; Optax ``sign_sgd``.
    """

    title = "SignSGD"
    keywords = ("sign descent",)
    group = "Sign"
    year = 2018
    paper = "Bernstein et al.: signSGD: Compressed Optimisation for Non-Convex Problems"
    link = "https://arxiv.org/abs/1802.04434"
    rule = r"x_t = x_{t-1} - \alpha\,\mathrm{sign}(g_t)"
    intuition = (
        "Only the direction of the slope counts in every coordinate, never how steep it is. "
        "One bit of every gradient is enough, which is what made it interesting for clusters."
    )
    strengths = (
        "Does not depend on the scale of the objective; cliffs do no harm.",
        "No state, and one bit to send for every coordinate.",
    )
    weaknesses = (
        "Jumps to and fro over the minimum unless the learning rate decays.",
        "Moves along diagonals only, as long as no component is 0.",
    )
    presets = {
        "optax": {"clip_form": "optax"},
    }
    counterparts = (optax("sign_sgd"),)
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

    @property
    def heeds(self) -> Heeded:
        return "all" if self.adds_decay else "sign"

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:  # noqa: ARG002
        x -= now.learning_rate * np.sign(g)
