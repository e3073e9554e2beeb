"""The value of a tree without its derivatives, for which NumPy is enough."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from objectives.formula.functions import FUNCTIONS
from objectives.formula.parser import Name, Node, Number, constant
from objectives.objective import Array


def evaluated(tree: Node, values: Mapping[str, Array]) -> Array:
    """What a tree is for some values of its names; NaN where it is nothing."""
    with np.errstate(all="ignore"):
        return np.asarray(_evaluated(tree, values))


def _evaluated(node: Node, values: Mapping[str, Array]) -> Array | float:
    if isinstance(node, Name):
        return values[node.name]
    number = constant(node)
    if number is not None:
        return number
    assert not isinstance(node, Number)
    arguments = (_evaluated(argument, values) for argument in node.arguments)
    result: Array = FUNCTIONS[node.function](*arguments)
    return result
