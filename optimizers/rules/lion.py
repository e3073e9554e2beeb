"""Lion (Chen et al., 2023)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, amount, real
from declarations.arrays import Array
from declarations.claim import Claim, Seen
from optimizers.counterpart import keras, optax
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT
from optimizers.optimizer import FirstOrder, Heeded, State, is_on
from optimizers.show import Racer, Show


class Lion(FirstOrder):
    r"""Evolved sign momentum: only the sign of a smoothed gradient counts.

    .. math::
        x_t &= x_{t-1} - \alpha \, \mathrm{sign}(\beta_1 m_{t-1} + (1 - \beta_1) g_t) \\
        m_t &= \beta_2 m_{t-1} + (1 - \beta_2) g_t

    The direction uses one average (beta 1) and the memory another (beta 2); sign(0) is 0. The
    weight decay is decoupled in both libraries.

    Source: Chen et al. 2023, arXiv:2302.06675; Keras ``Lion`` (no decay by default), Optax
    ``lion`` (decay 0.001).
    """

    title = "Lion"
    keywords = ("evolved sign momentum",)
    group = "Sign"
    year = 2023
    paper = "Chen et al.: Symbolic Discovery of Optimization Algorithms"
    link = "https://arxiv.org/abs/2302.06675"
    rule = (
        r"\begin{aligned} x_t &= x_{t-1} - \alpha\,"
        r"\mathrm{sign}(\beta_1 m_{t-1} + (1-\beta_1)\, g_t) \\"
        r" m_t &= \beta_2 m_{t-1} + (1-\beta_2)\, g_t \end{aligned}"
    )
    intuition = (
        "Every coordinate moves by exactly the learning rate, up or down. "
        "A smoothed gradient decides which way."
    )
    strengths = (
        "Half of Adam's memory, and blind to the size of gradients.",
        "Keeps its pace on plateaus.",
    )
    weaknesses = (
        "Never rests: ends in a zigzag two learning rates wide unless that decays.",
        "Walks along the axes and diagonals only; needs a smaller learning rate than Adam.",
    )
    shows = (
        Show(
            "strength",
            "Keeps its pace on plateaus.",
            "Far out it is nearly level, and plain descent is still at x = 7.1 after 200 steps. "
            "Lion takes steps of 0.1 wherever it is, and is near the minimum after 80 of them.",
            (Racer("lion", {"learning_rate": 0.1}), Racer("sgd", {"learning_rate": 1.0})),
            "geman_mcclure_1d",
            seen=(
                Seen(Claim("nearly level", "slope", "<0.01", at=(8.0,))),
                Seen(Claim("x = 7.1", "x", "7.1"), (1,)),
                Seen(Claim("after 200 steps", "last step", "200"), (1,)),
                Seen(Claim("steps of 0.1 wherever it is", "step", "0.1", along="max"), (0,)),
                Seen(Claim("wherever it is", "step", "0.1", along="min"), (0,)),
                Seen(
                    Claim(
                        "near the minimum after 80 of them", "x", "80", along="first", when="<0.05"
                    ),
                    (0,),
                ),
            ),
        ),
        Show(
            "weakness",
            "Never rests: ends in a zigzag two learning rates wide unless that decays.",
            "With a learning rate of 0.1 it jumps over the minimum to the end, 0.2 to and fro "
            "along each axis. Where the learning rate falls (cosine), it comes to rest.",
            (
                Racer("lion", {"learning_rate": 0.1}),
                Racer("lion", {"learning_rate": 0.1}, "cosine"),
            ),
            "two_wells",
            seen=(
                Seen(Claim("a learning rate of 0.1", "gap", ">0.1"), (0,)),
                Seen(Claim("0.2 to and fro", "x", "0.2", along="late range"), (0,)),
                Seen(Claim("fro along each axis", "y", "0.2", along="late range"), (0,)),
                Seen(Claim("it comes to rest", "step", "<1e-4"), (1,)),
            ),
        ),
    )
    presets = {"keras": {}, "optax": {"weight_decay": 1e-3, "clip_form": "optax"}}
    counterparts = (
        keras("Lion", "beta_1", "beta_2"),
        optax("lion", b1="beta_1", b2="beta_2", weight_decay="weight_decay"),
    )
    family = "adam"
    family_factor = 0.1

    learning_rate: Number = real(
        default=0.001,
        valid="(0, inf)",
        slider=(1e-4, 1.0),
        log=True,
        symbol=r"\alpha",
        help="The length of every step in every coordinate.",
    )
    beta_1: Number = real(
        default=0.9,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\beta_1",
        help="The share of the memory in the direction; 0 is the sign of the gradient.",
    )
    beta_2: Number = real(
        default=0.99,
        valid="[0, 1)",
        slider=(0.5, 0.999),
        symbol=r"\beta_2",
        help="How long the gradient is remembered.",
        needs=(amount("beta_1"),),
    )

    @property
    def heeds(self) -> Heeded:
        return "all" if self.adds_decay or is_on(self.beta_1) else "sign"

    keeps = {"m": FIRST_MOMENT}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m = state["m"]
        x -= now.learning_rate * np.sign(m * self.beta_1 + g * (1.0 - self.beta_1))
        m *= self.beta_2
        m += g * (1.0 - self.beta_2)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        return -np.sign(self.beta_1 * state["m"])
