"""Three small objectives with their minima, and what is said of walking on them."""

import numpy as np
import pytest

import objectives
from optimizers.minimize import minimize
from optimizers.rules.adam import Adam
from optimizers.rules.sgd import SGD


def test_sine_parabola() -> None:
    objective = objectives.get("sine_parabola_1d")
    assert objective.fmin == pytest.approx(-7.945823375615283, abs=1e-14)
    assert objective.minimisers[0][0] == pytest.approx(-1.306440008369511, abs=1e-15)
    minimum, maximum = objective.stationary_points
    assert minimum.kind == "minimum"
    assert objective.value(minimum.point) == pytest.approx(8.315585579477458, abs=1e-14)
    assert maximum.kind == "maximum"
    assert objective.value(maximum.point) == pytest.approx(13.0948, abs=1e-4)


def test_shifted_parabola() -> None:
    objective = objectives.get("shifted_parabola_1d")
    assert objective.minimisers == ((1.0,),)
    assert objective.fmin == 0.0
    assert objective.value((3.0,)) == 4.0
    assert objective.gradient((3.0,)).tolist() == [4.0]


def test_quartic_with_two_wells() -> None:
    objective = objectives.get("quartic_two_wells")
    root = np.sqrt(2.0)
    assert set(objective.minimisers) == {(root, -root), (-root, root)}
    assert [float(objective.value(point)) for point in objective.minimisers] == pytest.approx(
        [-8.0, -8.0], abs=1e-14
    )
    assert objective.gradient((0.0, 0.0)).tolist() == [0.0, 0.0]
    assert np.linalg.eigvalsh(objective.hessian((0.0, 0.0))).tolist() == [-8.0, 0.0]


def test_rmsprop_stops_in_the_false_minimum_of_the_sine_parabola() -> None:
    objective = objectives.get("sine_parabola_1d")
    x = np.array(objective.start)
    assert x.tolist() == [8.0]
    for _ in range(60):
        g = objective.gradient(x)
        x = x - 0.1 * g / np.sqrt(g * g + 0.9)
    assert x[0] == pytest.approx(3.8375, abs=5e-5)
    assert objective.value(x) == pytest.approx(8.3156, abs=5e-5)


def test_momentum_leaves_the_false_minimum_of_the_sine_parabola() -> None:
    objective = objectives.get("sine_parabola_1d")
    ends = [
        minimize(objective, rule, objective.start, 500).points[-1, 0]
        for rule in (
            SGD(learning_rate=0.1),
            SGD(learning_rate=0.02, momentum=0.9),
            Adam(learning_rate=0.5),
        )
    ]
    assert ends == pytest.approx([3.8375, -1.3064, -1.3064], abs=1e-4)


def test_weight_decay_moves_the_answer_on_the_shifted_parabola() -> None:
    objective = objectives.get("shifted_parabola_1d")
    ends = {
        (rule.__name__, mode): minimize(
            objective,
            rule(learning_rate=0.1, weight_decay=0.5, weight_decay_mode=mode),
            objective.start,
            3000,
        ).points[-1, 0]
        for rule in (SGD, Adam)
        for mode in ("l2", "decoupled")
    }
    assert ends["SGD", "l2"] == pytest.approx(0.8, abs=1e-6)
    assert ends["SGD", "decoupled"] == pytest.approx(0.8, abs=1e-6)
    assert ends["Adam", "l2"] == pytest.approx(0.8, abs=1e-4)
    assert ends["Adam", "decoupled"] == pytest.approx(0.946, abs=5e-4)


def test_the_learning_rate_decides_between_the_two_wells() -> None:
    objective = objectives.get("quartic_two_wells")
    root = np.sqrt(2.0)
    slow = minimize(objective, SGD(learning_rate=0.01), objective.start, 400).points[-1]
    fast = minimize(objective, SGD(learning_rate=0.02), objective.start, 400).points[-1]
    assert slow == pytest.approx([root, -root], abs=1e-9)
    assert fast == pytest.approx([-root, root], abs=1e-9)


def test_gradient_descent_creeps_along_the_diagonal_between_the_wells() -> None:
    objective = objectives.get("quartic_two_wells")
    end = minimize(objective, SGD(learning_rate=0.01), (2.5, 2.5), 10_000).points[-1]
    assert end == pytest.approx([0.0353, 0.0353], abs=1e-4)
