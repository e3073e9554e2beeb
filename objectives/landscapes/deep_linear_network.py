"""A network of linear layers that learns a matrix mode by mode."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from declarations import integer, real
from declarations.claim import Claim, Run
from objectives.objective import Array, Blocks, Point, Slice, StationaryPoint
from objectives.of_matrices import (
    LANDSCAPE,
    OfMatrices,
    Singular,
    flat,
    half_square,
    in_order,
)

DESCENT = Run("sgd", 0.03)
LONG = DESCENT.replace(steps=2000)
ADAM = Run("adam", 0.02)


def _below(says: str, bound: str, run: Run, level: float, **parameters: float) -> Claim:
    """After how many steps f is below a level."""
    return Claim(says, "value", bound, run, along="first", when=f"<{level}", parameters=parameters)


def _stays(says: str, bound: str, optimizer: str, rate: float) -> Claim:
    """After how many steps f is that of the second plateau, up to a tenth."""
    return Claim(says, "value", bound, Run(optimizer, rate), along="count", when="2.25..2.75")


class DeepLinearNetwork(OfMatrices):
    r"""f = ||W_L ... W_1 - A||^2 / 2: a network of L linear layers that learns the matrix A.

    It is the mean of ||W_L ... W_1 x - A x||^2 / 2 over inputs x that are white, whose second
    moments are the identity.

    .. math:: \partial_{W_l} f = (W_L \cdots W_{l+1})^\top (W_L \cdots W_1 - A)
        (W_{l-1} \cdots W_1)^\top

    A is square with random singular vectors, the modes; each singular value is so many times as
    large as the next, and the last is 1. The stated minimiser is one whose layers are balanced
    and whose hidden units are turned towards those that the start has for each mode. Source: Saxe,
    McClelland and Ganguli 2014, arXiv:1312.6120.
    """

    title = "Deep linear network"
    keywords = ("deep learning", "plateau", "saddle to saddle", "stage-wise learning")
    group = "learning"
    formula = r"\tfrac12\|W_L\cdots W_1-A\|^2"
    gradient_formula = (
        r"\partial_{W_l}f=(W_L\cdots W_{l+1})^\top(W_L\cdots W_1-A)(W_{l-1}\cdots W_1)^\top"
    )
    color = "log"
    minimisers_note = (
        "Between two layers any matrix that can be inverted may be put and taken back; shown is a "
        "balanced solution, near the start."
    )
    landscape = (
        "plateaus at saddles: f = 10.5 at 0, where nothing is learned, 2.5 with the largest mode, "
        "0.5 with two of three"
    )
    lesson = (
        "The stronger a mode, the sooner it is learned, and between two of them f waits. Gradient "
        "descent at 0.03 is below 9 after 38 steps, below 2 after 103 and below 0.4 after 137. "
        "From scale 0.01, a tenth as large, these are 465, 1,244 and 1,933, but with depth 2 only "
        "34, 70 and 167: there the plateaus grow with the logarithm of the start alone. Adam at "
        "0.02 needs 10, 42 and 94. Rules that step alike in all singular directions learn all "
        "modes at once: f is between 2.25 and 2.75 after 40 of the first 200 steps of gradient "
        "descent, after 2 of Muon at 0.05 and none of Shampoo at 0.3."
    )
    show = (
        "200 steps of gradient descent at 0.03, Adam at 0.02, Muon at 0.05 and Shampoo at 0.3: "
        "the first two turn a corner at the largest mode, the others do not. After 400 steps "
        "gradient descent is below 1e-15, Muon above 1e-3, as its steps do not shrink"
    )
    claims = (
        Claim("f = 10.5 at 0", "value", "10.5", at=(0.0,) * 40),
        Claim("2.5 with the largest mode", "value", "2.5", Run("sgd", 0.03, 62)),
        Claim("0.5 with two of three", "value", "0.5", Run("sgd", 0.03, 127)),
        _below("Gradient descent at 0.03 is below 9 after 38 steps", "38", DESCENT, 9),
        _below("below 2 after 103", "103", DESCENT, 2),
        _below("below 0.4 after 137", "137", DESCENT, 0.4),
        _below("From scale 0.01", "465", LONG, 9, scale=0.01),
        _below("these are 465", "465", LONG, 9, scale=0.01),
        _below("1,244", "1244", LONG, 2, scale=0.01),
        _below("1,933", "1933", LONG, 0.4, scale=0.01),
        _below("with depth 2 only 34", "34", LONG, 9, scale=0.01, depth=2),
        _below("70", "70", LONG, 2, scale=0.01, depth=2),
        _below("167", "167", LONG, 0.4, scale=0.01, depth=2),
        _below("Adam at 0.02 needs 10", "10", ADAM, 9),
        _below("42", "42", ADAM, 2),
        _below("94", "94", ADAM, 0.4),
        _stays(
            "f is between 2.25 and 2.75 after 40 of the first 200 steps of gradient descent",
            "40",
            "sgd",
            0.03,
        ),
        _stays("after 2 of Muon at 0.05", "2", "muon", 0.05),
        _stays("none of Shampoo at 0.3", "0", "shampoo", 0.3),
        _stays("200 steps of gradient descent at 0.03", "40", "sgd", 0.03),
        _below("Adam at 0.02, ", "10", ADAM, 9),
        _stays("Muon at 0.05", "2", "muon", 0.05),
        _stays("Shampoo at 0.3:", "0", "shampoo", 0.3),
        Claim(
            "After 400 steps gradient descent is below 1e-15",
            "value",
            "<1e-15",
            Run("sgd", 0.03, 400),
        ),
        Claim("Muon above 1e-3", "value", ">1e-3", Run("muon", 0.05, 400)),
    )
    learning_rates = {"gd": 0.038, "hb": 0.0056, "adagrad": 0.068, "rms": 0.0056, "adam": 0.018}
    source = "Saxe, McClelland and Ganguli 2014, arXiv:1312.6120"
    featured = True
    plane = "how much of the first and of the second mode is learned, the rest as at the minimum"

    depth: int = integer(
        default=3,
        valid="[2, 6]",
        slider=(2, 5),
        symbol="L",
        help="How many layers there are, each a matrix.",
    )
    width: int = integer(
        default=4,
        valid="[2, 20]",
        slider=(2, 8),
        symbol="h",
        help="How many units each hidden layer has.",
    )
    modes: int = integer(
        default=3,
        valid="[2, 20]",
        slider=(2, 5),
        symbol="n",
        help="How many inputs and outputs there are, and singular values of A.",
    )
    ratio: float = real(
        default=2.0,
        valid="[1, 10]",
        slider=(1.0, 3.0),
        symbol="q",
        help="How many times as large each singular value of A is as the next.",
    )
    scale: float = real(
        default=0.1,
        valid="[1e-6, 100]",
        slider=(0.001, 1.0),
        log=True,
        symbol=r"\sigma",
        help="The standard deviation of the weights at the start.",
    )
    seed: int = integer(
        default=0,
        valid="[0, 2147483647]",
        slider=(0, 100),
        help="Another number gives other modes and another start.",
    )

    @cached_property
    def blocks(self) -> Blocks:  # type: ignore[override]
        sizes = (self.modes, *(self.width,) * (self.depth - 1), self.modes)
        return tuple(
            (f"W{layer}", (sizes[layer], sizes[layer - 1])) for layer in range(1, self.depth + 1)
        )

    @cached_property
    def filters(self) -> tuple[tuple[int, ...], ...]:  # type: ignore[override]
        """The coordinates of every unit: a row of the matrix of its layer."""
        units: list[tuple[int, ...]] = []
        first = 0
        for _, (rows, columns) in self.blocks:
            for _ in range(rows):
                units.append(tuple(range(first, first + columns)))
                first += columns
        return tuple(units)

    @cached_property
    def target(self) -> Singular:
        """A by its modes."""
        values = float(self.ratio) ** np.arange(self.modes - 1.0, -1.0, -1.0)
        generator = np.random.default_rng([self.seed, LANDSCAPE])
        return Singular.drawn(generator, self.modes, self.modes, values)

    def initial(self, generator: np.random.Generator) -> Sequence[Array]:
        return [self.scale * generator.standard_normal(shape) for _, shape in self.blocks]

    @cached_property
    def _modes(self) -> list[Array]:
        """Of the inputs, of every hidden layer and of the outputs: a column for each mode.

        What a hidden layer holds of a mode at first is what the inputs send up and the outputs
        send down; from a small start that grows, the largest mode first.
        """
        kept = min(self.width, self.modes)
        up = [self.target.right[:, :kept]]
        for weights in self.started:
            up.append(_unit(weights @ up[-1]))
        down = [self.target.left[:, :kept]]
        for weights in reversed(self.started):
            down.append(_unit(weights.T @ down[-1]))
        hidden = [in_order(a + b) for a, b in zip(up, reversed(down), strict=True)][1:-1]
        return [up[0], *hidden, down[0]]

    def _learned(self, strengths: Array) -> tuple[Array, ...]:
        """The layers when so much of every mode is in each of them."""
        roots = self.target.values[: len(strengths)] ** (1.0 / self.depth) * strengths
        pairs = zip(self._modes[:-1], self._modes[1:], strict=True)
        return tuple((above * roots) @ below.T for below, above in pairs)

    @cached_property
    def _strengths(self) -> Array:
        """A row for every mode that can be learned: 1 for itself, 0 for the others."""
        return np.eye(self._modes[0].shape[1])

    @cached_property
    def minimisers(self) -> tuple[Point, ...]:  # type: ignore[override]
        return (flat(*self._learned(self._strengths.sum(axis=0))),)

    @cached_property
    def stationary_points(self) -> tuple[StationaryPoint, ...]:  # type: ignore[override]
        """The plateaus: nothing is learned, or some of the largest modes."""
        kinds = ["degenerate"] * len(self._strengths)
        if self.depth == 2:
            kinds[0] = "saddle"
        return tuple(
            StationaryPoint(kind, flat(*self._learned(self._strengths[:count].sum(axis=0))))
            for count, kind in enumerate(kinds)
        )

    @property
    def plane_at(self) -> Point:  # type: ignore[override]
        return flat(*self._learned(self._strengths[2:].sum(axis=0)))

    @cached_property
    def plane_slice(self) -> Slice:  # type: ignore[override]
        first, second = (flat(*self._learned(mode)) for mode in self._strengths[:2])
        return Slice((first, second), ((-0.25, 1.5), (-0.25, 1.5)), ("mode 1", "mode 2"))

    @cached_property
    def a(self) -> Array:
        """A as a matrix, rounded so that a solution that learns it leaves nothing at all."""
        found = _product(self._learned(self._strengths.sum(axis=0)))
        out = slice(self._modes[0].shape[1], None)
        m = self.target
        return np.asarray(found + (m.left[:, out] * m.values[out]) @ m.right[:, out].T)

    def misfit(self, matrices: Sequence[Array]) -> Array:
        return half_square(_product(matrices) - self.a)

    def slopes(self, matrices: Sequence[Array]) -> Sequence[Array]:
        below = [matrices[0]]
        for weights in matrices[1:]:
            below.append(weights @ below[-1])
        back = below[-1] - self.a
        slopes = []
        for weights, level in zip(reversed(matrices[1:]), reversed(below[:-1]), strict=True):
            slopes.append(back @ level.swapaxes(-2, -1))
            back = weights.swapaxes(-2, -1) @ back
        return [back, *reversed(slopes)]


def _product(layers: Sequence[Array]) -> Array:
    """W_L ... W_1."""
    product = layers[0]
    for weights in layers[1:]:
        product = weights @ product
    return product


def _unit(columns: Array) -> Array:
    return np.asarray(columns / np.sqrt((columns * columns).sum(axis=0)))
