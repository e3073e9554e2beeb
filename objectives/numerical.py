"""Central differences in place of a gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from declarations import real
from objectives.objective import Array
from objectives.wrapper import ObjectiveWrapper


class Numerical(ObjectiveWrapper):
    r"""An objective whose gradient is estimated from its values.

    .. math:: g_i = \frac{f(x + h e_i) - f(x - h e_i)}{2h}

    The error of the formula is :math:`h^2 f_{iii} / 6 + \dots`, that of its evaluation about
    :math:`10^{-16} |f| / h`: with smaller h the error first falls and then rises. One gradient
    takes two values for every dimension, and a run counts these.
    """

    values_per_dimension: ClassVar[int] = 2
    """What a gradient is made of."""

    h: float = real(
        default=1e-3,
        valid="(0, inf)",
        slider=(1e-12, 1.0),
        log=True,
        symbol="h",
        help="How far ahead and behind in every coordinate the value is looked up.",
    )

    @classmethod
    def _owner(cls) -> str:
        return "numerical"

    def gradient(self, point: Array, **options: Any) -> Array:
        point = np.asarray(point)
        components = []
        for i in range(len(point)):
            step = np.zeros(point.shape)
            step[i] = self.h
            ahead = self.objective.value(point + step, **options)
            behind = self.objective.value(point - step, **options)
            components.append((ahead - behind) / (2.0 * self.h))
        return np.array(components)

    def gradient_error(self, point: Array) -> Array:
        """The distance between the estimate and the objective's own gradient.

        Its shape is ``point.shape[1:]``.
        """
        error = self.gradient(point) - self.objective.gradient(point)
        return np.sqrt((error * error).sum(axis=0))


class _Function:
    """An objective of which there is the value alone."""

    def __init__(self, value: Callable[..., Any]) -> None:
        self.value = value
        name = getattr(value, "__name__", "")
        self.id = name if name.isidentifier() else "function"


def numerical(objective: Any, h: float = 1e-3) -> Numerical:
    """The same objective with central differences in place of its gradient.

    Everything else, from the title to the minimisers, is that of the objective; a Hessian it has
    not. See `Numerical`, and its `gradient_error`.

    Args:
        objective: anything with ``value(point)``, or that function alone; a gradient it needs for
            `gradient_error` only.
        h: half the distance of the two points whose values are compared.

    Raises:
        ValueError: h is not in (0, inf).

    Example:
        >>> import objectives
        >>> estimate = numerical(objectives.get("rosenbrock"), h=0.5)
        >>> estimate.gradient((1.0, 2.0)).tolist(), float(estimate.gradient_error((1.0, 2.0)))
        ([-300.0, 200.0], 100.0)
    """
    if callable(objective) and not isinstance(objective, type) and not hasattr(objective, "value"):
        objective = _Function(objective)
    return Numerical(objective=objective, h=h)
