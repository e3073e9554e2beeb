"""What theory says of a sweep map: where gradient descent on a quadratic stops converging."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import NDArray

import objectives
from declarations.arrays import Array
from experiments.frozen import FrozenArrays
from experiments.scene import Entry, Scene

LOOKS = 20
"""At so many points the Hessian has to be the same."""
ROUNDING = 1e-9

Values = tuple[str, NDArray[Any]]
"""The name of a hyperparameter and its values."""


@dataclasses.dataclass(frozen=True)
class Boundary(FrozenArrays):
    """A curve on a sweep map; beyond it, at larger learning rates, runs diverge."""

    x: Array
    y: Array


def boundary(scene: Scene, entry: Entry, x: Values, y: Values) -> Boundary | None:
    """The curve of the largest stable learning rates, for every value on the other axis.

    None where there is no theory: no axis is the learning rate, the objective is not a convex
    quadratic, the rule states no limit, or something else acts on the steps.
    """
    if "learning_rate" not in (x[0], y[0]):
        return None
    objective = scene.landscape()
    curvature = largest_curvature(objective)
    changed = (
        entry.schedule
        or entry.wrappers
        or scene.box != "free"
        or scene.clip_norm is not None
        or scene.clip_value is not None
        or (scene.batch_size is not None and objective.examples is not None)
    )
    if curvature is None or changed:
        return None
    other, values = y if x[0] == "learning_rate" else x
    if values.dtype.kind != "f":
        return None
    rule = entry.rule(objective).replace(**{other: values})
    limit = rule.stability_limit(curvature)
    if limit is None:
        return None
    limits = np.array(np.broadcast_to(limit, values.shape))
    return Boundary(limits, values) if x[0] == "learning_rate" else Boundary(values, limits)


def largest_curvature(objective: objectives.Objective) -> float | None:
    """The largest eigenvalue of the Hessian of a convex quadratic; None for anything else."""
    if not objective.has_hessian:
        return None
    hessians = objective.hessian(objective.random_points(np.random.default_rng(0), LOOKS))
    first = hessians[..., 0]
    differences = np.abs(hessians - first[..., np.newaxis])
    if not differences.max() <= ROUNDING * np.abs(first).max():
        return None
    eigenvalues = np.linalg.eigvalsh(first)
    largest = float(eigenvalues[-1])
    if largest <= 0.0 or eigenvalues[0] < -ROUNDING * largest:
        return None
    return largest
