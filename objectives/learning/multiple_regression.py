"""Linear regression on several features of different size."""

from __future__ import annotations

import dataclasses

from declarations import integer, real
from declarations.claim import RATES, Claim, Run
from objectives.datasets import FLATS, flats
from objectives.facts import Facts
from objectives.learning.linear_regression import LinearRegression
from objectives.objective import Array

STANDARD = {"scaling": "standard"}


def best(says: str, optimizer: str, gap: str) -> Claim:
    """How near a rule comes within 200 steps at the best of many learning rates."""
    return Claim(says, "gap", gap, Run(optimizer, RATES), over="min")


class MultipleRegression(LinearRegression):
    r"""Linear regression of the prices of n invented flats on area, rooms, age and distance.

    .. math:: f(\theta) = \tfrac1{2n} \sum_i (\theta_0 + \theta \cdot x_i - y_i)^2

    with 5 parameters. Larger flats have more rooms; the price is linear in the features, with
    noise.
    """

    title = "Multiple regression (flats)"
    keywords = ("feature scaling", "several features", "preconditioning", "house prices")
    formula = (
        r"\tfrac1{2n}\sum_i(\theta_0+\theta\cdot x_i-y_i)^2,\;x_i=(\text{area},\text{rooms},"
        r"\text{age},\text{distance}),\;y_i=\text{price}"
    )
    plane = "the first two weights, the others as at the minimum"
    lesson = (
        "Features of different size make a long valley: its condition number is 150,424; mapped to "
        "the unit interval it is 215, standardised 16.7, which is left because flats with more "
        "rooms are larger. After 200 steps at its best learning rate gradient descent is 0.0172 "
        "above the minimum; a step size for every parameter helps, Adam 0.0018, and one for every "
        "direction helps more, SOAP 8.7e-05."
    )
    show = (
        "gradient descent with learning rate 0.00015; then standardised and with learning rate 1: "
        "after 60 steps it is within 1e-05 of the minimum, and Shampoo with 2.2 within 1e-11: it "
        "preconditions what scaling leaves"
    )
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim("its condition number is 150,424", "condition", "150424"),
        Claim("unit interval it is 215", "condition", "215", parameters={"scaling": "minmax"}),
        Claim("standardised 16.7", "condition", "16.7", parameters=STANDARD),
        best(
            "After 200 steps at its best learning rate gradient descent is 0.0172", "sgd", "0.0172"
        ),
        best("Adam 0.0018", "adam", "0.0018"),
        best("SOAP 8.7e-05", "soap", "8.7e-05"),
        Claim("with learning rate 0.00015", "gap", "0.0172", Run("sgd", 0.00015)),
        Claim(
            "standardised and with learning rate 1: after 60 steps it is within 1e-05",
            "gap",
            "<1e-05",
            Run("sgd", 1.0, 60),
            parameters=STANDARD,
        ),
        Claim(
            "Shampoo with 2.2 within 1e-11",
            "gap",
            "<1e-11",
            Run("shampoo", 2.2, 60),
            parameters=STANDARD,
        ),
    )
    source = "the classic lesson on feature scaling"
    featured = False

    takes_own_data = False
    of_built_in = ("n", "noise", "seed")

    n: int = integer(
        default=60, valid="[6, 10000]", slider=(10, 500), symbol="n", help="How many examples."
    )
    noise: float = real(
        default=0.2,
        valid="[0, 1e6]",
        slider=(0.0, 1.0),
        symbol=r"\sigma",
        help="Standard deviation of the noise on the prices, in 100,000 euros.",
    )
    seed: int = integer(
        default=0,
        valid="[0, 2147483647]",
        slider=(0, 100),
        help="Another number gives other flats.",
    )

    def adapted(self) -> Facts:
        """The start is the origin: no feature counts yet."""
        facts = super().adapted()
        origin = (0.0,) * len(self.rows)
        return dataclasses.replace(facts, formula=type(self).formula, start=origin)

    @property
    def published(self) -> bool:
        """The class speaks of no picture: every table and every scaling has its own."""
        return False

    @property
    def feature_names(self) -> tuple[str, ...]:
        return self.column_names[:-1] or FLATS

    @property
    def target_name(self) -> str:
        return self.column_names[-1] if self.column_names else "price in 100,000 €"

    def built_in(self) -> tuple[Array, Array]:
        return flats(self.n, self.noise, self.seed)
