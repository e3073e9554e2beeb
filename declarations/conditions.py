"""When a parameter has an effect: what it needs of the other parameters beside it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np


@dataclasses.dataclass(frozen=True)
class Needs:
    """A condition without which a parameter changes nothing at all.

    Attributes:
        holds: is asked of the object that has the parameter. The answer may be an array, one for
            every run of a batch: it is enough that the parameter has an effect in one of them.
        otherwise: the sentence for where it does not hold.
    """

    holds: Callable[[Any], Any]
    otherwise: str

    def met_by(self, owner: Any) -> bool:
        """Whether the parameter has an effect, as far as this condition goes."""
        return bool(np.any(self.holds(owner)))


def amount(name: str) -> Needs:
    """The parameter works on an amount that must not be 0."""
    return Needs(
        lambda owner: np.not_equal(getattr(owner, name), 0), f"No effect while {_words(name)} is 0."
    )


def given(name: str) -> Needs:
    """The parameter works on another one that must not be off."""
    return Needs(
        lambda owner: getattr(owner, name) is not None, f"No effect while {_words(name)} is off."
    )


def chosen(name: str, *options: Any) -> Needs:
    """The parameter belongs to some variants only."""
    words = " or ".join(str(option) for option in options)
    return Needs(
        lambda owner: getattr(owner, name) in options,
        f"No effect unless {_words(name)} is {words}.",
    )


def switched(name: str, on: bool) -> Needs:
    """The parameter works with a switch in one of its two positions."""
    return Needs(
        lambda owner: getattr(owner, name) is on,
        f"No effect while {_words(name)} is {'off' if on else 'on'}.",
    )


def _words(name: str) -> str:
    return name.replace("_", " ")
