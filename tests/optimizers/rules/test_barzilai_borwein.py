"""Barzilai-Borwein: what theory promises of it, in numbers."""

from __future__ import annotations

import numpy as np
import pytest

import optimizers
from optimizers import minimize
from tests.optimizers.helpers import Landscape, bowl, saddle


@pytest.mark.parametrize("formula", ["bb1", "bb2"])
def test_barzilai_borwein_is_exact_on_a_parabola(formula: str) -> None:
    objective, _ = bowl(1, 1.0)
    run = minimize(
        objective,
        optimizers.get("barzilai_borwein", formula=formula, learning_rate=0.37),
        (5.0,),
        steps=2,
    )
    assert run.points[:, 0].tolist() == pytest.approx([5.0, 1.0 + 4.0 * 0.63, 1.0], abs=1e-15)


def test_the_two_step_sizes_of_barzilai_and_borwein() -> None:
    """On x^2/2 + 10 y^2/2: s's/s'y and s'y/y'y by hand."""
    objective = Landscape(
        lambda p: 0.5 * (p[0] * p[0] + 10.0 * p[1] * p[1]),
        lambda p: np.array([p[0], 10.0 * p[1]]),
        None,
    )
    for formula, expected in (
        ("bb1", (1.0 + 100.0) / (1.0 + 1000.0)),
        ("bb2", (1.0 + 1000.0) / (1.0 + 10000.0)),
    ):
        run = minimize(
            objective,
            optimizers.get("barzilai_borwein", formula=formula, learning_rate=0.01),
            (1.0, 1.0),
            steps=2,
            record_state=True,
        )
        assert run.state is not None
        assert run.state["step_size"].tolist() == pytest.approx([0.0, 0.01, expected])


def test_barzilai_borwein_keeps_its_step_where_the_curvature_is_negative() -> None:
    run = minimize(
        saddle(),
        optimizers.get("barzilai_borwein", formula="bb2"),
        (0.0, 0.1),
        steps=3,
        record_state=True,
    )
    assert run.state is not None
    assert run.state["step_size"].tolist() == [0.0, 0.001, 0.001, 0.001]


@pytest.mark.parametrize("formula", ["bb1", "bb2"])
def test_barzilai_borwein_beats_the_best_constant_step(formula: str) -> None:
    objective, _ = bowl(2, 1000.0)
    best = optimizers.get("sgd", learning_rate=2.0 / 1001.0)
    descent = minimize(objective, best, (3.0, -2.0), steps=100).values[-1]
    found = minimize(
        objective, optimizers.get("barzilai_borwein", formula=formula), (3.0, -2.0), steps=100
    ).values[-1]
    assert found < 1e-12 < 1e-2 < descent
