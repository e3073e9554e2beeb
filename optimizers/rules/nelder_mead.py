"""The simplex method of Nelder and Mead (1965)."""

from __future__ import annotations

import numpy as np

from declarations import Number, real
from declarations.arrays import Array
from optimizers.cards.nelder_mead import NelderMeadCard
from optimizers.gradients import row_sum
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.optimizer import Heeded, Optimizer, State

STEP_FROM_ZERO = 0.00025
"""How far the first simplex reaches along a coordinate that is 0."""


class NelderMead(NelderMeadCard, Optimizer):
    r"""Moves a simplex of dims + 1 points downhill by comparing values only.

    .. math::
        x_r = 2\bar x - x_n, \quad x_e = \bar x + \chi(\bar x - x_n), \quad
            x_c = \bar x \pm \psi(\bar x - x_n), \quad x_i \leftarrow x_0 + \sigma(x_i - x_0)

    With the vertices :math:`x_i` in order of their values :math:`f_i`, that is :math:`f_0 \le \dots
    \le f_n`, and the centre :math:`\bar x` of all but the worst, the reflected point is :math:`x_r
    = 2 \bar x - x_n`. Then, with chi = 2, psi = 1/2 and sigma = 1/2:

    - f_r < f_0: expand to :math:`\bar x + \chi (\bar x - x_n)`, and keep the better of both;
    - f_r < f_{n-1}: keep x_r;
    - f_r < f_n: contract outside to :math:`\bar x + \psi (\bar x - x_n)`, kept if not above f_r;
    - else contract inside to :math:`\bar x - \psi (\bar x - x_n)`, kept if below f_n;
    - a contraction that is not kept: shrink all to :math:`x_0 + \sigma (x_i - x_0)`.

    The point is the best vertex. The first step also evaluates the first simplex: the start, and
    for every coordinate the start with it 5 % larger, or 0.00025 where it is 0. A value that is not
    finite is the worst. The gradient is not used.

    Source: Nelder and Mead 1965; Lagarias et al. 1998; SciPy ``Nelder-Mead``.
    """

    needs = ("value",)

    expansion: Number = real(
        default=2.0,
        valid="(1, inf)",
        slider=(1.1, 4.0),
        symbol=r"\chi",
        help="How far the simplex stretches where the way is clear.",
    )
    contraction: Number = real(
        default=0.5,
        valid="(0, 1)",
        slider=(0.1, 0.9),
        symbol=r"\psi",
        help="How far from the centre a contracted vertex is put.",
    )
    shrink: Number = real(
        default=0.5,
        valid="(0, 1)",
        slider=(0.1, 0.9),
        symbol=r"\sigma",
        help="How much of the simplex is left when all else fails.",
    )
    initial_size: Number = real(
        default=0.05,
        valid="(0, inf)",
        slider=(0.01, 1.0),
        log=True,
        symbol=r"\delta",
        help="The first simplex: by which part of itself every coordinate is made larger.",
    )

    @property
    def heeds(self) -> Heeded:
        return "nothing"

    keeps = {
        "simplex": Kept("x_i", "The vertices, the best one first.", ("vertices", "dims")),
        "values": Kept("f_i", "The values at the vertices.", ("vertices",)),
    }

    def initial_state(self, x: Array) -> State:
        state = super().initial_state(x)
        simplex = state["simplex"]
        simplex[...] = x
        for i in range(len(x)):
            simplex[i + 1, i] = np.where(x[i] != 0, (1 + self.initial_size) * x[i], STEP_FROM_ZERO)
        state["values"] += np.inf
        return state

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:  # noqa: ARG002
        simplex, values = state["simplex"], state["values"]
        if now.t == 1:
            values[0] = _comparable(now.value_here(x))
            for i in range(1, len(simplex)):
                values[i] = _comparable(now.value(simplex[i]))
            _sort(simplex, values)
        chi, psi = self.expansion, self.contraction
        worst, lowest, second, highest = simplex[-1], values[0], values[-2], values[-1]
        centre = row_sum(simplex[:-1]) / len(x)
        reflected = 2.0 * centre - worst
        value = _comparable(now.value(reflected))

        expand = value < lowest
        contract = value >= second
        outside = contract & (value < highest)
        other = np.where(outside, (1.0 + psi) * centre - psi * worst, reflected)
        other = np.where(expand, (1.0 + chi) * centre - chi * worst, other)
        other = np.where(contract & ~outside, (1.0 - psi) * centre + psi * worst, other)
        other_value = value
        if (expand | contract).any():
            other_value = _comparable(now.value(other, where=expand | contract))

        better = np.where(outside, other_value <= value, other_value < np.minimum(value, highest))
        better = better & (expand | contract)
        shrinks = contract & ~better
        simplex[-1] = np.where(shrinks, worst, np.where(better, other, reflected))
        values[-1] = np.where(shrinks, highest, np.where(better, other_value, value))
        if shrinks.any():
            for i in range(1, len(simplex)):
                vertex = simplex[0] + self.shrink * (simplex[i] - simplex[0])
                simplex[i] = np.where(shrinks, vertex, simplex[i])
                new = _comparable(now.value(simplex[i], where=shrinks))
                values[i] = np.where(shrinks, new, values[i])
        _sort(simplex, values)
        x[...] = simplex[0]


def _comparable(values: Array) -> Array:
    return np.where(np.isfinite(values), values, np.inf)


def _sort(simplex: Array, values: Array) -> None:
    """The vertices in order of their values; equal values keep their order."""
    order = np.argsort(values, axis=0, kind="stable")
    values[...] = np.take_along_axis(values, order, axis=0)
    simplex[...] = np.take_along_axis(simplex, order[:, np.newaxis], axis=0)
