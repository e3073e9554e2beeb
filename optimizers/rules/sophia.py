"""Sophia (Liu et al., 2023)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, choice, integer, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.sophia import SophiaCard
from optimizers.gradients import follow, power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class Sophia(SophiaCard, FirstOrder):
    r"""Momentum divided by the diagonal of the Hessian, with a limit on every component.

    .. math::
        x_t = x_{t-1}
            - \alpha\,\mathrm{clip}\!\left(\frac{m_t}{\max(\gamma
            h_t,\,\epsilon)},\,\pm\rho\right),\quad h_t = \beta_2 h_{t-1} +
            (1-\beta_2)\,\mathrm{diag}\,H

    with Adam's m, which is not corrected; h is renewed in the steps 1, k + 1, 2k + 1 and so on.
    Where the curvature is negative or unknown the limit makes it a sign step. The diagonal is exact
    here, where the paper estimates it with random vectors. Optax (``form="optax"``) corrects the
    bias of m and divides by the h known *before* the step.

    Form: The paper's form, which is the default. Optax corrects the bias of m and divides by the h
    of the step before.

    Source: Liu et al. 2023, arXiv:2305.14342, algorithm 3; Optax ``contrib.sophia``.
    """

    presets = {"optax": vocabulary.OPTAX | {"epsilon": 1e-8, "weight_decay": 1e-4, "form": "optax"}}
    needs = ("gradient", "hessian")

    learning_rate: Number = vocabulary.learning_rate(
        default=0.001, help="The longest step in every coordinate, when the limit is 1."
    )
    beta_1: Number = vocabulary.beta_1(default=0.965)
    beta_2: Number = vocabulary.beta_2(
        default=0.99, slider=(0.0, 0.999), help="How long the curvature is remembered."
    )
    gamma: Number = real(
        default=0.01,
        valid="(0, inf)",
        slider=(1e-3, 1.0),
        log=True,
        symbol=r"\gamma",
        help="How much the curvature counts; small values reach the limit more often.",
    )
    epsilon: Number = vocabulary.epsilon(
        default=1e-12,
        valid="(0, inf)",
        slider=(1e-15, 1e-3),
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
        follow(m, g, self.beta_1)
        if (now.t - 1) % self.update_interval == 0:
            diagonal = np.arange(len(x))
            follow(h, now.hessian(x)[diagonal, diagonal], self.beta_2)
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
