"""The cube roots of one as a least-squares problem (after Cayley, 1879)."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Grid, Run
from objectives.objective import Array, Objective, StationaryPoint


class CubeRoots(Objective):
    """f = |z^3 - 1|^2 / 2 with z = x + i y: a minimum at each of the three roots."""

    title = "Cube roots of one"
    keywords = ("Newton fractal", "basins", "z^3 - 1")
    group = "multimodal"
    formula = r"\tfrac12|z^3-1|^2,\;z=x+iy"
    gradient_formula = r"3\bar z^{\,2}(z^3-1)\ \text{(as a complex number)}"
    hessian_formula = r"9|z|^4I+6\begin{pmatrix}ux+vy&vx-uy\\vx-uy&-ux-vy\end{pmatrix},\;u+iv=z^3-1"
    domain = ((-1.6, 1.6), (-1.6, 1.6))
    minimisers = (
        (1.0, 0.0),
        (-0.5, 0.8660254037844386),
        (-0.5, -0.8660254037844386),
    )
    start = (-0.35, 0.05)
    color = "log"
    landscape = "3 minima, 1 degenerate saddle at 0 (f = 0.5, zero Hessian)"
    stationary_points = (StationaryPoint("degenerate", (0.0, 0.0)),)
    lesson = (
        "Basins are art: three clean sectors for gradient descent, frayed ones with ten times as "
        "much border for momentum."
    )
    show = "the basin map of gradient descent and of momentum at learning rate 0.02"
    claims = (
        Claim("3 minima", "minima", "3"),
        Claim("1 degenerate saddle", "degenerate points", "1"),
        Claim("0 (f = 0.5", "value", "0.5", at=(0.0, 0.0)),
        Claim("zero Hessian", "eigenvalues", ("0", "0"), at=(0.0, 0.0)),
        Claim(
            "with ten times as much border",
            "y",
            "9..12",
            Run("momentum", 0.02, 500, start=Grid(101)),
            over="borders",
            versus=Claim("", "y", "", Run("sgd", 0.02, 500, start=Grid(101)), over="borders"),
        ),
        Claim(
            "at learning rate 0.02",
            "distance",
            ">99%",
            Run("sgd", 0.02, 500, start=Grid(101)),
            over="share",
            when="<0.01",
        ),
    )
    learning_rates = {
        "gd": 0.046,
        "hb": 0.015,
        "adagrad": 0.22,
        "rms": 0.0046,
        "adam": 0.083,
    }
    source = "the Newton fractal of z^3 = 1 as least squares (Cayley 1879)"
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        u, v = _residuals(x, y)
        return 0.5 * (u * u + v * v)

    def gradient(self, point: Array) -> Array:
        x, y = point
        u, v = _residuals(x, y)
        p, q = 3.0 * (x * x - y * y), 6.0 * x * y
        return np.array([u * p + v * q, v * p - u * q])

    def hessian(self, point: Array) -> Array:
        x, y = point
        u, v = _residuals(x, y)
        rr = x * x + y * y
        round_part, bent, mixed = 9.0 * rr * rr, 6.0 * (u * x + v * y), 6.0 * (v * x - u * y)
        return np.array([[round_part + bent, mixed], [mixed, round_part - bent]])


def _residuals(x: Array, y: Array) -> tuple[Array, Array]:
    """The real and the imaginary part of z^3 - 1."""
    return x * (x * x - 3.0 * y * y) - 1.0, y * (3.0 * x * x - y * y)
