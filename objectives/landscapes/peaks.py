"""MATLAB's peaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from declarations.claim import Circle, Claim, Run
from objectives.objective import Array, Objective, StationaryPoint

CIRCLE = Run("sgd", 0.02, 1000, start=Circle(2.3, 24))


class Peaks(Objective):
    """A sum of three terms p exp(-u^2 - v^2), p a polynomial: hills and hollows on a plain."""

    title = "Peaks"
    keywords = ("MATLAB", "mountains", "hills")
    group = "multimodal"
    formula = (
        r"3(1-x)^2e^{-x^2-(y+1)^2}-10\left(\tfrac x5-x^3-y^5\right)e^{-x^2-y^2}"
        r"-\tfrac13e^{-(x+1)^2-y^2}"
    )
    gradient_formula = (
        r"\sum_k e^{-u_k^2-v_k^2}\left(\nabla p_k-2p_k(u_k,v_k)\right),\;"
        r"f=\sum_k p_k e^{-u_k^2-v_k^2}"
    )
    hessian_formula = (
        r"\sum_k e^{-w_k^\top w_k}\left(\nabla^2p_k-2w_k\nabla p_k^\top-2\nabla p_k w_k^\top"
        r"+p_k(4w_kw_k^\top-2I)\right),\;w_k=(u_k,v_k)"
    )
    domain = ((-3.0, 3.0), (-3.0, 3.0))
    minimisers = ((0.22827892055636909, -1.6255349574999964),)
    start = (-0.2, 1.2)
    landscape = "3 minima, 3 saddles, 3 maxima"
    stationary_points = (
        StationaryPoint("minimum", (-1.3473962443682108, 0.20451886609700518)),
        StationaryPoint("minimum", (0.2964455538468321, 0.32019624766683435)),
        StationaryPoint("saddle", (0.4163233216785082, -0.3941450984024246)),
        StationaryPoint("saddle", (-0.2659375568372457, 0.4667399937262694)),
        StationaryPoint("saddle", (1.0982728343350927, 0.8544609795247524)),
        StationaryPoint("maximum", (1.285684697241304, -0.004847559075593672)),
        StationaryPoint("maximum", (-0.46002451803438665, -0.6291965087168009)),
        StationaryPoint("maximum", (-0.009317581959954116, 1.5813679629389998)),
    )
    lesson = (
        "Hills, hollows and a flat rim: of 24 starts at radius 2.3 gradient descent at 0.02 "
        "brings 7 to the global minimum, 6 stop in another hollow, and 11 creep outwards and "
        "never return."
    )
    show = (
        "300 steps of gradient descent at 0.02 from a circle of 24 starts: which go in, which "
        "go out"
    )
    claims = (
        Claim("3 minima", "minima", "3"),
        Claim("3 saddles", "saddles", "3"),
        Claim("3 maxima", "maxima", "3"),
        Claim(
            "a flat rim",
            "slope",
            "<5e-4",
            at=((3.0, 3.0), (-3.0, 3.0), (3.0, -3.0), (-3.0, -3.0)),
        ),
        Claim(
            "of 24 starts at radius 2.3 gradient descent at 0.02 brings 7 to the global minimum",
            "distance",
            "7",
            CIRCLE,
            over="number",
            when="<1e-6",
        ),
        Claim("11 creep outwards", "size", "11", CIRCLE, over="number", when=">2.8"),
        Claim(
            "never return",
            "size",
            "11",
            CIRCLE.replace(steps=10_000),
            over="number",
            when=">2.8",
        ),
        Claim(
            "6 stop in another hollow",
            "distance",
            "6",
            CIRCLE,
            to=(-1.3473962443682108, 0.20451886609700518),
            over="number",
            when="<1e-6",
        ),
        Claim(
            "300 steps of gradient descent at 0.02 from a circle of 24 starts",
            "distance",
            "7",
            CIRCLE.replace(steps=300),
            over="number",
            when="<0.01",
        ),
    )
    learning_rates = {
        "gd": 0.00083,
        "hb": 0.00018,
        "adagrad": 0.0022,
        "rms": 0.0012,
        "adam": 0.0012,
    }
    source = "MATLAB peaks"

    def value(self, point: Array) -> Array:
        x, y = point
        return sum((bell * p for bell, _, _, p, *_ in _terms(x, y)), 0.0 * x)

    def gradient(self, point: Array) -> Array:
        x, y = point
        gx = gy = 0.0 * x
        for bell, u, v, p, px, py, _, _ in _terms(x, y):
            gx = gx + bell * (px - 2.0 * u * p)
            gy = gy + bell * (py - 2.0 * v * p)
        return np.array([gx, gy])

    def hessian(self, point: Array) -> Array:
        x, y = point
        xx = xy = yy = 0.0 * x
        for bell, u, v, p, px, py, pxx, pyy in _terms(x, y):
            xx = xx + bell * (pxx - 4.0 * u * px + (4.0 * u * u - 2.0) * p)
            xy = xy + bell * (4.0 * u * v * p - 2.0 * u * py - 2.0 * v * px)
            yy = yy + bell * (pyy - 4.0 * v * py + (4.0 * v * v - 2.0) * p)
        return np.array([[xx, xy], [xy, yy]])


def _terms(x: Array, y: Array) -> Iterator[tuple[Any, ...]]:
    """For each term: its bell, where it is centred, and p with its derivatives (p_xy is 0)."""
    bell = np.exp(-x * x - (y + 1.0) * (y + 1.0))
    yield bell, x, y + 1.0, 3.0 * (1.0 - x) * (1.0 - x), 6.0 * (x - 1.0), 0.0, 6.0, 0.0
    bell = np.exp(-x * x - y * y)
    xx, yyy = x * x, y * y * y
    p = (10.0 * xx - 2.0) * x + 10.0 * yyy * y * y
    yield bell, x, y, p, 30.0 * xx - 2.0, 50.0 * yyy * y, 60.0 * x, 200.0 * yyy
    bell = np.exp(-(x + 1.0) * (x + 1.0) - y * y)
    yield bell, x + 1.0, y, -1.0 / 3.0, 0.0, 0.0, 0.0, 0.0
