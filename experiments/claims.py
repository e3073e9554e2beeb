"""Measures what the texts of landscapes claim (`declarations.claim`)."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Literal

import numpy as np

import objectives
import optimizers
from declarations.arrays import Array, Mask
from declarations.claim import Bound, Circle, Claim, Grid, Point, Points, Random, Run
from experiments.critical_points import count
from experiments.runs import runs
from experiments.scene import STARTS_STREAM, Entry, Scene

NEIGHBOURS = 0.1
"""By how much the ends of neighbouring starts differ that have a border between them."""


def holds(claim: Claim, name: str) -> bool:
    """Whether a claim about the landscape called ``name`` is true."""
    return within(claim, measured(claim, name))


def within(claim: Claim, numbers: Array) -> bool:
    """Whether all measured numbers ``(components, ...)`` lie in the bound of a claim."""
    bounds = (claim.bound,) if isinstance(claim.bound, str) else claim.bound
    if numbers.size == 0 or len(numbers) != len(bounds):
        return False
    return all(
        Bound.parse(bound).holds(number)
        for bound, component in zip(bounds, numbers, strict=True)
        for number in np.ravel(component)
    )


def measured(claim: Claim, name: str) -> Array:
    """The numbers of a claim, ``(components, runs)``: one for each run unless ``over`` is set.

    A quantity has one component; a point has one for every coordinate.

    Raises:
        ValueError: an unknown quantity, optimizer or setting.
    """
    objective = objectives.get(name, **claim.parameters)
    if claim.quantity in COUNTED:
        numbers = np.array([[float(count(objective, COUNTED[claim.quantity]))]])
    elif claim.run is None:
        where = objective.minimisers[0] if claim.at is None else claim.at
        points = points_of(objective, where).reshape(objective.dims, -1)
        numbers = _quantity(claim)(objective, points[np.newaxis])[0]
    else:
        numbers = np.concatenate(
            [_along(claim, path, objective) for path in _paths(claim, objective)], axis=-1
        )
    numbers = _over(claim, numbers)
    if claim.versus is not None:
        return np.asarray(numbers / measured(claim.versus, name))
    return numbers


def measured_in(scene: Scene, entries: tuple[int, ...], claim: Claim) -> Array:
    """The numbers of a claim about some of the entries of a race; about its landscape if of none.

    Raises:
        ValueError: as `measured`.
    """
    if not entries:
        return measured(claim.replace(parameters=dict(scene.parameters)), scene.objective)
    objective = scene.landscape()
    start = scene.start_points(objective).reshape(objective.dims, -1)
    paths = (
        runs(scene, scene.entries[index], start, tolerance=scene.tolerances()) for index in entries
    )
    return _over(claim, np.concatenate([_along(claim, path, objective) for path in paths], axis=-1))


def points_of(objective: objectives.Objective, where: Points | str) -> Array:
    """The points that a claim names, ``(dims,)`` or ``(dims, count)``."""
    if where == "minimisers":
        return np.array(objective.minimisers).T
    if isinstance(where, Random):
        return objective.random_points(
            np.random.default_rng([where.seed, STARTS_STREAM]), where.count
        )
    if isinstance(where, Circle):
        angles = 2.0 * np.pi * np.arange(where.count) / where.count
        around = where.radius * np.array([np.cos(angles), np.sin(angles)])
        return np.array(where.center)[:, np.newaxis] + around
    if isinstance(where, Grid):
        box = objective.domain if where.box is None else where.box
        axes = [np.linspace(low, high, where.count) for low, high in box]
        return np.array(np.meshgrid(*axes, indexing="ij")).reshape(len(box), -1)
    return np.array(where, dtype=np.float64).T


# Runs.


def _paths(claim: Claim, objective: objectives.Objective) -> list[optimizers.Trajectory]:
    """One batch for every optimizer of the setting."""
    run = claim.run
    assert run is not None
    names = run.optimizer
    if isinstance(names, str):
        names = tuple(optimizers.names()) if names == "all" else (names,)
    ends = claim.along == "end" and claim.quantity not in BETWEEN
    return [trajectory(objective, run, name, "ends" if ends else "all") for name in names]


@lru_cache(maxsize=16)
def trajectory(
    objective: objectives.Objective, run: Run, name: str, record: Literal["all", "ends"]
) -> optimizers.Trajectory:
    """The runs of one optimizer in a setting; always a batch."""
    rule = Entry(name).rule(objective).replace(**run.values)
    if run.learning_rate is not None and "learning_rate" in rule.parameters:
        rates = np.asarray(run.learning_rate, dtype=np.float64)
        rule = rule.replace(learning_rate=rates if rates.ndim else float(rates))
    start = points_of(objective, objective.start if run.start is None else run.start)
    batched = start.ndim > 1 or bool(rule.batch_sizes())
    seeds: Any = np.arange(run.seeds) if run.seeds > 1 else 0
    if not batched and run.seeds == 1:
        start = start[:, np.newaxis]
    schedule = None
    if run.schedule and "learning_rate" in rule.parameters:
        schedule = optimizers.get_schedule(run.schedule, **run.schedule_values)
    return optimizers.minimize(
        objective,
        rule,
        start,
        run.steps,
        schedule=schedule,
        clip=run.clip,
        box=run.box,  # type: ignore[arg-type]
        noise=run.noise,
        seed=seeds,
        batch_size=run.batch_size,
        shuffle=run.shuffle,
        record=record,
    )


def _along(claim: Claim, path: optimizers.Trajectory, objective: objectives.Objective) -> Array:
    """One number for every run, ``(components, runs)``."""
    if claim.quantity == "diverged":
        return np.asarray(path.status == "diverged", dtype=np.float64)[np.newaxis]
    if claim.quantity == "last step":
        return np.asarray(path.last_step, dtype=np.float64)[np.newaxis]
    points, _ = path.judged
    if claim.along == "end" and claim.quantity not in BETWEEN:
        points = points[-1:]
    # (rows, components, runs)
    numbers = np.asarray(_quantity(claim)(objective, points))
    late = numbers[len(numbers) // 2 :]
    if claim.along in {"first", "stays", "count"}:
        true = _in_bound(claim.when, numbers)
        if claim.along == "count":
            return true.sum(axis=0).astype(np.float64)
        if claim.along == "stays":
            true = np.logical_and.accumulate(true[::-1], axis=0)[::-1]
        first = path.steps[true.argmax(axis=0)].astype(np.float64)
        return np.where(true.any(axis=0), first, np.inf)
    if claim.along == "turns":
        signs = np.sign(np.diff(numbers, axis=0))
        return np.asarray((signs[1:] * signs[:-1] < 0).sum(axis=0), dtype=np.float64)
    reduced: dict[str, Callable[[], Any]] = {
        "end": lambda: numbers[-1],
        "min": lambda: numbers.min(axis=0),
        "max": lambda: numbers.max(axis=0),
        "late mean": lambda: late.mean(axis=0),
        "late range": lambda: np.ptp(late, axis=0),
    }
    return np.asarray(reduced[claim.along]())


def _over(claim: Claim, numbers: Array) -> Array:
    """What is made of several runs or points."""
    if claim.over == "each":
        return numbers
    if claim.over == "share":
        return np.asarray(_in_bound(claim.when, numbers).mean(axis=-1, keepdims=True))
    if claim.over == "number":
        return np.asarray(_in_bound(claim.when, numbers).sum(axis=-1, keepdims=True), np.float64)
    if claim.over == "borders":
        return np.array([[_borders(claim, ends) for ends in numbers]], dtype=np.float64)
    reduce = {"min": np.nanmin, "max": np.nanmax, "median": np.nanmedian, "mean": np.mean}
    return np.asarray(reduce[claim.over](numbers, axis=-1, keepdims=True))  # type: ignore[operator]


def _borders(claim: Claim, ends: Array) -> int:
    """How often the ends of neighbouring starts differ, along every axis of their grid."""
    assert claim.run is not None
    assert isinstance(claim.run.start, Grid)
    side = claim.run.start.count
    grid = ends.reshape((side,) * round(math.log(ends.size, side)))
    return sum(
        int((np.abs(np.diff(grid, axis=axis)) > NEIGHBOURS).sum()) for axis in range(grid.ndim)
    )


def _in_bound(text: str, numbers: Array) -> Mask:
    bound = Bound.parse(text)
    above = numbers >= bound.low if bound.low_counts else numbers > bound.low
    below = numbers <= bound.high if bound.high_counts else numbers < bound.high
    return np.asarray(above & below)


# Quantities: of points (rows, dims, runs), numbers (rows, components, runs).

Quantity = Callable[[objectives.Objective, Array], Array]


def _flat(points: Array) -> Array:
    """Points in the form that objectives take, ``(dims, rows, runs)``."""
    return np.ascontiguousarray(np.moveaxis(points, 1, 0))


def _value(objective: objectives.Objective, points: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(objective.value(_flat(points)))[:, np.newaxis]


def _gap(objective: objectives.Objective, points: Array) -> Array:
    if objective.fmin is None:
        raise ValueError(f"{objective.id}: the minimum is not known")
    return _value(objective, points) - objective.fmin


def _slope(objective: objectives.Objective, points: Array) -> Array:
    with np.errstate(all="ignore"):
        gradients = objective.gradient(_flat(points))
        return np.asarray(np.sqrt((gradients**2).sum(axis=0)))[:, np.newaxis]


def _point(_: objectives.Objective, points: Array) -> Array:
    return points


def _coordinate(index: int) -> Quantity:
    return lambda _, points: points[:, index : index + 1]


def _size(_: objectives.Objective, points: Array) -> Array:
    return np.asarray(np.sqrt((points**2).sum(axis=1, keepdims=True)))


def _angle(_: objectives.Objective, points: Array) -> Array:
    return np.degrees(np.arctan2(points[:, 1:2], points[:, 0:1]))


def _distance_to(to: Point | None) -> Quantity:
    def distance(objective: objectives.Objective, points: Array) -> Array:
        targets = np.array(objective.minimisers if to is None else (to,))
        differences = points[..., np.newaxis] - targets.T[np.newaxis, :, np.newaxis]
        return np.asarray(np.sqrt((differences**2).sum(axis=1)).min(axis=-1))[:, np.newaxis]

    return distance


def _step(_: objectives.Objective, points: Array) -> Array:
    return np.asarray(np.sqrt((np.diff(points, axis=0) ** 2).sum(axis=1, keepdims=True)))


def _decrease(objective: objectives.Objective, points: Array) -> Array:
    values = _value(objective, points)
    return np.asarray(values[1:] / values[:-1])


def _inside(objective: objectives.Objective, points: Array) -> Array:
    low, high = np.array(objective.domain).T[:, :, np.newaxis]
    inside = ((points >= low) & (points <= high)).all(axis=1, keepdims=True)
    return np.asarray(inside, dtype=np.float64)


def eigenvalues(objective: objectives.Objective, points: Array) -> Array:
    """Those of the Hessian at points ``(dims, ...)``, ascending: ``(dims, ...)``."""
    if objective.has_hessian:
        hessian = objective.hessian(points)
    else:
        columns = []
        for index in range(objective.dims):
            shifted = points.astype(np.complex128)
            shifted[index] += 1e-30j
            columns.append(objective.gradient(shifted).imag / 1e-30)
        hessian = np.array(columns)
    return np.moveaxis(np.linalg.eigvalsh(np.moveaxis(hessian, (0, 1), (-2, -1))), -1, 0)


def _eigenvalues(objective: objectives.Objective, points: Array) -> Array:
    return np.moveaxis(eigenvalues(objective, _flat(points)), 0, 1)


def _sharpness(objective: objectives.Objective, points: Array) -> Array:
    return _eigenvalues(objective, points)[:, -1:]


def _condition(objective: objectives.Objective, points: Array) -> Array:
    sizes = _eigenvalues(objective, points)
    return sizes[:, -1:] / sizes[:, :1]


def _rank(objective: objectives.Objective, points: Array) -> Array:
    sizes = np.abs(_eigenvalues(objective, points))
    large = sizes > 1e-9 * sizes.max(axis=1, keepdims=True)
    return np.asarray(large.sum(axis=1, keepdims=True), dtype=np.float64)


def _held_out_loss(objective: objectives.Objective, points: Array) -> Array:
    assert isinstance(objective, objectives.LearningProblem)
    losses = objective.losses(_flat(points), held_out=True)
    return np.asarray(losses.mean(axis=0))[:, np.newaxis]


def _accuracy(held_out: bool) -> Quantity:
    def accuracy(objective: objectives.Objective, points: Array) -> Array:
        assert isinstance(objective, objectives.LearningProblem)
        return objective.accuracy(_flat(points), held_out)[:, np.newaxis]

    return accuracy


QUANTITIES: dict[str, Quantity] = {
    "value": _value,
    "gap": _gap,
    "slope": _slope,
    "point": _point,
    "x": _coordinate(0),
    "y": _coordinate(1),
    "z": _coordinate(2),
    "size": _size,
    "angle": _angle,
    "step": _step,
    "decrease": _decrease,
    "inside": _inside,
    "eigenvalues": _eigenvalues,
    "sharpness": _sharpness,
    "condition": _condition,
    "rank": _rank,
    "held-out loss": _held_out_loss,
    "accuracy": _accuracy(held_out=False),
    "held-out accuracy": _accuracy(held_out=True),
}
"""By name: f; f above the minimum; the norm of the gradient; the point, its coordinates, its
distance from the origin, its angle in degrees; the length of a step; f after a step over f before;
1 inside the domain, else 0; the eigenvalues of the Hessian, the largest, the largest over the
smallest, how many are not 0; of a learning problem the mean loss of the held-out examples, the
share of labels that are right, and of those held out. And "distance": to the point ``to`` or the
nearest minimiser."""

BETWEEN = frozenset({"step", "decrease"})
"""Those that belong to a step, not to a point."""

OF_RUNS = frozenset({"diverged", "last step"})
"""Those of a whole run: 1 when it diverged, else 0; the steps it has taken."""

COUNTED = {
    "minima": "minimum",
    "saddles": "saddle",
    "maxima": "maximum",
    "degenerate points": "degenerate",
}
"""Those of the whole landscape: the stationary points inside the domain, searched for."""


def _quantity(claim: Claim) -> Quantity:
    if claim.quantity == "distance":
        return _distance_to(claim.to)
    if claim.quantity not in QUANTITIES:
        raise ValueError(f"no quantity is called {claim.quantity!r}")
    return QUANTITIES[claim.quantity]
