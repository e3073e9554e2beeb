"""Michalewicz' function."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Grid, Run
from objectives.objective import Array, Objective, StationaryPoint

TABLE = (0.6, 0.5)


class Michalewicz(Objective):
    """f = -sin x sin^20(x^2 / pi) - sin y sin^20(2 y^2 / pi): trenches between flat tables."""

    title = "Michalewicz"
    keywords = ("steep valleys", "plateau", "steep ravine")
    group = "plateau"
    formula = r"-\sum_{i=1}^{2}\sin x_i\,\sin^{2m}\!\big(\tfrac{i x_i^2}{\pi}\big),\;m=10"
    gradient_formula = (
        r"-\cos x_i\,s_i^{2m}-2m\,\sin x_i\,s_i^{2m-1}\cos(\tfrac{i x_i^2}{\pi})"
        r"\tfrac{2 i x_i}{\pi},\;s_i=\sin\tfrac{i x_i^2}{\pi}"
    )
    hessian_formula = (
        r"\operatorname{diag}\big(\sin x_i\,s_i^{2m}-4m\cos x_i\,s_i^{2m-1}s_i'"
        r"-2m\sin x_i\,((2m-1)s_i^{2m-2}s_i'^2+s_i^{2m-1}s_i'')\big)"
    )
    domain = ((0.0, 3.141592653589793), (0.0, 3.141592653589793))
    minimisers = ((2.2029055201726093, 1.5707963267948966),)
    start = (2.6, 1.2)
    landscape = "2 isolated minima; flat tables: on 19% of the domain the slope is below 1e-6"
    stationary_points = (StationaryPoint("minimum", (2.2029055201726093, 2.7115714838430143)),)
    lesson = (
        "Narrow trenches between flat tables: on a table the gradient is numerically zero, so "
        "the start decides everything; from inside a trench gradient descent, momentum and Adam "
        "arrive."
    )
    show = (
        "1000 steps of gradient descent, momentum and Adam at 0.01 from (2.6, 1.2) (all arrive) "
        "and from (0.6, 0.5), where the gradient is 4e-15 (none moves further than 1e-6)"
    )
    claims = (
        Claim("2 isolated minima", "minima", "2"),
        Claim(
            "on 19% of the domain the slope is below 1e-6",
            "slope",
            "19%",
            at=Grid(101),
            over="share",
            when="<1e-6",
        ),
        Claim(
            "1000 steps of gradient descent, momentum and Adam at 0.01 from (2.6, 1.2)",
            "gap",
            "0",
            Run(("sgd", "momentum", "adam"), 0.01, 1000),
        ),
        Claim("from (0.6, 0.5), where the gradient is 4e-15", "slope", "4e-15", at=TABLE),
        Claim(
            "none moves further than 1e-6",
            "distance",
            "<1e-6",
            Run(("sgd", "momentum", "adam"), 0.01, 1000, start=TABLE),
            to=TABLE,
        ),
    )
    learning_rates = {
        "gd": 0.0056,
        "hb": 0.0022,
        "adagrad": 0.1,
        "rms": 0.0015,
        "adam": 0.026,
    }
    source = "SFU library; SciPy's go_benchmark_functions"

    def value(self, point: Array) -> Array:
        x, y = point
        return -np.sin(x) * _power(_sine(1.0, x), 20) - np.sin(y) * _power(_sine(2.0, y), 20)

    def gradient(self, point: Array) -> Array:
        x, y = point
        return np.array([_slope(1.0, x), _slope(2.0, y)])

    def hessian(self, point: Array) -> Array:
        x, y = point
        zero = np.zeros(np.shape(x))
        return np.array([[_curvature(1.0, x), zero], [zero, _curvature(2.0, y)]])


def _sine(i: float, x: Array) -> Array:
    return np.sin(i * x * x / np.pi)


def _power(s: Array, exponent: int) -> Array:
    """A power by products, which round the same for one point and for many."""
    power = np.ones(np.shape(s))
    for _ in range(exponent):
        power = power * s
    return power


def _slope(i: float, x: Array) -> Array:
    """The derivative of -sin x s^20 by x, where s = sin(i x^2 / pi)."""
    s, ds = _sine(i, x), 2.0 * i * x / np.pi * np.cos(i * x * x / np.pi)
    return -(np.cos(x) * s + 20.0 * np.sin(x) * ds) * _power(s, 19)


def _curvature(i: float, x: Array) -> Array:
    """The second derivative."""
    rate = 2.0 * i * x / np.pi
    s, c = _sine(i, x), np.cos(i * x * x / np.pi)
    ds, dds = rate * c, 2.0 * i / np.pi * c - rate * rate * s
    bend = 20.0 * np.sin(x) * (19.0 * ds * ds + s * dds) + 40.0 * np.cos(x) * s * ds
    return (np.sin(x) * s * s - bend) * s**18
