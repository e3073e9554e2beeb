"""Wheeler's ridge."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Grid, Run
from objectives.objective import Array, Objective, StationaryPoint

ADAM = Run("adam", 0.05, 1000, values={"epsilon": 1e-7})
STIFF = Run("adam", 0.05, 1000, values={"epsilon": 1e-3})
FAR = 10.0, 1.0


class WheelersRidge(Objective):
    """f(x, y) = -exp(-(x y - 1.5)^2 - (y - 1.5)^2): a trench in a plain without slope."""

    title = "Wheeler's ridge"
    keywords = ("ridge", "banana", "plateau")
    group = "valley"
    formula = r"-\exp\left(-(xy-a)^2-(y-a)^2\right),\;a=1.5"
    gradient_formula = r"2e^{-u^2-v^2}\,(uy,\;ux+v),\;u=xy-a,\,v=y-a"
    hessian_formula = (
        r"2e^{-u^2-v^2}\begin{pmatrix}y^2(1-2u^2)&u+xy-2uy(ux+v)\\"
        r"\cdot&1+x^2-2(ux+v)^2\end{pmatrix}"
    )
    domain = ((-6.0, 25.0), (-4.0, 6.0))
    minimisers = ((1.0, 1.5),)
    start = (6.0, 1.0)
    landscape = (
        "1 minimum, 1 saddle with f = -0.011; on four fifths of the picture the slope is below 1e-9"
    )
    stationary_points = (StationaryPoint("saddle", (-1.0, 0.0)),)
    lesson = (
        "What epsilon means in Adam: at (6, 1) the gradient is 6.7e-8, and with an epsilon of "
        "that size or smaller Adam walks home; with epsilon 1e-3, and for gradient descent, the "
        "plain is flat."
    )
    show = (
        "from (6, 1): Adam at 0.05 with epsilon 1e-7 (within 1e-3 of the minimum after 145 steps) "
        "and with 1e-3 (hardly moves in 1000); from (10, 1), where the gradient is 5.5e-30, Adam "
        "stands still with both, but Rprop, which looks at signs alone, walks home"
    )
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim("1 saddle", "saddles", "1"),
        Claim("with f = -0.011", "value", "-0.011", at=(-1.0, 0.0)),
        Claim(
            "on four fifths of the picture the slope is below 1e-9",
            "slope",
            "79%..82%",
            at=Grid(99),
            over="share",
            when="<1e-9",
        ),
        Claim("at (6, 1) the gradient is 6.7e-8", "slope", "6.7e-8", at=start),
        Claim("an epsilon of that size", "gap", "0", ADAM.replace(values={"epsilon": 6.7e-8})),
        Claim("or smaller", "gap", "0", ADAM.replace(values={"epsilon": 1e-8})),
        Claim("with epsilon 1e-3", "distance", "<0.01", STIFF, to=start),
        Claim("for gradient descent", "distance", "<1e-4", Run("sgd", 0.05, 1000), to=start),
        Claim("from (6, 1)", "slope", "6.7e-8", at=start),
        Claim(
            "Adam at 0.05 with epsilon 1e-7 (within 1e-3 of the minimum after 145 steps)",
            "gap",
            "145",
            ADAM,
            along="stays",
            when="<1e-3",
        ),
        Claim("1e-3 (hardly moves in 1000)", "distance", "<0.01", STIFF, to=start),
        Claim("from (10, 1), where the gradient is 5.5e-30", "slope", "5.5e-30", at=(10.0, 1.0)),
        Claim("Adam stands still", "distance", "0", ADAM.replace(start=FAR), to=FAR),
        Claim("with both", "distance", "0", STIFF.replace(start=FAR), to=FAR),
        Claim("walks home", "gap", "0", Run("rprop", steps=400, start=FAR)),
    )
    learning_rates = {"gd": 0.032, "hb": 0.01, "adagrad": 0.32, "rms": 0.038, "adam": 0.1}
    source = "Kochenderfer and Wheeler 2019, Algorithms for Optimization, appendix B"

    def value(self, point: Array) -> Array:
        x, y = point
        u, v = x * y - 1.5, y - 1.5
        return -np.exp(-u * u - v * v)

    def gradient(self, point: Array) -> Array:
        x, y = point
        u, v = x * y - 1.5, y - 1.5
        depth = 2.0 * np.exp(-u * u - v * v)
        return np.array([depth * u * y, depth * (u * x + v)])

    def hessian(self, point: Array) -> Array:
        x, y = point
        u, v = x * y - 1.5, y - 1.5
        depth, slope = 2.0 * np.exp(-u * u - v * v), u * x + v
        mixed = depth * (u + x * y - 2.0 * u * y * slope)
        return np.array(
            [
                [depth * y * y * (1.0 - 2.0 * u * u), mixed],
                [mixed, depth * (1.0 + x * x - 2.0 * slope * slope)],
            ]
        )
