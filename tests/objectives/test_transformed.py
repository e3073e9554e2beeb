"""A landscape turned and stretched."""

import pickle
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import objectives
import optimizers
from objectives.numerical import numerical
from objectives.objective import Objective
from objectives.transformed import transformed

PLANAR = [name for name in objectives.names() if objectives.get(name).dims == 2]
SMOOTH = [name for name in PLANAR if objectives.get(name).smooth]
CURVED = [name for name in SMOOTH if objectives.get(name).has_hessian]
MOVED = {"blocks", "domain", "minimisers", "stationary_points", "start"}
METADATA = [name for name in (*Objective.__annotations__, "dims", "fmin") if name not in MOVED]

angles = st.floats(-360.0, 360.0)
scales = st.tuples(st.floats(0.1, 10.0), st.floats(0.1, 10.0))


@pytest.fixture(params=PLANAR)
def objective(request):
    return objectives.get(request.param)


def carried(points, objective, angle, scale=(1.0, 1.0)):
    """The points (2, ...) of the objective, moved as the definition says."""
    centre = np.array(objective.domain).mean(axis=1)
    turn = np.radians(angle)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = rotation @ np.diag(scale)
    offset = np.tensordot(matrix, np.moveaxis(np.moveaxis(points, 0, -1) - centre, -1, 0), 1)
    return np.moveaxis(np.moveaxis(offset, 0, -1) + centre, -1, 0)


def inside(objective, count, seed=0):
    low, high = np.array(objective.domain).T[:, :, np.newaxis]
    return low + (high - low) * np.random.default_rng(seed).random((2, count))


def test_a_quarter_turn_goes_counterclockwise():
    # Rosenbrock's domain is a square around (0, 1); its minimum is to the right of the centre.
    turned = transformed(objectives.get("rosenbrock"), angle=90.0)
    np.testing.assert_allclose(turned.minimisers, [(0.0, 2.0)], atol=1e-15)
    np.testing.assert_allclose(turned.start, (0.0, -0.2), atol=1e-15)
    np.testing.assert_allclose(turned.domain, [(-2.0, 2.0), (-1.0, 3.0)], atol=1e-15)


def test_scale_stretches_the_landscape_and_its_domain():
    stretched = transformed(objectives.get("rosenbrock"), scale=(2.0, 0.5))
    np.testing.assert_allclose(stretched.minimisers, [(2.0, 1.0)], atol=1e-15)
    np.testing.assert_allclose(stretched.domain, [(-4.0, 4.0), (0.0, 2.0)], atol=1e-15)
    sphere = transformed(objectives.get("sphere"), scale=(1.0, 10.0))
    np.testing.assert_allclose(sphere.hessian((3.0, 4.0)), np.diag([1.0, 0.01]), atol=1e-17)


def test_scale_comes_before_the_turn():
    valley = transformed(objectives.get("sphere"), angle=45.0, scale=(10.0, 1.0))
    # Stretched along x, then turned: the diagonal is the flat direction.
    assert valley.value((1.0, 1.0)) == pytest.approx(0.01, rel=1e-14)
    assert valley.value((1.0, -1.0)) == pytest.approx(1.0, rel=1e-14)


@given(angle=angles, scale=scales)
def test_values_are_carried_along(angle, scale):
    objective = objectives.get("goldstein_price")
    points = inside(objective, 20)
    moved = transformed(objective, angle=angle, scale=scale)
    found = moved.value(carried(points, objective, angle, scale))
    np.testing.assert_allclose(found, objective.value(points), rtol=1e-9)


@given(name=st.sampled_from(SMOOTH), angle=angles, scale=scales)
def test_the_gradient_agrees_with_complex_steps(name, angle, scale):
    objective = objectives.get(name)
    moved = transformed(objective, angle=angle, scale=scale)
    points = carried(inside(objective, 20), objective, angle, scale)
    found = moved.gradient(points)
    for i, step in enumerate(1e-20j * np.eye(2)):
        expected = moved.value(points + step[:, np.newaxis]).imag / 1e-20
        size = 1e-3 * np.median(np.abs(found)) + np.abs(found).max(axis=0) + 1e-12
        assert (np.abs(found[i] - expected) / size).max() < 1e-9


@given(name=st.sampled_from(CURVED), angle=angles, scale=scales)
def test_the_hessian_agrees_with_complex_steps(name, angle, scale):
    objective = objectives.get(name)
    moved = transformed(objective, angle=angle, scale=scale)
    points = carried(inside(objective, 20), objective, angle, scale)
    found = moved.hessian(points)
    assert found.tolist() == np.swapaxes(found, 0, 1).tolist()
    for i, step in enumerate(1e-20j * np.eye(2)):
        expected = moved.gradient(points + step[:, np.newaxis]).imag / 1e-20
        size = 1e-3 * np.median(np.abs(found)) + np.abs(found).max(axis=(0, 1)) + 1e-12
        assert (np.abs(found[i] - expected) / size).max() < 1e-9


@pytest.mark.parametrize("angle", [0.0, 30.0, 45.0, 90.0, -133.0, 180.0, 359.0])
def test_minimisers_and_start_stay_inside_and_what_they_were(objective, angle):
    scale = (0.5, 3.0)
    moved = transformed(objective, angle=angle, scale=scale)
    low, high = np.array(moved.domain).T
    pairs = [(objective.start, moved.start)]
    pairs += list(zip(objective.minimisers, moved.minimisers, strict=True))
    for before, after in pairs:
        assert (low <= after).all()
        assert (after <= high).all()
        np.testing.assert_allclose(
            after, carried(np.array(before), objective, angle, scale), rtol=1e-13, atol=1e-13
        )
    known = zip(objective.stationary_points, moved.stationary_points, strict=True)
    for before, after in known:
        assert after.kind == before.kind
        expected = carried(np.array(before.point), objective, angle, scale)
        np.testing.assert_allclose(after.point, expected, rtol=1e-13, atol=1e-13)


def test_minimisers_are_minimisers():
    objective = objectives.get("himmelblau")
    moved = transformed(objective, angle=33.0, scale=(2.0, 0.3))
    points = np.array(moved.minimisers).T
    assert moved.value(points).max() < 1e-25
    assert np.abs(moved.gradient(points)).max() < 1e-12
    assert moved.fmin == objective.fmin


def test_the_domain_is_the_smallest_box():
    objective = objectives.get("sphere")
    root = 5.0 * np.sqrt(2.0)
    domain = transformed(objective, angle=45.0).domain
    np.testing.assert_allclose(domain, [(-root, root)] * 2, rtol=1e-15)


def test_the_path_of_gradient_descent_turns_with_the_landscape():
    objective = objectives.get("beale")
    moved = transformed(objective, angle=30.0)
    for name, turns in (("sgd", True), ("momentum", True), ("adam", False)):
        rule = optimizers.get(name, learning_rate=0.001)
        straight = optimizers.minimize(objective, rule, objective.start, 200).points.T
        turned = optimizers.minimize(moved, rule, moved.start, 200).points.T
        difference = np.abs(turned - carried(straight, objective, 30.0)).max()
        assert (difference < 1e-10) == turns, name
        assert turns or difference > 1e-2


def test_a_learning_rate_scales_with_the_square_of_the_length():
    objective = objectives.get("himmelblau")
    moved = transformed(objective, scale=(3.0, 3.0))
    small = optimizers.minimize(
        objective, optimizers.get("sgd", learning_rate=0.01), objective.start, 100
    )
    large = optimizers.minimize(moved, optimizers.get("sgd", learning_rate=0.09), moved.start, 100)
    np.testing.assert_allclose(large.points, 3.0 * small.points, rtol=1e-9)


def test_turning_back_gives_the_landscape_again():
    objective = objectives.get("branin")
    points = inside(objective, 20)
    there_and_back = transformed(transformed(objective, angle=50.0), angle=-50.0)
    np.testing.assert_allclose(there_and_back.value(points), objective.value(points), rtol=1e-11)


def test_everything_else_is_the_objective_s(objective):
    moved = transformed(objective, angle=10.0)
    assert moved.has_hessian == objective.has_hessian
    for name in METADATA:
        assert getattr(moved, name) == getattr(objective, name), name


def test_a_point_gets_the_same_answers_however_it_is_batched(objective):
    moved = transformed(objective, angle=10.0, scale=(2.0, 1.0))
    points = inside(objective, 6)
    points.setflags(write=False)
    values, gradients = moved.value(points), moved.gradient(points)
    assert values.dtype == gradients.dtype == np.float64
    for run in range(6):
        assert moved.value(points[:, run]) == values[run]
        assert moved.gradient(points[:, run]).tolist() == gradients[:, run].tolist()
        assert moved.gradient(tuple(points[:, run])).tolist() == gradients[:, run].tolist()
        if moved.has_hessian:
            assert (
                moved.hessian(points[:, run]).tolist() == moved.hessian(points)[..., run].tolist()
            )


def test_it_is_a_value_of_its_own():
    moved = transformed(objectives.get("rosenbrock", b=10.0), angle=20, scale=[2, 1])
    again = pickle.loads(pickle.dumps(moved))
    assert again == moved
    assert hash(again) == hash(moved)
    assert again.gradient((1.0, 2.0)).tolist() == moved.gradient((1.0, 2.0)).tolist()
    assert moved.replace(angle=30.0) == transformed(
        objectives.get("rosenbrock", b=10.0), angle=30.0, scale=(2.0, 1.0)
    )
    assert repr(moved) == (
        "Transformed(objective=Rosenbrock(b=10.0), angle=20.0, scale=(2.0, 1.0))"
    )


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("wood", {}, "objective must have 2 dimensions, got 4"),
        ("parabola_1d", {}, "objective must have 2 dimensions, got 1"),
        ("sphere", {"scale": (1.0, 0.0)}, "scale must be in (0, inf), got 0.0"),
        ("sphere", {"scale": (-2.0, 1.0)}, "scale must be in (0, inf), got -2.0"),
        ("sphere", {"scale": (1.0, np.nan)}, "scale must be in (0, inf), got nan"),
        ("sphere", {"scale": (np.inf, 1.0)}, "scale must be in (0, inf), got inf"),
        ("sphere", {"scale": 2.0}, "scale must be two numbers, got 2.0"),
        ("sphere", {"angle": np.inf}, "angle must be in (-inf, inf), got inf"),
    ],
)
def test_what_is_refused(name, options, message):
    with pytest.raises(ValueError, match=f"^transformed: {re.escape(message)}$"):
        transformed(objectives.get(name), **options)


def test_an_objective_that_is_not_ours_needs_a_domain():
    class Bowl:
        def value(self, point):
            return float(point[0] ** 2 + 4.0 * point[1] ** 2)

        def gradient(self, point):
            return [2.0 * point[0], 8.0 * point[1]]

    with pytest.raises(
        ValueError, match=r"^transformed: objective must have 2 dimensions, got None"
    ):
        transformed(Bowl())
    bowl = Bowl()
    bowl.domain = ((-1.0, 3.0), (-2.0, 2.0))
    turned = transformed(bowl, angle=90.0)
    assert not turned.has_hessian
    run = optimizers.minimize(
        turned, optimizers.get("sgd", learning_rate=0.1), np.array([[0.5, 1.0], [1.0, 0.0]]), 200
    )
    # The minimum (0, 0) is one to the left of the centre (1, 0), so it goes below it.
    np.testing.assert_allclose(run.points[-1], [[1.0, 1.0], [-1.0, -1.0]], atol=1e-12)


def test_mini_batches_and_differences_go_through():
    objective = objectives.get("linear_regression")
    rule = optimizers.get("sgd", learning_rate=0.05)
    options = {"batch_size": 3, "seed": 7}
    straight = optimizers.minimize(objective, rule, objective.start, 40, **options).points.T
    for layered in (
        transformed(numerical(objective), angle=30.0),
        numerical(transformed(objective, angle=30.0)),
    ):
        turned = optimizers.minimize(layered, rule, layered.start, 40, **options).points.T
        np.testing.assert_allclose(turned, carried(straight, objective, 30.0), rtol=0, atol=1e-8)
