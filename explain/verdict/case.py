"""A run with what a verdict asks of it; every answer is worked out once, when it is asked for."""

from __future__ import annotations

import dataclasses
from functools import cached_property, lru_cache

import numpy as np

import objectives
import optimizers
from declarations.arrays import Array
from experiments import Race, Runner, Summary, course, of_runner
from experiments.critical_points import hessians
from experiments.runs import is_stochastic
from experiments.scene import Entry, Scene
from optimizers import Trajectory

MOST_CURVATURE = 1e5
"""Numbers that a look at the curvature may take: points x dims x dims x examples."""
SEARCH = 12
"""Steps of Newton's method to the bottom of the bowl in which a run is."""
ARRIVED = 1e-9
"""The last step of a search that has arrived, of the width of the domain."""
LOOKS = 9
"""At so many points between a run and the bottom of its bowl f is looked at."""
TYPICAL = 64
"""The slope at so many random points of the landscape says what is steep on it."""
GROWTH = 10
"""The growth of a run is that of its last steps, so many."""
DEFINITE = 1e-9
"""A curvature is positive that is above this, of the largest one."""


@dataclasses.dataclass(frozen=True)
class Bowl:
    """The bottom of the bowl in which a run is: f has no slope there and curves up all around."""

    point: Array
    value: float
    curvatures: Array
    """The eigenvalues of the Hessian, rising."""


@dataclasses.dataclass(frozen=True, eq=False)
class Case:
    """A run and its setting."""

    scene: Scene
    entry: Entry
    objective: objectives.Objective
    run: Trajectory
    summary: Summary

    @classmethod
    def of(cls, runner: Runner, race: Race) -> Case:
        """That of a runner of a race."""
        summary = of_runner(runner, race)
        return cls(race.scene, runner.entry, race.objective, runner.trajectory, summary)

    # ---- the setting ----

    @cached_property
    def rule(self) -> optimizers.Optimizer:
        """The rule with its wrappers."""
        return self.entry.rule(self.objective)

    @cached_property
    def stochastic(self) -> bool:
        """Whether the steps have random numbers in them."""
        return is_stochastic(self.scene, self.entry)

    @cached_property
    def width(self) -> Array:
        """Of the domain, ``(dims,)``."""
        low, high = np.array(self.objective.domain).T
        return np.asarray(high - low)

    @property
    def has_theory(self) -> bool:
        """Whether the rule states a limit for its learning rate that holds in this setting."""
        scene = self.scene
        free = scene.box == "free" and scene.clip_norm is None and scene.clip_value is None
        return free and self.rule.stability_limit(1.0) is not None

    def limit(self, curvature: float) -> float:
        """The largest stable learning rate on a quadratic of a curvature, where `has_theory`."""
        limit = self.rule.stability_limit(curvature)
        assert limit is not None
        return float(limit)

    @property
    def is_whole(self) -> bool:
        """Whether every step of the run has a row."""
        return bool(len(self.run.steps) == self.run.last_step + 1)

    @cached_property
    def rates(self) -> Array | None:
        """The learning rate of every step, also of one that has no row because it diverged."""
        rates, own = self.run.learning_rates, getattr(self.rule, "learning_rate", None)
        if rates is None or own is None:
            return None
        if self.run.status == "diverged" and not self.entry.schedule:
            return np.append(rates, rates[-1] if len(rates) else own)
        return rates

    # ---- the end ----

    @cached_property
    def points(self) -> Array:
        """The points of the last fifth, as they are judged, ``(rows, dims)``."""
        return self.run.judged[0][-self.window :]

    @cached_property
    def values(self) -> Array:
        """Their losses."""
        return self.run.judged[1][-self.window :]

    @cached_property
    def window(self) -> int:
        """How many rows the last fifth has."""
        return course.window(len(self.run.values))

    @property
    def end(self) -> Array:
        """The last point to be judged."""
        return np.asarray(self.points[-1])

    @property
    def value(self) -> float:
        """Its loss."""
        return float(self.values[-1])

    @cached_property
    def gradients(self) -> Array:
        """The gradients in the last fifth, ``(dims, rows)``."""
        with np.errstate(all="ignore"):
            return np.asarray(self.objective.gradient(self.points.T))

    @property
    def slope(self) -> float:
        """The norm of the gradient at the end."""
        return float(np.linalg.norm(self.gradients[:, -1]))

    @cached_property
    def left(self) -> float:
        """What is left to go: down to the minimum; of an unknown one, what has been gone."""
        if self.objective.fmin is not None:
            return max(self.value - self.objective.fmin, 0.0)
        return max(float(self.run.judged[1][0]) - self.value, 0.0)

    @property
    def steep(self) -> float:
        """What is steep on this landscape: the median slope at random points."""
        return typical_slope(self.objective)

    # ---- curvature ----

    def can_see(self, points: int) -> bool:
        """Whether a look at the curvature at so many points is cheap enough for a verdict."""
        objective = self.objective
        numbers = points * objective.dims**2.0
        if not objective.has_hessian:
            numbers *= objective.examples or 1
        return numbers <= MOST_CURVATURE

    def curvatures(self, points: Array) -> tuple[Array, Array]:
        """Eigenvalues ``(rows, dims)``, rising, and eigenvectors ``(rows, dims, dims)``."""
        with np.errstate(all="ignore"):
            found = hessians(self.objective, np.ascontiguousarray(points.T))
        found = (found + found.swapaxes(1, 2)) / 2.0
        found[~np.isfinite(found)] = 0.0
        values, vectors = np.linalg.eigh(found)
        return values, vectors

    @cached_property
    def eigen(self) -> tuple[Array, Array] | None:
        """Eigenvalues ``(dims,)`` and eigenvectors in columns at the end; None if too dear."""
        if not self.can_see(1):
            return None
        values, vectors = self.curvatures(self.points[-1:])
        return values[0], vectors[0]

    @property
    def curves_up(self) -> bool:
        """Whether f curves up at the end, in all directions."""
        return self.eigen is not None and is_definite(self.eigen[0])

    @cached_property
    def bowl(self) -> Bowl | None:
        """The bottom of the bowl below the lowest of the last points.

        It is there only if f curves up at all of those points and falls all the way from the
        lowest of them to the bottom. Of a run that stands still the last point is the only one.
        """
        rows = 1 if self.summary.course == course.STILL else self.window
        if not self.can_see(rows):
            return None
        points, values = self.points[-rows:], self.values[-rows:]
        if not all(is_definite(each) for each in self.curvatures(points)[0]):
            return None
        lowest = int(np.argmin(values))
        return self._bottom(points[lowest], float(values[lowest]))

    def _bottom(self, start: Array, top: float) -> Bowl | None:
        x = start.copy()
        for _ in range(SEARCH):
            values, vectors = self.curvatures(x[np.newaxis])
            if not is_definite(values[0]):
                return None
            gradient = self.objective.gradient(x)
            move = vectors[0] @ ((vectors[0].T @ gradient) / values[0])
            x = x - move
            if not np.isfinite(x).all():
                return None
            if np.abs(move / self.width).max() <= ARRIVED:
                break
        else:
            return None
        (values, _) = self.curvatures(x[np.newaxis])
        if not is_definite(values[0]):
            return None
        if np.abs((x - start) / self.width).max() <= ARRIVED:
            return Bowl(x, top, values[0])  # nothing is between them but rounding
        shares = np.linspace(0.0, 1.0, LOOKS)
        heights = self.objective.value(start[:, np.newaxis] * (1 - shares) + np.outer(x, shares))
        rounding = course.ROUNDING * max(abs(top), 1.0)
        if (np.diff(heights) > rounding).any():
            return None
        return Bowl(x, float(heights[-1]), values[0])

    # ---- growth ----

    @cached_property
    def first_beyond(self) -> tuple[int, float, float, float] | None:
        """The first step with a learning rate beyond the limit of the curvature where it began.

        Returns:
            The number of the step, its learning rate, the largest curvature, and the limit.
        """
        if not self.has_theory or self.rates is None or not len(self.rates):
            return None
        starts = self.run.points[: len(self.rates)]
        if not self.is_whole or not self.can_see(len(starts)):
            return None
        largest = self.curvatures(starts)[0][:, -1]
        for step, (rate, curvature) in enumerate(zip(self.rates, largest, strict=True), 1):
            if curvature > 0 and rate > self.limit(curvature):
                return step, float(rate), float(curvature), self.limit(curvature)
        return None

    @cached_property
    def growth(self) -> float | None:
        """By what factor its last steps grew, each over the one before; None of too few."""
        tail = self.run.points[-GROWTH - 2 :]
        with np.errstate(all="ignore"):
            # Scaled, because the square of a large step overflows.
            moves = np.diff(tail, axis=0)
            sizes = np.abs(moves).max(axis=1)
            ratios = sizes[1:] / sizes[:-1]
        if not len(ratios) or not np.isfinite(ratios).all() or (ratios <= 0).any():
            return None
        return float(np.exp(np.log(ratios).mean()))


def is_definite(curvatures: Array) -> bool:
    """Whether a Hessian with these eigenvalues, rising, curves up in all directions."""
    return bool(curvatures[-1] > 0 and curvatures[0] > DEFINITE * curvatures[-1])


@lru_cache(maxsize=64)
def typical_slope(objective: objectives.Objective) -> float:
    """The median norm of the gradient at random points of the domain."""
    points = objective.random_points(np.random.default_rng(0), TYPICAL)
    with np.errstate(all="ignore"):
        return float(np.nanmedian(np.linalg.norm(objective.gradient(points), axis=0)))
