"""When a run has done enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from declarations import Declared, integer, real
from declarations.arrays import Array, Mask


class Tolerance(Declared):
    """A run stops when one of the quantities given here has stayed at or below its threshold.

    The loss is always that of all data and without noise, whatever the rule sees, and it is that
    of the average, for a rule that keeps one: what is judged is what stops. The gradient is that
    of the iterate. Several tolerances, each with its own patience, are given to `minimize` as a
    sequence; the first that is reached ends the run.

    Example:
        >>> Tolerance(loss_change=1e-6, patience=3)
        Tolerance(loss_change=1e-06, patience=3)
    """

    title = "Stop rule"

    loss_change: float | None = real(
        default=None,
        valid="[0, inf)",
        slider=(1e-12, 1.0),
        log=True,
        symbol=r"|\Delta f|",
        help="The loss has changed by at most this much since the last look.",
    )
    gradient_norm: float | None = real(
        default=None,
        valid="[0, inf)",
        slider=(1e-12, 1.0),
        log=True,
        symbol=r"\|\nabla f\|",
        help="The norm of the gradient is at most this.",
    )
    loss: float | None = real(
        default=None,
        slider=(1e-12, 1.0),
        log=True,
        symbol="f",
        help="The loss itself is at most this.",
    )
    patience: int = integer(
        default=1, slider=(1, 50), help="How many looks in a row the threshold has to be kept."
    )
    every: int = integer(
        default=1,
        slider=(1, 100),
        help="Look every so many steps: the steps of an epoch, for instance.",
    )


class StopRule:
    """A tolerance at work on the runs of a batch."""

    def __init__(self, tolerance: Tolerance, shape: tuple[int, ...]) -> None:
        self.tolerance = tolerance
        self._looks = {
            quantity: np.zeros(shape, dtype=np.int32)
            for quantity in ("loss_change", "gradient_norm", "loss")
            if getattr(tolerance, quantity) is not None
        }
        self._last_loss = np.full(shape, np.inf)

    def reached(self, quantity: Callable[[str], Array]) -> Mask:
        """Which runs may stop; ``quantity`` gives the present "loss" or "gradient_norm"."""
        stop: Any = False
        loss: Any = None
        if "loss" in self._looks or "loss_change" in self._looks:
            loss = quantity("loss")
        for name, looks in self._looks.items():
            if name == "loss_change":
                present = np.abs(loss - self._last_loss)
                self._last_loss = loss
            else:
                present = loss if name == "loss" else quantity(name)
            small = present <= getattr(self.tolerance, name)
            self._looks[name] = (looks + 1) * small
            stop = stop | (self._looks[name] >= self.tolerance.patience)
        return np.asarray(stop)

    def take(self, runs: NDArray[Any]) -> None:
        """Go on with some of the runs only."""
        self._looks = {name: looks[runs] for name, looks in self._looks.items()}
        self._last_loss = self._last_loss[runs]
