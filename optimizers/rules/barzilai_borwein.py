"""The two-point step size of Barzilai and Borwein (1988)."""

from __future__ import annotations

import numpy as np

from declarations import Number, choice, real
from declarations.arrays import Array
from declarations.claim import Claim, Seen
from optimizers.gradients import dot
from optimizers.iteration import Iteration
from optimizers.kept import LAST_GRADIENT, LAST_POINT, SCALAR, Kept
from optimizers.optimizer import Optimizer, State
from optimizers.show import Racer, Show


class BarzilaiBorwein(Optimizer):
    r"""Gradient descent whose step size is read off from the last step.

    .. math:: x_t = x_{t-1} - a_t g_t, \quad s = x_{t-1} - x_{t-2}, \; y = g_t - g_{t-1}, \quad
        a_t = \frac{s^T s}{s^T y} \text{ (BB1)} \;\text{ or }\; \frac{s^T y}{y^T y} \text{ (BB2)}

    The first step has the size ``learning_rate``, so that a schedule changes nothing later. Where
    the curvature s'y along the last step is not positive, the step size stays as it was. There is
    no line search: the loss may rise.

    Source: Barzilai and Borwein 1988, equations 1.5 and 1.6.
    """

    title = "Barzilai-Borwein"
    keywords = ("BB", "spectral gradient")
    group = "Curvature"
    year = 1988
    paper = "Barzilai and Borwein: Two-Point Step Size Gradient Methods"
    link = "https://doi.org/10.1093/imanum/8.1.141"
    rule = (
        r"x_t = x_{t-1} - a_t g_t, \quad"
        r" a_t = \frac{s^\top y}{y^\top y} \text{ (BB2)}"
    )
    rule_note = "BB2, the default, takes the shorter of two steps; that of BB1 is s's / s'y."
    intuition = (
        "The last step tells how fast the slope changes along it; one over that is the next step "
        "size. The loss jumps up and down on the way, and yet it arrives early."
    )
    strengths = (
        "As cheap as gradient descent, and far faster in narrow quadratic valleys.",
        "Only the very first step needs a learning rate.",
    )
    weaknesses = (
        "Not monotone: a step may go far uphill.",
        "No guarantee where the landscape is not convex; noise spoils the difference of gradients.",
    )
    shows = (
        Show(
            "strength",
            "As cheap as gradient descent, and far faster in narrow quadratic valleys.",
            "One gradient a step, as plain descent takes it, but the step fits the curvature that "
            "was just met: within 0.001 of the minimum after 4 steps. SGD is 0.15 above it after "
            "40.",
            (
                Racer("barzilai_borwein", {"learning_rate": 0.1}),
                Racer("sgd", {"learning_rate": 0.12}),
            ),
            "linear_regression",
            steps=40,
            seen=(
                Seen(
                    Claim(
                        "within 0.001 of the minimum after 4 steps",
                        "gap",
                        "4",
                        along="stays",
                        when="<0.001",
                    ),
                    (0,),
                ),
                Seen(Claim("SGD is 0.15 above it", "gap", "0.15"), (1,)),
                Seen(Claim("after 40", "last step", "40"), (0, 1)),
            ),
        ),
        Show(
            "weakness",
            "Not monotone: a step may go far uphill.",
            "Where the slope hardly changes, it takes the curvature for almost nothing, and one "
            "step is 9.4 long: the value rises to 7200 above the minimum before it comes down to a "
            "minimum, the same as that of plain descent.",
            (
                Racer("barzilai_borwein", {"learning_rate": 0.01}),
                Racer("sgd", {"learning_rate": 0.01}),
            ),
            "styblinski_tang",
            steps=40,
            seen=(
                Seen(Claim("one step is 9.4 long", "step", "9.4", along="max"), (0,)),
                Seen(Claim("7200 above the minimum", "gap", "7200+-50", along="max"), (0,)),
                Seen(Claim("the same as that of plain descent", "gap", "28.3"), (0, 1)),
            ),
        ),
    )
    family = "gd"

    learning_rate: Number = real(
        default=0.001,
        valid="(0, inf)",
        slider=(1e-5, 1.0),
        log=True,
        symbol=r"\alpha",
        help="The size of the first step.",
    )
    formula: str = choice(
        default="bb2",
        options=("bb1", "bb2"),
        help="The long step s's/s'y (BB1) or the short one s'y/y'y (BB2).",
    )

    keeps = {
        "point_before": LAST_POINT,
        "gradient_before": LAST_GRADIENT,
        "step_size": Kept("a", "The size of the last step.", SCALAR),
    }

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        size = state["step_size"]
        if now.t == 1:
            size[...] = now.learning_rate
        else:
            s, y = x - state["point_before"], g - state["gradient_before"]
            curvature = dot(s, y)
            new = dot(s, s) / curvature if self.formula == "bb1" else curvature / dot(y, y)
            size[...] = np.where((curvature > 0) & np.isfinite(new), new, size)
        state["point_before"][...] = x
        state["gradient_before"][...] = g
        x -= size * g
