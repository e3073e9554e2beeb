"""The three-hump camel."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective, StationaryPoint


class ThreeHumpCamel(Objective):
    """f(x, y) = 2 x^2 - 1.05 x^4 + x^6 / 6 + x y + y^2: three basins in a row."""

    title = "Three-hump camel"
    keywords = ("camel",)
    group = "valley"
    formula = r"2x^2-1.05x^4+\tfrac{x^6}{6}+xy+y^2"
    gradient_formula = r"(4x-4.2x^3+x^5+y,\;x+2y)"
    hessian_formula = r"\begin{pmatrix}4-12.6x^2+5x^4&1\\1&2\end{pmatrix}"
    domain = ((-2.5, 2.5), (-2.5, 2.5))
    minimisers = ((0.0, 0.0),)
    start = (2.2, 1.5)
    color = "sqrt"
    landscape = "3 minima, 2 saddles"
    stationary_points = (
        StationaryPoint("minimum", (-1.7475523458302888, 0.8737761729151444)),
        StationaryPoint("minimum", (1.7475523458302888, -0.8737761729151444)),
        StationaryPoint("saddle", (-1.07054229182366, 0.53527114591183)),
        StationaryPoint("saddle", (1.07054229182366, -0.53527114591183)),
    )
    lesson = (
        "Three basins in a row: gradient descent with small steps stays in the outer one (f = "
        "0.2986), momentum can reach the centre."
    )
    show = (
        "from (2.2, 1.5) at 0.02: gradient descent ends at (1.748, -0.874), momentum 0.9 at (0, 0)"
    )
    claims = (
        Claim("3 minima", "minima", "3"),
        Claim("2 saddles", "saddles", "2"),
        Claim("stays in the outer one (f = 0.2986)", "value", "0.2986", Run("sgd", 0.02, 1000)),
        Claim("momentum can reach the centre", "distance", "<1e-3", Run("momentum", 0.02)),
        Claim(
            "from (2.2, 1.5) at 0.02: gradient descent ends at (1.748, -0.874)",
            "point",
            ("1.748", "-0.874"),
            Run("sgd", 0.02, 1000),
        ),
        Claim(
            "momentum 0.9 at (0, 0)",
            "point",
            ("0", "0"),
            Run("momentum", 0.02, 1000, values={"momentum": 0.9}),
        ),
    )
    learning_rates = {"gd": 0.1, "hb": 0.0046, "adagrad": 2.2, "rms": 0.083, "adam": 0.68}
    source = "SFU library; SciPy's go_benchmark_functions"

    def value(self, point: Array) -> Array:
        x, y = point
        x2 = x * x
        return x2 * (2.0 - 1.05 * x2 + x2 * x2 / 6.0) + x * y + y * y

    def gradient(self, point: Array) -> Array:
        x, y = point
        x2 = x * x
        return np.array([x * (4.0 - 4.2 * x2 + x2 * x2) + y, x + 2.0 * y])

    def hessian(self, point: Array) -> Array:
        x, _ = point
        x2, zero = x * x, np.zeros(np.shape(x))
        return np.array([[4.0 - 12.6 * x2 + 5.0 * x2 * x2, zero + 1.0], [zero + 1.0, zero + 2.0]])
