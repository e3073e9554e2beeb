"""Performance and data profiles, against examples made by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.comparison import Comparison, compare
from experiments.profiles import costs, data_profile, performance_profile, performance_ratios

INF = np.inf

COSTS = [
    [10.0, 20.0, INF],  # the first is best
    [30.0, 30.0, 90.0],  # a tie
    [INF, INF, INF],  # solved by nobody
    [INF, 8.0, 4.0],  # the third is best
]


def test_ratios() -> None:
    assert performance_ratios(COSTS).tolist() == [
        [1.0, 2.0, INF],
        [1.0, 1.0, 3.0],
        [INF, INF, INF],
        [INF, 2.0, 1.0],
    ]


def test_performance_profile() -> None:
    profile = performance_profile(COSTS, [0.99, 1.0, 1.99, 2.0, 3.0, 1e9, INF])
    assert profile.tolist() == [
        [0.0, 0.0, 0.0],
        [0.5, 0.25, 0.25],
        [0.5, 0.25, 0.25],
        [0.5, 0.75, 0.25],
        [0.5, 0.75, 0.5],
        [0.5, 0.75, 0.5],
        [0.5, 0.75, 0.5],
    ]


def test_data_profile() -> None:
    """Dimensions 1, 2, 4, 3 make units of 2, 3, 5, 4 evaluations."""
    in_units = [[5.0, 10.0, INF], [10.0, 10.0, 30.0], [INF] * 3, [INF, 2.0, 1.0]]
    profile = data_profile(COSTS, [1, 2, 4, 3], [0.0, 1.0, 5.0, 9.99, 10.0, 30.0, INF])
    expected = [
        [0.0, 0.0, 0.0],
        [0.0, 0.0, 0.25],
        [0.25, 0.25, 0.25],
        [0.25, 0.25, 0.25],
        [0.5, 0.75, 0.25],
        [0.5, 0.75, 0.5],
        [0.5, 0.75, 0.5],
    ]
    assert np.isfinite(in_units).mean(axis=0).tolist() == expected[-1]
    assert profile.tolist() == expected


def test_a_start_that_is_a_solution_costs_nothing() -> None:
    assert performance_ratios([[0.0, 0.0, 5.0]]).tolist() == [[1.0, 1.0, INF]]
    assert data_profile([[0.0, 6.0]], [2], [0.0, 2.0]).tolist() == [[1.0, 0.0], [1.0, 1.0]]


@given(
    st.lists(
        st.lists(st.one_of(st.just(INF), st.integers(1, 1000)), min_size=3, max_size=3),
        min_size=1,
        max_size=12,
    ),
    st.floats(0.5, 100.0),
)
def test_profiles_are_shares_counted_one_by_one(rows: list[list[float]], limit: float) -> None:
    count = np.zeros(3)
    budget = np.zeros(3)
    for row in rows:
        for solver, cost in enumerate(row):
            if cost < INF:
                count[solver] += cost / min(row) <= limit
                budget[solver] += cost / 3 <= limit
    assert performance_profile(rows, [limit])[0].tolist() == (count / len(rows)).tolist()
    dims = np.full(len(rows), 2)
    assert data_profile(rows, dims, [limit])[0].tolist() == (budget / len(rows)).tolist()


def test_costs_of_a_table() -> None:
    config = Comparison(
        ("rosenbrock", "hilbert_5d"), ("adam", "bfgs"), starts=2, steps=200, tolerances=(0.1, 1e-7)
    )
    table = compare(config)
    found = costs(table, 1e-7)
    assert found.solvers == ("adam", "bfgs")
    assert found.problems == tuple((name, s) for name in config.objectives for s in (0, 1))
    assert found.dims.tolist() == [2, 2, 5, 5]
    steps = costs(table, 0.1, "steps")
    for row in range(len(table)):
        at = (
            found.problems.index((str(table.objective[row]), int(table.start[row]))),
            found.solvers.index(str(table.optimizer[row])),
        )
        assert found.values[at] == table.evaluations_to[row, 1]
        assert steps.values[at] == table.steps_to[row, 0]
    assert np.isinf(found.values).any()
    assert np.isfinite(found.values).any()


def test_a_tolerance_that_is_not_in_the_table_is_refused() -> None:
    table = compare(Comparison(("sphere",), ("sgd",), starts=1, steps=1))
    with pytest.raises(ValueError, match=r"no tolerance 0\.2; it has 0\.1, 0\.001, 1e-05, 1e-07"):
        costs(table, 0.2)
