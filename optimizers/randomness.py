"""Random numbers that belong to a run, however the runs are batched.

Every stream is ``numpy.random.default_rng([seed, stream])``: two runs with the same seed see the
same numbers, in every optimizer of a race.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from declarations import shown
from declarations.arrays import Array

MINI_BATCHES, GRADIENT_NOISE, RULE = range(3)
"""The streams of a run: the order of examples, noise on the gradient, the rule's own draws."""

LARGEST_OF_MANY = np.iinfo(np.int64).max
"""The largest seed of several, which are kept in an array."""

STEPS_AT_ONCE = 512
NUMBERS_AT_ONCE = 1 << 20


def checked_seed(seed: Any) -> int | NDArray[np.int64]:
    """One whole number >= 0, or one for every run."""
    try:
        seeds = np.asarray(seed)
    except Exception:  # A ragged list, or an object that refuses to be looked into.
        seeds = np.asarray(None)
    usable = seeds.ndim <= 1 and seeds.size > 0 and seeds.dtype.kind in "iu"
    if not usable or (seeds < 0).any() or (seeds.ndim == 1 and seeds.max() > LARGEST_OF_MANY):
        raise ValueError(f"minimize: seed must be a whole number in [0, inf), got {shown(seed)}")
    return int(seeds) if seeds.ndim == 0 else seeds.astype(np.int64)


class _Stream:
    """One generator for every different seed, and which run has which."""

    def __init__(self, seed: int | NDArray[np.int64], stream: int) -> None:
        seeds, run_of = np.unique(seed, return_inverse=True)
        self.generators = [np.random.default_rng([int(s), stream]) for s in seeds]
        self.run_of = run_of if isinstance(seed, np.ndarray) else None

    def take(self, runs: NDArray[Any] | slice) -> Self:
        if self.run_of is not None:
            self.run_of = self.run_of[runs]
        return self

    def _by_run(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """From one column for every seed to one for every run."""
        return numbers[..., 0] if self.run_of is None else numbers[..., self.run_of]


class NormalStream(_Stream):
    """Standard normal vectors, one a step."""

    def __init__(self, seed: int | NDArray[np.int64], stream: int, dims: int) -> None:
        super().__init__(seed, stream)
        self.dims = dims
        self.rows = max(1, min(STEPS_AT_ONCE, NUMBERS_AT_ONCE // (dims * len(self.generators))))
        self.block = np.empty((0, dims, len(self.generators)))
        self.step = 0

    def at(self, step: int) -> Array:
        """The vector of a step: ``(dims,)`` for one seed, ``(dims, runs)`` for one seed a run.

        Steps are numbered from 1 and can only go forward.
        """
        while self.step < step:
            if self.step % self.rows == 0:
                blocks = [g.standard_normal((self.rows, self.dims)) for g in self.generators]
                self.block = np.stack(blocks, axis=-1)
            self.step += 1
        return self._by_run(self.block[(step - 1) % self.rows])


class BatchStream(_Stream):
    """The indices of mini-batches: every epoch goes through all examples once.

    With ``shuffle`` each epoch has an order of its own, else the order of the data; the last
    batch of an epoch may be shorter.
    """

    def __init__(
        self, seed: int | NDArray[np.int64], examples: int, size: int, shuffle: bool
    ) -> None:
        super().__init__(seed, MINI_BATCHES)
        self.examples, self.size, self.shuffle = examples, size, shuffle
        self.order = np.empty((0, len(self.generators)), dtype=np.int64)
        self.first = examples

    def draw(self) -> NDArray[np.int64]:
        """The next batch: indices ``(size,)``, or ``(size, runs)`` for one seed a run."""
        if self.first >= self.examples:
            orders = [
                g.permutation(self.examples) if self.shuffle else np.arange(self.examples)
                for g in self.generators
            ]
            self.order = np.stack(orders, axis=-1)
            self.first = 0
        batch = self.order[self.first : self.first + self.size]
        self.first += self.size
        return self._by_run(batch)
