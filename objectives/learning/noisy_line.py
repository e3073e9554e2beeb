"""Linear regression on a line with noise."""

from __future__ import annotations

import dataclasses

from declarations import integer, real
from declarations.claim import Claim, Run
from objectives.datasets import noisy_line
from objectives.facts import Facts
from objectives.learning.linear_regression import LinearRegression
from objectives.objective import Array

HOVERING = Run("sgd", 0.1, 1000, batch_size=1, seeds=20)
ALL = HOVERING.replace(batch_size=100, seeds=1)
HOVERS = Claim(
    "with learning rate 0.1 it stays 0.06 above the minimum on average",
    "gap",
    "0.06",
    HOVERING,
    along="late mean",
    over="mean",
)


class NoisyLine(LinearRegression):
    """Linear regression on n examples of y = 4 + 3 x + noise, x uniform on [0, 2)."""

    title = "Noisy line (linear regression)"
    keywords = ("least squares", "straight line", "mini-batches", "y = 4 + 3x")
    formula = (
        r"\tfrac1{2n}\sum_i(\theta_0+\theta_1x_i-y_i)^2,\;y_i=4+3x_i+\varepsilon_i,"
        r"\;x_i\in[0,2),\;\varepsilon_i\sim N(0,\sigma^2)"
    )
    lesson = (
        "The minimum is not (4, 3): it fits the noise as well, here (3.99, 2.93). The smaller the "
        "mini-batch, the farther SGD hovers: with learning rate 0.1 it stays 0.06 above the "
        "minimum on average with batch size 1, 0.003 with 10, 0.00015 with 50, 0 with all 100."
    )
    show = "batch sizes 1, 10 and 100 with learning rate 0.1; then another seed"
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim("The minimum is not (4, 3)", "gap", ">1e-3", at=(4.0, 3.0)),
        Claim("here (3.99, 2.93)", "point", ("3.99", "2.93")),
        HOVERS,
        HOVERS.replace(says="batch size 1"),
        HOVERS.replace(says="0.003 with 10", bound="0.003", run=HOVERING.replace(batch_size=10)),
        HOVERS.replace(
            says="0.00015 with 50", bound="0.00015", run=HOVERING.replace(batch_size=50)
        ),
        HOVERS.replace(says="0 with all 100", bound="0", run=ALL),
        HOVERS.replace(says="batch sizes 1"),
        HOVERS.replace(says="10 and", bound="0.003", run=HOVERING.replace(batch_size=10)),
        HOVERS.replace(says="100 with learning rate 0.1", bound="0", run=ALL),
    )
    source = "the classic first example of courses on machine learning"
    featured = False

    takes_own_data = False

    n: int = integer(
        default=100, valid="[2, 10000]", slider=(10, 1000), symbol="n", help="How many examples."
    )
    noise: float = real(
        default=1.0,
        valid="[0, 1e6]",
        slider=(0.0, 3.0),
        symbol=r"\sigma",
        help="Standard deviation of the noise on the targets.",
    )
    seed: int = integer(
        default=0,
        valid="[0, 2147483647]",
        slider=(0, 100),
        help="Another number gives other examples of the same line.",
    )

    def adapted(self) -> Facts:
        facts = super().adapted()
        if self.features is None and self.scaling == "none":
            return dataclasses.replace(facts, formula=type(self).formula)
        return facts

    @property
    def published(self) -> bool:
        """The class speaks of no table: every seed makes its own."""
        return False

    def built_in(self) -> tuple[Array, Array]:
        return noisy_line(self.n, self.noise, self.seed)
