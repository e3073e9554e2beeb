"""Basin maps: which minimum is reached, and when."""

from __future__ import annotations

import multiprocessing
import pickle
import re
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from experiments import blocks
from experiments.basins import DIVERGED, NONE, PATIENCE, BasinMap, Basins, basin_map
from experiments.runs import runs
from experiments.scene import Entry, Scene


def entry(name: str, **values: Any) -> Entry:
    return Entry(name, values=tuple(values.items()))


def small(objective: str, optimizer: Entry, side: int = 15, **changes: Any) -> BasinMap:
    tolerance = changes.pop("tolerance", 1e-3)
    return BasinMap(Scene(objective, **({"steps": 200} | changes)), optimizer, side, tolerance)


def same(one: Basins, other: Basins) -> bool:
    return np.array_equal(one.reached, other.reached) and np.array_equal(one.steps, other.steps)


def first_arrival(values: np.ndarray, level: float) -> int:
    """The first of PATIENCE points in a row at the level or below, from the whole record."""
    low = values <= level
    return next((t for t in range(len(low) - PATIENCE + 1) if low[t : t + PATIENCE].all()), -1)


# --- what theory says ---------------------------------------------------------------------------


def test_descent_in_small_steps_splits_two_wells_along_the_diagonal() -> None:
    """x - y is multiplied by 1 - rate (4 (x^2 + xy + y^2) - 8), above 0 on the whole domain."""
    found = basin_map(small("quartic_two_wells", entry("sgd", learning_rate=0.005), 41, steps=700))
    b, a = np.meshgrid(found.b, found.a, indexing="ij")
    right = found.reached[a > b]
    left = found.reached[a < b]
    assert found.minima[0][0] > 0 > found.minima[1][0]
    assert (right == 0).all()
    assert (left == 1).all()
    assert (found.reached[a == b] == NONE).all()
    assert found.share == pytest.approx(40 / 41)
    assert found.shares == pytest.approx((20 / 41, 20 / 41))


def test_rows_are_b_and_columns_are_a() -> None:
    """On the ellipse one curvature is 50 times the other: y is forgotten at once."""
    found = basin_map(small("ellipse", entry("sgd", learning_rate=0.02), 7, steps=600))
    assert np.array_equal(found.a, np.linspace(-5, 5, 7))
    assert np.array_equal(found.b, np.linspace(-2.5, 2.5, 7))
    assert len(set(found.steps[:, 0].tolist())) == 1
    assert found.steps[0, 0] > found.steps[0, 2] > found.steps[0, 3] >= 0


def test_the_steps_of_descent_on_a_sphere_in_closed_form() -> None:
    """f = r^2 / 2 shrinks by 1/4 in every step of rate 1/2."""
    objective = objectives.get("sphere")
    found = basin_map(small("sphere", entry("sgd", learning_rate=0.5), 9))
    starts = np.array(np.meshgrid(found.a, found.b))
    with np.errstate(divide="ignore"):
        expected = np.ceil(np.log(objective.value(starts) / 1e-3) / np.log(4.0))
    assert np.array_equal(found.steps, np.maximum(expected, 0))
    assert found.share == 1.0


# --- arrival ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("objective", "optimizer"),
    [
        ("himmelblau", entry("adam", learning_rate=0.2)),
        ("three_hump_camel", entry("momentum", learning_rate=0.01)),
        ("six_hump_camel", entry("nesterov", learning_rate=0.01)),
        ("styblinski_tang", entry("adam", learning_rate=0.1)),
    ],
)
def test_steps_are_exact(objective: str, optimizer: Entry) -> None:
    config = small(objective, optimizer, 9)
    found = basin_map(config)
    landscape = config.landscape()
    assert len(set(found.reached.ravel().tolist())) >= 3
    for row, column in np.ndindex(found.reached.shape):
        run = runs(config.scene, optimizer, (found.a[column], found.b[row]))
        reached, steps = found.reached[row, column], found.steps[row, column]
        if reached == NONE:
            assert steps == -1
            assert first_arrival(run.values, landscape.fmin + 1e-3) == -1
            continue
        minimum = np.array(found.minima[reached])
        assert first_arrival(run.values, landscape.value(minimum) + 1e-3) == steps
        others = np.array(found.minima) - run.points[-1]
        assert np.argmin((others**2).sum(axis=1)) == reached


def test_a_ball_that_rolls_through_has_not_arrived() -> None:
    config = small("sphere", entry("momentum", learning_rate=0.1), 9, tolerance=0.02)
    found = basin_map(config)
    passed = 0
    for row, column in np.ndindex(found.steps.shape):
        run = runs(config.scene, config.entry, (found.a[column], found.b[row]))
        passed += np.flatnonzero(run.values <= 0.02)[0] < found.steps[row, column]
        assert first_arrival(run.values, 0.02) == found.steps[row, column]
    assert passed > 20


def test_local_minima_are_told_from_the_global_one() -> None:
    found = basin_map(small("three_hump_camel", entry("sgd", learning_rate=0.01), 21))
    assert (len(found.minima), found.global_minima) == (3, 1)
    assert all(share > 0.1 for share in found.shares)
    assert found.share == found.shares[0]
    beside = np.array(found.minima)[found.reached[10, [0, -1]]]
    assert beside[0, 0] < -1 < 1 < beside[1, 0]


def test_a_plain_as_low_as_the_local_minima_is_in_no_basin() -> None:
    """All around the hole of Easom f is 0 to three digits, as at the local minima beside it."""
    found = basin_map(small("easom", entry("sgd", learning_rate=0.01), 21, steps=10))
    a, b = np.meshgrid(found.a, found.b)
    local = found.reached >= found.global_minima
    near = np.min([np.hypot(a - x, b - y) for x, y in found.minima], axis=0) < 1.0
    assert local.any()
    assert near[local].all()


def test_global_minimisers_that_form_a_circle() -> None:
    found = basin_map(small("ring", entry("sgd", learning_rate=0.05), 10))
    assert found.share == 1.0


def test_a_diverged_run_reaches_nothing() -> None:
    found = basin_map(small("quartic_two_wells", entry("sgd", learning_rate=0.3), 15))
    assert (found.reached == DIVERGED).any()
    assert (found.steps[found.reached < 0] == -1).all()


def test_below_the_minimum_outside_the_domain_is_not_at_the_minimum() -> None:
    config = small("mccormick", entry("momentum", learning_rate=0.1), 15)
    found = basin_map(config)
    landscape = config.landscape()
    grid = np.array(np.meshgrid(found.a, found.b)).reshape(2, -1)
    ends = runs(config.scene, config.entry, grid, record="ends")
    lower = (ends.values[-1] < landscape.fmin - 1.0).reshape(found.reached.shape)
    assert lower.any()
    assert (found.reached[lower] == NONE).all()


def test_more_than_two_dimensions_start_in_the_declared_plane() -> None:
    config = small("helical_valley", entry("adam", learning_rate=0.1), 7, steps=300)
    found = basin_map(config)
    point = found.plane.points(found.a[2], found.b[5])
    assert point.shape == (3,)
    run = runs(config.scene, config.entry, point)
    assert first_arrival(run.values, 1e-3) == found.steps[5, 2]


def test_the_options_of_the_scene_are_heeded() -> None:
    plain = small("himmelblau", entry("sgd", learning_rate=0.01))
    found = basin_map(plain)
    for change in (
        {"noise": 3.0},
        {"clip_norm": 1.0},
        {"clip_value": 1.0},
        {"difference": 0.5},
        {"angle": 30.0},
        {"box": "project"},
    ):
        other = basin_map(small("himmelblau", entry("sgd", learning_rate=0.01), **change))
        changed = not same(found, other)
        # Nothing leaves Himmelblau's box, so that projecting changes nothing.
        assert changed == ("box" not in change), change


# --- the same everywhere ------------------------------------------------------------------------


MAPS = [
    small("himmelblau", entry("adam", learning_rate=0.2), 21, noise=0.5, seed=3),
    small("three_hump_camel", entry("momentum", learning_rate=0.01), 21),
    small("hilbert_5d", entry("bfgs"), 12, steps=30),
]


@pytest.mark.parametrize("config", MAPS, ids=lambda config: config.scene.objective)
@pytest.mark.parametrize("least", [41, 70])
def test_the_result_does_not_depend_on_the_blocks(
    config: BasinMap, least: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = basin_map(config)
    monkeypatch.setattr(blocks, "LEAST_RUNS", least)
    assert len(blocks.blocks(config.points_per_side**2)) > 1
    assert same(basin_map(config), whole)
    for workers in (1, 2, 4):
        with ThreadPoolExecutor(workers) as threads:
            assert same(basin_map(config, threads), whole)


@pytest.mark.slow
def test_the_result_does_not_depend_on_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    wholes = [basin_map(config) for config in MAPS]
    monkeypatch.setattr(blocks, "LEAST_RUNS", 50)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as processes:
        for config, whole in zip(MAPS, wholes, strict=True):
            assert same(basin_map(config, processes), whole)


def test_progress_is_told_within_a_block_and_cancels() -> None:
    class GoneError(Exception):
        pass

    shares = []

    def progress(share: float) -> None:
        shares.append(share)
        if 0.0 < share < 1.0:
            raise GoneError

    with pytest.raises(GoneError):
        basin_map(small("himmelblau", entry("adam"), 300, steps=2000), progress=progress)
    assert shares[:-1] == [0.0] * (len(shares) - 1)
    assert 0.0 < shares[-1] < 1.0


def test_results_are_read_only_also_from_a_pickle() -> None:
    found = basin_map(small("sphere", entry("sgd"), 3))
    for copy in (found, pickle.loads(pickle.dumps(found))):
        for array in (copy.a, copy.b, copy.reached, copy.steps):
            assert not array.flags.writeable


# --- what is asked for --------------------------------------------------------------------------


def test_what_does_not_matter_is_dropped() -> None:
    adam = entry("adam")
    scene = Scene("sphere", start=(1.0, 1.0), starts=9, loss=0.1, patience=4)
    one, other = BasinMap(scene, adam), BasinMap(Scene("sphere", entries=()), adam)
    assert one == other
    assert hash(one) == hash(other)
    assert one != BasinMap(scene.replace(noise=1.0), adam)


@pytest.mark.parametrize("count", [1, 0, 401, True, 2.5, "20"])
def test_points_out_of_range(count: Any) -> None:
    sentence = f"BasinMap: points_per_side must be a whole number in [2, 400], got {count!r}"
    with pytest.raises(ValueError, match=re.escape(sentence)):
        BasinMap(Scene(), Entry("adam"), count)


@pytest.mark.parametrize("tolerance", [0.0, -1.0, np.inf, np.nan])
def test_tolerance_out_of_range(tolerance: float) -> None:
    sentence = f"BasinMap: tolerance must be in (0, inf), got {tolerance!r}"
    with pytest.raises(ValueError, match=re.escape(sentence)):
        BasinMap(Scene(), Entry("adam"), 20, tolerance)


def test_one_dimension() -> None:
    with pytest.raises(ValueError, match="abs_1d: a basin map needs at least two dimensions"):
        basin_map(small("abs_1d", entry("sgd")))


def test_no_minimum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objectives.registry["sphere"], "minimisers", ())
    with pytest.raises(ValueError, match="sphere: a basin map needs a known minimum"):
        basin_map(small("sphere", entry("sgd")))


def test_unknown_parameter_of_the_rule() -> None:
    with pytest.raises(ValueError, match="Adam: no parameter is called 'beta_3'; did you mean"):
        basin_map(small("sphere", entry("adam", beta_3=0.5)))


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in objectives.names()
        if objectives.get(name).dims > 1 and objectives.get(name).minimisers
    ],
)
def test_every_landscape_with_a_plane_and_a_minimum_has_a_map(name: str) -> None:
    found = basin_map(small(name, Entry("adam"), 4, steps=20))
    assert found.reached.shape == (4, 4)
    assert 0.0 <= found.share <= 1.0


def test_every_rule_has_a_map() -> None:
    for name in optimizers.names():
        found = basin_map(small("himmelblau", Entry(name), 3, steps=20))
        assert found.reached.shape == (3, 3)


def test_the_average_is_what_arrives_where_a_rule_keeps_one() -> None:
    config = small("himmelblau", entry("schedule_free_sgd"), 9)
    found = basin_map(config)
    objective = objectives.get("himmelblau")
    a, b = np.meshgrid(found.a, found.b)
    run = runs(config.scene, config.entry, np.array([a.ravel(), b.ravel()]))
    assert run.average_values is not None
    arrived = [first_arrival(values, objective.fmin + 1e-3) for values in run.average_values.T]
    of_iterates = [first_arrival(values, objective.fmin + 1e-3) for values in run.values.T]
    assert found.steps.ravel().tolist() == arrived != of_iterates
