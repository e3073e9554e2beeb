"""The problem on which Adam converges to the worst point, run as in the paper."""

import numpy as np
import pytest

import objectives
from optimizers.minimize import minimize
from optimizers.optimizer import Optimizer
from optimizers.rules.adam import Adam
from optimizers.rules.sgd import SGD


def end(rule: Optimizer) -> float:
    objective = objectives.get("reddi_1d")
    run = minimize(
        objective, rule, objective.start, 6000, batch_size=1, shuffle=False, box="project"
    )
    return float(run.points[-1, 0])


def test_adam_goes_to_the_worst_point() -> None:
    assert end(Adam(learning_rate=0.01, beta_1=0.0, beta_2=0.1)) == 1.0


@pytest.mark.parametrize(
    "rule",
    [
        Adam(learning_rate=0.01, beta_1=0.0, beta_2=0.1, amsgrad=True),
        SGD(learning_rate=0.01),
    ],
    ids=["amsgrad", "sgd"],
)
def test_amsgrad_and_gradient_descent_go_to_the_best(rule: Optimizer) -> None:
    assert end(rule) == pytest.approx(-1.0, abs=0.03)


def test_on_the_mean_adam_goes_to_the_best_too() -> None:
    objective = objectives.get("reddi_1d")
    rule = Adam(learning_rate=0.01, beta_1=0.0, beta_2=0.1)
    assert minimize(objective, rule, (0.0,), 1000, box="project").points[-1, 0] == -1.0


def test_examples_come_in_the_order_large_small_small() -> None:
    objective = objectives.get("reddi_1d", C=5.0)
    slopes = [float(objective.gradient((0.5,), examples=np.array([i]))[0]) for i in range(3)]
    assert slopes == [5.0, -1.0, -1.0]
    assert objective.gradient((0.5,)).tolist() == [1.0]


def test_every_run_may_have_its_own_mini_batch() -> None:
    objective = objectives.get("reddi_1d")
    points = np.array([[0.5, -0.5, 1.0]])
    batches = np.array([[0, 1, 2], [1, 2, 0]])
    assert objective.gradient(points, examples=batches).tolist() == [[1.0, -1.0, 1.0]]
    assert objective.value(points, examples=batches).tolist() == [0.5, 0.5, 1.0]
