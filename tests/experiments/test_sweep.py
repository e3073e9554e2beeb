"""Sweep maps: the verdicts, the best cell, and the boundary that theory draws."""

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
from experiments import sweep as module
from experiments.race import run_entry
from experiments.scene import Entry, Scene
from experiments.stability import largest_curvature
from experiments.sweep import LAST, VERDICTS, Axis, Sweep, SweepMap, sweep_map

RATE = "learning_rate"


def entry(name: str, **values: Any) -> Entry:
    return Entry(name, values=tuple(values.items()))


def swept(
    objective: str, optimizer: Entry, x: Axis, y: Axis, tolerance: float = 1e-6, **changes: Any
) -> SweepMap:
    return sweep_map(Sweep(Scene(objective, **changes), optimizer, x, y, tolerance))


def verdict(objective: str, optimizer: Entry, rate: float, **changes: Any) -> str:
    """The verdict on one learning rate: the first cell."""
    decay = Axis("weight_decay", 0.0, 1e-12, 2)
    found = swept(objective, optimizer, Axis(RATE, rate, 2 * rate, 2), decay, **changes)
    return VERDICTS[found.verdict[0, 0]]


def same(one: SweepMap, other: SweepMap) -> bool:
    names = ("x", "y", "final_gap", "steps", "verdict")
    return one.best == other.best and all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in names
    )


# --- the boundary of theory ---------------------------------------------------------------------

FORMS = {
    "heavy ball": entry("momentum"),
    "nesterov": entry("nesterov"),
    "plain": entry("sgd"),
    "heavy ball, torch": entry("momentum", momentum_form="torch"),
    "nesterov, torch": entry("nesterov", momentum_form="torch"),
    "heavy ball, l2": entry("momentum", weight_decay=2.0, weight_decay_mode="l2"),
    "nesterov, l2": entry("nesterov", weight_decay=2.0, weight_decay_mode="l2"),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_stability_limit_by_simulation_on_both_sides(form: str) -> None:
    objective = objectives.get("ellipse", kappa=50.0)
    momenta = np.array([0.0, 0.2, 0.5, 0.9, 0.99])
    rule = FORMS[form].rule(objective).replace(momentum=momenta)
    limits = rule.stability_limit(50.0)
    ends = []
    for factor in (0.99, 1.01):
        walker = rule.replace(learning_rate=factor * limits)
        run = optimizers.minimize(objective, walker, (0.0, 1.0), 3000, record="ends")
        ends.append(np.abs(run.points[-1, 1]))
    below, beyond = ends
    assert (below < 1e-4).all()
    assert (beyond > 1e4).all()


def test_the_stability_limits_in_numbers() -> None:
    assert optimizers.get("sgd").stability_limit(50.0) == pytest.approx(2 / 50)
    assert optimizers.get("momentum").stability_limit(50.0) == pytest.approx(3.8 / 50)
    assert optimizers.get("nesterov").stability_limit(50.0) == pytest.approx(3.8 / 2.8 / 50)


@pytest.mark.parametrize("optimizer", ["momentum", "nesterov"])
@pytest.mark.parametrize("objective", ["ellipse", "rotated_ellipse", "linear_regression"])
def test_a_map_diverges_beyond_the_boundary_only(objective: str, optimizer: str) -> None:
    rates, momenta = Axis(RATE, 1e-3, 10.0, 31), Axis("momentum", 0.0, 0.95, 12)
    found = swept(objective, Entry(optimizer), rates, momenta, steps=500)
    assert found.boundary is not None
    assert np.array_equal(found.boundary.y, found.y)
    beyond = found.x / found.boundary.x[:, np.newaxis]
    diverged = found.verdict == VERDICTS.index("diverged")
    assert diverged[beyond > 1.02].all()
    assert not diverged[beyond < 0.98].any()
    assert diverged.any()
    assert not diverged.all()


def test_the_boundary_follows_the_axes() -> None:
    rates, momenta = Axis(RATE, points=5), Axis("momentum", points=4)
    lying = swept("ellipse", Entry("sgd"), rates, momenta, steps=3).boundary
    standing = swept("ellipse", Entry("sgd"), momenta, rates, steps=3).boundary
    assert lying is not None
    assert standing is not None
    assert np.array_equal(lying.x, standing.y)
    assert np.array_equal(lying.y, standing.x)
    assert lying.x.tolist() == pytest.approx([2 * (1 + mu) / 50 for mu in lying.y])


@pytest.mark.parametrize(
    ("objective", "optimizer", "other", "changes"),
    [
        ("rosenbrock", entry("sgd"), "momentum", {}),
        ("saddle", entry("sgd"), "momentum", {}),
        ("ellipse", entry("adam"), "beta_1", {}),
        ("ellipse", entry("sgd", momentum_form="torch"), "dampening", {}),
        ("ellipse", entry("sgd", clipnorm=1.0), "momentum", {}),
        ("ellipse", entry("sgd", clipvalue=1.0), "momentum", {}),
        ("ellipse", entry("sgd", global_clipnorm=1.0), "momentum", {}),
        ("ellipse", entry("sgd"), "clipnorm", {}),
        ("ellipse", entry("sgd", weight_decay=0.1), "momentum", {}),
        ("ellipse", Entry("sgd", schedule="cosine"), "momentum", {}),
        ("ellipse", Entry("sgd", wrappers=(("lookahead", ()),)), "momentum", {}),
        ("ellipse", entry("sgd"), "momentum", {"box": "project"}),
        ("ellipse", entry("sgd"), "momentum", {"clip_norm": 1.0}),
        ("ellipse", entry("sgd"), "momentum", {"clip_value": 1.0}),
        ("linear_regression", entry("sgd"), "momentum", {"batch_size": 4}),
    ],
)
def test_where_there_is_no_theory(
    objective: str, optimizer: Entry, other: str, changes: dict[str, Any]
) -> None:
    axes = (Axis(RATE, 1e-4, 1e-3, 3), Axis(other, 0.1, 0.9, 3))
    assert swept(objective, optimizer, *axes, steps=3, **changes).boundary is None


def test_no_axis_is_the_learning_rate() -> None:
    axes = Axis("momentum", points=3), Axis("weight_decay", points=3)
    optimizer = entry("sgd", weight_decay_mode="l2")
    assert swept("ellipse", optimizer, *axes, steps=3).boundary is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [("sphere", 1.0), ("ellipse", 50.0), ("matyas", 1.0), ("booth", 18.0), ("rosenbrock", None)],
)
def test_the_largest_curvature_of_a_quadratic(name: str, expected: float | None) -> None:
    assert largest_curvature(objectives.get(name)) == pytest.approx(expected)


def test_a_whole_number_has_no_boundary() -> None:
    axes = Axis(RATE, 0.1, 1.0, 3), Axis("history_size", 1, 3)
    assert swept("sphere", entry("lbfgs"), *axes, steps=3).boundary is None


class Quadratic(objectives.Objective):
    """(a x^2 + b y^2) / 2 with curvatures (a, b) that are set on a class of its own."""

    domain = ((-1.0, 1.0), (-1.0, 1.0))
    curvatures = (1.0, -1.0)

    def hessian(self, point: Any) -> Any:
        hessian = np.zeros((2, 2, *np.shape(point)[1:]))
        hessian[0, 0], hessian[1, 1] = self.curvatures
        return hessian


class Bowl(Quadratic):
    curvatures = (1.0, 3.0)


class Dome(Quadratic):
    curvatures = (-1.0, -3.0)


def test_no_curvature_of_what_is_not_convex() -> None:
    assert largest_curvature(Bowl()) == 3.0
    assert largest_curvature(Quadratic()) is None
    assert largest_curvature(Dome()) is None
    assert largest_curvature(objectives.get("reddi_1d")) is None


def test_no_curvature_of_a_saddle_or_of_differences() -> None:
    saddle = objectives.get("saddle")
    assert largest_curvature(saddle) is None
    turned = objectives.transformed(objectives.get("ellipse"), angle=30.0)
    assert largest_curvature(turned) == pytest.approx(50.0)


# --- verdicts -----------------------------------------------------------------------------------


def test_converged() -> None:
    assert verdict("sphere", entry("sgd"), 0.5, steps=60) == "converged"


def test_crawled() -> None:
    assert verdict("sphere", entry("sgd"), 1e-4, steps=60) == "crawled"


def test_standing_still_in_a_local_minimum_is_crawling() -> None:
    changes = {"start": (-1.5, 0.9), "steps": 200}
    assert verdict("three_hump_camel", entry("sgd"), 0.05, **changes) == "crawled"


def test_oscillated_to_and_fro_in_every_step() -> None:
    assert verdict("sphere", entry("sign_sgd"), 0.3, steps=60) == "oscillated"


def test_oscillated_in_long_swings() -> None:
    ball = entry("momentum", momentum=0.99)
    assert verdict("sphere", ball, 0.01, steps=300) == "oscillated"


def test_swings_that_have_come_within_the_tolerance_have_converged() -> None:
    ball = entry("momentum", momentum=0.9)
    assert verdict("sphere", ball, 0.1, steps=600) == "converged"


def test_diverged_by_overflow() -> None:
    found = swept(
        "quartic_two_wells", entry("sgd"), Axis(RATE, 0.4, 0.5, 2), Axis("momentum", 0.0, 0.1, 2)
    )
    assert (found.verdict == VERDICTS.index("diverged")).all()
    assert np.isinf(found.final_gap).all()
    assert found.best is None


def test_a_start_where_the_loss_overflows_has_diverged() -> None:
    changes = {"start": (1e80, 0.0), "steps": 5}
    assert verdict("quartic_two_wells", entry("sgd"), 1e-3, **changes) == "diverged"


def test_diverged_before_any_overflow() -> None:
    decay = Axis("weight_decay", 0.0, 1e-12, 2)
    found = swept("sphere", entry("sgd"), Axis(RATE, 2.001, 2.002, 2), decay, steps=60)
    assert (found.verdict == VERDICTS.index("diverged")).all()
    assert np.isfinite(found.final_gap).all()


def test_a_loss_below_the_minimum_outside_the_domain_is_no_arrival() -> None:
    ball = entry("momentum")
    changes = {"start": (-1.4, -2.9), "steps": 300}
    found = swept(
        "mccormick", ball, Axis(RATE, 0.3, 0.5, 3), Axis("momentum", 0.9, 0.95, 2), **changes
    )
    lower = found.final_gap < -1.0
    assert lower.any()
    assert (found.verdict[lower] == VERDICTS.index("left the domain")).all()
    assert (found.steps[lower] == -1).all()


def test_a_start_at_the_minimum_has_converged() -> None:
    assert verdict("sphere", entry("sgd"), 0.5, start=(0.0, 0.0)) == "converged"


# --- the numbers of a cell ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scene", "optimizer", "other"),
    [
        (Scene("himmelblau", steps=80), entry("adam"), "beta_1"),
        (Scene("booth", steps=80, noise=0.2, seed=4), entry("momentum"), "momentum"),
        (Scene("sphere", steps=80), entry("schedule_free_sgd"), "beta_1"),
        (Scene("linear_regression", steps=80, batch_size=4), entry("sgd"), "momentum"),
    ],
)
def test_cells_are_single_runs(scene: Scene, optimizer: Entry, other: str) -> None:
    found = sweep_map(Sweep(scene, optimizer, Axis(RATE, 1e-3, 0.5, 4), Axis(other, points=3), 0.1))
    fmin = scene.landscape().fmin
    for row, column in np.ndindex(found.verdict.shape):
        values = {RATE: float(found.x[column]), other: float(found.y[row])}
        run = run_entry(scene, entry(optimizer.optimizer, **values)).trajectory
        _, losses = run.judged
        if run.status == "diverged":
            assert found.final_gap[row, column] == np.inf
        else:
            assert found.final_gap[row, column] == np.median(losses[-LAST:]) - fmin
        reached = np.flatnonzero(losses <= fmin + 0.1)
        assert found.steps[row, column] == (reached[0] if len(reached) else -1)
    assert (found.steps >= 0).any()


def test_the_best_cell_has_the_fewest_steps_of_those_that_converged() -> None:
    rates, momenta = Axis(RATE, 0.1, 1.9, 7, log=False), Axis("momentum", 0.0, 0.5, 3)
    found = swept("sphere", entry("sgd"), rates, momenta)
    assert found.best is not None
    row, column = found.best
    assert found.y[row] == 0.0
    assert found.x[column] == pytest.approx(1.0)
    assert found.steps[row, column] == 1


def test_the_best_cell_has_the_smallest_gap_where_none_converged() -> None:
    found = swept("sphere", entry("sgd"), Axis(RATE, 1e-4, 3.0, 3), Axis("momentum"), steps=9)
    assert not (found.verdict == VERDICTS.index("converged")).any()
    assert found.best is not None
    calm = np.where(found.verdict == VERDICTS.index("diverged"), np.inf, found.final_gap)
    assert found.final_gap[found.best] == calm.min()


def test_where_the_minimum_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    axes = Axis(RATE, 0.1, 2.5, 5), Axis("momentum", 0.0, 0.5, 3)
    known = swept("sphere", entry("sgd"), *axes, steps=40)
    monkeypatch.setattr(objectives.registry["sphere"], "minimisers", ())
    found = swept("sphere", entry("sgd"), *axes, steps=40)
    calm = known.verdict != VERDICTS.index("diverged")
    assert found.floor == known.final_gap[calm].min()
    assert found.best is not None
    assert found.final_gap[found.best] == 0.0
    assert (found.steps == -1).all()
    assert np.array_equal(found.verdict == VERDICTS.index("diverged"), ~calm)
    assert not (found.verdict == VERDICTS.index("converged")).any()


def test_a_loss_outside_the_domain_is_no_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    axes = Axis(RATE, 0.3, 0.5, 3), Axis("momentum", 0.9, 0.95, 2)
    changes = {"start": (-1.4, -2.9), "steps": 300}
    known = swept("mccormick", entry("momentum"), *axes, **changes)
    outside = known.verdict == VERDICTS.index("left the domain")
    monkeypatch.setattr(objectives.registry["mccormick"], "minimisers", ())
    found = swept("mccormick", entry("momentum"), *axes, **changes)
    assert found.final_gap[outside].min() < -1.0
    ends = known.final_gap[~outside] + known.floor
    start = objectives.get("mccormick").value(changes["start"])
    assert found.floor == min([start, *ends])


def test_a_start_may_be_the_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objectives.registry["sphere"], "minimisers", ())
    axes = Axis(RATE, 3.0, 4.0, 2), Axis("momentum", 0.0, 0.5, 2)
    found = swept("sphere", entry("sgd"), *axes, steps=9, start=(3.0, 4.0))
    assert found.floor == objectives.get("sphere").value((3.0, 4.0))


def test_whole_numbers_are_swept_too() -> None:
    scene = Scene("rosenbrock", steps=8)
    rates, memory = Axis(RATE, 0.5, 1.0, 2), Axis("history_size", 1, 3, 9)
    for x, y in ((rates, memory), (memory, rates)):
        found = sweep_map(Sweep(scene, entry("lbfgs"), x, y))
        whole, real = (found.y, found.x) if y is memory else (found.x, found.y)
        assert whole.tolist() == [1, 2, 3]
        gaps = found.final_gap if y is memory else found.final_gap.T
        for row, size in enumerate(whole.tolist()):
            for column, rate in enumerate(real.tolist()):
                one = entry("lbfgs", history_size=size, learning_rate=rate)
                _, losses = run_entry(scene, one).trajectory.judged
                assert gaps[row, column] == np.median(losses[-LAST:])


# --- axes ---------------------------------------------------------------------------------------


def test_axes_come_from_the_declaration() -> None:
    sgd = optimizers.registry["sgd"]
    rates, momenta = Axis(RATE).values(sgd), Axis("momentum").values(sgd)
    assert rates == pytest.approx(np.geomspace(1e-5, 10.0, 60))
    assert momenta == pytest.approx(np.linspace(0.0, 0.99, 60))
    assert Axis(RATE, 0.1, 0.3, 3, log=False).values(sgd) == pytest.approx([0.1, 0.2, 0.3])
    assert Axis("momentum", 0.1, 0.4, 3, log=True).values(sgd) == pytest.approx([0.1, 0.2, 0.4])


@pytest.mark.parametrize(
    ("axis", "sentence"),
    [
        (Axis("learning_rat"), "SGD: no parameter is called 'learning_rat'; did you mean"),
        (Axis("nesterov"), "SGD: nesterov is not a number, it cannot be swept"),
        (Axis("momentum", 0.5, 1.5), "SGD: momentum must be in [0, 1), got 1.5"),
        (Axis("momentum", -0.5, 0.5), "SGD: momentum must be in [0, 1), got -0.5"),
        (Axis("momentum", 0.5, 0.5), "Axis: momentum must go upwards, got 0.5 to 0.5"),
        (Axis("momentum", 0.5, 0.1), "Axis: momentum must go upwards, got 0.5 to 0.1"),
        (Axis("momentum", np.nan, 0.5), "Axis: momentum must go upwards, got nan to 0.5"),
        (Axis("momentum", log=True), "Axis: momentum must start above 0 for logarithmic spacing"),
        (
            Axis("momentum", 0.1, np.inf),
            "Axis: momentum must go from number to number, got 0.1 to inf",
        ),
    ],
)
def test_an_axis_that_does_not_fit_the_rule(axis: Axis, sentence: str) -> None:
    for axes in ((axis, Axis("dampening")), (Axis("dampening"), axis)):
        with pytest.raises(ValueError, match=re.escape(sentence)):
            swept("sphere", Entry("sgd"), *axes)


@pytest.mark.parametrize("count", [1, 0, 201, True, 2.5])
def test_points_out_of_range(count: Any) -> None:
    sentence = f"Axis: points must be a whole number in [2, 200], got {count!r}"
    with pytest.raises(ValueError, match=re.escape(sentence)):
        Axis(RATE, points=count)


def test_one_parameter_twice() -> None:
    with pytest.raises(ValueError, match="two different parameters are needed, got learning_rate"):
        Sweep(Scene(), Entry("sgd"), Axis(RATE), Axis(RATE, 0.1, 0.2))


@pytest.mark.parametrize("tolerance", [-1.0, np.inf, np.nan])
def test_tolerance_out_of_range(tolerance: float) -> None:
    sentence = f"Sweep: tolerance must be in [0, inf), got {tolerance!r}"
    with pytest.raises(ValueError, match=re.escape(sentence)):
        Sweep(Scene(), Entry("sgd"), Axis(RATE), Axis("momentum"), tolerance)


def test_what_does_not_matter_is_dropped() -> None:
    axes = Axis(RATE), Axis("momentum")
    scene = Scene("sphere", starts=9, loss=0.1, patience=4)
    one, other = Sweep(scene, Entry("sgd"), *axes), Sweep(Scene("sphere"), Entry("sgd"), *axes)
    assert one == other
    assert hash(one) == hash(other)
    assert one != Sweep(scene.replace(start=(1.0, 1.0)), Entry("sgd"), *axes)


# --- the same everywhere ------------------------------------------------------------------------


def config(points: int = 6) -> Sweep:
    scene = Scene("himmelblau", steps=50, noise=1.0, seed=5)
    return Sweep(scene, Entry("adam"), Axis(RATE, points=points), Axis("beta_1", points=points))


@pytest.mark.parametrize("numbers", [1, 51 * 5, 51 * 20])
def test_the_result_does_not_depend_on_the_parts(
    numbers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = sweep_map(config())
    monkeypatch.setattr(module, "NUMBERS_AT_ONCE", numbers)
    assert same(sweep_map(config()), whole)
    for workers in (1, 2, 4):
        with ThreadPoolExecutor(workers) as threads:
            assert same(sweep_map(config(), threads), whole)


@pytest.mark.slow
def test_the_result_does_not_depend_on_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sweep_map(config())
    monkeypatch.setattr(module, "NUMBERS_AT_ONCE", 51 * 10)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as processes:
        assert same(sweep_map(config(), processes), whole)


def test_progress_cancels(monkeypatch: pytest.MonkeyPatch) -> None:
    class GoneError(Exception):
        pass

    monkeypatch.setattr(module, "NUMBERS_AT_ONCE", 1)
    shares = []

    def progress(share: float) -> None:
        shares.append(share)
        if share > 0.3:
            raise GoneError

    with ThreadPoolExecutor(1) as thread, pytest.raises(GoneError):
        sweep_map(config(), thread, progress)
    # Reports go by the clock; after the one that gives up there is none.
    assert shares[-1] > 0.3
    assert all(share <= 0.3 for share in shares[:-1])


def test_results_are_read_only_also_from_a_pickle() -> None:
    found = swept("ellipse", Entry("sgd"), Axis(RATE, points=2), Axis("momentum", points=2))
    for copy in (found, pickle.loads(pickle.dumps(found))):
        boundary = [copy.boundary.x, copy.boundary.y]
        for array in (copy.x, copy.y, copy.final_gap, copy.steps, copy.verdict, *boundary):
            assert not array.flags.writeable


def test_every_rule_can_be_swept() -> None:
    for name in optimizers.names():
        declared = optimizers.registry[name].parameters
        chosen = [parameter for parameter in declared if hasattr(declared[parameter], "slider")][:2]
        if len(chosen) == 2:
            axes = (Axis(parameter, points=2) for parameter in chosen)
            assert swept("rosenbrock", Entry(name), *axes, steps=5).verdict.shape == (2, 2)
