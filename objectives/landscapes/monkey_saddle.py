"""The monkey saddle, with a bottom."""

from __future__ import annotations

import numpy as np

from declarations.claim import Circle, Claim, Run
from objectives.objective import Array, Objective, StationaryPoint

WELLS = ((-3.0, 0.0), (1.5, 2.598076211353316), (1.5, -2.598076211353316))

SLOW = Run("sgd", 0.02, 500)
AROUND = Run("sgd", 0.02, 2000, start=Circle(2.0, 120))


class MonkeySaddle(Objective):
    """f(x, y) = x^3 - 3 x y^2 + (x^2 + y^2)^2 / 4: three ways down from a flat spot."""

    title = "Monkey saddle (bounded)"
    keywords = ("x^3 - 3 x y^2", "degenerate saddle")
    group = "saddle"
    formula = r"x^3-3xy^2+\tfrac14(x^2+y^2)^2"
    gradient_formula = r"(3x^2-3y^2+x r^2,\;-6xy+y r^2),\;r^2=x^2+y^2"
    hessian_formula = r"\begin{pmatrix}6x+3x^2+y^2&-6y+2xy\\-6y+2xy&-6x+x^2+3y^2\end{pmatrix}"
    domain = ((-4.0, 4.0), (-4.0, 4.0))
    minimisers = WELLS
    start = (0.9, 0.001)
    color = "log"
    landscape = "3 minima, 1 degenerate saddle at 0 with zero Hessian"
    stationary_points = (StationaryPoint("degenerate", (0.0, 0.0)),)
    lesson = (
        "A degenerate saddle: slope and Hessian vanish at 0, so that textbook Newton is drawn "
        "into it from all sides. Three equal wells: of 120 starts on a circle of radius 2 "
        "gradient descent at 0.02 brings 39 each to the wells, and the other three creep into "
        "the saddle."
    )
    show = (
        "gradient descent at 0.02 from (0.9, 0.001): after 195 steps it is at (0.081, 0.068), "
        "after 390 within 1 of the minimum; the basin map of gradient descent has three-fold "
        "symmetry"
    )
    claims = (
        Claim("3 minima", "minima", "3"),
        Claim("1 degenerate saddle", "degenerate points", "1"),
        Claim("at 0 with zero Hessian", "eigenvalues", ("0", "0"), at=(0.0, 0.0)),
        Claim("slope and Hessian vanish at 0", "slope", "0", at=(0.0, 0.0)),
        Claim("slope and Hessian vanish at 0", "eigenvalues", ("0", "0"), at=(0.0, 0.0)),
        Claim(
            "textbook Newton is drawn into it from all sides",
            "size",
            "0",
            Run("newton", start=Circle(1.0, 36), values={"form": "textbook"}),
        ),
        Claim("Three equal wells", "gap", "0", at="minimisers"),
        Claim(
            "three-fold symmetry",
            "distance",
            "39",
            AROUND,
            to=WELLS[0],
            over="number",
            when="<0.1",
        ),
        Claim("39 each", "distance", "39", AROUND, to=WELLS[1], over="number", when="<0.1"),
        Claim(
            "of 120 starts on a circle of radius 2 gradient descent at 0.02 brings 39 each",
            "distance",
            "39",
            AROUND,
            to=WELLS[2],
            over="number",
            when="<0.1",
        ),
        Claim(
            "the other three",
            "distance",
            "3",
            AROUND,
            to=(0.0, 0.0),
            over="number",
            when="<0.01",
        ),
        Claim(
            "gradient descent at 0.02 from (0.9, 0.001)",
            "distance",
            "0",
            SLOW.replace(steps=1000),
            to=WELLS[1],
        ),
        Claim(
            "after 195 steps it is at (0.081, 0.068)",
            "point",
            ("0.081", "0.068"),
            SLOW.replace(steps=195),
        ),
        Claim(
            "after 390 within 1 of the minimum",
            "gap",
            "390",
            SLOW,
            along="first",
            when="<1",
        ),
    )
    learning_rates = {"gd": 0.046, "hb": 0.022, "adagrad": 0.56, "rms": 0.015, "adam": 0.1}
    source = "the classical monkey saddle plus r^4 / 4"
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        r2 = x * x + y * y
        return x * (x * x - 3.0 * y * y) + 0.25 * r2 * r2

    def gradient(self, point: Array) -> Array:
        x, y = point
        r2 = x * x + y * y
        return np.array([3.0 * (x * x - y * y) + x * r2, y * (r2 - 6.0 * x)])

    def hessian(self, point: Array) -> Array:
        x, y = point
        mixed = 2.0 * y * (x - 3.0)
        return np.array(
            [
                [6.0 * x + 3.0 * x * x + y * y, mixed],
                [mixed, -6.0 * x + x * x + 3.0 * y * y],
            ]
        )
