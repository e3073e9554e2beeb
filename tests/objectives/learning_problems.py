"""Learning problems with built-in data and with data of one's own, for their tests."""

from __future__ import annotations

from typing import Any

import numpy as np

import objectives
from objectives.learning_problem import LearningProblem
from objectives.objective import Objective
from optimizers import Trajectory

BUILT_IN = [
    "linear_regression",
    "noisy_line",
    "logistic_regression",
    "sigmoid_neuron",
    "and_neuron",
    "xor_mlp",
    "mlp",
    "softmax_regression",
]
RANDOM = np.random.default_rng(2024)
X3 = RANDOM.normal(size=(40, 3)) * [1.0, 5.0, 0.2] + [0.0, 3.0, -1.0]
REAL_TARGETS = X3 @ [1.0, -0.3, 2.0] + 0.5 + 0.3 * RANDOM.normal(size=40)
THREE = np.digitize(REAL_TARGETS, np.quantile(REAL_TARGETS, [0.3, 0.7])).astype(float)
LABELS = (REAL_TARGETS + RANDOM.normal(size=40) > np.median(REAL_TARGETS)).astype(float)

OWN_DATA: dict[str, dict[str, Any]] = {
    "linear_regression": {"features": X3, "targets": REAL_TARGETS},
    "noisy_line": {"features": X3, "targets": REAL_TARGETS},
    "logistic_regression": {"features": X3, "targets": LABELS, "weight_penalty": 0.1},
    "sigmoid_neuron": {"features": X3, "targets": 0.1 + 0.8 * LABELS},
    "and_neuron": {"features": X3, "targets": LABELS, "loss": "squared"},
    "xor_mlp": {"features": X3[:, :2], "targets": LABELS},
    "softmax_regression": {"features": X3, "targets": THREE},
    "mlp": {"features": X3, "targets": LABELS, "hidden": 5, "second": 3, "weight_penalty": 0.1},
}


def problem(name: str, **parameters: Any) -> LearningProblem:
    found = objectives.get(name, **parameters)
    assert isinstance(found, LearningProblem)
    return found


def points(objective: Objective, *shape: int, seed: int = 0) -> np.ndarray:
    sides = np.array(objective.domain)
    where = np.random.default_rng(seed).random((objective.dims, *shape))
    low, high = (side.reshape(-1, *[1] * len(shape)) for side in sides.T)
    return low + (high - low) * where


def condition(objective: Objective) -> float:
    curvatures = np.linalg.eigvalsh(objective.hessian(np.array(objective.minimisers[0])))
    return float(curvatures[-1] / curvatures[0])


def steps_to(run: Trajectory, fmin: float, gap: float) -> int:
    """After how many steps the run stays that close to the minimum."""
    return int(np.flatnonzero(run.values - fmin > gap)[-1]) + 1
