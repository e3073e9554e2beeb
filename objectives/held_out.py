"""Learning problems of which some examples are not trained on."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from declarations.arrays import Mask
from objectives.learning_problem import LearningProblem
from objectives.objective import Array

TRAINING, HELD_OUT, SPLIT = range(10, 13)
"""The streams of the seed; those of a run with the same seed have smaller numbers."""

HELD_OUT_AT_LEAST = 200
"""So many held-out examples tell an accuracy to a few percent."""


class HoldsOut(LearningProblem):
    """A problem whose model is also asked for examples that it has not seen.

    The built-in ones are drawn anew from the same shape: n of them, or 200 where n is less. Of own
    data a fifth, chosen by the seed, is held out; fewer than five are all trained on.

    A problem declares n and the seed, and says how examples are `drawn`.
    """

    if TYPE_CHECKING:  # Declared by every problem, in its own order.
        n: int
        seed: int

    def drawn(self, count: int, stream: int) -> tuple[Array, Array]:
        """So many built-in examples; another stream of the seed gives others."""
        raise NotImplementedError

    def built_in(self) -> tuple[Array, Array]:
        return self.drawn(self.n, TRAINING)

    @cached_property
    def observations(self) -> tuple[Array, Array]:
        if self.features is None or self.targets is None:
            return self.built_in()
        kept = ~self._set_aside
        return self.features[kept], self.targets[kept]

    @cached_property
    def held_out(self) -> tuple[Array, Array] | None:
        if self.features is None or self.targets is None:
            return self.drawn(max(self.n, HELD_OUT_AT_LEAST), HELD_OUT)
        aside = self._set_aside
        return (self.features[aside], self.targets[aside]) if aside.any() else None

    @cached_property
    def _set_aside(self) -> Mask:
        """Which of one's own examples are held out."""
        assert self.targets is not None
        count = len(self.targets)
        order = np.random.default_rng([self.seed, SPLIT]).permutation(count)
        return np.asarray(order < count // 5)
