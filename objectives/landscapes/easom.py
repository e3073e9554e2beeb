"""Easom's function."""

from __future__ import annotations

import numpy as np

from objectives.objective import Array, Objective, StationaryPoint


class Easom(Objective):
    """f(x, y) = -cos x cos y exp(-(x - pi)^2 - (y - pi)^2): a needle in a plain."""

    title = "Easom"
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
        "the global minimum and four side lobes of depth 8.1e-5; further lobes are shallower than "
        "1e-11"
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
        "A needle in a plain: beyond a radius of about 2 the gradient is below 1e-2 and falls "
        "like exp(-r^2); no gradient method can know where to go."
    )
    show = (
        "basin map: gradient descent at 0.3 arrives from every start within 1.5 of the needle and "
        "from none at 2.5; everything else is stuck"
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
