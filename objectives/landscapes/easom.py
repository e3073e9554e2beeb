"""Easom's function."""

from __future__ import annotations

import math

import numpy as np

from declarations.claim import Circle, Claim, Run
from objectives.objective import Array, Objective, StationaryPoint

LOBES = tuple(
    (x, y)
    for x in (1.3049954504376675, 4.978189856741919)
    for y in (1.3049954504376675, 4.978189856741919)
)

FAR = tuple(
    point
    for far in (-1.6742496642561422, 7.957434971435728)
    for point in ((far, math.pi), (math.pi, far))
)


class Easom(Objective):
    """f(x, y) = -cos x cos y exp(-(x - pi)^2 - (y - pi)^2): a needle in a plain."""

    title = "Easom"
    keywords = ("needle in a haystack", "plateau", "flat")
    group = "plateau"
    formula = r"-\cos x\cos y\,e^{-(x-\pi)^2-(y-\pi)^2}"
    gradient_formula = (
        r"e\,\big(\cos y(\sin x+2(x-\pi)\cos x),\;\cos x(\sin y+2(y-\pi)\cos y)\big),"
        r"\;e=e^{-(x-\pi)^2-(y-\pi)^2}"
    )
    hessian_formula = (
        r"-\begin{pmatrix}h''(x)h(y)&h'(x)h'(y)\\h'(x)h'(y)&h(x)h''(y)\end{pmatrix},"
        r"\;h(t)=\cos t\,e^{-(t-\pi)^2}"
    )
    domain = ((-2.0, 8.0), (-2.0, 8.0))
    minimisers = ((3.141592653589793, 3.141592653589793),)
    start = (5.4, 4.6)
    landscape = (
        "the global minimum and four side lobes of depth 8.1e-5; further lobes are shallower "
        "than 1e-11"
    )
    stationary_points = (
        StationaryPoint("minimum", (1.3049954504376675, 1.3049954504376675)),
        StationaryPoint("minimum", (1.3049954504376675, 4.978189856741919)),
        StationaryPoint("minimum", (4.978189856741919, 1.3049954504376675)),
        StationaryPoint("minimum", (4.978189856741919, 4.978189856741919)),
        StationaryPoint("saddle", (1.5707963267948966, 1.5707963267948966)),
        StationaryPoint("saddle", (1.5707963267948966, 4.71238898038469)),
        StationaryPoint("saddle", (4.71238898038469, 1.5707963267948966)),
        StationaryPoint("saddle", (4.71238898038469, 4.71238898038469)),
        StationaryPoint("maximum", (1.3049954504376675, 3.141592653589793)),
        StationaryPoint("maximum", (4.978189856741919, 3.141592653589793)),
        StationaryPoint("maximum", (3.141592653589793, 1.3049954504376675)),
        StationaryPoint("maximum", (3.141592653589793, 4.978189856741919)),
    )
    lesson = (
        "A needle in a plain: from a radius of 2.5 on the gradient is below 1e-2 and falls like "
        "exp(-r²); no gradient method can know where to go."
    )
    show = (
        "500 steps of gradient descent at 0.3 arrive from every start 1.5 away from the needle "
        "and from none 2.5 away"
    )
    claims = (
        Claim("four side lobes of depth 8.1e-5", "value", "-8.1e-5", at=LOBES),
        Claim("further lobes are shallower than 1e-11", "value", ">-1e-11", at=FAR),
        Claim(
            "from a radius of 2.5 on the gradient is below 1e-2",
            "slope",
            "<1e-2",
            at=Circle(2.5, 360, (math.pi, math.pi)),
        ),
        Claim("falls like exp(-r²)", "slope", "<1e-3", at=Circle(3.0, 360, (math.pi, math.pi))),
        Claim(
            "500 steps of gradient descent at 0.3 arrive from every start 1.5",
            "gap",
            "<1e-6",
            Run("sgd", 0.3, 500, start=Circle(1.5, 90, (math.pi, math.pi))),
        ),
        Claim(
            "from none 2.5 away",
            "gap",
            ">0.9",
            Run("sgd", 0.3, 500, start=Circle(2.5, 90, (math.pi, math.pi))),
        ),
    )
    learning_rates = {
        "gd": 0.032,
        "hb": 0.032,
        "adagrad": 0.0026,
        "rms": 0.38,
        "adam": 0.001,
    }
    source = "SFU library; SciPy's go_benchmark_functions (there on [-100, 100]^2)"
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        p, q = x - np.pi, y - np.pi
        return -np.cos(x) * np.cos(y) * np.exp(-p * p - q * q)

    def gradient(self, point: Array) -> Array:
        (hx, dx, _), (hy, dy, _) = self._factor(point[0]), self._factor(point[1])
        return np.array([-dx * hy, -hx * dy])

    def hessian(self, point: Array) -> Array:
        (hx, dx, ddx), (hy, dy, ddy) = self._factor(point[0]), self._factor(point[1])
        mixed = -dx * dy
        return np.array([[-ddx * hy, mixed], [mixed, -hx * ddy]])

    @staticmethod
    def _factor(t: Array) -> tuple[Array, Array, Array]:
        """The factor cos t exp(-(t - pi)^2) and its first two derivatives."""
        p = t - np.pi
        sine, cosine, bell = np.sin(t), np.cos(t), np.exp(-p * p)
        first = -(sine + 2.0 * p * cosine)
        second = (4.0 * p * p - 3.0) * cosine + 4.0 * p * sine
        return cosine * bell, first * bell, second * bell
