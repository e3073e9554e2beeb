"""Shampoo (Gupta, Koren and Singer, 2018)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, real
from declarations.arrays import Array
from optimizers.iteration import Iteration
from optimizers.kept import SQUARES, Kept
from optimizers.matrices import along, flattened, gram, identities, inverse_root, stacked
from optimizers.optimizer import WITH_MOMENTUM, FirstOrder, State, is_on
from optimizers.variables import Variable, squares, variables


class Shampoo(FirstOrder):
    r"""AdaGrad with whole matrices in place of a sum for every coordinate.

    .. math::
        L_t &= L_{t-1} + g_t g_t^\top, \qquad R_t = R_{t-1} + g_t^\top g_t \\
        x_t &= x_{t-1} - \alpha \, L_t^{-1/4} g_t R_t^{-1/4}

    for every block of the point that is a matrix; L and R start at :math:`\epsilon I`. A block
    that is a vector has one matrix, and :math:`x_t = x_{t-1} - \alpha L_t^{-1/2} g_t` is AdaGrad
    with the full matrix; one with k axes has k of them, each to the power of -1/2k. A landscape
    without blocks is one vector. With ``beta_2`` below 1 the sums are moving averages. With
    ``momentum`` the average :math:`m_t = \mu m_{t-1} + (1 - \mu) g_t`, which starts at the first
    gradient, is multiplied by the roots in place of the gradient. The roots are new in every step.

    Source: Gupta, Koren and Singer 2018, arXiv:1802.09568; pytorch_optimizer ``Shampoo``, which is
    the same without momentum; with it, it feeds the direction back that has already been
    multiplied by the roots.
    """

    title = "Shampoo"
    keywords = ("matrix", "Kronecker", "preconditioner", "full-matrix AdaGrad")
    group = "Matrix"
    year = 2018
    paper = "Gupta, Koren and Singer: Shampoo: Preconditioned Stochastic Tensor Optimization"
    link = "https://arxiv.org/abs/1802.09568"
    rule = (
        r"\begin{aligned} L_t &= L_{t-1} + g_t g_t^\top, \quad"
        r" R_t = R_{t-1} + g_t^\top g_t, \quad L_0 = R_0 = \epsilon I \\"
        r" x_t &= x_{t-1} - \alpha\, L_t^{-1/4}\, g_t\, R_t^{-1/4} \\"
        r" \text{vectors}\quad x_t &= x_{t-1} - \alpha\, L_t^{-1/2}\, g_t \end{aligned}"
    )
    rule_note = (
        "The published algorithm. The first two lines hold for blocks that are matrices, the last "
        "for vectors, which a landscape without blocks is. With momentum pytorch_optimizer feeds "
        "the finished direction back, which can grow without bound; here gradients are averaged."
    )
    intuition = (
        "Learns from all gradients so far which directions of the rows and of the columns are "
        "steep, however the axes are turned, and evens them out."
    )
    strengths = (
        "Does not depend on how the axes are turned, unlike Adam and AdaGrad.",
        "A few steps suffice on an ill-conditioned matrix.",
    )
    weaknesses = (
        "The sums never forget: steps become shorter and shorter, and large rates are needed.",
        "Every step takes roots of matrices, which grow with the sides of a layer.",
    )
    family = "adagrad"
    sees_blocks = True

    learning_rate: Number = real(
        default=0.1,
        valid="(0, inf)",
        slider=(1e-3, 100.0),
        log=True,
        symbol=r"\alpha",
        help="The size of the first step; later ones shrink as gradients add up.",
    )
    momentum: Number = real(
        default=0.0,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\mu",
        help="How long gradients are remembered in the direction; 0 is off.",
    )
    beta_2: Number = real(
        default=1.0,
        valid="[0, 1]",
        slider=(0.5, 1.0),
        symbol=r"\beta_2",
        help="How long L and R remember; 1 is sums that never forget.",
    )
    epsilon: Number = real(
        default=1e-6,
        valid="(0, inf)",
        slider=(1e-10, 1e-1),
        log=True,
        symbol=r"\epsilon",
        help="What L and R start with on their diagonals.",
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
