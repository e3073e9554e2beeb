"""One step as a rule sees it: its number, its learning rate and a counted objective."""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from declarations import Number
from declarations.arrays import Array, Indices, Mask
from optimizers.gradients import of_runs
from optimizers.problem import GRADIENT, HESSIAN, KINDS, VALUE, Problem
from optimizers.randomness import GRADIENT_NOISE, RULE, BatchStream, NormalStream
from optimizers.variables import Variable

DIFFERENCE = 1e-5
"""The step of the central differences that replace a Hessian which the objective lacks."""


class SeenThrough:
    """The step as a wrapped rule sees it: what a wrapper does not change of it is as it is."""

    def __init__(self, now: Iteration) -> None:
        self._now = now

    def __getattr__(self, name: str) -> Any:
        return getattr(self._now, name)


class Iteration:
    """What a rule may ask for during a step, besides the point and its gradient.

    Within one step the objective stands still: every evaluation sees the same mini-batch and
    the same noise vector added to the gradient (values carry no noise). Everything is counted,
    so that a race can be fair by evaluations; ``where`` marks the runs that need the answer.

    Attributes:
        t: the number of the step, from 1.
        learning_rate: the rule's own learning rate after the schedule.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        noise: Number = 0.0,
        seed: int | NDArray[np.int64] = 0,
        batches: BatchStream | None = None,
        look: Callable[[], None] | None = None,
    ) -> None:
        self._look = look
        self.t = 0
        self.learning_rate: Number = 1.0
        self.stochastic = bool(np.any(noise)) or batches is not None
        self._problem = problem
        self._noise = noise
        self._seed = seed
        self._batches = batches
        self._streams: dict[int, NormalStream] = {}
        self._examples: Any = None
        self._shift: Any = None
        self._dims = 0
        self._variables: tuple[Variable, ...] | None = None
        self._shared = [0] * len(KINDS)
        self._own: dict[int, Any] = {}
        self._value: Array | None = None
        self._gradient: Array | None = None
        self._new_value: Array | None = None
        self._new_gradient: Array | None = None

    @property
    def minimum(self) -> float | None:
        """The smallest value of the objective, where it is known."""
        return self._problem.minimum

    def variables(self, x: Array) -> tuple[Variable, ...]:
        """The arrays of which a point is made, and where they are in it; else one vector."""
        if self._variables is None:
            self._variables = self._problem.variables(len(x))
        return self._variables

    def begin(self, t: int, x: Array) -> Array:
        """Start step ``t`` at ``x``; returns the gradient there."""
        self.t = t
        self._dims = len(x)
        if self.stochastic:
            self.forget()
            if self._batches is not None:
                self._examples = self._batches.draw()
            if np.any(self._noise):
                self._shift = self._noise * self._normal(GRADIENT_NOISE, x)
        self._value, self._gradient = self._new_value, self._new_gradient
        self._new_value = self._new_gradient = None
        return self._gradient_at(x) if self._gradient is None else self._gradient

    def commit(self) -> None:
        """Count the gradient with which the step began, unless an earlier step paid for it."""
        if self._gradient is None:
            self._count(GRADIENT, None)

    def value(self, point: Array, where: Mask | None = None) -> Array:
        """The value of this step at ``point``, shape ``()`` or ``(runs,)``."""
        self._count(VALUE, where)
        # A line search may make thousands of these in a step.
        if self._look is not None:
            self._look()
        return self._problem.value(point, self._examples)

    def gradient(self, point: Array, where: Mask | None = None) -> Array:
        """The gradient of this step at ``point``."""
        self._count(GRADIENT, where)
        if self._look is not None:
            self._look()
        return self._gradient_at(point)

    def hessian(self, point: Array, where: Mask | None = None) -> Array:
        """The Hessian ``(dims, dims[, runs])``, exact where the objective has one.

        Otherwise, and on a mini-batch, central differences of the gradient stand in for it, and
        the 2 dims gradients that they cost are counted as such.
        """
        if self._problem.has_hessian and self._examples is None:
            self._count(HESSIAN, where)
            return self._problem.hessian(point)
        columns = []
        for i in range(len(point)):
            step = DIFFERENCE * np.maximum(1.0, np.abs(point[i]))
            ahead, behind = point.copy(), point.copy()
            ahead[i] += step
            behind[i] -= step
            difference = self.gradient(ahead, where) - self.gradient(behind, where)
            columns.append(difference / (ahead[i] - behind[i]))
        jacobian = np.stack(columns, axis=1)
        return 0.5 * (jacobian + np.swapaxes(jacobian, 0, 1))

    def value_here(self, x: Array) -> Array:
        """The value where the step starts; evaluated only when it was not handed over."""
        if self._value is None:
            self._value = self.value(x)
        return self._value

    def hand_over(self, *, value: Array | None = None, gradient: Array | None = None) -> None:
        """Keep what is already known at the new point, so that it is not evaluated again."""
        self._new_value, self._new_gradient = value, gradient

    def forget(self) -> None:
        """The point has been moved after the step: what was handed over does not hold."""
        self._new_value = self._new_gradient = None

    def normal(self, x: Array) -> Array:
        """Standard normal numbers for this step, ``(dims,)`` or ``(dims, runs)``."""
        return self._normal(RULE, x)

    def counts(self) -> tuple[Any, Any, Any]:
        """The evaluations so far, in the order of `KINDS`: numbers, or one for every run."""
        value, gradient, hessian = self._shared
        if not self._own:
            return value, gradient, hessian
        own = (self._own.get(row, 0) for row in range(len(KINDS)))
        value, gradient, hessian = map(operator.add, self._shared, own)
        return value, gradient, hessian

    def copy(self) -> Iteration:
        """The same step once more; not for a run on mini-batches, which can only go forward.

        Streams of random numbers are made anew and go on by the number of the step.
        """
        same = copy.copy(self)
        same._shared, same._own, same._streams = self._shared.copy(), self._own.copy(), {}
        return same

    def take(self, runs: Indices) -> None:
        """Go on with some of the runs only."""
        for row, count in self._own.items():
            self._own[row] = count[runs]
        if isinstance(self.learning_rate, np.ndarray):
            self.learning_rate = self.learning_rate[runs]
        if isinstance(self._noise, np.ndarray):
            self._noise = self._noise[runs]
        if isinstance(self._seed, np.ndarray):
            self._seed = self._seed[runs]
        if self._batches is not None:
            self._batches.take(runs)
        for stream in self._streams.values():
            stream.take(runs)
        if self._gradient is not None:
            self._gradient = of_runs(self._gradient, runs)
        if self._value is not None:
            self._value = self._value[runs]
        if self._examples is not None and self._examples.ndim == 2:
            self._examples = self._examples[:, runs]
        if self._shift is not None and self._shift.shape[-1] > 1:
            self._shift = of_runs(self._shift, runs)

    def _gradient_at(self, x: Array) -> Array:
        g = self._problem.gradient(x, self._examples)
        return g if self._shift is None else g + self._shift

    def _normal(self, kind: int, x: Array) -> Array:
        if kind not in self._streams:
            self._streams[kind] = NormalStream(self._seed, kind, len(x))
        numbers = self._streams[kind].at(self.t)
        return numbers[:, np.newaxis] if numbers.ndim < x.ndim else numbers

    def _count(self, kind: int, where: Mask | None) -> None:
        row, calls = self._problem.price(kind, self._dims)
        if where is None:
            self._shared[row] += calls
        else:
            own = self._own.get(row, 0)
            self._own[row] = own + calls * np.asarray(where, dtype=np.int64)
