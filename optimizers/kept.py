"""What a rule keeps from one step to the next, declared once as its hyperparameters are."""

from __future__ import annotations

import dataclasses

import numpy as np

from declarations import Declared, Needs
from declarations.arrays import Array
from optimizers.variables import Variable

Shape = tuple[str, ...]
"""The axes in a single run: "dims", "vertices" (one more), "factors" (rows and columns of every
matrix, all else in full), "squares" (the square matrices of all axes of all variables), or a
whole-number hyperparameter."""

SCALAR: Shape = ()
POINT: Shape = ("dims",)
MATRIX: Shape = ("dims", "dims")
FACTORS: Shape = ("factors",)
SQUARES: Shape = ("squares",)
NAMED = {SCALAR: "scalar", POINT: "point", MATRIX: "matrix"}


@dataclasses.dataclass(frozen=True)
class Kept:
    """One entry of the state of a rule.

    Attributes:
        symbol: TeX, as it stands after step t in the formula of the rule; "" for what has none.
        help: what it is, in a sentence.
        shape: the axes in a single run; a batch has the axis of the runs behind them.
        needs: the condition without which it is not kept.

    Example:
        >>> import optimizers
        >>> velocity = optimizers.SGD.keeps["velocity"]
        >>> velocity.symbol, velocity.kind
        ('v', 'point')
    """

    symbol: str
    help: str
    shape: Shape = POINT
    needs: Needs | None = None

    @property
    def meaning(self) -> str:
        """The help, and the sentence that says when it is not kept."""
        return self.help if self.needs is None else f"{self.help} {self.needs.otherwise}"

    @property
    def kind(self) -> str:
        """The shape in a word: "scalar", "point", "matrix", or the axes."""
        return NAMED.get(self.shape, " × ".join(self.shape))

    def kept_by(self, rule: Declared) -> bool:
        """Whether a rule keeps it in its present setting."""
        return self.needs is None or self.needs.met_by(rule)

    def zeros(
        self, rule: Declared, x: Array, variables: tuple[Variable, ...] | None = None
    ) -> Array:
        """The entry full of 0, for a point ``(dims,)`` or points ``(dims, runs)``.

        Without ``variables`` the point is one vector.
        """
        sizes = {"dims": len(x), "vertices": len(x) + 1, "factors": len(x), "squares": len(x) ** 2}
        if variables is not None:
            sizes["factors"] = sum(sum(each.factors) for each in variables)
            sizes["squares"] = sum(side * side for each in variables for side in each.sides)
        axes = [sizes[axis] if axis in sizes else getattr(rule, axis) for axis in self.shape]
        return np.zeros((*axes, *x.shape[1:]))


FIRST_MOMENT = Kept("m", "The moving average of the gradients.")
SECOND_MOMENT = Kept("v", "The moving average of the squared gradients.")
START = Kept("x_0", "The start.")
LAST_POINT = Kept("x_{t-1}", "The point where the last step began.")
LAST_GRADIENT = Kept("g_t", "The gradient where the last step began.")
NUMERATOR = Kept(
    "r", "The numerator of the bound on d: how well gradients agree with the way so far.", SCALAR
)
DISTANCE = Kept("d", "The estimate of the distance to the solution.", SCALAR)
LAST_VALUE = Kept("f(x_{t-1})", "The value where the last step began.", SCALAR)
