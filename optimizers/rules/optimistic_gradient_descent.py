"""Optimistic gradient descent (Popov, 1980; Daskalakis et al., 2017)."""

from __future__ import annotations

from typing import Any

from declarations import Number, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.optimistic_gradient_descent import OptimisticGradientDescentCard
from optimizers.iteration import Iteration
from optimizers.kept import LAST_GRADIENT
from optimizers.optimizer import FirstOrder, State, is_on


class OptimisticGradientDescent(OptimisticGradientDescentCard, FirstOrder):
    r"""Gradient descent that expects the gradient to go on changing as it has just changed.

    .. math::
        x_t = x_{t-1} - \alpha\left(g_t + o\,(g_t - g_{t-1})\right)

    with :math:`g_0 = g_1`.

    Optax has two weights, :math:`(a + b) g_t - b g_{t-1}`: the learning rate a times as large and
    the optimism b / a.

    Source: Popov 1980, doi:10.1007/BF01141092; Daskalakis et al. 2017, arXiv:1711.00141; Mokhtari,
    Ozdaglar and Pattathil 2019, arXiv:1901.08511; Optax ``optimistic_gradient_descent``.
    """

    presets = {"optax": vocabulary.OPTAX | {"weight_decay_mode": "l2"}}

    learning_rate: Number = vocabulary.learning_rate(
        default=0.001, slider=(1e-5, 10.0), help="The step size."
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
