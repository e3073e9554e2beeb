"""What is said of a run: why it ended as it did, with the numbers that show it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from experiments import course

REACHED = "reached"
DIVERGED = "diverged"
LEFT = "left"
CLIMBING = "climbing"
TRAPPED = "trapped"
SADDLE = "saddle"
PLATEAU = "plateau"
KINK = "kink"
CYCLING = "cycling"
SWINGING = "swinging"
NOISE = "noise"
RISING = "rising"
STALLED = "stalled"
RESTING = "resting"
CRAWLING = "crawling"
FALLING = "falling"
SHORT = "short"

TITLES = {
    REACHED: "Reached the minimum",
    DIVERGED: "Diverged",
    LEFT: "Left the domain",
    CLIMBING: "Uphill",
    TRAPPED: "Local minimum",
    SADDLE: "Saddle",
    PLATEAU: "Plateau",
    KINK: "Kink",
    CYCLING: "Cycle",
    SWINGING: "Overshooting",
    NOISE: "Noise",
    RISING: "Going up",
    STALLED: "Stalled",
    RESTING: "At rest",
    CRAWLING: "Crawling",
    FALLING: "Still on its way",
    SHORT: "Too short to tell",
}
"""The kinds of verdicts, with their titles."""

OPEN = (course.STILL, course.PLATEAU, course.CRAWLING)
"""The courses of a run that hardly gets on."""

COURSES = {
    REACHED: (course.REACHED,),
    DIVERGED: (course.DIVERGED, course.GROWING),
    LEFT: (course.LEFT,),
    CLIMBING: (course.CLIMBING, course.DIVERGED, course.LEFT),
    TRAPPED: (
        *OPEN,
        course.CYCLING,
        course.SWINGING,
        course.WANDERING,
        course.RISING,
        course.FALLING,
    ),
    SADDLE: OPEN,
    PLATEAU: OPEN,
    KINK: (*OPEN, course.CYCLING, course.SWINGING),
    CYCLING: (course.CYCLING,),
    SWINGING: (course.SWINGING,),
    NOISE: (course.WANDERING,),
    RISING: (course.RISING,),
    STALLED: (course.STILL,),
    RESTING: (course.STILL,),
    CRAWLING: (course.CRAWLING, course.PLATEAU),
    FALLING: (course.FALLING,),
    SHORT: (course.SHORT,),
}
"""Of which courses (`experiments.course`) a kind is the reason: the two cannot disagree."""


@dataclasses.dataclass(frozen=True)
class Evidence:
    """One number, or one point, that shows why."""

    name: str
    value: float | tuple[float, ...]
    meaning: str
    """What it is, and in what unit."""


@dataclasses.dataclass(frozen=True)
class Verdict:
    """Why a run ended as it did.

    Every number in the sentence is in the evidence, or in the settings of the run.
    """

    kind: str
    """One of `TITLES`."""
    sentence: str
    """The reason; the run itself is "it"."""
    evidence: tuple[Evidence, ...] = ()

    @property
    def title(self) -> str:
        """The kind in a word or two."""
        return TITLES[self.kind]

    def value(self, name: str) -> float:
        """A number of the evidence by its name. Raises KeyError where there is none."""
        value = {each.name: each.value for each in self.evidence}[name]
        if isinstance(value, tuple):
            raise KeyError(name)
        return value

    def point(self, name: str) -> np.ndarray:
        """A point of the evidence by its name, ``(dims,)``. Raises KeyError where there is none."""
        value = {each.name: each.value for each in self.evidence}[name]
        if not isinstance(value, tuple):
            raise KeyError(name)
        return np.array(value)


def plain(value: float, digits: int = 3) -> str:
    """A number for reading: 4,100 rather than 4.1e+03, and no powers of ten where none is needed.

    >>> plain(4120.4), plain(0.25), plain(2.5e-7), plain(-1.0)
    ('4,120', '0.25', '2.5e-7', '-1')
    """
    value = float(f"{value:.{digits}g}")
    if 10.0**digits <= abs(value) < 1e6:
        return f"{value:,.0f}"
    return f"{value:.{digits}g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


def place(point: Sequence[float] | np.ndarray) -> str:
    """A point for reading; of many coordinates the first ones.

    >>> place(np.array([1.0, -0.0625]))
    '(1, -0.0625)'
    """
    rounding = 1e-9 * max(float(np.abs(point).max()), 1.0)
    shown = ", ".join(plain(0.0 if abs(x) < rounding else x) for x in point[:4])
    return f"({shown}{', …' if len(point) > 4 else ''})"
