"""Wrappers: against the libraries, by themselves, in each other and around every rule."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from declarations.arrays import Array
from optimizers import (
    SAM,
    SGD,
    Adam,
    ClipByNorm,
    ClipByValue,
    Lookahead,
    Optimizer,
    Trajectory,
    WeightAverage,
    WeightDecay,
)

ROSENBROCK = objectives.get("rosenbrock")
START = (-1.2, 1.0)


def run(optimizer: Optimizer, steps: int = 20, **options: Any) -> Trajectory:
    return optimizers.minimize(ROSENBROCK, optimizer, START, steps, **options)


def around(name: str, optimizer: Optimizer, **values: Any) -> Optimizer:
    return optimizers.get(name, optimizer=optimizer, **values)


# Against the libraries: float64 paths on Rosenbrock from (-1.2, 1), the points after the start.

LOOKAHEAD_FAST = [
    [-0.7688, 1.176],
    [-0.7334103322624, 1.100421376],
    [-1.112339314443815, 0.9036941750938488],
    [-1.069166236424633, 0.7734062820081716],
    [-0.7058085057614332, 0.8040312418719593],
    [-0.8285043297398254, 0.806470821408254],
    [-0.7557355495395168, 0.6731448658696373],
    [-0.7448939526898175, 0.5123480478721455],
]
LOOKAHEAD_SLOW = [START] * 2 + [LOOKAHEAD_FAST[2]] * 3 + [LOOKAHEAD_FAST[5]] * 3
SAM_ADAM = [
    [-1.150000000001348, 1.0499999999964718],
    [-1.1010380285781667, 1.0991318425450152],
    [-1.0541911170139995, 1.1463957926056088],
    [-1.0221580997885766, 1.1761624105872432],
    [-1.0026462748937874, 1.1907658353903494],
    [-0.9934206708081388, 1.1931963238686443],
]
KERAS_AVERAGE = [
    [-1.1500000007333668, 1.0499999982032513],
    [-1.1452111031472083, 1.0548076201913814],
    [-1.1365968407804872, 1.0634622308118673],
    [-1.125366562502676, 1.0746858386509706],
    [-1.1128677521165276, 1.0869772371691402],
    [-1.1003547101364886, 1.0989272126926903],
]
TORCH_ADAMW = [
    [-1.1320000000023192, 1.0349999999943182],
    [-1.0678934141590177, 1.0668899802884197],
    [-1.0112314406691063, 1.0917655253600016],
    [-0.9657313131991546, 1.1046560118232749],
    [-0.9330524877023951, 1.1028760324033835],
    [-0.9121867320085534, 1.08774885910573],
]
TORCH_ADAM_L2 = [
    [-1.1500000000019872, 1.0499999999913794],
    [-1.1016075045429994, 1.0948627777721767],
    [-1.05662999751409, 1.124558091994977],
    [-1.016992405815858, 1.1315422100776285],
    [-0.9839294699770393, 1.1200659295687323],
    [-0.9577098732974748, 1.0968557836684634],
]


def agree(points: Array, expected: Any) -> None:
    np.testing.assert_allclose(points[1:], expected, rtol=1e-14)


def test_lookahead_in_optax() -> None:
    momentum = SGD(learning_rate=0.002, momentum=0.9)
    result = run(Lookahead(optimizer=momentum, sync_period=3, slow_step=0.5), steps=8)
    agree(result.points, LOOKAHEAD_FAST)
    assert result.averages is not None
    agree(result.averages, LOOKAHEAD_SLOW)


def test_sam_in_optax() -> None:
    adam = optimizers.get("adam", preset="optax", learning_rate=0.05)
    agree(run(SAM(optimizer=adam, rho=0.1), steps=6).points, SAM_ADAM)


def test_weight_average_in_keras() -> None:
    result = run(WeightAverage(optimizer=Adam(learning_rate=0.05), momentum=0.9), steps=6)
    assert result.averages is not None
    agree(result.averages, KERAS_AVERAGE)


def test_decoupled_weight_decay_in_torch() -> None:
    adam = optimizers.get("adam", preset="torch", learning_rate=0.05)
    agree(run(WeightDecay(optimizer=adam, weight_decay=0.3), steps=6).points, TORCH_ADAMW)


def test_l2_in_torch() -> None:
    adam = optimizers.get("adam", preset="torch", learning_rate=0.05)
    decay = WeightDecay(optimizer=adam, weight_decay=30.0, weight_decay_mode="l2")
    agree(run(decay, steps=6).points, TORCH_ADAM_L2)


# One by one


@pytest.mark.parametrize("form", ["keras", "torch", "optax"])
def test_clip_by_norm(form: str) -> None:
    wrapped = ClipByNorm(optimizer=SGD(learning_rate=1.0), clipnorm=2.0, clip_form=form)
    own = SGD(learning_rate=1.0, clipnorm=2.0, clip_form=form)
    for g in ((30.0, 40.0), (0.3, 0.4), (0.0, 0.0)):
        point, _ = wrapped.step((0.0, 0.0), g, wrapped.init((0.0, 0.0)))
        assert point.tolist() == own.step((0.0, 0.0), g, {})[0].tolist()
        size = np.hypot(*g)
        np.testing.assert_allclose(-point, np.array(g) * min(1.0, 2.0 / max(size, 1.0)), rtol=1e-7)


def test_clip_by_value() -> None:
    wrapped = ClipByValue(optimizer=SGD(learning_rate=1.0), clipvalue=2.0)
    point, _ = wrapped.step((0.0, 0.0, 0.0), (30.0, -0.5, -4.0), wrapped.init((0.0, 0.0, 0.0)))
    assert point.tolist() == [-2.0, 0.5, 2.0]


def test_a_clipped_run_of_a_batch_has_its_own_limit() -> None:
    wrapped = ClipByNorm(optimizer=SGD(learning_rate=1.0), clipnorm=[1.0, 5.0])
    start = np.zeros((2, 2))
    point, _ = wrapped.step(start, [[30.0, 30.0], [40.0, 40.0]], wrapped.init(start))
    np.testing.assert_allclose(-point, [[0.6, 3.0], [0.8, 4.0]], rtol=1e-15)


def test_lookahead_with_a_whole_slow_step_is_the_rule_itself() -> None:
    adam = Adam(learning_rate=0.1)
    result = run(Lookahead(optimizer=adam, slow_step=1.0, sync_period=1))
    np.testing.assert_allclose(result.points, run(adam).points, rtol=1e-13)
    np.testing.assert_array_equal(result.averages, result.points)


def test_lookahead_is_judged_by_the_slow_point() -> None:
    result = run(Lookahead(optimizer=Adam(learning_rate=0.1), sync_period=5), steps=12)
    assert result.averages is not None
    slow = result.averages
    np.testing.assert_array_equal(slow[:5], result.points[[0] * 5])
    np.testing.assert_array_equal(slow[5:10], result.points[[5] * 5])
    np.testing.assert_array_equal(slow[10:], result.points[[10] * 3])
    np.testing.assert_array_equal(result.average_values, [ROSENBROCK.value(p) for p in slow])


def test_weight_average_leaves_the_path_alone() -> None:
    adam = Adam(learning_rate=0.1)
    result, plain = run(WeightAverage(optimizer=adam, momentum=0.75)), run(adam)
    np.testing.assert_array_equal(result.points, plain.points)
    assert plain.averages is None
    assert result.averages is not None
    average = plain.points[1]
    np.testing.assert_array_equal(result.averages[:2], plain.points[:2])
    for point, kept in zip(plain.points[2:], result.averages[2:], strict=True):
        average = 0.75 * average + 0.25 * point
        np.testing.assert_allclose(kept, average, rtol=1e-15)


def test_weight_average_shows_nothing_but_the_point_without_momentum() -> None:
    result = run(WeightAverage(optimizer=Adam(learning_rate=0.1), momentum=0.0))
    np.testing.assert_array_equal(result.averages, result.points)


def test_sam_takes_the_gradient_uphill() -> None:
    result = run(SAM(optimizer=SGD(learning_rate=1e-3), rho=0.2), steps=1)
    g = ROSENBROCK.gradient(np.array(START))
    uphill = np.array(START) + 0.2 * g / np.linalg.norm(g)
    expected = np.array(START) - 1e-3 * ROSENBROCK.gradient(uphill)
    np.testing.assert_allclose(result.points[1], expected, rtol=1e-15)
    assert (result.evaluations.value, result.evaluations.gradient) == (0, 2)


def test_sam_stays_where_the_gradient_is_0() -> None:
    """From one run of a batch the others are not concluded."""
    result = optimizers.minimize(
        ROSENBROCK,
        SAM(optimizer=SGD(learning_rate=1e-3), rho=0.2),
        np.array([[1.0, -1.2], [1.0, 1.0]]),
        steps=5,
    )
    assert result.status.tolist() == ["step limit"] * 2
    np.testing.assert_array_equal(result.points[..., 0], np.ones((6, 2)))
    single = run(SAM(optimizer=SGD(learning_rate=1e-3), rho=0.2), steps=5)
    np.testing.assert_array_equal(result.points[..., 1], single.points)


def test_sam_without_a_distance_is_the_rule_itself() -> None:
    adam = Adam(learning_rate=0.1)
    np.testing.assert_array_equal(run(SAM(optimizer=adam, rho=0.0)).points, run(adam).points)


def test_sam_ends_hopping_across_the_minimum() -> None:
    """On a parabola of curvature h the ends of the hop are at a h rho / (2 - a h)."""
    parabola = objectives.get("parabola_1d")
    h = float(parabola.hessian(np.zeros(1))[0, 0])
    rate, rho = 0.5 / h, 0.1
    result = optimizers.minimize(
        parabola, SAM(optimizer=SGD(learning_rate=rate), rho=rho), (1,), 99
    )
    distance = 0.5 * rho / (2.0 - 0.5)
    np.testing.assert_allclose(np.abs(result.points[-2:, 0]), distance, rtol=1e-12)
    assert result.points[-1, 0] == pytest.approx(-result.points[-2, 0])


def test_weight_decay_of_0_changes_nothing() -> None:
    adam = Adam(learning_rate=0.1)
    for mode in ("decoupled", "l2"):
        decay = WeightDecay(optimizer=adam, weight_decay=0.0, weight_decay_mode=mode)
        np.testing.assert_array_equal(run(decay).points, run(adam).points)


@pytest.mark.parametrize("mode", ["decoupled", "l2"])
@pytest.mark.parametrize("name", ["sgd", "adam", "rmsprop", "lion", "adagrad"])
def test_weight_decay_is_the_keyword_of_the_rule(name: str, mode: str) -> None:
    plain = optimizers.get(name, learning_rate=0.002)
    wrapped = WeightDecay(optimizer=plain, weight_decay=0.3, weight_decay_mode=mode)
    own = plain.replace(weight_decay=0.3, weight_decay_mode=mode)
    schedule = optimizers.get_schedule("cosine")
    np.testing.assert_allclose(
        run(wrapped, schedule=schedule).points, run(own, schedule=schedule).points, rtol=1e-13
    )


def test_a_rule_without_learning_rate_decays_with_1() -> None:
    newton = optimizers.get("newton", form="textbook")
    plain, decayed = run(newton, steps=1), run(WeightDecay(optimizer=newton, weight_decay=0.25), 1)
    expected = plain.points[1] - 0.25 * np.array(START)
    np.testing.assert_allclose(decayed.points[1], expected, rtol=1e-15)
    assert decayed.learning_rates is None
    wrapped = WeightDecay(optimizer=newton, weight_decay=0.25)
    g = ROSENBROCK.gradient(np.array(START))
    point, _ = wrapped.step(START, g, wrapped.init(START), ROSENBROCK)
    np.testing.assert_array_equal(point, decayed.points[1])


# Around rules that evaluate


class Penalised:
    """f with the penalty that L2 stands for."""

    vectorized = True
    has_hessian = True

    def value(self, point: Array) -> Array:
        return ROSENBROCK.value(point) + 0.5 * 3.0 * (point * point).sum(axis=0)

    def gradient(self, point: Array) -> Array:
        return ROSENBROCK.gradient(point) + 3.0 * point

    def hessian(self, point: Array) -> Array:
        return (ROSENBROCK.hessian(point).T + 3.0 * np.eye(2)).T


class Sharpened:
    """What SAM goes down on: f at the point uphill."""

    vectorized = True
    has_hessian = True

    @staticmethod
    def uphill(point: Array) -> Array:
        g = ROSENBROCK.gradient(point)
        return point + 0.1 * g / np.sqrt((g * g).sum(axis=0))

    def value(self, point: Array) -> Array:
        return ROSENBROCK.value(self.uphill(point))

    def gradient(self, point: Array) -> Array:
        return ROSENBROCK.gradient(self.uphill(point))

    def hessian(self, point: Array) -> Array:
        return ROSENBROCK.hessian(self.uphill(point))


EVALUATING = ["gradient_descent_line_search", "gradient_descent_wolfe", "newton", "trust_region"]
STARTS = np.array([[-1.2, 1.5, 0.3], [1.0, 0.5, -0.8]])


@pytest.mark.parametrize("name", EVALUATING)
@pytest.mark.parametrize(
    ("wrapper", "values", "shown"),
    [
        ("weight_decay", {"weight_decay": 3.0, "weight_decay_mode": "l2"}, Penalised()),
        ("sam", {"rho": 0.1}, Sharpened()),
    ],
)
@pytest.mark.parametrize("start", [START, STARTS], ids=["single", "batch"])
def test_a_rule_that_evaluates_sees_the_objective_of_the_wrapper(
    name: str, wrapper: str, values: dict[str, Any], shown: Any, start: Any
) -> None:
    rule = optimizers.get(name)
    wrapped = optimizers.minimize(ROSENBROCK, around(wrapper, rule, **values), start, steps=6)
    direct = optimizers.minimize(shown, rule, start, steps=6)
    np.testing.assert_allclose(wrapped.points, direct.points, rtol=1e-8, atol=1e-10)
    assert (
        np.abs(direct.points[-1] - optimizers.minimize(ROSENBROCK, rule, start, 6).points[-1]).max()
        > 0.01
    )


@pytest.mark.parametrize("wrapper", optimizers.wrapper_names())
@pytest.mark.parametrize("name", optimizers.names())
def test_around_every_rule(name: str, wrapper: str) -> None:
    """The recorded gradients are those of the points, and nothing depends on the batch."""
    rule = around(wrapper, optimizers.get(name))
    starts = STARTS[:, :2].copy()
    batch = optimizers.minimize(ROSENBROCK, rule, starts, steps=14)
    for index in range(2):
        single = optimizers.minimize(ROSENBROCK, rule, starts[:, index], steps=14)
        points = batch.points[: len(single.points), :, index]
        np.testing.assert_array_equal(points, single.points)
        expected = [ROSENBROCK.gradient(point) for point in single.points]
        np.testing.assert_array_equal(single.gradients, expected)
        assert single.evaluations == batch.run(index).evaluations


# In each other


@pytest.mark.parametrize("inner", optimizers.wrapper_names())
@pytest.mark.parametrize("outer", optimizers.wrapper_names())
@pytest.mark.parametrize("name", ["adam", "newton"])
def test_in_each_other(name: str, inner: str, outer: str) -> None:
    rule = around(outer, around(inner, optimizers.get(name)))
    batch = optimizers.minimize(ROSENBROCK, rule, STARTS, steps=14, record_state=True)
    for index in range(3):
        single = optimizers.minimize(ROSENBROCK, rule, STARTS[:, index], steps=14)
        np.testing.assert_array_equal(batch.run(index).points, single.points)
        np.testing.assert_array_equal(batch.run(index).averages, single.averages)
    expected = np.moveaxis(ROSENBROCK.gradient(np.moveaxis(batch.points, 1, 0)), 0, 1)
    np.testing.assert_array_equal(batch.gradients, expected)


def test_lookahead_around_sam_around_sgd_by_hand() -> None:
    rule = Lookahead(optimizer=SAM(optimizer=SGD(learning_rate=1e-3), rho=0.1), sync_period=2)
    result = run(rule, steps=4)
    x = slow = np.array(START)
    for step in range(1, 5):
        g = ROSENBROCK.gradient(x)
        x = x - 1e-3 * ROSENBROCK.gradient(x + 0.1 * g / np.linalg.norm(g))
        if step % 2 == 0:
            x = slow = slow + 0.5 * (x - slow)
        np.testing.assert_allclose(result.points[step], x, rtol=1e-14)


def test_the_order_matters() -> None:
    clip, sam = {"clipnorm": 1.0}, {"rho": 0.3}
    sgd = SGD(learning_rate=0.1)
    inside = around("sam", around("clip_by_norm", sgd, **clip), **sam)
    outside = around("clip_by_norm", around("sam", sgd, **sam), **clip)
    lengths = [
        np.linalg.norm(np.diff(run(rule, steps=1).points, axis=0)) for rule in (inside, outside)
    ]
    assert lengths[0] == pytest.approx(0.1)
    assert lengths[1] > 1.0


def test_hyperparameters_of_every_layer_may_belong_to_the_run() -> None:
    rates, rhos, limits = [1e-3, 2e-3, 3e-3], [0.0, 0.1, 0.2], [0.1, 10.0, 1e3]
    batch = run(
        ClipByNorm(optimizer=SAM(optimizer=SGD(learning_rate=rates), rho=rhos), clipnorm=limits)
    )
    assert batch.runs == 3
    for index, (rate, rho, limit) in enumerate(zip(rates, rhos, limits, strict=True)):
        sam = SAM(optimizer=SGD(learning_rate=rate), rho=rho)
        single = run(ClipByNorm(optimizer=sam, clipnorm=limit))
        np.testing.assert_array_equal(batch.run(index).points, single.points)


def test_runs_end_one_by_one_in_a_wrapper_with_values_of_their_own() -> None:
    """What is left of the batch keeps its own values, in every layer."""
    rates, steps = np.array([0.9, 0.5, 0.1]), np.array([1.0, 0.5, 0.25])
    rule = Lookahead(optimizer=SGD(learning_rate=rates), slow_step=steps, sync_period=2)
    sphere = objectives.get("sphere")
    batch = optimizers.minimize(sphere, rule, (-4.0, 3.0), 60, tolerance=1e-3)
    assert len(set(batch.last_step.tolist())) == 3
    for index in range(3):
        single = Lookahead(
            optimizer=SGD(learning_rate=rates[index]), slow_step=steps[index], sync_period=2
        )
        expected = optimizers.minimize(sphere, single, (-4.0, 3.0), 60, tolerance=1e-3)
        np.testing.assert_array_equal(batch.run(index).points, expected.points)


# What they say of themselves


def test_needs_and_learning_rate_are_those_of_the_rule() -> None:
    newton, adam = optimizers.get("newton"), Adam(learning_rate=0.25)
    assert Lookahead(optimizer=newton).needs == newton.needs
    assert set(SAM(optimizer=optimizers.get("nelder_mead")).needs) == {"value", "gradient"}
    assert Lookahead(optimizer=SAM(optimizer=adam)).learning_rate == 0.25
    assert Lookahead(optimizer=newton).learning_rate is None


def test_repr_and_equality() -> None:
    rule = Lookahead(optimizer=SAM(optimizer=Adam(learning_rate=0.1)), sync_period=3)
    assert repr(rule) == (
        "Lookahead(optimizer=SAM(optimizer=Adam(learning_rate=0.1)), sync_period=3)"
    )
    assert rule == Lookahead(optimizer=SAM(optimizer=Adam(learning_rate=0.1)), sync_period=3)
    assert hash(rule) == hash(rule.replace(sync_period=3))
    assert rule != rule.replace(optimizer=Adam())


@pytest.mark.parametrize("name", optimizers.wrapper_names())
@pytest.mark.parametrize("inner", ["adam", None, Adam])
def test_only_a_rule_can_be_wrapped(name: str, inner: Any) -> None:
    cls = optimizers.wrappers[name].__name__
    message = f"^{cls}: optimizer must be an optimizer, got {re.escape(repr(inner))}$"
    with pytest.raises(ValueError, match=message):
        optimizers.get(name, optimizer=inner)


@pytest.mark.parametrize("name", optimizers.wrapper_names())
def test_a_wrapper_needs_a_rule(name: str) -> None:
    cls = optimizers.wrappers[name].__name__
    with pytest.raises(ValueError, match=f"^{cls}: optimizer must be "):
        optimizers.get(name)


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("lookahead", {"sync_period": 0}, "Lookahead: sync_period must be a whole number in [1, "),
        ("lookahead", {"slow_step": 0.0}, "Lookahead: slow_step must be in (0, 1], got 0.0"),
        ("sam", {"rho": -0.1}, "SAM: rho must be in [0, inf), got -0.1"),
        ("weight_average", {"momentum": 1.5}, "WeightAverage: momentum must be in [0, 1], got 1.5"),
        ("weight_decay", {"weight_decay_mode": "L2"}, "WeightDecay: weight_decay_mode must be one"),
        ("clip_by_norm", {"clipnorm": 0}, "ClipByNorm: clipnorm must be in (0, inf), got 0"),
    ],
)
def test_values_that_are_not_valid(name: str, values: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(message)):
        around(name, Adam(), **values)


@pytest.mark.parametrize("name", optimizers.wrapper_names())
def test_the_card_is_complete(name: str) -> None:
    card = optimizers.wrappers[name]
    for text in (card.title, card.group, card.paper, card.rule, card.intuition):
        assert text
    assert 1900 < card.year < 2100
    assert card.strengths
    assert card.weaknesses
