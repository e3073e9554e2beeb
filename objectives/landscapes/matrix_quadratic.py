"""Least squares for a matrix between two ill-conditioned ones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from declarations import integer, real
from declarations.claim import RATES, Claim, Run
from objectives.objective import Array, Blocks, Box, Point, Slice
from objectives.of_matrices import LANDSCAPE, OfMatrices, Singular, flat, half_square, spread

SMALL = 0.1
"""The standard deviation of the entries at the start: at 0 layer-wise rates would be undefined."""

LARGE = {"rows": 12, "columns": 12}
MILD = {"condition_p": 3.0, "condition_q": 3.0}


def _ends(says: str, bound: str, optimizer: str, schedule: str = "") -> Claim:
    """How low an optimizer ends after 200 steps at its best learning rate."""
    return Claim(says, "value", bound, Run(optimizer, RATES, schedule=schedule), over="min")


class MatrixQuadratic(OfMatrices):
    r"""f(W) = ||P W Q - B||^2 / 2, the sum of the squared entries of the residual, halved.

    .. math:: \nabla f = P^\top (P W Q - B) Q^\top, \quad \nabla^2 f = P^\top P \otimes Q Q^\top

    for the entries of W row by row. P and Q are square, with random singular vectors, and singular
    values at equal ratios about 1: from the root of their condition number down to one over it. B
    has random entries, so that all singular directions matter alike. W starts with entries of the
    size of `SMALL`.
    """

    title = "Matrix least squares"
    keywords = ("matrix quadratic", "linear layer", "Kronecker product", "ill-conditioned")
    group = "quadratic"
    formula = r"\tfrac12\|PWQ-B\|^2"
    gradient_formula = r"P^\top(PWQ-B)\,Q^\top"
    hessian_formula = r"P^\top P\otimes QQ^\top"
    color = "log"
    landscape = "a bowl with one minimum, condition number 810,000"
    lesson = (
        "Every entry of W takes part in all curvatures, so that a learning rate for each entry "
        "is of little help. After 200 steps at the best of 85 learning rates f is down from 31.8 "
        "to 8.5 with gradient descent and to 3.3 with Adam; Shampoo and SOAP, which look for the "
        "singular directions, get to 0.066 and 0.014. Muon makes the singular values of its step "
        "alike, and so its steps do not shrink by themselves: it ends between 0.5 and 2.5 at a "
        "constant rate, but below 0.01 at one that falls to 0 in a straight line; with that Adam "
        "ends at 5.1. Where both condition numbers are 3, Adam gets below 1e-8, Muon and SOAP do "
        "not get below 1e-5."
    )
    show = (
        "200 steps: gradient descent at 0.0022, Adam at 0.1, Shampoo at 22, SOAP at 0.18 and Muon "
        "at 1.5 with a polynomial schedule (below 0.02); BFGS, which keeps a number for every pair "
        "of entries, is below 1e-9 after 60 steps. With 12 rows and 12 columns BFGS is there after "
        "130 steps, and after 300 SOAP at 0.083 is below 0.02 and Shampoo at 46 at 1.1e-5"
    )
    claims = (
        # A quadratic has one where it is curved upwards in all directions.
        Claim("a bowl with one minimum", "eigenvalues", (">1e-3",) * 36),
        Claim("condition number 810,000", "condition", "8.1e5"),
        _ends("200 steps at the best of 85 learning rates", "8.5", "sgd"),
        Claim("from 31.8", "value", "31.8", Run("sgd", 0.001, 1), along="max"),
        _ends("to 8.5 with gradient descent", "8.5", "sgd"),
        _ends("to 3.3 with Adam", "3.3", "adam"),
        _ends("get to 0.066", "0.066", "shampoo"),
        _ends("and 0.014", "0.014", "soap"),
        # Circling runs end elsewhere with other roundings.
        _ends("between 0.5 and 2.5 at a constant rate", "0.5..2.5", "muon"),
        _ends("below 0.01 at one that falls to 0", "<0.01", "muon", schedule="polynomial"),
        _ends("Adam ends at 5.1", "5.1", "adam", schedule="polynomial"),
        _ends("condition numbers are 3, Adam gets below 1e-8", "<1e-8", "adam").replace(
            parameters=MILD
        ),
        _ends("not get below 1e-5", ">=1e-5", "muon").replace(parameters=MILD),
        _ends("not get below 1e-5", ">=1e-5", "soap").replace(parameters=MILD),
        Claim("200 steps: gradient descent at 0.0022", "value", "8.5", Run("sgd", 0.0022)),
        Claim("Adam at 0.1", "value", "3.3", Run("adam", 0.1)),
        Claim("Shampoo at 22", "value", "0.066", Run("shampoo", 22.0)),
        Claim("SOAP at 0.18", "value", "0.014", Run("soap", 0.18)),
        Claim(
            "Muon at 1.5 with a polynomial schedule (below 0.02)",
            "value",
            "<0.02",
            Run("muon", 1.5, schedule="polynomial"),
        ),
        Claim("below 1e-9 after 60 steps", "value", "<1e-9", Run("bfgs", steps=60)),
        Claim(
            "With 12 rows and 12 columns BFGS is there after 130 steps",
            "value",
            "<1e-9",
            Run("bfgs", steps=130),
            parameters=LARGE,
        ),
        Claim(
            "after 300 SOAP at 0.083 is below 0.02",
            "value",
            "<0.02",
            Run("soap", 0.083, 300),
            parameters=LARGE,
        ),
        Claim(
            "Shampoo at 46 at 1.1e-5",
            "value",
            "1.1e-5",
            Run("shampoo", 46.0, 300),
            parameters=LARGE,
        ),
    )
    learning_rates = {"gd": 0.00046, "hb": 0.00083, "adagrad": 0.038, "rms": 0.0026, "adam": 0.038}
    source = (
        "Gupta, Koren and Singer 2018, arXiv:1802.09568; Jordan 2024 (Muon); "
        "Vyas et al. 2024, arXiv:2409.11321"
    )
    convex = True
    featured = True
    plane = (
        "through the minimum, along the singular directions of P that are steepest and flattest, "
        "both with the flattest of Q"
    )

    rows: int = integer(
        default=6,
        valid="[2, 40]",
        slider=(2, 12),
        symbol="r",
        help="How many rows W has.",
    )
    columns: int = integer(
        default=6,
        valid="[2, 40]",
        slider=(2, 12),
        symbol="c",
        help="How many columns W has.",
    )
    condition_p: float = real(
        default=30.0,
        valid="[1, 1e6]",
        slider=(1.0, 100.0),
        log=True,
        symbol=r"\kappa_P",
        help="The condition number of P, which mixes the rows of W.",
    )
    condition_q: float = real(
        default=30.0,
        valid="[1, 1e6]",
        slider=(1.0, 100.0),
        log=True,
        symbol=r"\kappa_Q",
        help="The condition number of Q, which mixes the columns of W.",
    )
    seed: int = integer(
        default=0,
        valid="[0, 2147483647]",
        slider=(0, 100),
        help="Another number gives other singular vectors and another B.",
    )

    @property
    def blocks(self) -> Blocks:  # type: ignore[override]
        return (("W", (self.rows, self.columns)),)

    @cached_property
    def _drawn(self) -> tuple[Singular, Singular, Array]:
        """P, Q and B, which is not yet rounded."""
        generator = np.random.default_rng([self.seed, LANDSCAPE])
        p = Singular.drawn(generator, self.rows, self.rows, spread(self.rows, self.condition_p))
        sizes = spread(self.columns, self.condition_q)
        q = Singular.drawn(generator, self.columns, self.columns, sizes)
        return p, q, generator.standard_normal((self.rows, self.columns))

    @property
    def p(self) -> Array:
        """P."""
        return self._drawn[0].matrix

    @property
    def q(self) -> Array:
        """Q."""
        return self._drawn[1].matrix

    @cached_property
    def solution(self) -> Array:
        """W = P^-1 B Q^-1."""
        p, q, b = self._drawn
        return np.asarray(p.inverse @ b @ q.inverse)

    @cached_property
    def b(self) -> Array:
        """B, rounded so that the solution leaves nothing at all."""
        return np.asarray(self.p @ self.solution @ self.q)

    @cached_property
    def minimisers(self) -> tuple[Point, ...]:  # type: ignore[override]
        return (flat(self.solution),)

    @property
    def plane_at(self) -> Point:  # type: ignore[override]
        return self.minimisers[0]

    def initial(self, generator: np.random.Generator) -> Sequence[Array]:
        return [SMALL * generator.standard_normal((self.rows, self.columns))]

    @property
    def domain(self) -> Box:  # type: ignore[override]
        reach = float(np.ceil(1.5 * np.abs(self.solution).max()))
        return ((-reach, reach),) * (self.rows * self.columns)

    @cached_property
    def plane_slice(self) -> Slice:  # type: ignore[override]
        """The canyon whose walls are as steep as the condition number of P.

        Its width is stretched by the root of that, so that one sees where in it a path is.
        """
        p, q, _ = self._drawn
        steep, level = (np.outer(p.right[:, side], q.left[:, -1]) for side in (0, -1))
        away = self.solution - np.reshape(self.start, self.solution.shape)
        length = 1.5 * abs(float((away * level).sum()))
        width = max(length / self.condition_p**0.5, 1.5 * abs(float((away * steep).sum())))
        return Slice(
            (flat(steep), flat(level)),
            ((-width, width), (-length, length)),
            ("steepest of P", "flattest of P"),
        )

    def misfit(self, matrices: Sequence[Array]) -> Array:
        return half_square(self.p @ matrices[0] @ self.q - self.b)

    def slopes(self, matrices: Sequence[Array]) -> Sequence[Array]:
        residual = self.p @ matrices[0] @ self.q - self.b
        return [self.p.T @ residual @ self.q.T]

    def hessian(self, point: Array) -> Array:
        further = np.shape(point)[1:]
        hessian = np.kron(self.p.T @ self.p, self.q @ self.q.T)
        return hessian.reshape(*hessian.shape, *[1] * len(further)) + np.zeros(further)
