"""SOAP (Vyas et al., 2024)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, boolean, integer, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.soap import SoapCard
from optimizers.gradients import follow, power, root, row_sum
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, SQUARES, Kept
from optimizers.matrices import (
    along,
    eigenvectors,
    flattened,
    gram,
    identities,
    in_order,
    orthonormal,
    stacked,
    turned,
)
from optimizers.optimizer import FirstOrder, State, is_on
from optimizers.variables import Variable, squares, variables

NOTHING = 1e-30
"""Added to the diagonal of a matrix before its first eigenvectors are found."""


class Soap(SoapCard, FirstOrder):
    r"""Adam in the slowly turning eigenbasis of Shampoo.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t, \quad
            v_t = \beta_2 v_{t-1} + (1-\beta_2)\,(Q_L^\top g_t Q_R)^2 \\
        x_t &= x_{t-1}
            - \alpha\,\frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t}\; Q_L\,\frac{Q_L^\top m_t
            Q_R}{\sqrt{v_t}+\epsilon}\, Q_R^\top \\
        L_t &= \beta_s L_{t-1} + (1-\beta_s)\, g_t g_t^\top, \quad
            R_t = \beta_s R_{t-1} + (1-\beta_s)\, g_t^\top g_t

    The columns of Q are the eigenvectors of L and R of the first gradient, the largest first, which
    counts once more after the step; every k steps they are turned by one step of the power
    iteration, Q = qr(L Q), and v is put in the order of their eigenvalues. A block that is no
    matrix takes steps of Adam, unless ``precondition_1d`` gives it a basis, too. A landscape
    without blocks is one vector. The weight decay shrinks the point behind the step.

    Form: The published algorithm, for blocks that are matrices; all others, and a landscape without
    blocks, take steps of Adam. pytorch_optimizer does not move in the first step.

    Source: Vyas et al. 2024, arXiv:2409.11321, algorithm 3; pytorch_optimizer ``SOAP``, which does
    not move in its first step and takes the decomposition in float32.
    """

    sees_blocks = True

    learning_rate: Number = vocabulary.learning_rate(
        default=0.003,
        slider=(1e-4, 10.0),
        help="About the length of a step along every eigenvector.",
    )
    beta_1: Number = vocabulary.beta_1(default=0.95)
    beta_2: Number = vocabulary.beta_2(default=0.95)
    shampoo_beta: Number | None = real(
        default=None,
        valid="[0, 1)",
        slider=(0.5, 0.9999),
        symbol=r"\beta_s",
        help="How long L and R remember; off is as long as beta 2.",
    )
    epsilon: Number = vocabulary.epsilon(
        default=1e-8,
        help="Keeps the division finite; added to the root before the bias correction.",
    )
    precondition_frequency: int = integer(
        default=10,
        valid="[1, inf)",
        slider=(1, 50),
        symbol="k",
        help="Every how many steps the bases are turned.",
    )
    max_precondition_dim: int = integer(
        default=1000,
        valid="[1, inf)",
        slider=(1, 100),
        help="Sides of a matrix that are longer keep the axes as they are.",
    )
    precondition_1d: bool = boolean(
        default=False, help="Give what is no matrix a basis of its own, too."
    )
    correct_bias: bool = boolean(default=True, help="Correct the averages for having started at 0.")
    normalize_gradient: bool = boolean(
        default=False, help="Give the direction of every block a root mean square of 1."
    )
    weight_decay: Number = vocabulary.weight_decay(default=0.01)

    keeps = {
        "m": FIRST_MOMENT,
        "v": Kept("v", "The moving average of the squared gradients, along the eigenvectors."),
        "statistics": Kept("L", "L and R of every block, one after another.", SQUARES),
        "bases": Kept("Q", "The eigenvectors of L and R, as columns, one after another.", SQUARES),
    }

    def initial_state(self, x: Array) -> State:
        return self.state_of(x, variables((), len(x)))

    def state_of(self, x: Array, variables: tuple[Variable, ...]) -> State:
        state = self.zeros(x, variables)
        for variable, places in zip(variables, squares(variables), strict=True):
            for side, place in zip(variable.sides, places, strict=True):
                state["bases"][place] = identities(side, x)
        return state

    def decay(self, x: Array, g: Array, now: Iteration) -> Array:
        """Decoupled decay waits until the step has been made."""
        return super().decay(x, g, now) if self.weight_decay_mode == "l2" else g

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v = state["m"], state["v"]
        rate = now.learning_rate
        if self.correct_bias:
            rate = rate * root(1.0 - power(self.beta_2, now.t)) / (1.0 - power(self.beta_1, now.t))
        follow(m, g, self.beta_1)
        parts = now.variables(x)
        for variable, places in zip(parts, squares(parts), strict=True):
            at, sides = variable.at, self._turned_sides(variable, places)
            if now.t == 1:
                self._learn(sides, variable, g, state)
                self._find(sides, state)
            slope = self._into(sides, variable, g[at], state["bases"])
            v[at] += (slope * slope - v[at]) * (1.0 - self.beta_2)
            scaled = self._into(sides, variable, m[at], state["bases"])
            scaled = scaled / (np.sqrt(v[at]) + self.epsilon)
            direction = self._back(sides, variable, scaled, state["bases"])
            if self.normalize_gradient:
                size = np.sqrt(row_sum(direction * direction) / len(direction))
                direction = direction / (size + self.epsilon)
            x[at] -= rate * direction
            self._learn(sides, variable, g, state)
            if now.t % self.precondition_frequency == 0:
                self._turn(sides, variable, state)
        if self.weight_decay_mode == "decoupled" and is_on(self.weight_decay):
            x -= x * self.weight_decay * now.learning_rate

    def _turned_sides(self, variable: Variable, places: tuple[slice, ...]) -> list[Any]:
        """The axes that have a basis: their number, length and place among the squares."""
        if not (variable.is_matrix or self.precondition_1d):
            return []
        sides = zip(range(len(places)), variable.sides, places, strict=True)
        return [each for each in sides if each[1] <= self.max_precondition_dim]

    def _learn(self, sides: list[Any], variable: Variable, g: Array, state: State) -> None:
        """Take a gradient into L and R."""
        beta = self.beta_2 if self.shampoo_beta is None else self.shampoo_beta
        statistics = state["statistics"]
        for axis, _, place in sides:
            added = flattened(gram(stacked(g[variable.at], variable.sides), axis), statistics)
            statistics[place] = beta * statistics[place] + (1.0 - beta) * added

    def _find(self, sides: list[Any], state: State) -> None:
        """The first bases: eigenvectors, the largest eigenvalue first."""
        for _, side, place in sides:
            found = stacked(state["statistics"][place], (side, side))
            vectors = eigenvectors(found + NOTHING * np.eye(side))[1][:, :, ::-1]
            state["bases"][place] = flattened(vectors, state["bases"])

    def _turn(self, sides: list[Any], variable: Variable, state: State) -> None:
        """The bases after one power iteration; v follows the order of the eigenvalues."""
        for axis, side, place in sides:
            found: Array = stacked(state["statistics"][place], (side, side))
            basis: Array = stacked(state["bases"][place], (side, side))
            sizes = np.einsum("nii->ni", turned(basis) @ (found @ basis))
            order = np.asarray(np.argsort(-sizes, axis=1, kind="stable"), np.intp)
            averages = stacked(state["v"][variable.at], variable.sides)
            averages = in_order(averages, axis, order)
            state["v"][variable.at] = flattened(averages, state["v"])
            new = orthonormal(found @ in_order(basis, 1, order))
            state["bases"][place] = flattened(new, state["bases"])

    def _into(self, sides: list[Any], variable: Variable, flat: Array, bases: Array) -> Array:
        """What is along the axes, along the eigenvectors."""
        found = stacked(flat, variable.sides)
        for axis, side, place in sides:
            found = along(found, axis, turned(stacked(bases[place], (side, side))))
        return flattened(found, flat) if sides else flat

    def _back(self, sides: list[Any], variable: Variable, flat: Array, bases: Array) -> Array:
        """What is along the eigenvectors, along the axes."""
        found = stacked(flat, variable.sides)
        for axis, side, place in sides:
            found = along(found, axis, stacked(bases[place], (side, side)))
        return flattened(found, flat) if sides else flat

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        (whole,) = variables((), len(x))
        sides = self._turned_sides(whole, squares((whole,))[0])
        m, v, bases = (state[name].reshape(len(state[name]), -1) for name in ("m", "v", "bases"))
        scaled = self._into(sides, whole, m, bases)
        spread = np.sqrt(v) + np.broadcast_to(self.epsilon, x.shape).reshape(len(x), -1)
        direction = self._back(sides, whole, scaled / spread, bases)
        return -self.beta_1 * direction.reshape(x.shape)
