"""Shampoo (Gupta, Koren and Singer, 2018)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.shampoo import ShampooCard
from optimizers.iteration import Iteration
from optimizers.kept import SQUARES, Kept
from optimizers.matrices import along, flattened, gram, identities, inverse_root, stacked
from optimizers.optimizer import WITH_MOMENTUM, FirstOrder, State, is_on
from optimizers.variables import Variable, squares, variables


class Shampoo(ShampooCard, FirstOrder):
    r"""AdaGrad with whole matrices in place of a sum for every coordinate.

    .. math::
        L_t &= L_{t-1} + g_t g_t^\top, \quad R_t = R_{t-1} + g_t^\top g_t, \quad
            L_0 = R_0 = \epsilon I \\
        x_t &= x_{t-1} - \alpha\, L_t^{-1/4}\, g_t\, R_t^{-1/4} \\
        \text{vectors}\quad x_t &= x_{t-1} - \alpha\, L_t^{-1/2}\, g_t

    On a block that is a vector this is AdaGrad with the full matrix; one with k axes has k of them,
    each to the power of -1/2k. A landscape without blocks is one vector. With ``beta_2`` below 1
    the sums are moving averages. With ``momentum`` the average :math:`m_t = \mu m_{t-1} + (1 - \mu)
    g_t`, which starts at the first gradient, is multiplied by the roots in place of the gradient.
    The roots are new in every step.

    Form: The published algorithm. The first two lines hold for blocks that are matrices, the last
    for vectors, which a landscape without blocks is. With momentum pytorch_optimizer feeds the
    finished direction back, which can grow without bound; here gradients are averaged.

    Source: Gupta, Koren and Singer 2018, arXiv:1802.09568; pytorch_optimizer ``Shampoo``, which is
    the same without momentum; with it, it feeds the direction back that has already been multiplied
    by the roots.
    """

    sees_blocks = True

    learning_rate: Number = vocabulary.learning_rate(
        default=0.1,
        slider=(1e-3, 100.0),
        help="The size of the first step; later ones shrink as gradients add up.",
    )
    momentum: Number = vocabulary.momentum(
        default=0.0, help="How long gradients are remembered in the direction; 0 is off."
    )
    beta_2: Number = vocabulary.beta_2(
        default=1.0,
        valid="[0, 1]",
        slider=(0.5, 1.0),
        help="How long L and R remember; 1 is sums that never forget.",
    )
    epsilon: Number = vocabulary.epsilon(
        default=1e-6, valid="(0, inf)", help="What L and R start with on their diagonals."
    )
    keeps = {
        "statistics": Kept("L", "L and R of every block, one after another.", SQUARES),
        "m": Kept("m", "The moving average of the gradients.", needs=WITH_MOMENTUM),
    }

    def initial_state(self, x: Array) -> State:
        return self.state_of(x, variables((), len(x)))

    def state_of(self, x: Array, variables: tuple[Variable, ...]) -> State:
        state = self.zeros(x, variables)
        for variable, places in zip(variables, squares(variables), strict=True):
            for side, place in zip(variable.sides, places, strict=True):
                state["statistics"][place] = self.epsilon * identities(side, x)
        return state

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        averaged = g
        if "m" in state:
            averaged = state["m"]
            averaged[...] = g if now.t == 1 else self.momentum * averaged + (1 - self.momentum) * g
        parts = now.variables(x)
        for variable, places in zip(parts, squares(parts), strict=True):
            self._learn(variable, places, g, state["statistics"])
            direction = self._direction(
                variable, places, averaged[variable.at], state["statistics"]
            )
            x[variable.at] -= now.learning_rate * direction

    def _learn(
        self, variable: Variable, places: tuple[slice, ...], g: Array, statistics: Array
    ) -> None:
        """Take a gradient into the sums, or the averages."""
        gradient = stacked(g[variable.at], variable.sides)
        weight = np.where(np.equal(self.beta_2, 1.0), 1.0, 1.0 - self.beta_2)
        for axis, place in enumerate(places):
            added = flattened(gram(gradient, axis), statistics)
            statistics[place] = self.beta_2 * statistics[place] + weight * added

    def _direction(
        self, variable: Variable, places: tuple[slice, ...], flat: Array, statistics: Array
    ) -> Array:
        """A gradient, or an average of them, evened out along every axis."""
        found = stacked(flat, variable.sides)
        for axis, (side, place) in enumerate(zip(variable.sides, places, strict=True)):
            matrices = stacked(statistics[place], (side, side))
            found = along(found, axis, inverse_root(matrices, 2 * len(places)))
        return flattened(found, flat)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.momentum):
            return None
        (whole,) = variables((), len(x))
        m, statistics = (state[name].reshape(len(state[name]), -1) for name in ("m", "statistics"))
        direction = self._direction(whole, squares((whole,))[0], m, statistics)
        return -self.momentum * direction.reshape(x.shape)
