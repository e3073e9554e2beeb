"""Fletcher and Powell's helical valley (1963)."""

from __future__ import annotations

import math

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective


class HelicalValley(Objective):
    """f = 100 [(z - 10 t)^2 + (r - 1)^2] + z^2 in cylinder coordinates, t the angle in turns.

    The angle runs from -1/4 to 3/4 as in More, Garbow and Hillstrom (problem 7): f jumps at the
    half-plane x = 0, y < 0. Other collections cut elsewhere. On the axis, where the angle has no
    derivative, 0 stands for it.
    """

    title = "Helical valley"
    keywords = ("helix", "spiral")
    group = "few-D"
    formula = (
        r"100\left[(z-10\theta)^2+(\sqrt{x^2+y^2}-1)^2\right]+z^2,\;"
        r"\theta=\tfrac{1}{2\pi}\arctan\tfrac yx\;(+\tfrac12\text{ if }x<0)"
    )
    gradient_formula = (
        r"200(z-10\theta)\left(\tfrac{5y}{\pi r^2},-\tfrac{5x}{\pi r^2},1\right)"
        r"+200(r-1)\left(\tfrac xr,\tfrac yr,0\right)+(0,0,2z)"
    )
    hessian_formula = (
        r"200\left(\nabla u\nabla u^\top+u\nabla^2u+\nabla r\nabla r^\top+(r-1)\nabla^2r\right)"
        r"+2e_ze_z^\top,\;u=z-10\theta"
    )
    domain = ((-1.5, 1.5), (-1.5, 1.5), (-2.0, 8.0))
    minimisers = ((1.0, 0.0, 0.0),)
    start = (-1.0, 0.0, 0.0)
    color = "sqrt"
    landscape = "1 minimum; f jumps at the half-plane x = 0, y < 0"
    lesson = (
        "A curved valley in three dimensions: the path is a spiral staircase, drawn well as a "
        "line in space."
    )
    show = "as paths in space: BFGS (38 steps to 1e-6) and Adam at learning rate 1 (492 steps)"
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim("f jumps at the half-plane x = 0, y < 0", "value", ">624", at=(1e-9, -1.0, 0.0)),
        Claim("f jumps", "value", ">5624", at=(-1e-9, -1.0, 0.0)),
        Claim("BFGS (38 steps to 1e-6)", "gap", "38", Run("bfgs"), along="stays", when="<1e-6"),
        Claim(
            "Adam at learning rate 1 (492 steps)",
            "gap",
            "492",
            Run("adam", 1.0, 1000),
            along="stays",
            when="<1e-6",
        ),
    )
    learning_rates = {
        "gd": 0.00083,
        "hb": 1e-05,
        "adagrad": 1.5,
        "rms": 0.0083,
        "adam": 0.56,
    }
    source = "Fletcher and Powell 1963; More, Garbow and Hillstrom 1981, problem 7"
    plane = "(x, z) at y = 0, or a path in space along the helix"
    plane_axes = (0, 2)
    plane_at = (1.0, 0.0, 0.0)

    def value(self, point: Array) -> Array:
        x, y, z = point
        u, wall = z - 10.0 * _turns(x, y), np.sqrt(x * x + y * y) - 1.0
        return 100.0 * (u * u + wall * wall) + z * z

    def gradient(self, point: Array) -> Array:
        x, y, z = point
        u, r = 200.0 * (z - 10.0 * _turns(x, y)), _radius(x, y)
        wind, wall = u * 5.0 / (math.pi * r * r), 200.0 * (r - 1.0) / r
        return np.array([wind * y + wall * x, wall * y - wind * x, u + 2.0 * z])

    def hessian(self, point: Array) -> Array:
        x, y, z = point
        u, r = z - 10.0 * _turns(x, y), _radius(x, y)
        rr = r * r
        ux, uy = 5.0 * y / (math.pi * rr), -5.0 * x / (math.pi * rr)
        # The second derivatives of u are those of a harmonic function.
        uxx, uxy = 2.0 * ux * uy * math.pi / 5.0, 5.0 * (x * x - y * y) / (math.pi * rr * rr)
        bend = (r - 1.0) / (rr * r)
        xx = 200.0 * (ux * ux + u * uxx + x * x / rr + bend * y * y)
        xy = 200.0 * (ux * uy + u * uxy + x * y / rr - bend * x * y)
        yy = 200.0 * (uy * uy - u * uxx + y * y / rr + bend * x * x)
        zz = np.full(np.shape(x), 202.0)
        return np.array(
            [
                [xx, xy, 200.0 * ux],
                [xy, yy, 200.0 * uy],
                [200.0 * ux, 200.0 * uy, zz],
            ]
        )


def _turns(x: Array, y: Array) -> Array:
    """The angle in turns, from -1/4 to 3/4."""
    # At x = 0 a tiny positive number gives the limit from the right.
    angle = np.arctan(y / np.where(x == 0.0, 1e-300, x))
    return angle / (2.0 * math.pi) + np.where(np.real(x) < 0.0, 0.5, 0.0)


def _radius(x: Array, y: Array) -> Array:
    """The distance from the axis, 1 on the axis itself."""
    r = np.sqrt(x * x + y * y)
    return np.where(r == 0.0, 1.0, r)
