"""A matrix as the product of two thin ones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from declarations import integer, real
from declarations.claim import RATES, Claim, Run
from objectives.objective import Array, Blocks, Point, Slice, StationaryPoint
from objectives.of_matrices import (
    LANDSCAPE,
    OfMatrices,
    Singular,
    flat,
    half_square,
    in_order,
    spread,
)

LEFT = Run("sgd", 0.1, 1000)
MUON = Run("muon", 0.3, 1000, schedule="polynomial")
UNEVEN = {"imbalance": 5.0, "scale": 0.3}
ZERO = (0.0,) * 27
CURVATURES = (
    *("-3.16",) * 3,
    *("-1.00",) * 3,
    *("-0.316",) * 3,
    *("0",) * 9,
    *("0.316",) * 3,
    *("1.00",) * 3,
    *("3.16",) * 3,
)


def _first(says: str, bound: str, optimizer: str) -> Claim:
    """After how many steps f is low at the best learning rate."""
    run = Run(optimizer, RATES)
    return Claim(says, "value", bound, run, along="first", over="min", when="<0.01")


class MatrixFactorization(OfMatrices):
    r"""f(U, V) = ||U V^T - M||^2 / 2, the squared entries of the residual, halved.

    .. math:: \partial_U f = (U V^\top - M)\,V, \quad \partial_V f = (U V^\top - M)^\top U

    M has random singular vectors, and as many singular values as its rank, at equal ratios about
    1. The best product of rank k keeps the k largest of them (Eckart and Young 1936). What the
    factors share can be moved from one to the other: with U, V every U A, V A^-T is as good, and
    the stated minimiser is a balanced one, U^T U = V^T V, turned towards the start.
    """

    title = "Matrix factorization"
    keywords = ("low rank", "matrix completion", "embedding", "Burer-Monteiro", "saddle")
    group = "learning"
    formula = r"\tfrac12\|UV^\top-M\|^2"
    gradient_formula = r"\partial_Uf=(UV^\top-M)\,V,\;\partial_Vf=(UV^\top-M)^\top U"
    color = "log"
    minimisers_note = (
        "With U and V, U A and V A⁻ᵀ are as good for every A that can be inverted; shown is a "
        "balanced pair, near the start."
    )
    landscape = "a valley of equal minima; 0 is a saddle (f = 5.55), curved from -3.16 to 3.16"
    lesson = (
        "From the small start, beside the saddle, gradient descent at 0.1 has found two of "
        "the three singular directions after 40 steps (f = 0.05). At the best of 85 learning "
        "rates f is below 0.01 after 49 steps of gradient descent, 46 of Adam and 8 of Shampoo. "
        "Which of the equal minima is found depends on start and rule: in 1,000 steps gradient "
        "descent at 0.1 ends at a distance of 2.993 from 0, the least there is, Adam at 0.05 at "
        "3.038. With imbalance 5 and scale 0.3 U starts far larger than V; gradient descent keeps "
        "what U is too large by and ends at 6.02, where the sharpness is 17.7, and Muon, whose "
        "steps in U and in V are alike, at 3.0, where it is below 7."
    )
    show = (
        "imbalance 5 and scale 0.3, 1,000 steps: gradient descent at 0.1, Adam at 0.3 (distance "
        "3.51), Muon at 0.3 with a polynomial schedule (3.0); rank 2 ends at f = 0.05, half the "
        "square of the singular value left out; with rank 4, more than M has, gradient descent at "
        "0.1 is slower: f = 5.6e-9 after 1,000 steps, where it is below 1e-20 with rank 3"
    )
    claims = (
        Claim("a valley of equal minima", "rank", "18"),
        Claim("a valley of equal minima", "gap", "0", Run(("sgd", "adam"), (0.05, 0.1), 1000)),
        Claim("0 is a saddle (f = 5.55)", "value", "5.55", at=ZERO),
        Claim("curved from -3.16 to 3.16", "eigenvalues", CURVATURES, at=ZERO),
        Claim(
            "gradient descent at 0.1 has found two of the three singular directions after 40 steps "
            "(f = 0.05)",
            "value",
            "0.05",
            Run("sgd", 0.1, 40),
        ),
        _first("At the best of 85 learning rates f is below 0.01 after 49 steps", "49", "sgd"),
        _first("46 of Adam", "46", "adam"),
        _first("8 of Shampoo", "8", "shampoo"),
        Claim("1,000 steps gradient descent at 0.1", "size", "2.993", LEFT),
        Claim("at a distance of 2.993 from 0", "size", "2.993", LEFT),
        Claim("the least there is", "size", "2.993"),
        Claim("Adam at 0.05 at 3.038", "size", "3.038", Run("adam", 0.05, 1000)),
        Claim("With imbalance 5 and scale 0.3", "size", "6.02", LEFT, parameters=UNEVEN),
        Claim("ends at 6.02", "size", "6.02", LEFT, parameters=UNEVEN),
        Claim("the sharpness is 17.7", "sharpness", "17.7", LEFT, parameters=UNEVEN),
        Claim("at 3.0", "size", "3.0", MUON, parameters=UNEVEN),
        Claim("where it is below 7", "sharpness", "<7", MUON, parameters=UNEVEN),
        Claim(
            "imbalance 5 and scale 0.3, 1,000 steps: gradient descent at 0.1",
            "size",
            "6.02",
            LEFT,
            parameters=UNEVEN,
        ),
        Claim(
            "Adam at 0.3 (distance 3.51)",
            "size",
            "3.51",
            Run("adam", 0.3, 1000),
            parameters=UNEVEN,
        ),
        Claim(
            "Muon at 0.3 with a polynomial schedule (3.0)", "size", "3.0", MUON, parameters=UNEVEN
        ),
        Claim("rank 2 ends at f = 0.05", "value", "0.05", LEFT, parameters={"rank": 2}),
        Claim(
            "with rank 4, more than M has, gradient descent at 0.1 is slower: f = 5.6e-9 after "
            "1,000 steps",
            "value",
            "5.6e-9",
            LEFT,
            parameters={"rank": 4},
        ),
        Claim("below 1e-20 with rank 3", "value", "<1e-20", LEFT, parameters={"rank": 3}),
    )
    learning_rates = {"gd": 0.12, "hb": 0.012, "adagrad": 0.15, "rms": 0.0056, "adam": 0.022}
    source = (
        "Eckart and Young 1936; Baldi and Hornik 1989; Ge, Jin and Zheng 2017, arXiv:1704.00708"
    )
    featured = True
    plane = (
        "the largest singular direction of M, along what U and what V hold of it, the rest as at "
        "the minimum"
    )

    rows: int = integer(
        default=5,
        valid="[1, 40]",
        slider=(2, 10),
        symbol="r",
        help="How many rows M has, and U.",
    )
    columns: int = integer(
        default=4,
        valid="[1, 40]",
        slider=(2, 10),
        symbol="c",
        help="How many columns M has: the rows of V.",
    )
    true_rank: int = integer(
        default=3,
        valid="[1, 40]",
        slider=(1, 4),
        symbol="r^*",
        help="The rank of M, or as much of it as its rows and columns allow.",
    )
    rank: int = integer(
        default=3,
        valid="[1, 20]",
        slider=(1, 6),
        symbol="k",
        help="How many columns U and V have: the largest rank that their product can have.",
    )
    condition: float = real(
        default=10.0,
        valid="[1, 1e6]",
        slider=(1.0, 100.0),
        log=True,
        symbol=r"\kappa",
        help="The largest singular value of M over its smallest that is not 0.",
    )
    scale: float = real(
        default=0.1,
        valid="[1e-6, 100]",
        slider=(0.001, 1.0),
        log=True,
        symbol=r"\sigma",
        help="The standard deviation of the entries at the start.",
    )
    imbalance: float = real(
        default=1.0,
        valid="[1e-3, 1e3]",
        slider=(0.1, 10.0),
        log=True,
        symbol="b",
        help="U starts so many times as large, V as many times as small.",
    )
    seed: int = integer(
        default=0,
        valid="[0, 2147483647]",
        slider=(0, 100),
        help="Another number gives other singular vectors and another start.",
    )

    @property
    def blocks(self) -> Blocks:  # type: ignore[override]
        return (("U", (self.rows, self.rank)), ("V", (self.columns, self.rank)))

    @cached_property
    def target(self) -> Singular:
        """M."""
        count = min(self.true_rank, self.rows, self.columns)
        generator = np.random.default_rng([self.seed, LANDSCAPE])
        values = spread(count, self.condition)
        return Singular.drawn(generator, self.rows, self.columns, values)

    @cached_property
    def m(self) -> Array:
        """M as a matrix, rounded so that a solution of its rank leaves nothing at all."""
        u, v = self.solution
        out = slice(min(self.rank, len(self.target.values)), None)
        left_out = (self.target.left[:, out] * self.target.values[out]) @ self.target.right[
            :, out
        ].T
        return u @ v.T + left_out

    def initial(self, generator: np.random.Generator) -> Sequence[Array]:
        u = generator.standard_normal((self.rows, self.rank))
        v = generator.standard_normal((self.columns, self.rank))
        return [self.scale * self.imbalance * u, self.scale / self.imbalance * v]

    @cached_property
    def solution(self) -> tuple[Array, Array]:
        """U and V of one of the equal minima, turned towards the start.

        From a small start a singular direction grows along what the two factors hold of it
        together, the largest first, and the others at right angles to that.
        """
        m, (u, v) = self.target, self.started
        kept = min(self.rank, len(m.values))
        roots = np.sqrt(m.values[:kept])
        held = u.T @ m.left[:, :kept] + v.T @ m.right[:, :kept]
        mixed = in_order(held).T
        return (m.left[:, :kept] * roots) @ mixed, (m.right[:, :kept] * roots) @ mixed

    @cached_property
    def minimisers(self) -> tuple[Point, ...]:  # type: ignore[override]
        return (flat(*self.solution),)

    @property
    def stationary_points(self) -> tuple[StationaryPoint, ...]:  # type: ignore[override]
        whole = self.rows == self.columns == len(self.target.values)
        kind = "saddle" if whole else "degenerate"
        return (StationaryPoint(kind, (0.0,) * self.dims),)

    @cached_property
    def _largest(self) -> tuple[Array, Array]:
        """What U and V hold of the largest singular direction of M."""
        m = self.target
        return tuple(
            np.outer(own[:, 0], own[:, 0] @ factor)
            for own, factor in zip((m.left, m.right), self.solution, strict=True)
        )  # type: ignore[return-value]

    @property
    def plane_at(self) -> Point:  # type: ignore[override]
        return flat(*(all_ - one for all_, one in zip(self.solution, self._largest, strict=True)))

    @cached_property
    def plane_slice(self) -> Slice:  # type: ignore[override]
        first, second = self._largest
        nothing = np.zeros_like(first), np.zeros_like(second)
        along_u, along_v = flat(first, nothing[1]), flat(nothing[0], second)
        size = float((first * first).sum())
        starts = [
            abs(float((one * start).sum())) / size
            for one, start in zip(self._largest, self.started, strict=True)
        ]
        reach = max(2.0, 1.25 * max(starts))
        return Slice((along_u, along_v), ((-reach, reach), (-reach, reach)), ("in U", "in V"))

    def misfit(self, matrices: Sequence[Array]) -> Array:
        u, v = matrices
        return half_square(u @ v.swapaxes(-2, -1) - self.m)

    def slopes(self, matrices: Sequence[Array]) -> Sequence[Array]:
        u, v = matrices
        residual = u @ v.swapaxes(-2, -1) - self.m
        return [residual @ v, residual.swapaxes(-2, -1) @ u]
