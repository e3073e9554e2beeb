"""Optimistic gradient descent (Popov, 1980; Daskalakis et al., 2017)."""

from __future__ import annotations

from typing import Any

from declarations import Number, real
from declarations.arrays import Array
from optimizers.counterpart import optax
from optimizers.iteration import Iteration
from optimizers.kept import LAST_GRADIENT
from optimizers.optimizer import FirstOrder, State, is_on


class OptimisticGradientDescent(FirstOrder):
    r"""Gradient descent that expects the gradient to go on changing as it has just changed.

    .. math::
        x_t = x_{t-1} - \alpha \left(g_t + o \, (g_t - g_{t-1})\right), \quad g_0 = g_1

    Optax has two weights, :math:`(a + b) g_t - b g_{t-1}`: the learning rate a times as large and
    the optimism b / a.

    Source: Popov 1980, doi:10.1007/BF01141092; Daskalakis et al. 2017, arXiv:1711.00141; Mokhtari,
    Ozdaglar and Pattathil 2019, arXiv:1901.08511; Optax ``optimistic_gradient_descent``.
    """

    title = "Optimistic gradient descent"
    keywords = ("OGDA", "past extragradient")
    group = "Momentum"
    year = 2017
    paper = "Daskalakis, Ilyas, Syrgkanis and Zeng: Training GANs with Optimism"
    link = "https://arxiv.org/abs/1711.00141"
    rule = r"x_t = x_{t-1} - \alpha\left(g_t + o\,(g_t - g_{t-1})\right)"
    intuition = (
        "The gradient is taken for what it will be after the step, if it changes as it did in the "
        "last one. In a bowl that is a brake; in a game of two players, for which it was made, it "
        "ends their running in circles."
    )
    strengths = (
        "Comes to rest where two players pull against each other and plain descent spirals out.",
        "One gradient a step, where the extragradient method that it stands for takes two.",
    )
    weaknesses = (
        "On a bowl it gains nothing over plain descent, and bears a third of its learning rate.",
        "Differences of noisy gradients are noisier still.",
    )
    presets = {
        "optax": {"weight_decay_mode": "l2", "clip_form": "optax"},
    }
    counterparts = (optax("optimistic_gradient_descent", beta="optimism"),)
    family = "gd"
    family_factor = 0.33

    learning_rate: Number = real(
        default=0.001,
        valid="(0, inf)",
        slider=(1e-5, 10.0),
        log=True,
        symbol=r"\alpha",
        help="The step size.",
    )
    optimism: Number = real(
        default=1.0,
        valid="[0, inf)",
        slider=(0.0, 3.0),
        symbol="o",
        help="How much of its last change the gradient is expected to change; 0 is plain descent.",
    )

    keeps = {"previous": LAST_GRADIENT}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        previous = state["previous"]
        if now.t == 1:
            previous[...] = g
        x -= now.learning_rate * (g + self.optimism * (g - previous))
        previous[...] = g

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        return self.optimism * state["previous"] if is_on(self.optimism) else None

    def stability_limit(self, curvature: float) -> Number | None:
        r"""The learning rate below which every run on a quadratic converges, where it is known.

        Along an eigenvector of the Hessian with the eigenvalue L a run is the recurrence

        .. math:: x_{t+1} - (1 - \alpha L (1 + o))\, x_t - \alpha L o\, x_{t-1} = 0

        whose roots lie inside the unit circle when :math:`\alpha L o < 1` and
        :math:`\alpha L (1 + 2 o) < 2`. L2 decay adds to the curvature.

        Args:
            curvature: the largest eigenvalue of the Hessian, above 0.
        """
        clips = (self.clipnorm, self.global_clipnorm, self.clipvalue)
        shrinks = self.weight_decay_mode == "decoupled" and is_on(self.weight_decay)
        if shrinks or any(limit is not None for limit in clips):
            return None
        decay = self.weight_decay if self.weight_decay_mode == "l2" else 0.0
        return 2.0 / ((1.0 + 2.0 * self.optimism) * (curvature + decay))
