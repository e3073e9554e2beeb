"""Linear regression with the mean squared error."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from declarations.claim import Claim, Run
from objectives.datasets import nine_points
from objectives.objective import Array
from objectives.single_unit import SingleUnit

HOVERING = Run("sgd", 0.05, 1000, batch_size=1, seeds=20)


class LinearRegression(SingleUnit):
    """f(theta) = mean of (theta_0 + theta . x - y)^2 / 2: a bowl whose shape the features make."""

    title = "Linear regression (MSE)"
    keywords = ("least squares", "mean squared error", "feature scaling", "straight line")
    model_formula = r"\tfrac1{2m}\sum_i(\theta_0+\theta\cdot x_i-y_i)^2"
    formula = (
        r"\tfrac1{2m}\sum_i(\theta_0+\theta_1t_i-y_i)^2,\;t=0,0.5,\dots,4,"
        r"\;y=(0.8,1.6,1.5,2.4,2.3,3.1,3.0,3.8,4.0)"
    )
    gradient_formula = r"\tfrac1m X^\top(X\theta-y)"
    hessian_formula = r"\tfrac1m X^\top X"
    domain = ((-3.0, 5.0), (-2.0, 3.0))
    minimisers = ((0.96, 0.77),)
    start = (-2.5, 2.5)
    color = "sqrt"
    landscape = "1 minimum"
    lesson = (
        "Features that are not centred tilt and stretch the bowl: its condition number is 24.6; "
        "mapped to the unit interval it is 15.5, standardised 1. Feature scaling is "
        "preconditioning. With mini-batches SGD hovers around the solution."
    )
    show = (
        "gradient descent to 1e-6: learning rate 0.147 takes 186 steps, standardised and with "
        "learning rate 1 it takes 1; with batch size 1 and learning rate 0.05 it stays about "
        "0.0026 above the minimum"
    )
    claims: ClassVar[tuple[Claim, ...]] = (
        Claim("1 minimum", "minima", "1"),
        Claim("its condition number is 24.6", "condition", "24.6"),
        Claim(
            "mapped to the unit interval it is 15.5",
            "condition",
            "15.5",
            parameters={"scaling": "minmax"},
        ),
        Claim("standardised 1", "condition", "1.00", parameters={"scaling": "standard"}),
        Claim("hovers around the solution", "gap", ">1e-3", HOVERING, along="late mean"),
        Claim(
            "learning rate 0.147 takes 186 steps",
            "gap",
            "186",
            Run("sgd", 0.147, 300),
            along="stays",
            when="<1e-6",
        ),
        Claim("gradient descent to 1e-6", "gap", "<1e-6", Run("sgd", 0.147, 186)),
        Claim(
            "standardised and with learning rate 1 it takes 1",
            "gap",
            "1",
            Run("sgd", 1.0, 100),
            along="stays",
            when="<1e-6",
            parameters={"scaling": "standard"},
        ),
        Claim(
            "with batch size 1 and learning rate 0.05 it stays about 0.0026 above the minimum",
            "gap",
            "0.0026",
            HOVERING,
            along="late mean",
            over="mean",
        ),
    )
    learning_rates = {"gd": 0.147, "hb": 0.068, "adagrad": 1.47, "rms": 0.022, "adam": 0.46}
    source = "the classic first example of courses on machine learning"
    convex = True
    featured = True

    bias_first = True
    activation = ""
    largest_curvature = 1.0

    def built_in(self) -> tuple[Array, Array]:
        return nine_points()

    def output(self, z: Array) -> Array:
        return z

    def example_loss(self, z: Array, y: Array) -> Array:
        return 0.5 * (z - y) ** 2

    def example_slope(self, z: Array, y: Array) -> Array:
        return z - y

    def example_curvature(self, z: Array, y: Array) -> Array:  # noqa: ARG002
        return np.ones_like(z)

    def solution(self) -> Array:
        """The closed form: least squares; the shortest solution where features are redundant."""
        columns = (self.rows * self.units[:, np.newaxis]).T
        scaled_solution = np.linalg.lstsq(columns, self.observations[1])[0]
        return scaled_solution * self.units

    def reach(self) -> float:
        """The standard deviation of the targets."""
        return float(self.observations[1].std()) or 1.0
