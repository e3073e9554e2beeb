"""Gradient descent with Polyak's step (Polyak, 1969)."""

from __future__ import annotations

import numpy as np

from declarations import Number, choice, real
from declarations.arrays import Array
from declarations.claim import Claim, Seen
from optimizers.counterpart import Choice, optax
from optimizers.gradients import row_sum
from optimizers.iteration import Iteration
from optimizers.optimizer import Optimizer, State
from optimizers.show import Racer, Show

FLAT = float(np.finfo(np.float64).eps)


class Polyak(Optimizer):
    r"""The step that would reach the smallest value if the slope went on in a straight line.

    .. math::
        x_t = x_{t-1} - \alpha \min\!\left(\frac{f(x_{t-1}) - f^*}{\|g_t\|^2 + \epsilon},
            a_{\max}\right) g_t

    f* is the known minimum of the objective, or 0 where none is known, unless
    ``minimum_value`` is given. "sps+" takes a gap below 0 as 0; "sps" then walks uphill. As in
    Optax the point stays where the divisor is at most 2.2e-16. The factor ``scaling`` of Optax
    0.2.8 divides the step instead of multiplying it, as the norm is taken after it; at its
    default of 1 both agree.

    Source: Polyak 1969, doi:10.1016/0041-5553(69)90061-5; Loizou et al. 2021, arXiv:2002.10542
    (the limit); Optax ``polyak_sgd``.
    """

    title = "Polyak step"
    group = "Parameter-free"
    year = 1969
    paper = "Polyak: Minimization of Unsmooth Functionals"
    link = "https://doi.org/10.1016/0041-5553(69)90061-5"
    rule = r"x_t = x_{t-1} - \alpha\,\frac{f(x_{t-1})-f^*}{\|g_t\|^2+\epsilon}\; g_t"
    rule_note = "The step has no limit by default; Optax limits the fraction to 1."
    intuition = (
        "How far above the goal and how steep the slope: together they say how far to go. Far up "
        "the steps are long, close to the goal they shrink by themselves."
    )
    strengths = (
        "No learning rate, and the best rate that is possible on convex problems.",
        "Also for kinks, where the gradient does not get small.",
    )
    weaknesses = (
        "The smallest value has to be known; too low a guess makes it overshoot for ever.",
        "In a local minimum or on a plateau the step explodes, as the gap stays open.",
    )
    shows = (
        Show(
            "strength",
            "Also for kinks, where the gradient does not get small.",
            "The slope is 1 all the way to the kink. Polyak's step is the distance itself, and "
            "lands in the minimum after 1 step; SGD with a learning rate of 0.1 ends jumping over "
            "it.",
            (Racer("polyak"), Racer("sgd", {"learning_rate": 0.1})),
            "abs_1d",
            steps=30,
            seen=(
                Seen(Claim("The slope is 1", "slope", "1.00", at=(1.73,))),
                Seen(Claim("after 1 step", "gap", "1", along="first", when="<1e-9"), (0,)),
                Seen(Claim("a learning rate of 0.1 ends jumping", "step", "0.1"), (1,)),
            ),
        ),
        Show(
            "weakness",
            "In a local minimum or on a plateau the step explodes, as the gap stays open.",
            "Near the local minimum on its way the slope vanishes, but the gap to the global one "
            "does not: a step is 130 long, far out of the picture. SGD settles in the local "
            "minimum, 16.3 above.",
            (Racer("polyak"), Racer("sgd", {"learning_rate": 0.046})),
            "sine_parabola_1d",
            steps=50,
            seen=(
                Seen(Claim("a step is 130 long", "step", "130", along="max"), (0,)),
                Seen(Claim("16.3 above", "gap", "16.3"), (1,)),
            ),
        ),
    )
    presets = {
        "optax": {"max_learning_rate": 1.0, "minimum_value": 0.0},
    }
    counterparts = (
        optax(
            "polyak_sgd",
            learning_rate=None,
            max_learning_rate=Choice("max_learning_rate", {None: float("inf")}, others=True),
            f_min="minimum_value",
            eps="epsilon",
            variant="variant",
            tells_value=True,
        ),
    )
    needs = ("value", "gradient")

    learning_rate: Number = real(
        default=1.0,
        valid="(0, inf)",
        slider=(1e-2, 2.0),
        log=True,
        symbol=r"\alpha",
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
    epsilon: Number = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 1.0),
        symbol=r"\epsilon",
        help="Added to the squared norm of the gradient.",
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
