"""How a value that was given is shown in a sentence."""

from __future__ import annotations

import difflib
import reprlib
from collections.abc import Iterable
from typing import Any

import numpy as np

LONGEST = 120
"""Characters of a value in a message at most."""

ELSEWHERE = {
    "lr": "learning_rate",
    "eta": "learning_rate",
    "step_size": "learning_rate",
    "betas": "beta_1",
    "b1": "beta_1",
    "b2": "beta_2",
    "eps": "epsilon",
    "wd": "weight_decay",
    "max_norm": "clipnorm",
}
"""What some things are called in other libraries, where the letters do not give it away."""

_short = reprlib.Repr()
_short.maxother = _short.maxstring = _short.maxlong = LONGEST
_short.maxlist = _short.maxtuple = _short.maxset = _short.maxdict = 8


def shown(value: Any) -> str:
    """The value as Python writes it, in one line and never long.

    >>> shown([0.5] * 1_000_000), shown(np.zeros((2, 500)))
    ('[0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, ...]', 'an array of shape (2, 500)')
    """
    if isinstance(value, np.ndarray) and value.size > 8:
        return f"an array of shape {value.shape}"
    try:
        text = " ".join(_short.repr(value).split())
    except Exception:  # A number with too many digits, or an object that cannot be written.
        return f"an object of type {type(value).__name__}"
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def counted(count: int, what: str) -> str:
    """So many of something.

    >>> counted(1, "step"), counted(2_000, "step")
    ('1 step', '2,000 steps')
    """
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def close_names(name: object, known: Iterable[str]) -> str:
    """The end of an error sentence: the known names close to the one given, or all of them."""
    known = list(known)
    meant = ELSEWHERE.get(str(name))
    if meant in known:
        return f"did you mean {meant!r}?"
    close = difflib.get_close_matches(str(name)[:LONGEST], known, n=3, cutoff=0.5)
    if close:
        return "did you mean " + " or ".join(repr(candidate) for candidate in close) + "?"
    return "known are " + ", ".join(known)
