"""The ill-conditioned ellipse, turned against the axes."""

from __future__ import annotations

import math

import numpy as np

from declarations import real
from declarations.claim import RATES, Claim, Run
from objectives.objective import Array, Objective, Point

STRAIGHT = 0.0, (-3.714, 1.567)
TURNED = 45.0, (-3.734, -1.518)
"""Angles, and the same start turned by them."""


def _steps(says: str, bound: str, optimizer: str, turn: tuple[float, Point]) -> Claim:
    """How many steps an optimizer needs at its best learning rate."""
    angle, start = turn
    return Claim(
        says,
        "gap",
        bound,
        Run(optimizer, RATES, 1000, start=start),
        along="first",
        over="min",
        when="<1e-6",
        parameters={"theta_deg": angle},
    )


def _slower(says: str, bound: str, optimizer: str) -> Claim:
    """How many times as many steps it needs when the ellipse is turned."""
    straight = _steps("", "", optimizer, STRAIGHT)
    return _steps(says, bound, optimizer, TURNED).replace(versus=straight)


class RotatedEllipse(Objective):
    """f = (u^2 + kappa v^2) / 2, where (u, v) is the point turned by -theta."""

    title = "Rotated ill-conditioned ellipse"
    keywords = ("ravine", "tilted valley", "quadratic", "condition number")
    group = "quadratic"
    formula = r"\tfrac12 z^\top A z,\;A=R_\theta\operatorname{diag}(1,\kappa)R_\theta^\top"
    gradient_formula = "A z"
    hessian_formula = "A"
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    minimisers = ((0.0, 0.0),)
    start = (-4.0, -0.5)
    color = "sqrt"
    landscape = "1 minimum"
    lesson = (
        "Scaling each axis does not survive a rotation: turning θ from 0 to 45 degrees "
        "leaves gradient descent and momentum unchanged, costs Adam a fifth and AdaGrad a "
        "factor of 58, and RMSprop, which needed 7 steps, does not get to 1e-6 in 1000."
    )
    show = (
        "θ = 0 from (-3.714, 1.567) and θ = 45 from (-3.734, -1.518), the same start "
        "turned along; steps to 1e-6 at the best of 85 learning rates from 1e-5 to 100: "
        "gradient descent 204 and 204, momentum 95 and 95, AdaGrad 5 and 292, Adam 115 and 138"
    )
    claims = (
        Claim("1 minimum", "minima", "1"),
        _steps("θ = 0 from (-3.714, 1.567)", "204", "sgd", STRAIGHT),
        _steps("θ = 45 from (-3.734, -1.518)", "204", "sgd", TURNED),
        _steps(
            "steps to 1e-6 at the best of 85 learning rates from 1e-5 to 100",
            "204",
            "sgd",
            STRAIGHT,
        ),
        _steps("gradient descent 204", "204", "sgd", STRAIGHT),
        _steps("and 204", "204", "sgd", TURNED),
        _steps("momentum 95", "95", "momentum", STRAIGHT),
        _steps("and 95", "95", "momentum", TURNED),
        _steps("AdaGrad 5", "5", "adagrad", STRAIGHT),
        _steps("and 292", "292", "adagrad", TURNED),
        _steps("Adam 115", "115", "adam", STRAIGHT),
        _steps("and 138", "138", "adam", TURNED),
        _steps("turning θ from 0", "204", "sgd", STRAIGHT),
        _slower("to 45 degrees leaves gradient descent", "1.00", "sgd"),
        _slower("and momentum unchanged", "1.00", "momentum"),
        _slower("costs Adam a fifth", "1.20", "adam"),
        _slower("AdaGrad a factor of 58", "58", "adagrad"),
        _steps("RMSprop, which needed 7 steps", "7", "rmsprop", STRAIGHT),
        Claim(
            "does not get to 1e-6 in 1000",
            "gap",
            ">1e-6",
            Run("rmsprop", RATES, 1000, start=TURNED[1]),
            along="min",
            parameters={"theta_deg": TURNED[0]},
        ),
    )
    learning_rates = {"gd": 0.032, "hb": 0.012, "adagrad": 3.2, "rms": 0.038, "adam": 1.2}
    source = "BBOB f10; Wilson et al. 2017, arXiv:1705.08292"
    convex = True
    featured = True

    kappa: float = real(
        default=50.0,
        valid="[1, 1e12]",
        slider=(1.0, 1000.0),
        log=True,
        symbol=r"\kappa",
        help="The condition number: the largest over the smallest curvature.",
    )
    theta_deg: float = real(
        default=30.0,
        valid="[-1e6, 1e6]",
        slider=(0.0, 90.0),
        symbol=r"\theta",
        help="By how many degrees the long axis is turned.",
    )

    def value(self, point: Array) -> Array:
        x, y = point
        cosine, sine = self._direction()
        u, v = cosine * x + sine * y, cosine * y - sine * x
        return 0.5 * (u * u + self.kappa * v * v)

    def gradient(self, point: Array) -> Array:
        x, y = point
        cosine, sine = self._direction()
        u, v = cosine * x + sine * y, self.kappa * (cosine * y - sine * x)
        return np.array([cosine * u - sine * v, sine * u + cosine * v])

    def hessian(self, point: Array) -> Array:
        x, _ = point
        cosine, sine = self._direction()
        zero = np.zeros(np.shape(x))
        mixed = zero + (1.0 - self.kappa) * cosine * sine
        return np.array(
            [
                [zero + cosine**2 + self.kappa * sine**2, mixed],
                [mixed, zero + sine**2 + self.kappa * cosine**2],
            ]
        )

    def _direction(self) -> tuple[float, float]:
        """The long axis as a unit vector."""
        theta = math.radians(self.theta_deg)
        return math.cos(theta), math.sin(theta)
