"""Sharpness-aware minimization (Foret, Kleiner, Mobahi and Neyshabur, 2021)."""

from __future__ import annotations

from typing import cast

import numpy as np

from declarations import Number, real
from declarations.arrays import Array, Mask
from optimizers.gradients import norm
from optimizers.iteration import Iteration, SeenThrough
from optimizers.optimizer import Heeded, State, Wrapper, is_on


class SAM(Wrapper):
    r"""The wrapped rule, with the gradient of the highest point nearby.

    .. math:: \tilde x = x_{t-1} + \rho \frac{g}{\|g\|}, \quad
        x_t = x_{t-1} + \mathrm{step}(\nabla f(\tilde x))

    where nothing is added if g is 0. This is gradient descent on
    :math:`f_\rho(x) = f(x + \rho g(x) / \|g(x)\|)`, leaving out, as the paper does, the derivative
    of the direction. A wrapped rule that evaluates more than the gradient, a line search for
    instance, is therefore shown :math:`f_\rho` everywhere: judged by f itself, the direction of
    SAM need not go down at all. Each of those evaluations costs one gradient more.

    Source: Foret et al. 2021, arXiv:2010.01412, algorithm 1; Optax ``contrib.sam`` with
    ``normalize`` (other implementations add 1e-12 to the norm).
    """

    title = "SAM"
    group = "Flat minima"
    year = 2021
    paper = (
        "Foret, Kleiner, Mobahi and Neyshabur: Sharpness-Aware Minimization for Efficiently "
        "Improving Generalization"
    )
    link = "https://arxiv.org/abs/2010.01412"
    rule = r"g \leftarrow \nabla f\!\left(x + \rho\,\frac{g}{\|g\|}\right)"
    intuition = (
        "Asks how steep it is not here but a little way uphill. In a narrow hole that is much "
        "steeper than in a wide one, which makes it hard to settle in the narrow one."
    )
    strengths = ("Prefers wide minima, which in learning problems often generalise better.",)
    weaknesses = (
        "Two gradients a step.",
        "Does not settle: it ends hopping around the minimum, at a distance in proportion to ρ.",
    )

    rho: Number = real(
        default=0.05,
        valid="[0, inf)",
        slider=(0.0, 1.0),
        symbol=r"\rho",
        help="How far uphill the gradient is taken; 0 is the wrapped rule itself.",
    )

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        return tuple(dict.fromkeys(("gradient", *self.optimizer.needs)))

    @property
    def heeds(self) -> Heeded:
        """The wrapped rule is given another gradient; that of the step shows the way uphill."""
        return "all" if is_on(self.rho) else "nothing"

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        uphill = _uphill(x, g, self.rho)
        sharpened = cast(Iteration, _Sharpened(now, self.rho, uphill))
        self.optimizer.advance(x, now.gradient(uphill), state["inner"], sharpened)


def _uphill(point: Array, g: Array, rho: Number) -> Array:
    size = norm(g)
    return point + np.divide(g, size, out=np.zeros_like(g), where=size > 0) * rho


class _Sharpened(SeenThrough):
    """The step as the wrapped rule sees it: every point stands for the one uphill of it."""

    def __init__(self, now: Iteration, rho: Number, uphill_here: Array) -> None:
        super().__init__(now)
        self._rho, self._uphill_here = rho, uphill_here
        self._value_here: Array | None = None

    def value(self, point: Array, where: Mask | None = None) -> Array:
        return self._now.value(self._uphill(point, where), where)

    def gradient(self, point: Array, where: Mask | None = None) -> Array:
        return self._now.gradient(self._uphill(point, where), where)

    def hessian(self, point: Array, where: Mask | None = None) -> Array:
        return self._now.hessian(self._uphill(point, where), where)

    def value_here(self, x: Array) -> Array:  # noqa: ARG002
        if self._value_here is None:
            self._value_here = self._now.value(self._uphill_here)
        return self._value_here

    def hand_over(self, **known: Array) -> None:
        """Nothing: what the wrapped rule knows are no values of the objective itself."""

    def _uphill(self, point: Array, where: Mask | None) -> Array:
        return _uphill(point, self._now.gradient(point, where), self._rho)
