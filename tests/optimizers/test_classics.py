"""The classical methods: what theory promises of each, in exact numbers where there are any."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from declarations import Real
from optimizers import minimize
from optimizers.iteration import Iteration
from optimizers.problem import Problem

CLASSICS: dict[str, tuple[str, dict[str, Any]]] = {
    "gradient_descent_line_search": ("gradient_descent_line_search", {}),
    "gradient_descent_interpolating": ("gradient_descent_line_search", {"interpolate": True}),
    "gradient_descent_wolfe": ("gradient_descent_wolfe", {}),
    "barzilai_borwein_1": ("barzilai_borwein", {"formula": "bb1"}),
    "barzilai_borwein_2": ("barzilai_borwein", {"formula": "bb2"}),
    "conjugate_gradient_fr": ("conjugate_gradient", {"formula": "fletcher_reeves"}),
    "conjugate_gradient_pr": ("conjugate_gradient", {"formula": "polak_ribiere_plus"}),
    "newton": ("newton", {}),
    "newton_levenberg": ("newton", {"form": "levenberg"}),
    "newton_textbook": ("newton", {"form": "textbook"}),
    "bfgs": ("bfgs", {}),
    "lbfgs": ("lbfgs", {}),
    "lbfgs_short_memory": ("lbfgs", {"history_size": 2}),
    "lbfgs_torch": ("lbfgs", {"preset": "torch"}),
    "lbfgs_optax": ("lbfgs", {"preset": "optax"}),
    "trust_region": ("trust_region", {}),
    "nelder_mead": ("nelder_mead", {}),
}
UNSAFE = {
    "barzilai_borwein_1",
    "barzilai_borwein_2",
    "newton_textbook",
    "lbfgs_torch",
    "lbfgs_optax",
}
"""They take the step of their formula, wherever it leads."""
SAFE = [name for name in CLASSICS if name not in UNSAFE]

each = pytest.mark.parametrize("name", CLASSICS)
each_safe = pytest.mark.parametrize("name", SAFE)


def rule(name: str, **changes: Any) -> optimizers.Optimizer:
    id, keywords = CLASSICS[name]
    return optimizers.get(id, **{**keywords, **changes})


class Landscape:
    """An objective that counts how often it is called."""

    vectorized = True

    def __init__(self, value: Any, gradient: Any, hessian: Any) -> None:
        self._value, self._gradient, self._hessian = value, gradient, hessian
        self.calls = {"value": 0, "gradient": 0, "hessian": 0}

    def value(self, point: np.ndarray) -> np.ndarray:
        self.calls["value"] += 1
        return self._value(point)

    def gradient(self, point: np.ndarray) -> np.ndarray:
        self.calls["gradient"] += 1
        return self._gradient(point)

    def hessian(self, point: np.ndarray) -> np.ndarray:
        self.calls["hessian"] += 1
        return self._hessian(point)


def saddle() -> Landscape:
    """x^2/2 - y^2/2 + y^4/4: a saddle at the origin, minima at (0, 1) and (0, -1)."""

    def hessian(point: np.ndarray) -> np.ndarray:
        x, y = point
        zero = np.zeros_like(x)
        return np.array([[zero + 1.0, zero], [zero, 3.0 * y * y - 1.0]])

    return Landscape(
        lambda p: 0.5 * p[0] * p[0] - 0.5 * p[1] * p[1] + 0.25 * (p[1] * p[1]) * (p[1] * p[1]),
        lambda p: np.array([p[0], p[1] * (p[1] * p[1]) - p[1]]),
        hessian,
    )


def banana() -> Landscape:
    """Rosenbrock, with products for powers: these are the same for a number and for an array."""

    def value(point: np.ndarray) -> np.ndarray:
        x, y = point
        wall, floor = y - x * x, 1.0 - x
        return 100.0 * wall * wall + floor * floor

    rosenbrock = objectives.get("rosenbrock")
    return Landscape(value, rosenbrock.gradient, rosenbrock.hessian)


def himmelblau() -> Landscape:
    def parts(point: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        x, y = point
        return x, y, x * x + y - 11.0, x + y * y - 7.0

    def value(point: np.ndarray) -> np.ndarray:
        _, _, a, b = parts(point)
        return a * a + b * b

    def gradient(point: np.ndarray) -> np.ndarray:
        x, y, a, b = parts(point)
        return np.array([4.0 * x * a + 2.0 * b, 2.0 * a + 4.0 * y * b])

    def hessian(point: np.ndarray) -> np.ndarray:
        x, y, a, b = parts(point)
        mixed = 4.0 * x + 4.0 * y
        return np.array(
            [[4.0 * a + 8.0 * x * x + 2.0, mixed], [mixed, 4.0 * b + 8.0 * y * y + 2.0]]
        )

    return Landscape(value, gradient, hessian)


def bowl(dims: int, condition: float, seed: int = 0) -> tuple[Landscape, np.ndarray]:
    """(x - 1)' A (x - 1) / 2 with turned axes, and the matrix A."""
    axes, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(dims, dims)))
    matrix = axes @ np.diag(condition ** np.linspace(0.0, 1.0, dims)) @ axes.T
    matrix = 0.5 * (matrix + matrix.T)

    def gradient(point: np.ndarray) -> np.ndarray:
        away = point - 1.0
        return sum(np.multiply.outer(matrix[:, i], away[i]) for i in range(dims))

    def value(point: np.ndarray) -> np.ndarray:
        products = 0.5 * (point - 1.0) * gradient(point)
        return sum(products[i] for i in range(dims))

    def hessian(point: np.ndarray) -> np.ndarray:
        return np.zeros((dims, *point.shape)) + matrix.reshape(
            dims, dims, *(1 for _ in point.shape[1:])
        )

    return Landscape(value, gradient, hessian), matrix


def random_starts(count: int, dims: int = 2, seed: int = 7) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-3.0, 3.0, (dims, count))


LANDSCAPES = {
    "banana": (banana, 2),
    "himmelblau": (himmelblau, 2),
    "saddle": (saddle, 2),
    "bowl": (lambda: bowl(5, 1e3)[0], 5),
}
everywhere = pytest.mark.parametrize("landscape", LANDSCAPES)


# What holds for all of them.


@each_safe
@everywhere
def test_the_value_never_rises(name: str, landscape: str) -> None:
    make, dims = LANDSCAPES[landscape]
    run = minimize(make(), rule(name), random_starts(200, dims), steps=60)
    assert np.isfinite(run.values).all()
    assert (np.diff(run.values, axis=0) <= 0.0).all()
    assert (run.values[-1] < run.values[0]).all()


@each
@everywhere
def test_a_run_does_not_depend_on_its_batch(name: str, landscape: str) -> None:
    make, dims = LANDSCAPES[landscape]
    start = random_starts(9, dims)
    batch = minimize(make(), rule(name), start, steps=20)
    for i in (0, 5):
        alone, within = minimize(make(), rule(name), start[:, i], steps=20), batch.run(i)
        assert np.array_equal(alone.points, within.points)
        assert np.array_equal(alone.gradients, within.gradients)
        assert alone.status == within.status
        for kind in ("value", "gradient", "hessian"):
            counts = getattr(within.evaluations_at, kind)
            assert np.array_equal(getattr(alone.evaluations_at, kind), counts)


@each
def test_a_hyperparameter_may_differ_from_run_to_run(name: str) -> None:
    declared = rule(name)
    for parameter, kind in declared.parameters.items():
        if not isinstance(kind, Real):
            continue
        values = [getattr(declared, parameter), 0.6 * kind.slider[0] + 0.4 * kind.slider[1]]
        batch = minimize(
            banana(), declared.replace(**{parameter: np.array(values)}), (-1.2, 1.0), steps=12
        )
        for i, value in enumerate(values):
            alone = minimize(
                banana(), declared.replace(**{parameter: value}), (-1.2, 1.0), steps=12
            )
            assert np.array_equal(alone.points, batch.run(i).points), parameter


@each
@pytest.mark.parametrize("start", [(-1.2, 1.0), (0.5, 0.5), (1.0, 1.0)])
def test_the_counts_are_the_calls_that_were_made(name: str, start: tuple[float, float]) -> None:
    objective, chosen = banana(), rule(name)
    x, now = np.array(start), Iteration(Problem(objective))
    state = chosen.init(x)
    now.learning_rate = getattr(chosen, "learning_rate", 1.0)
    uncounted = 0
    with np.errstate(all="ignore"):
        for t in range(1, 16):
            g = now.begin(t, x)
            if "gradient" in chosen.needs:
                now.commit()
            else:
                uncounted += 1
            chosen.advance(x, g, state, now)
    value, gradient, hessian = now.counts()
    assert objective.calls == {
        "value": value,
        "gradient": gradient + uncounted,
        "hessian": hessian,
    }
    for kind, count in (("value", value), ("gradient", gradient), ("hessian", hessian)):
        assert kind in chosen.needs or count == 0


@each
def test_what_is_handed_over_is_true(name: str) -> None:
    objective, chosen = banana(), rule(name)
    x, now = random_starts(30), Iteration(Problem(banana()))
    state = chosen.init(x)
    now.learning_rate = getattr(chosen, "learning_rate", 1.0)
    with np.errstate(all="ignore"):
        for t in range(1, 25):
            g = now.begin(t, x)
            assert np.array_equal(g, objective.gradient(x))
            assert np.array_equal(now.value_here(x), objective.value(x))
            chosen.advance(x, g, state, now)


@each_safe
def test_clipping_does_not_reach_the_record(name: str) -> None:
    objective = banana()
    run = minimize(objective, rule(name), random_starts(20), steps=40, clip=0.01)
    at_ends = np.moveaxis(run.points, 1, 0)
    assert np.array_equal(np.moveaxis(run.gradients, 1, 0), objective.gradient(at_ends))


@each
def test_update_writes_to_the_point_and_the_state_only(name: str) -> None:
    chosen, start = rule(name), random_starts(4)
    gradient = banana().gradient(start)
    point, state = start.copy(), chosen.init(start)
    before = {key: np.copy(value) for key, value in state.items()}
    chosen.step(point, gradient, state, banana())
    assert np.array_equal(point, start)
    assert np.array_equal(gradient, banana().gradient(start))
    assert all(np.array_equal(state[key], before[key]) for key in before)
    x, g, now = start.copy(), gradient.copy(), Iteration(Problem(banana()))
    now.t = 1
    with np.errstate(all="ignore"):
        chosen.update(x, g, state, now)
    assert np.array_equal(g, gradient)
    assert {key: value.shape for key, value in state.items()} == {
        key: value.shape for key, value in before.items()
    }


@each
@everywhere
def test_awful_starts_end_in_silence(name: str, landscape: str) -> None:
    """Too far out for any number: warnings are errors here."""
    make, dims = LANDSCAPES[landscape]
    sizes = 10.0 ** np.array([3, 20, 50, 76, 77, 100, 150, 153, 154, 200, 300.0])
    for sign in (1.0, -1.0):
        start = sign * sizes * np.ones((dims, 1))
        run = minimize(make(), rule(name), start, steps=10)
        kept = run.status != "diverged"
        assert np.isfinite(run.points[:, :, kept]).all()
        if name in SAFE:
            assert (np.diff(run.values[:, kept], axis=0) <= 0.0).all()


def flat() -> Landscape:
    return Landscape(
        lambda p: 0.0 * p[0] + 3.0, lambda p: 0.0 * p, lambda p: np.zeros((len(p), *p.shape))
    )


@each
@pytest.mark.parametrize(
    ("make", "start"),
    [(flat, (2.0, -1.0)), (banana, (1.0, 1.0)), (himmelblau, (3.0, 2.0)), (saddle, (0.0, -1.0))],
)
def test_a_stationary_point_is_kept(name: str, make: Any, start: tuple[float, float]) -> None:
    run = minimize(make(), rule(name), start, steps=30)
    assert run.status == "step limit"
    assert (run.points == start).all()


@each_safe
def test_noise_and_projection_are_survived(name: str) -> None:
    start = random_starts(10)
    options: dict[str, Any] = {"domain": ((-3.0, 3.0), (-3.0, 3.0)), "box": "project"}
    run = minimize(himmelblau(), rule(name), start, 60, noise=1.0, seed=3, **options)
    assert np.isfinite(run.values).all()
    assert (np.abs(run.points) <= 3.0).all()
    assert (run.values[-1] < run.values[0]).mean() > 0.8


# Gradient descent.


def test_backtracking_remembers_the_length() -> None:
    """On the unit bowl a step of 1 is the best; the trial of the next step is twice as long."""
    run = minimize(
        objectives.get("sphere"),
        optimizers.get("gradient_descent_line_search", initial_step=64.0, growth=1.5),
        (4.0, 0.0),
        steps=2,
        record_state=True,
    )
    # 64 is halved until it is 1: the first length below 2, where the value is lower.
    assert run.points[1].tolist() == [0.0, 0.0]
    assert run.evaluations_at.value.tolist() == [0, 8, 8]
    assert run.state is not None
    assert run.state["trial"].tolist() == [64.0, 1.5, 1.5]


def test_backtracking_goes_on_shortening_in_the_next_step() -> None:
    run = minimize(
        objectives.get("sphere"),
        optimizers.get("gradient_descent_line_search", initial_step=1e6, max_evaluations=4),
        (4.0, 0.0),
        steps=12,
    )
    moved = np.diff(run.values) != 0
    assert moved.tolist() == [False] * 6 + [True] * 6
    assert run.evaluations_at.value[6] == 1 + 6 * 4
    assert (np.diff(run.values)[6:] < 0).all()


def test_backtracking_keeps_its_length_where_there_is_no_slope() -> None:
    chosen = optimizers.get("gradient_descent_line_search")
    _, state = chosen.step((0.0, 0.0), (0.0, 0.0), chosen.init((0.0, 0.0)), flat())
    assert state["trial"] == 1.0


def test_an_exact_search_goes_on_at_a_right_angle() -> None:
    objective, _ = bowl(2, 30.0)
    run = minimize(
        objective, optimizers.get("gradient_descent_wolfe", curvature=1e-3), (3.0, -2.0), steps=8
    )
    g = run.gradients / run.gradient_norms[:, np.newaxis]
    assert np.abs((g[1:] * g[:-1]).sum(axis=1)).max() < 0.01


# Barzilai-Borwein.


@pytest.mark.parametrize("name", ["barzilai_borwein_1", "barzilai_borwein_2"])
def test_barzilai_borwein_is_exact_on_a_parabola(name: str) -> None:
    objective, _ = bowl(1, 1.0)
    run = minimize(objective, rule(name, learning_rate=0.37), (5.0,), steps=2)
    assert run.points[:, 0].tolist() == pytest.approx([5.0, 1.0 + 4.0 * 0.63, 1.0], abs=1e-15)


def test_the_two_step_sizes_of_barzilai_and_borwein() -> None:
    """On x^2/2 + 10 y^2/2: s's/s'y and s'y/y'y by hand."""
    objective = Landscape(
        lambda p: 0.5 * (p[0] * p[0] + 10.0 * p[1] * p[1]),
        lambda p: np.array([p[0], 10.0 * p[1]]),
        None,
    )
    for name, expected in (
        ("barzilai_borwein_1", (1.0 + 100.0) / (1.0 + 1000.0)),
        ("barzilai_borwein_2", (1.0 + 1000.0) / (1.0 + 10000.0)),
    ):
        run = minimize(
            objective, rule(name, learning_rate=0.01), (1.0, 1.0), steps=2, record_state=True
        )
        assert run.state is not None
        assert run.state["step_size"].tolist() == pytest.approx([0.0, 0.01, expected])


def test_barzilai_borwein_keeps_its_step_where_the_curvature_is_negative() -> None:
    run = minimize(saddle(), rule("barzilai_borwein_2"), (0.0, 0.1), steps=3, record_state=True)
    assert run.state is not None
    assert run.state["step_size"].tolist() == [0.0, 0.001, 0.001, 0.001]


@pytest.mark.parametrize("name", ["barzilai_borwein_1", "barzilai_borwein_2"])
def test_barzilai_borwein_beats_the_best_constant_step(name: str) -> None:
    objective, _ = bowl(2, 1000.0)
    best = optimizers.get("sgd", learning_rate=2.0 / 1001.0)
    descent = minimize(objective, best, (3.0, -2.0), steps=100).values[-1]
    found = minimize(objective, rule(name), (3.0, -2.0), steps=100).values[-1]
    assert found < 1e-12 < 1e-2 < descent


# Conjugate gradients.


@pytest.mark.parametrize("name", ["conjugate_gradient_fr", "conjugate_gradient_pr"])
def test_conjugate_gradients_solve_a_bowl_in_as_many_steps_as_it_has_dimensions(name: str) -> None:
    objective, matrix = bowl(5, 100.0)
    start = np.array([3.0, -2.0, 0.0, 5.0, 1.5])
    run = minimize(objective, rule(name, curvature=1e-8), start, steps=5, record_state=True)
    assert run.values[4] > 1e-3 * run.values[0] * 1e-3
    assert run.values[5] < 1e-20 * run.values[0]
    assert run.state is not None
    d = run.state["direction"][1:]
    products = d @ matrix @ d.T
    size = np.sqrt(np.diag(products))
    assert np.abs(products / size / size[:, np.newaxis] - np.eye(5)).max() < 1e-6


def test_the_two_formulas_differ_where_the_landscape_is_no_bowl() -> None:
    ends = [
        minimize(banana(), rule(name), (-1.2, 1.0), steps=4).points[-1]
        for name in ("conjugate_gradient_fr", "conjugate_gradient_pr")
    ]
    assert np.abs(ends[0] - ends[1]).max() > 1e-3


def test_conjugate_gradients_restart_where_the_direction_does_not_descend() -> None:
    chosen = rule("conjugate_gradient_fr")
    state = chosen.init((1.0, 1.0)) | {
        "direction": np.array([1.0, 1.0]),
        "gradient_before": np.array([0.1, 0.0]),
    }
    g = np.array([1.0, 1.0])
    _, after = chosen.step((1.0, 1.0), g, state, objectives.get("sphere"))
    assert after["direction"].tolist() == [-1.0, -1.0]


def test_conjugate_gradients_forget_after_a_search_that_failed() -> None:
    chosen = rule("conjugate_gradient_fr", max_evaluations=1)
    state = chosen.init((1.0, 1.0)) | {
        "direction": np.array([-1e9, 0.0]),
        "gradient_before": np.array([1.0, 1.0]),
        "value_before": np.array(1e30),
    }
    point, after = chosen.step((1.0, 1.0), (1.0, 1.0), state, objectives.get("sphere"))
    assert point.tolist() == [1.0, 1.0]
    assert after["direction"].tolist() == [0.0, 0.0]
    assert after["value_before"] == np.inf


# Newton.


@pytest.mark.parametrize("name", ["newton", "newton_textbook"])
@pytest.mark.parametrize("dims", [1, 2, 3, 5])
def test_newton_solves_a_bowl_in_one_step(name: str, dims: int) -> None:
    objective, _ = bowl(dims, 1e4)
    run = minimize(objective, rule(name), random_starts(20, dims), steps=1)
    assert np.abs(run.points[1] - 1.0).max() < 1e-11


def test_newton_doubles_the_digits() -> None:
    run = minimize(banana(), rule("newton_textbook"), (1.2, 1.3), steps=6)
    errors = np.abs(run.points - 1.0).max(axis=1)
    small = errors[errors > 1e-14]
    assert len(small) >= 4
    assert (small[1:] <= 10.0 * small[:-1] ** 2).all()
    assert errors[-1] < 1e-15


@pytest.mark.parametrize("name", ["newton", "newton_levenberg"])
def test_safe_newton_solves_rosenbrock(name: str) -> None:
    run = minimize(banana(), rule(name), (-1.2, 1.0), steps=100, tolerance=1e-10)
    assert run.status == "converged"
    assert run.last_step <= 35
    assert run.values[-1] < 1e-20


@pytest.mark.parametrize("name", ["newton", "newton_levenberg", "trust_region", "bfgs", "lbfgs"])
def test_what_leaves_the_saddle(name: str) -> None:
    start = np.array([[1.0, -0.5, 0.3], [0.1, -0.2, 1e-6]])
    run = minimize(saddle(), rule(name), start, steps=60)
    assert np.abs(np.abs(run.points[-1]) - [[0.0], [1.0]]).max() < 1e-6


def test_negative_curvature_counts_by_its_size() -> None:
    """At (1, 0.1) the slopes are (1, -0.099) and the curvatures (1, -0.97)."""
    run = minimize(saddle(), rule("newton"), (1.0, 0.1), steps=1)
    assert run.points[1] == pytest.approx([0.0, 0.1 + 0.099 / 0.97], abs=1e-15)
    run = minimize(saddle(), rule("newton_levenberg", initial_damping=0.5), (1.0, 0.1), steps=1)
    assert run.points[1] == pytest.approx([1.0 / 3.0, 0.1 + 0.099 / 1.47], abs=1e-15)


def test_textbook_newton_is_attracted_by_the_saddle() -> None:
    start = np.array([[1.0, -0.5, 0.3], [0.1, -0.2, 0.4]])
    run = minimize(saddle(), rule("newton_textbook"), start, steps=20)
    assert np.abs(run.points[-1]).max() < 1e-12
    assert (run.values[-1] > run.values[0] - 0.6).all()


def test_levenberg_adapts_its_damping() -> None:
    run = minimize(
        banana(), rule("newton_levenberg", initial_damping=1.0), (-1.2, 1.0), 6, record_state=True
    )
    assert run.state is not None
    damping, tried = run.state["damping"], np.diff(run.evaluations_at.value) - [1, 0, 0, 0, 0, 0]
    assert damping[1:] == pytest.approx(damping[:-1] * 10.0 ** (tried - 2.0))
    assert tried.max() > 1


def test_newton_without_a_hessian_uses_differences() -> None:
    class Bare:
        vectorized = True
        value = staticmethod(banana()._value)
        gradient = staticmethod(banana()._gradient)

    bare = minimize(Bare(), rule("newton"), (-1.2, 1.0), steps=25)
    exact = minimize(banana(), rule("newton"), (-1.2, 1.0), steps=25)
    assert bare.values[-1] < 1e-15
    assert exact.evaluations.hessian == 25
    assert bare.evaluations.hessian == 0
    assert bare.evaluations.gradient == exact.evaluations.gradient + 4 * 25


# BFGS and L-BFGS.


def test_bfgs_learns_the_inverse_hessian() -> None:
    objective, matrix = bowl(3, 20.0)
    exact = rule("bfgs", curvature=1e-6)
    run = minimize(objective, exact, (3.0, -2.0, 4.0), steps=4, record_state=True)
    assert run.state is not None
    learned = run.state["inverse_hessian"]
    assert np.array_equal(learned[1], np.eye(3))
    assert np.array_equal(learned, np.swapaxes(learned, 1, 2))
    assert np.abs(learned[4] - np.linalg.inv(matrix)).max() < 1e-6


def test_bfgs_makes_the_last_change_of_the_gradient_right() -> None:
    """The secant equation B y = s, and B stays positive definite."""
    run = minimize(banana(), rule("bfgs"), (-1.2, 1.0), steps=25, record_state=True)
    assert run.state is not None
    for k in range(2, 25):
        s, y = run.points[k - 1] - run.points[k - 2], run.gradients[k - 1] - run.gradients[k - 2]
        B = run.state["inverse_hessian"][k]
        assert B @ y == pytest.approx(s, rel=1e-6, abs=1e-9)
        assert (np.linalg.eigvalsh(B) > 0).all()


def test_bfgs_forgets_after_a_search_that_failed() -> None:
    chosen = rule("bfgs", max_evaluations=1)
    state = chosen.init((1.0, 1.0)) | {
        "inverse_hessian": 1e9 * np.eye(2),
        "value_before": np.array(1e30),
    }
    point, after = chosen.step((1.0, 1.0), (1.0, 1.0), state, objectives.get("sphere"))
    assert point.tolist() == [1.0, 1.0]
    assert np.array_equal(after["inverse_hessian"], np.eye(2))
    assert after["value_before"] == np.inf


def test_bfgs_leaves_out_a_pair_without_positive_curvature() -> None:
    chosen = rule("bfgs")
    state = chosen.init((0.0, 0.5)) | {
        "point_before": np.array([0.0, 0.4]),
        "gradient_before": np.array([0.0, 0.4**3 - 0.4]),
        "inverse_hessian": 2.0 * np.eye(2),
        "t": 1,
    }
    point, after = chosen.step((0.0, 0.5), (0.0, 0.5**3 - 0.5), state, saddle())
    assert point[1] > 0.5
    assert np.array_equal(after["inverse_hessian"], 2.0 * np.eye(2))


@pytest.mark.parametrize(
    ("name", "most"), [("bfgs", 40), ("lbfgs", 45), ("conjugate_gradient_pr", 40)]
)
def test_rosenbrock_is_solved(name: str, most: int) -> None:
    """SciPy 1.17.1 with gtol=1e-8 from the same start: BFGS 34, L-BFGS-B 36, CG 37 iterations."""
    run = minimize(banana(), rule(name), (-1.2, 1.0), steps=most, tolerance=1e-8)
    assert run.status == "converged"
    assert np.abs(run.points[-1] - 1.0).max() < 1e-8


def test_a_long_memory_is_bfgs_from_a_scaled_identity() -> None:
    """With all pairs kept, two loops and the matrix are the same map of the gradient."""
    objective, _ = bowl(3, 50.0)
    run = minimize(objective, rule("lbfgs"), (3.0, -2.0, 4.0), steps=6, record_state=True)
    assert run.state is not None
    k = 6
    S, Y, rho = (run.state[name][k] for name in ("s", "y", "rho"))
    B = run.state["gamma"][k] * np.eye(3)
    for s, y, r in zip(S, Y, rho, strict=True):
        if r:
            turn = np.eye(3) - r * np.outer(s, y)
            B = turn @ B @ turn.T + r * np.outer(s, s)
    assert (rho > 0).sum() == k - 1
    step = run.points[k] - run.points[k - 1]
    direction = -B @ run.gradients[k - 1]
    assert step / np.linalg.norm(step) == pytest.approx(direction / np.linalg.norm(direction))


def test_the_memory_drops_the_oldest_pair() -> None:
    run = minimize(banana(), rule("lbfgs_short_memory"), (-1.2, 1.0), steps=8, record_state=True)
    assert run.state is not None
    steps = np.diff(run.points, axis=0)
    assert np.array_equal(run.state["s"][8], steps[5:7])
    assert np.array_equal(run.state["y"][8], np.diff(run.gradients, axis=0)[5:7])


def test_lbfgs_with_line_search_is_that_of_pytorch() -> None:
    """PyTorch 2.13.0, LBFGS(max_iter=1, max_eval=25, line_search_fn="strong_wolfe"), float64."""
    recorded = {
        1: (-1.4172551712244599, 2.026691880250174),
        2: (-1.4200404011339869, 2.024868214861027),
        5: (-1.4142309487677067, 1.9949020404366438),
        10: (-1.0768265614154282, 1.1112274823447976),
        20: (0.030518730338377223, -0.02436601072702403),
        30: (0.8186212087342087, 0.6616560331714231),
        40: (0.9999979943196408, 0.9999973438921655),
        50: (0.9999979943196408, 0.9999973438921655),
    }
    run = minimize(banana(), rule("lbfgs_torch", line_search="strong_wolfe"), (-1.5, 2.0), 50)
    for step, point in recorded.items():
        assert run.points[step] == pytest.approx(point, abs=1e-12), step


def test_lbfgs_forgets_after_a_search_that_failed() -> None:
    """One evaluation a step is often too few; the next step then starts afresh, and arrives."""
    hasty = rule("lbfgs", max_evaluations=1)
    run = minimize(himmelblau(), hasty, random_starts(50), steps=300, record_state=True)
    assert run.state is not None
    stayed = (np.diff(run.points, axis=0) == 0).all(axis=1)
    early = stayed[:5] & (run.gradient_norms[:5] > 1.0)
    assert early.any()
    assert not run.state["rho"][1:6].any(axis=1)[early].any()
    assert not run.state["started"][1:6][early].any()


def test_lbfgs_stays_where_the_gradient_is_within_the_tolerance() -> None:
    chosen = rule("lbfgs_torch", tolerance_grad=0.5)
    start = np.array([[0.4, 0.6, 2.0], [-0.5, 0.0, 0.0]])
    run = minimize(objectives.get("sphere"), chosen, start, steps=1, record_state=True)
    assert (run.points[1] == start).all(axis=0).tolist() == [True, False, False]
    assert run.state is not None
    assert run.state["started"][1].tolist() == [False, True, True]
    searching = chosen.replace(line_search="strong_wolfe")
    counts = minimize(objectives.get("sphere"), searching, start, steps=1).evaluations
    assert counts.value.tolist() == [1, 2, 2]


def test_lbfgs_stays_where_the_promise_is_within_the_tolerance() -> None:
    chosen = rule("lbfgs_torch", tolerance_change=0.5)
    run = minimize(objectives.get("sphere"), chosen, np.array([[0.7, 0.8], [0.0, 0.0]]), steps=1)
    assert run.points[1].tolist() == [[0.7, 0.8 - 0.8], [0.0, 0.0]]


def test_lbfgs_searches_no_narrower_than_the_tolerance() -> None:
    misleading = Landscape(lambda p: np.abs(p[0]), lambda p: np.full_like(p, -1.0), None)
    counts = [
        minimize(misleading, rule("lbfgs", tolerance_change=tolerance), (1.0,), 1).evaluations
        for tolerance in (0.1, 0.0)
    ]
    assert counts[0].value < 6
    assert counts[1].value > 15


# Trust region.


def test_the_radius_follows_the_prediction() -> None:
    run = minimize(banana(), rule("trust_region"), (-1.2, 1.0), steps=25, record_state=True)
    assert run.state is not None
    radius, hessian = run.state["radius"], objectives.get("rosenbrock").hessian
    assert radius[0] == 1.0
    seen = set()
    for k in range(18):
        at, g, H = run.points[k], run.gradients[k], hessian(run.points[k])
        p = boundary_step(g, H, radius[k])
        predicted = -(g @ p + 0.5 * p @ H @ p)
        ratio = (run.values[k] - banana().value(at + p)) / predicted
        on_border = bool(np.linalg.norm(p) > radius[k] * (1.0 - 1e-9))
        expected = 0.25 if ratio < 0.25 else 2.0 if ratio > 0.75 and on_border else 1.0
        seen.add(expected)
        assert radius[k + 1] == expected * radius[k]
        assert run.points[k + 1] == pytest.approx(at + p if ratio > 0.15 else at, abs=1e-8)
    assert seen == {0.25, 1.0, 2.0}


def boundary_step(g: np.ndarray, H: np.ndarray, radius: float) -> np.ndarray:
    """The minimum of the parabola in the ball, by bisection on lambda."""
    lowest = np.linalg.eigvalsh(H)[0]
    if lowest > 0 and np.linalg.norm(np.linalg.solve(H, g)) <= radius:
        return -np.linalg.solve(H, g)
    low, high = max(0.0, -lowest), max(0.0, -lowest) + np.linalg.norm(g) / radius
    for _ in range(200):
        middle = 0.5 * (low + high)
        p = -np.linalg.solve(H + middle * np.eye(2), g)
        low, high = (middle, high) if np.linalg.norm(p) > radius else (low, middle)
    return -np.linalg.solve(H + high * np.eye(2), g)


@pytest.mark.parametrize("dims", [2, 3, 6])
def test_no_point_of_the_ball_is_lower_than_the_step(dims: int) -> None:
    """On parabolas of every shape, with the gradient along few or all of the axes."""
    rng = np.random.default_rng(5)
    for trial in range(60):
        axes, _ = np.linalg.qr(rng.normal(size=(dims, dims)))
        curvatures = rng.normal(size=dims) * 10.0 ** rng.uniform(-2, 2, dims)
        slopes = rng.normal(size=dims) * (rng.random(dims) < (0.4 if trial % 2 else 1.0))
        H, g = axes @ np.diag(curvatures) @ axes.T, axes @ slopes
        H, radius = 0.5 * (H + H.T), 10.0 ** rng.uniform(-2, 1)

        def model(p: np.ndarray, H: Any = H, g: Any = g) -> np.ndarray:
            return np.tensordot(g, p, 1) + 0.5 * (np.tensordot(H, p, 1) * p).sum(axis=0)

        objective = Landscape(model, lambda p, H=H, g=g: g + H @ p, lambda p, H=H: H)
        run = minimize(
            objective, rule("trust_region", initial_radius=radius), np.zeros(dims), steps=1
        )
        p = run.points[1]
        assert np.linalg.norm(p) <= radius * (1.0 + 1e-9)
        directions = rng.normal(size=(dims, 4000))
        others = radius * directions / np.linalg.norm(directions, axis=0)
        others[:, ::2] *= rng.random(2000)
        scale = abs(model(p)) + 1e-12
        assert model(p) <= model(others).min() + 1e-9 * scale


def test_the_trust_region_leaves_a_saddle_from_its_very_point() -> None:
    run = minimize(saddle(), rule("trust_region"), (0.0, 0.0), steps=20)
    assert np.abs(run.points[-1]).tolist() == pytest.approx([0.0, 1.0], abs=1e-8)


def test_the_radius_has_a_limit() -> None:
    line = Landscape(
        lambda p: -p[0], lambda p: np.array([-1.0 + 0.0 * p[0]]), lambda p: 0.0 * p[0:1, None]
    )
    run = minimize(line, rule("trust_region", max_radius=3.0), (0.0,), steps=5, record_state=True)
    assert run.state is not None
    assert run.state["radius"].tolist() == [1.0, 2.0, 3.0, 3.0, 3.0, 3.0]
    assert run.points[:, 0].tolist() == pytest.approx([0.0, 1.0, 3.0, 6.0, 9.0, 12.0])


# Nelder-Mead.


def test_nelder_mead_takes_the_path_of_scipy() -> None:
    """SciPy 1.17.1, Nelder-Mead with its defaults: 92 iterations, 179 values."""
    recorded = {
        1: (-1.4249999999999998, 2.0999999999999996),
        5: (-1.4414062499999998, 2.09375),
        20: (-0.6671905517578058, 0.3844482421875206),
        40: (0.05738144165954756, -0.020601444644799433),
        60: (0.86584925417859, 0.7427827203758611),
        92: (1.0000045869104266, 1.0000067020258583),
    }
    run = minimize(objectives.get("rosenbrock"), rule("nelder_mead"), (-1.5, 2.0), steps=92)
    for step, point in recorded.items():
        assert run.points[step] == pytest.approx(point, abs=1e-13), step
    assert run.evaluations == optimizers.Evaluations(value=179, gradient=0, hessian=0)


def staircase() -> Landscape:
    return Landscape(
        lambda p: np.floor(20.0 * np.abs(p)).sum(axis=0), lambda p: np.zeros_like(p), None
    )


def test_nelder_mead_shrinks_like_scipy() -> None:
    """SciPy 1.17.1 on a staircase, whose ties force every kind of move: 55 steps, 130 values."""
    run = minimize(staircase(), rule("nelder_mead"), (1.3, 0.5, -2.1), steps=55)
    end = (-0.01914999857941177, 0.42956771625792267, -0.025841553396177313)
    assert run.evaluations.value == 130
    assert run.points[-1] == pytest.approx(end, abs=1e-13)


def test_nelder_mead_counts_the_shrinking_runs_only() -> None:
    start = np.array([[1.3, 1.0, 0.4], [0.5, -0.2, 0.0], [-2.1, 0.7, 3.0]])
    batch = minimize(staircase(), rule("nelder_mead"), start, steps=55)
    for i in range(3):
        alone = minimize(staircase(), rule("nelder_mead"), start[:, i], steps=55)
        assert alone.evaluations.value == batch.evaluations.value[i]
        assert np.array_equal(alone.points, batch.run(i).points)


REFLECTED, EXPANDED, OUTSIDE, INSIDE = (1.0, -1.0), (1.5, -2.0), (0.75, -0.5), (0.25, 0.5)


@pytest.mark.parametrize(
    ("value", "second_point", "second_value", "kept", "evaluations"),
    [
        (-1.0, EXPANDED, -2.0, EXPANDED, 2),
        (-1.0, EXPANDED, -1.0, REFLECTED, 2),
        (0.0, None, None, REFLECTED, 1),
        (0.9, None, None, REFLECTED, 1),
        (1.0, OUTSIDE, 1.0, OUTSIDE, 2),
        (2.0, OUTSIDE, 3.0, None, 4),
        (4.0, INSIDE, 3.9, INSIDE, 2),
        (9.0, INSIDE, 4.0, None, 4),
        (np.nan, INSIDE, 1.0, INSIDE, 2),
        (-np.inf, INSIDE, np.inf, None, 4),
    ],
)
def test_the_moves_of_nelder_and_mead(
    value: float, second_point: Any, second_value: Any, kept: Any, evaluations: int
) -> None:
    """From the simplex (0, 0), (1, 0), (0, 1) with the values 0, 1 and 4."""
    values = {REFLECTED: value, second_point: second_value, (0.5, 0.0): 0.5, (0.0, 0.5): 2.0}
    table = Landscape(lambda p: np.asarray(values[tuple(p.tolist())]), None, None)
    chosen, best = rule("nelder_mead"), [(0.0, 0.0), (1.0, 0.0)]
    state = {
        "simplex": np.array([*best, (0.0, 1.0)]),
        "values": np.array([0.0, 1.0, 4.0]),
        "t": 1,
    }
    point, after = chosen.step((0.0, 0.0), (0.0, 0.0), state, table)
    vertices = {tuple(vertex) for vertex in after["simplex"].tolist()}
    assert vertices == ({*best, kept} if kept else {best[0], (0.5, 0.0), (0.0, 0.5)})
    assert table.calls["value"] == evaluations
    assert point.tolist() == after["simplex"][0].tolist()
    assert (np.diff(after["values"]) >= 0).all()


def test_nelder_mead_finds_a_minimum_of_himmelblau() -> None:
    minima = np.array(
        [
            [3.0, -2.805118086952745, -3.779310253377747, 3.584428340330492],
            [2.0, 3.131312518250573, -3.283185991286170, -1.848126526964404],
        ]
    )
    run = minimize(himmelblau(), rule("nelder_mead"), random_starts(50), steps=200)
    away = np.abs(run.points[-1][:, :, np.newaxis] - minima[:, np.newaxis]).max(axis=0).min(axis=1)
    assert away.max() < 1e-6


def test_the_point_is_the_best_vertex() -> None:
    run = minimize(himmelblau(), rule("nelder_mead"), random_starts(8), 40, record_state=True)
    assert run.state is not None
    simplex, values = run.state["simplex"][1:], run.state["values"][1:]
    assert np.array_equal(simplex[:, 0], run.points[1:])
    assert np.array_equal(values[:, 0], run.values[1:])
    assert (np.diff(values, axis=1) >= 0).all()
    assert np.array_equal(himmelblau().value(np.moveaxis(simplex, 2, 0)), values)
