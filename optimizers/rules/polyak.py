"""Gradient descent with Polyak's step (Polyak, 1969)."""

from __future__ import annotations

import numpy as np

from declarations import Number, choice, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.polyak import PolyakCard
from optimizers.gradients import row_sum
from optimizers.iteration import Iteration
from optimizers.optimizer import Optimizer, State

FLAT = float(np.finfo(np.float64).eps)


class Polyak(PolyakCard, Optimizer):
    r"""The step that would reach the smallest value if the slope went on in a straight line.

    .. math::
        x_t = x_{t-1} - \alpha\,\frac{f(x_{t-1})-f^*}{\|g_t\|^2+\epsilon}\; g_t

    The fraction is at most :math:`a_{\max}`.

    f* is the known minimum of the objective, or 0 where none is known, unless ``minimum_value`` is
    given. "sps+" takes a gap below 0 as 0; "sps" then walks uphill. As in Optax the point stays
    where the divisor is at most 2.2e-16. The factor ``scaling`` of Optax 0.2.8 divides the step
    instead of multiplying it, as the norm is taken after it; at its default of 1 both agree.

    Form: The step has no limit by default; Optax limits the fraction to 1.

    Source: Polyak 1969, doi:10.1016/0041-5553(69)90061-5; Loizou et al. 2021, arXiv:2002.10542 (the
    limit); Optax ``polyak_sgd``.
    """

    presets = {"optax": {"max_learning_rate": 1.0, "minimum_value": 0.0}}
    needs = ("value", "gradient")

    learning_rate: Number = vocabulary.learning_rate(
        default=1.0,
        slider=(1e-2, 2.0),
        help="A factor on Polyak's step; below 2 it converges on convex problems.",
    )
    minimum_value: Number | None = real(
        default=None,
        slider=(-10.0, 10.0),
        symbol="f^*",
        help="The value to aim at; else the smallest known of the objective, or 0.",
    )
    max_learning_rate: Number | None = real(
        default=None,
        valid="(0, inf)",
        slider=(1e-3, 10.0),
        log=True,
        symbol=r"a_{\max}",
        help="The largest step size; else without limit.",
    )
    epsilon: Number = vocabulary.epsilon(
        default=0.0, slider=(0.0, 1.0), log=False, help="Added to the squared norm of the gradient."
    )
    variant: str = choice(
        default="sps",
        options=("sps", "sps+"),
        help="What a value below the goal does: step uphill (sps) or stay (sps+).",
    )

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:  # noqa: ARG002
        minimum = self.minimum_value
        if minimum is None:
            minimum = 0.0 if now.minimum is None else now.minimum
        gap = now.value_here(x) - minimum
        if self.variant == "sps+":
            gap = np.maximum(gap, 0.0)
        square = row_sum(g * g) + self.epsilon
        size = gap / square
        if self.max_learning_rate is not None:
            size = np.minimum(size, self.max_learning_rate)
        x -= now.learning_rate * np.where(square <= FLAT, 0.0, size) * g
