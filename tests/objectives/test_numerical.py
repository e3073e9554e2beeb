"""Central differences in place of the gradient."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import objectives
import optimizers
from objectives.numerical import numerical
from objectives.objective import Objective

METADATA = [*Objective.__annotations__, "dims", "fmin"]
SMOOTH = [name for name in objectives.names() if objectives.get(name).smooth]


class Linear:
    """f(x, y) = 3 x - 2 y, with nothing but values."""

    def value(self, point):
        x, y = point
        return 3.0 * x - 2.0 * y


@pytest.fixture(params=objectives.names())
def objective(request):
    return objectives.get(request.param)


@given(h=st.floats(1e-6, 1e3), x=st.floats(-10.0, 10.0), y=st.floats(-10.0, 10.0))
def test_a_linear_objective_is_exact_up_to_rounding(h, x, y):
    size = 3.0 * (abs(x) + h) + 2.0 * (abs(y) + h)
    found = numerical(Linear(), h=h).gradient((x, y))
    np.testing.assert_allclose(found, [3.0, -2.0], rtol=0, atol=4e-16 * size / h)


@given(h=st.floats(1e-2, 1e2))
def test_a_quadratic_objective_is_exact_up_to_rounding(h):
    found = numerical(objectives.get("sphere"), h=h).gradient((1.5, -0.25))
    np.testing.assert_allclose(found, [1.5, -0.25], rtol=0, atol=1e-15 * (h + 3.0 / h))


def test_the_error_is_that_of_the_taylor_series():
    # The fourth derivatives being constant, it is h^2 f_xxx / 6 = h^2 (2400 x) / 6 exactly.
    for h in (1.0, 0.1, 0.01):
        error = numerical(objectives.get("rosenbrock"), h=h).gradient_error((-1.2, 1.0))
        assert error == pytest.approx(400.0 * 1.2 * h**2, rel=1e-8)


def test_the_error_shrinks_like_h_squared_until_rounding_takes_over():
    objective = objectives.get("trefethen")
    point = np.array([0.1, 0.2])
    steps = 10.0 ** np.arange(-3.0, -11.5, -0.5)
    errors = [float(numerical(objective, h=h).gradient_error(point)) for h in steps]
    np.testing.assert_allclose(np.divide(errors[1:4], errors[0:3]), 0.1, rtol=0.1)
    smallest = int(np.argmin(errors))
    assert 1e-7 < steps[smallest] < 1e-4
    assert errors[-1] > 1e3 * errors[smallest]


@pytest.mark.parametrize("name", SMOOTH)
def test_the_gradient_is_close_to_the_objective_s_own(name):
    objective = objectives.get(name)
    low, high = np.array(objective.domain).T[:, :, np.newaxis]
    points = low + (high - low) * np.random.default_rng(3).random((objective.dims, 40))
    estimate = numerical(objective, h=1e-6)
    error = estimate.gradient_error(points)
    assert error.shape == (40,)
    sizes = np.linalg.norm(objective.gradient(points), axis=0)
    rounding = 1e-16 * np.abs(objective.value(points)) / 1e-6
    # The median: a point may lie beside a cliff.
    assert np.median(error / (sizes + 1e5 * rounding + 1e-3)) < 1e-4


def test_gradient_error_is_the_norm_of_the_difference():
    objective = objectives.get("himmelblau")
    estimate = numerical(objective, h=0.1)
    points = np.random.default_rng(0).normal(size=(2, 3, 4))
    difference = estimate.gradient(points) - objective.gradient(points)
    expected = np.hypot(difference[0], difference[1])
    np.testing.assert_allclose(estimate.gradient_error(points), expected, rtol=1e-14)
    assert estimate.gradient_error(points[:, 0, 0]) == pytest.approx(expected[0, 0], rel=1e-14)


def test_everything_else_is_the_objective_s(objective):
    estimate = numerical(objective)
    for name in METADATA:
        assert getattr(estimate, name) == getattr(objective, name), name
    point = np.array(objective.start)
    assert estimate.value(point) == objective.value(point)


def test_there_is_no_hessian():
    estimate = numerical(objectives.get("rosenbrock"))
    assert not estimate.has_hessian
    with pytest.raises(NotImplementedError):
        estimate.hessian(np.zeros(2))


def test_a_point_gets_the_same_gradient_however_it_is_batched(objective):
    low, high = np.array(objective.domain).T[:, :, np.newaxis]
    points = low + (high - low) * np.random.default_rng(4).random((objective.dims, 6))
    points.setflags(write=False)
    estimate = numerical(objective)
    batch = estimate.gradient(points)
    assert batch.dtype == np.float64
    for run in range(6):
        assert estimate.gradient(points[:, run]).tolist() == batch[:, run].tolist()
        assert estimate.gradient(tuple(points[:, run])).tolist() == batch[:, run].tolist()
    grid = estimate.gradient(points.reshape(-1, 2, 3))
    assert grid.shape == (objective.dims, 2, 3)
    assert grid.reshape(batch.shape).tolist() == batch.tolist()


def test_whole_numbers_make_a_point():
    estimate = numerical(objectives.get("himmelblau"), h=0.5)
    for point in ((1, 2), np.array([1, 2])):
        assert estimate.gradient(point).tolist() == estimate.gradient((1.0, 2.0)).tolist()


@pytest.mark.parametrize("h", [0.0, -0.5, np.inf, np.nan])
def test_h_must_be_positive_and_finite(h):
    with pytest.raises(ValueError, match=rf"^numerical: h must be in \(0, inf\), got {h}$"):
        numerical(objectives.get("sphere"), h=h)


def test_it_is_a_value_of_its_own():
    estimate = numerical(objectives.get("rosenbrock", b=10.0), h=1e-4)
    again = pickle.loads(pickle.dumps(estimate))
    assert again == estimate
    assert hash(again) == hash(estimate)
    assert again.gradient((1.0, 2.0)).tolist() == estimate.gradient((1.0, 2.0)).tolist()
    assert estimate != numerical(objectives.get("rosenbrock", b=10.0), h=1e-5)
    assert estimate != numerical(objectives.get("rosenbrock", b=20.0), h=1e-4)
    assert estimate.replace(h=1e-5) == numerical(objectives.get("rosenbrock", b=10.0), h=1e-5)
    assert repr(estimate) == "Numerical(objective=Rosenbrock(b=10.0), h=0.0001)"


def test_a_run_takes_about_the_same_path():
    objective = objectives.get("himmelblau")
    rule = optimizers.get("sgd", learning_rate=0.01)
    exact = optimizers.minimize(objective, rule, objective.start, 100)
    rough = optimizers.minimize(numerical(objective, h=1e-5), rule, objective.start, 100)
    np.testing.assert_allclose(rough.points, exact.points, rtol=0, atol=1e-7)
    assert rough.points.tolist() != exact.points.tolist()
    assert rough.values[-1] == objective.value(rough.points[-1])


def test_newton_s_method_does_without_the_hessian():
    objective = objectives.get("rosenbrock")
    run = optimizers.minimize(
        numerical(objective, h=1e-4), optimizers.get("newton"), objective.start, 30
    )
    np.testing.assert_allclose(run.points[-1], [1.0, 1.0], atol=1e-5)
    assert run.evaluations.hessian == 0
    # The gradient of a step, and two for every column of the Hessian, of four values each.
    assert run.evaluations.gradient == 0
    assert run.evaluations.value >= 30 * (1 + 2 * 2) * 4


def test_a_gradient_costs_its_values():
    objective = objectives.get("rosenbrock_4d")
    rule = optimizers.get("sgd", learning_rate=1e-5)
    run = optimizers.minimize(numerical(objective), rule, objective.start, 10)
    assert (run.evaluations.value, run.evaluations.gradient) == (10 * 2 * 4, 0)
    assert run.evaluations_at.value.tolist() == [8 * step for step in range(11)]
    batch = optimizers.minimize(
        numerical(objective), optimizers.get("bfgs"), np.tile(objective.start, (3, 1)).T, 5
    )
    assert (batch.evaluations.gradient == 0).all()


def test_mini_batches_reach_the_values():
    objective = objectives.get("linear_regression")
    rule = optimizers.get("sgd", learning_rate=0.05)
    options = {"batch_size": 3, "seed": 7}
    exact = optimizers.minimize(objective, rule, objective.start, 40, **options)
    rough = optimizers.minimize(numerical(objective), rule, objective.start, 40, **options)
    np.testing.assert_allclose(rough.points, exact.points, rtol=0, atol=1e-9)
    batch = np.array([0, 2])
    value = numerical(objective).value(np.array(objective.start), examples=batch)
    assert value == objective.value(np.array(objective.start), examples=batch)
    whole = optimizers.minimize(objective, rule, objective.start, 40)
    assert np.abs(exact.points - whole.points).max() > 1e-3


def test_an_objective_that_is_not_ours_needs_values_only():
    estimate = numerical(Linear())
    run = optimizers.minimize(
        estimate, optimizers.get("sgd", learning_rate=0.1), np.zeros((2, 3)), 10
    )
    np.testing.assert_allclose(run.points[-1], [[-3.0] * 3, [2.0] * 3], atol=1e-11)
    for name in METADATA:
        assert not hasattr(estimate, name)
    with pytest.raises(AttributeError, match="gradient"):
        estimate.gradient_error((0.0, 0.0))
