"""The ill-conditioned ellipse, turned against the axes."""

from __future__ import annotations

import math

import numpy as np

from declarations import real
from objectives.objective import Array, Objective


class RotatedEllipse(Objective):
    """f = (u^2 + kappa v^2) / 2, where (u, v) is the point turned by -theta."""

    title = "Rotated ill-conditioned ellipse"
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
        "Scaling each axis does not survive a rotation: turning theta from 0 to 45 degrees leaves "
        "gradient descent and momentum unchanged, costs Adam up to a fifth and AdaGrad a factor "
        "of 75, and RMSprop with a constant learning rate never gets to 1e-6."
    )
    show = (
        "theta = 0 and 45, the start turned along; steps to 1e-6 at the best learning rate: "
        "gradient descent 251 and 251, momentum 95 and 95, AdaGrad 4 and 302, Adam 117 and 138"
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
