"""The comparison table: what its columns say, and the same table from every executor."""

from __future__ import annotations

import dataclasses
import pickle
from concurrent.futures import Executor, ThreadPoolExecutor

import numpy as np
import pytest

import objectives
import optimizers
from experiments import cluster
from experiments.comparison import (
    SEEDS_STREAM,
    Comparison,
    Table,
    compare,
    compare_on,
    start_points,
)
from experiments.scene import suggested_learning_rate

SMALL = Comparison(
    ("sphere", "rosenbrock", "hilbert_5d"), ("sgd", "adam", "newton", "sgld"), starts=4, steps=60
)


def same(one: Table, other: Table) -> bool:
    """Bit for bit."""
    pairs = zip(vars(one).values(), vars(other).values(), strict=True)
    return all(
        left.dtype == right.dtype
        and left.shape == right.shape
        and left.tobytes() == right.tobytes()
        for left, right in pairs
    )


@pytest.fixture(scope="module")
def table() -> Table:
    return compare(SMALL)


def test_one_row_for_every_objective_optimizer_and_start(table: Table) -> None:
    rows = zip(table.objective, table.optimizer, table.start, strict=True)
    expected = [
        (objective, optimizer, start)
        for objective in SMALL.objectives
        for optimizer in SMALL.optimizers
        for start in range(SMALL.starts)
    ]
    assert list(rows) == expected
    assert {len(column) for column in table.columns().values()} == {len(expected)}


def test_rows_are_those_of_single_runs(table: Table) -> None:
    for name, dims in (("rosenbrock", 2), ("hilbert_5d", 5)):
        objective = objectives.get(name)
        starts = start_points(objective, SMALL)
        rate = suggested_learning_rate(objective, optimizers.registry["adam"])
        for start in range(SMALL.starts):
            rule = optimizers.get("adam", learning_rate=rate)
            run = optimizers.minimize(objective, rule, starts[:, start], SMALL.steps)
            (row,) = np.flatnonzero(
                (table.objective == name) & (table.optimizer == "adam") & (table.start == start)
            )
            assert table.dims[row] == dims
            assert table.learning_rate[row] == rate
            assert table.status[row] == run.status
            assert table.steps[row] == run.last_step
            assert table.evaluations[row] == run.evaluations.gradient
            assert table.start_value[row] == run.values[0]
            assert table.final_value[row] == run.values[-1]
            assert table.reference_value[row] == objective.fmin
            assert table.gap[row] == run.values[-1] - objective.fmin
            for column, tau in enumerate(SMALL.tolerances):
                inside = run.values - objective.fmin <= tau * (run.values[0] - objective.fmin)
                steps = float(np.argmax(inside)) if inside.any() else np.inf
                assert table.steps_to[row, column] == steps
                assert table.evaluations_to[row, column] == steps


def test_steps_by_hand() -> None:
    """Half of |x|^2: a step of rate r leaves the share (1 - r)^2 of f."""
    config = Comparison(("sphere",), ("sgd",), starts=2, steps=9, tolerances=(0.5, 0.2, 0.15, 0.01))
    table = compare(config)
    share = (1 - table.learning_rate[0]) ** 2
    steps = [int(np.ceil(np.log(tau) / np.log(share))) for tau in config.tolerances]
    expected = [step if step <= config.steps else np.inf for step in steps]
    assert table.steps_to.tolist() == [expected] * 2
    assert 1 < expected[0] < expected[2] < expected[3] == np.inf


def test_evaluations_of_all_kinds_are_counted() -> None:
    """Newton on a quadratic: there after one step, which takes one gradient and one Hessian."""
    table = compare(Comparison(("sphere",), ("newton",), starts=2, steps=3))
    assert table.steps_to.tolist() == [[1.0] * 4] * 2
    objective = objectives.get("sphere")
    rule = optimizers.get("newton")
    run = optimizers.minimize(objective, rule, objective.start, 1)
    calls = run.evaluations
    assert table.evaluations_to[0, 0] == calls.value + calls.gradient + calls.hessian >= 2


def test_an_average_is_judged_where_the_rule_keeps_one() -> None:
    config = Comparison(("rosenbrock",), ("schedule_free_sgd",), starts=1, steps=50)
    table = compare(config)
    objective = objectives.get("rosenbrock")
    rule = optimizers.get("schedule_free_sgd", learning_rate=float(table.learning_rate[0]))
    run = optimizers.minimize(objective, rule, objective.start, 50)
    assert run.average_values is not None
    assert run.average_values[-1] != run.values[-1]
    assert table.final_value[0] == run.average_values[-1]


def test_the_best_found_stands_in_for_an_unknown_minimum() -> None:
    class Unknown(objectives.Sphere):
        id = "unknown"
        minimisers = ()

    objective = Unknown()
    assert objective.fmin is None
    config = Comparison(("sphere",), ("sgd", "adagrad"), starts=3, steps=4)
    table = compare_on(objective, config)
    for start in range(config.starts):
        lowest = min(
            optimizers.minimize(
                objective,
                optimizers.get(name, learning_rate=float(rate)),
                start_points(objective, config)[:, start],
                config.steps,
            ).values.min()
            for name, rate in zip(
                table.optimizer[:: config.starts],
                table.learning_rate[:: config.starts],
                strict=True,
            )
        )
        rows = table.start == start
        assert set(table.reference_value[rows]) == {lowest}
        # The one that found it has solved the problem to every tolerance.
        assert np.isfinite(table.steps_to[rows]).all(axis=1).any()
        assert table.gap[rows].min() == 0.0


def test_who_falls_off_the_edge_has_not_found_the_minimum() -> None:
    """f of Gramacy & Lee is below its minimum outside the domain."""
    lost = 0
    for name in objectives.names():
        if not objectives.registry[name].lower_outside:
            continue
        objective = objectives.get(name)
        config = Comparison((name,), ("sgd", "momentum", "bfgs", "sign_sgd"), starts=20, steps=300)
        table = compare(config)
        low, high = np.array(objective.domain).T
        outside = table.gap < -1e-9
        starts = start_points(objective, config)
        for row in np.flatnonzero(outside & np.isfinite(table.steps_to[:, -1])):
            rule = optimizers.get(str(table.optimizer[row]))
            if not np.isnan(table.learning_rate[row]):
                rule = rule.replace(learning_rate=float(table.learning_rate[row]))
            run = optimizers.minimize(
                objective, rule, starts[:, table.start[row]], int(table.steps_to[row, -1])
            )
            assert ((run.points[-1] >= low) & (run.points[-1] <= high)).all()
        lost += int((outside & np.isinf(table.steps_to[:, -1])).sum())
    assert lost > 0


def test_the_first_start_is_the_objectives_own_and_more_starts_change_no_run(table: Table) -> None:
    more = compare(dataclasses.replace(SMALL, starts=7))
    first = more.start < SMALL.starts
    for name, column in table.columns().items():
        assert np.array_equal(more.columns()[name][first], column, equal_nan=column.dtype == float)
    for name in SMALL.objectives:
        objective = objectives.get(name)
        starts = start_points(objective, SMALL)
        assert starts[:, 0].tolist() == list(objective.start)
        low, high = np.array(objective.domain).T[..., np.newaxis]
        assert ((starts >= low) & (starts <= high)).all()


def test_random_rules_see_another_seed_at_every_start() -> None:
    config = Comparison(("sphere",), ("sgld",), starts=4, steps=20, seed=3)
    table = compare(config)
    objective = objectives.get("sphere")
    rule = optimizers.get("sgld", learning_rate=float(table.learning_rate[0]))
    seeds = np.random.SeedSequence([config.seed, SEEDS_STREAM]).generate_state(config.starts)
    assert len(set(seeds.tolist())) == config.starts
    for start, point in enumerate(start_points(objective, config).T):
        run = optimizers.minimize(objective, rule, point, config.steps, seed=int(seeds[start]))
        assert table.final_value[start] == run.values[-1]
    other = compare(dataclasses.replace(config, seed=4))
    assert not np.isin(other.final_value, table.final_value).any()


@pytest.mark.parametrize(
    "make",
    [lambda: ThreadPoolExecutor(3), pytest.param(cluster.processes, marks=pytest.mark.slow)],
    ids=["threads", "processes"],
)
def test_every_executor_gives_the_same_bits(table: Table, make: type[Executor]) -> None:
    with make() as executor:
        assert same(compare(SMALL, executor), table)


def test_a_pickled_table_is_the_same_and_read_only(table: Table) -> None:
    copy = pickle.loads(pickle.dumps(table))
    assert same(copy, table)
    for array in [*vars(copy).values(), *copy.columns().values()]:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = array


def test_progress_and_cancelling() -> None:
    shares: list[float] = []
    compare(SMALL, progress=shares.append)
    assert shares == sorted(shares)
    assert {0, 1 / 3, 2 / 3, 1} <= set(shares)
    assert len(shares) > 4  # also within an objective

    class CancelledError(Exception):
        pass

    def cancel(share: float) -> None:
        if share:
            raise CancelledError

    kept: dict[str, Table] = {}
    many = dataclasses.replace(SMALL, objectives=tuple(objectives.names()[:30]))
    with ThreadPoolExecutor(1) as executor, pytest.raises(CancelledError):
        compare(many, executor, cancel, kept)
    assert len(kept) == 1


def test_kept_parts_are_not_made_again(table: Table) -> None:
    kept: dict[str, Table] = {}
    compare(dataclasses.replace(SMALL, objectives=("rosenbrock",)), kept=kept)
    marked = dataclasses.replace(kept["rosenbrock"], gap=np.full(16, 7.0))
    kept["rosenbrock"] = marked
    again = compare(SMALL, kept=kept)
    assert (again.gap[again.objective == "rosenbrock"] == 7.0).all()
    assert same(dataclasses.replace(again, gap=table.gap.copy()), table)
    assert set(kept) == set(SMALL.objectives)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"objectives": ("spere",)}, "no objective is called 'spere'; did you mean 'sphere'"),
        ({"optimizers": ("adaam",)}, "no optimizer is called 'adaam'; did you mean 'adam'"),
        ({"optimizers": ()}, "optimizers must name at least one"),
        ({"objectives": ("sphere", "sphere")}, "objectives: 'sphere' is named twice"),
        ({"starts": 0}, "starts must be a whole number of at least 1, got 0"),
        ({"steps": 1.5}, "steps must be a whole number of at least 1, got 1.5"),
        ({"starts": 10**30}, "starts must be at most 1,000,000,000, got 1,000,000,000,000,"),
        ({"steps": 10**9 + 1}, "steps must be at most 1,000,000,000, got 1,000,000,001"),
        ({"seed": -1}, "seed must be a whole number of at least 0, got -1"),
        ({"tolerances": (0.1, 1.0)}, "tolerances must be numbers in"),
    ],
)
def test_what_is_not_valid_is_refused(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        dataclasses.replace(SMALL, **changes)


def test_a_run_that_diverged_has_paid_for_the_step_that_led_astray() -> None:
    table = compare(Comparison(("rosenbrock",), ("sgd",), starts=6, steps=60))
    gone = table.status == "diverged"
    assert gone.any()
    assert (table.evaluations[gone] == table.steps[gone]).all()
    assert table.steps[~gone].tolist() == [60] * int((~gone).sum())
