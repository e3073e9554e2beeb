"""Declared parameters as words, and the rungs of their knobs."""

from __future__ import annotations

import math

from declarations import Declared, Integer, Parameter, Real
from optimizers import FirstOrder
from ui.words import wording

PER_DECADE = 20
"""Rungs of a logarithmic slider in every factor of ten."""

LINEAR_RUNGS = 100


MOST_MAIN = 6
"""So many knobs leave the other optimizers of a race in sight."""


def main_parameters(cls: type[Declared]) -> tuple[str, ...]:
    """The knobs that are shown first: the learning rate and the first of the rule's own numbers."""
    common = FirstOrder.parameters
    own = tuple(
        name
        for name, parameter in cls.parameters.items()
        if name == "learning_rate"
        or (
            name not in common
            and isinstance(parameter, Real | Integer)
            and parameter.default is not None
            and not name.startswith("epsilon")
        )
    )
    return own[:MOST_MAIN]


def label(name: str, parameter: Parameter) -> str:
    """The name with its symbol."""
    words = name.replace("_", " ")
    symbol = wording.unicode(parameter.symbol)
    return f"{words} {symbol}" if symbol and symbol != words else words


def slider_rungs(parameter: Real) -> list[float]:
    """The values at which the slider stands."""
    low, high = parameter.slider
    if parameter.log:
        decades = math.log10(high / low)
        count = max(2, round(decades * PER_DECADE))
        return [float(f"{low * 10 ** (decades * i / count):.3g}") for i in range(count + 1)]
    step = (high - low) / LINEAR_RUNGS
    return [float(f"{low + i * step:.10g}") for i in range(LINEAR_RUNGS + 1)]


def exact(value: float) -> str:
    """The shortest text that is this number."""
    short = f"{value:g}"
    return short if float(short) == value else repr(float(value))
