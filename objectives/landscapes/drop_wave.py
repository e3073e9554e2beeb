"""The drop-wave: rings on water."""

from __future__ import annotations

import math

import numpy as np

from declarations.claim import Circle, Claim, Grid, Run
from objectives.objective import Array, Objective

RING = 3.1352983940593444


class DropWave(Objective):
    """f = -(1 + cos 12 r) / (r^2 / 2 + 2), r the distance from the origin: rings on water."""

    title = "Drop-wave"
    keywords = ("ripples", "waves")
    group = "multimodal"
    formula = r"-\frac{1+\cos12r}{\frac12r^2+2},\;r=\sqrt{x^2+y^2}"
    gradient_formula = (
        r"\left(\tfrac{12\sin(12r)/r}{\frac12r^2+2}"
        r"+\tfrac{1+\cos12r}{(\frac12r^2+2)^2}\right)(x,y)"
    )
    hessian_formula = (
        r"\tfrac{F'}{r}I+\left(F''-\tfrac{F'}{r}\right)\tfrac{1}{r^2}"
        r"\begin{pmatrix}x^2&xy\\xy&y^2\end{pmatrix},\;f=F(r)"
    )
    domain = ((-5.12, 5.12), (-5.12, 5.12))
    minimisers = ((0.0, 0.0),)
    minimisers_note = "the other stationary points form whole circles (ring valleys)"
    start = (2.6, -1.4)
    landscape = "one global minimum, all other minima are circles"
    lesson = (
        "Ring-shaped local minima: gradient descent, momentum, BFGS and Newton stop on the "
        "circle next to the start; a local minimum need not be a point."
    )
    show = (
        "500 steps of gradient descent at 0.005 stop at radius 3.135, from everywhere near that "
        "ring; the basin map consists of rings"
    )
    claims = (
        Claim("one global minimum", "gap", ">0.05", at=Grid(100), over="min"),
        Claim("all other minima are circles", "slope", "0", at=Circle(RING, 90)),
        Claim("all other minima are circles", "eigenvalues", ("0", ">1"), at=Circle(RING, 90)),
        Claim(
            "gradient descent, momentum, BFGS and Newton stop on the circle",
            "size",
            "3.135",
            Run(("sgd", "momentum", "bfgs", "newton"), steps=500),
        ),
        Claim(
            "500 steps of gradient descent at 0.005 stop at radius 3.135",
            "size",
            "3.135",
            Run("sgd", 0.005, 500),
        ),
        Claim(
            "from everywhere near that ring",
            "size",
            "3.135",
            Run("sgd", 0.005, 500, start=Circle(2.97, 36)),
        ),
    )
    learning_rates = {
        "gd": 0.0012,
        "hb": 0.00046,
        "adagrad": 0.0022,
        "rms": 0.00056,
        "adam": 0.0012,
    }
    source = "SFU; SciPy DropWave"

    def value(self, point: Array) -> Array:
        x, y = point
        rr = x * x + y * y
        return -(1.0 + np.cos(12.0 * np.sqrt(rr))) / (0.5 * rr + 2.0)

    def gradient(self, point: Array) -> Array:
        x, y = point
        rr = x * x + y * y
        slope = _slope_over_radius(rr)
        return np.array([slope * x, slope * y])

    def hessian(self, point: Array) -> Array:
        x, y = point
        rr = x * x + y * y
        r, q = np.sqrt(rr), 0.5 * rr + 2.0
        wave = 1.0 + np.cos(12.0 * r)
        slope = _slope_over_radius(rr)
        curvature = (
            144.0 * np.cos(12.0 * r)
            + (wave - 24.0 * r * np.sin(12.0 * r)) / q
            - 2.0 * rr * wave / (q * q)
        ) / q
        excess = (curvature - slope) / np.where(rr == 0.0, 1.0, rr)
        mixed = excess * x * y
        return np.array([[slope + excess * x * x, mixed], [mixed, slope + excess * y * y]])


def _slope_over_radius(rr: Array) -> Array:
    """F'(r) / r of f = F(r), from r^2."""
    r, q = np.sqrt(rr), 0.5 * rr + 2.0
    # np.sinc(t) is sin(pi t) / (pi t) with the limit 1 at 0.
    return (144.0 * np.sinc(12.0 / math.pi * r) + (1.0 + np.cos(12.0 * r)) / q) / q
