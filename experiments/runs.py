"""Runs of one optimizer in the setting of a scene."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

import objectives
import optimizers
from declarations.arrays import Array, Mask
from experiments.scene import Entry, Scene

MARGIN = 0.05
"""How far outside the domain a run may be and still be said to be in it, of its width."""


def runs(scene: Scene, entry: Entry, start: ArrayLike, **options: Any) -> optimizers.Trajectory:
    """`optimizers.minimize` with the landscape, the steps and the noise of a scene.

    The starts, the seeds and the stop rules of the scene are left to the caller.

    Args:
        scene: the landscape and the options of the runs; its entries do not matter.
        entry: the optimizer; its values may be arrays, one number for every run.
        start: a point or a batch of points.
        options: further options of `optimizers.minimize`, such as ``record`` and ``seed``.

    Raises:
        ValueError: the scene or the entry holds a value that is not valid.
    """
    oracle, rule, settings = prepared(scene, entry)
    return optimizers.minimize(oracle, rule, start, scene.steps, **(settings | options))


def prepared(scene: Scene, entry: Entry) -> tuple[Any, optimizers.Optimizer, dict[str, Any]]:
    """What is minimized, by which rule, and the options of `optimizers.minimize` for that.

    Raises:
        ValueError: the scene or the entry holds a value that is not valid.
    """
    objective = scene.landscape()
    oracle = objective
    if scene.difference is not None:
        oracle = objectives.numerical(objective, h=scene.difference)
    rule = entry.rule(objective)
    if scene.clip_value is not None:
        rule = optimizers.get("clip_by_value", optimizer=rule, clipvalue=scene.clip_value)
    has_rate = getattr(rule, "learning_rate", None) is not None
    schedule = entry.schedule_object() if has_rate else None
    return oracle, rule, setting(scene) | {"schedule": schedule}


def setting(scene: Scene) -> dict[str, Any]:
    """The options of `optimizers.minimize` that hold for every optimizer of a scene."""
    return {
        "noise": scene.noise,
        "seed": scene.seed,
        "batch_size": None if scene.landscape().examples is None else scene.batch_size,
        "shuffle": scene.shuffle,
        "clip": scene.clip_norm,
        "box": scene.box,
    }


def is_stochastic(scene: Scene, entry: Entry) -> bool:
    """Whether the steps of an optimizer have random numbers in them: another seed, another run.

    Noise is on the gradient, and a rule that asks for values alone never meets it. Mini-batches
    are random where the examples are shuffled and a batch is not all of them.
    """
    objective = scene.landscape()
    examples = objective.examples
    batches = scene.batch_size is not None and examples is not None and scene.batch_size < examples
    if (batches and scene.shuffle) or optimizers.registry[entry.optimizer].draws:
        return True
    return scene.noise > 0 and "gradient" in entry.rule(objective).needs


def without_runs(scene: Scene) -> Scene:
    """The scene without what a map of many runs sets itself: entries, starts and stop rules."""
    return scene.replace(
        entries=(),
        start=None,
        starts=1,
        loss_change=None,
        gradient_norm=None,
        loss=None,
        patience=1,
    )


def in_domain(objective: objectives.Objective, points: Array) -> Mask:
    """Which of the points ``(dims, ...)`` are in the domain, or hardly outside.

    All of them where the domain is no border.
    """
    if not objective.bounded:
        return np.ones(points.shape[1:], dtype=bool)
    low, high = widened(objective).T.reshape(2, -1, *(1,) * (points.ndim - 1))
    return np.asarray(((points >= low) & (points <= high)).all(axis=0))


def widened(objective: objectives.Objective) -> Array:
    """The domain with its margin, ``(dims, 2)``."""
    low, high = np.array(objective.domain).T
    margin = MARGIN * (high - low)
    return np.stack([low - margin, high + margin], axis=1)
