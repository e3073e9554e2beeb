"""What every wrapper promises: around every rule, in each other, and in words."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from optimizers import SAM, SGD, Adam, ClipByNorm, Lookahead
from tests.optimizers.helpers import ROSENBROCK, START, STARTS, Array, around, run_of

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


class UpsideDown:
    """-f, whose minimum is not known."""

    vectorized = True
    has_hessian = True

    def value(self, point: Array) -> Array:
        return -ROSENBROCK.value(point)

    def gradient(self, point: Array) -> Array:
        return -ROSENBROCK.gradient(point)

    def hessian(self, point: Array) -> Array:
        return -ROSENBROCK.hessian(point)


# What the wrapper changes does not show in the first steps of these two.
HARDLY_CHANGED = {"nelder_mead", "sophia"}
EVALUATING = [
    name
    for name in optimizers.names()
    if optimizers.get(name).needs != ("gradient",) and name not in HARDLY_CHANGED
]
INDIFFERENT = {("polyak", "maximize")}
"""It goes to where the value is 0 from either side, as the smallest value of -f is not known."""
BOLD = {"momo_adam": {"learning_rate": 1.0}}
"""Steps that are long enough to show it."""


@pytest.mark.parametrize("name", EVALUATING)
@pytest.mark.parametrize(
    ("wrapper", "values", "shown"),
    [
        ("weight_decay", {"weight_decay": 3.0, "weight_decay_mode": "l2"}, Penalised()),
        ("sam", {"rho": 0.1}, Sharpened()),
        ("maximize", {}, UpsideDown()),
    ],
)
@pytest.mark.parametrize("start", [START, STARTS], ids=["single", "batch"])
def test_a_rule_that_evaluates_sees_the_objective_of_the_wrapper(
    name: str, wrapper: str, values: dict[str, Any], shown: Any, start: Any
) -> None:
    rule = optimizers.get(name, **BOLD.get(name, {}))
    wrapped = optimizers.minimize(ROSENBROCK, around(wrapper, rule, **values), start, steps=6)
    direct = optimizers.minimize(shown, rule, start, steps=6)
    np.testing.assert_allclose(wrapped.points, direct.points, rtol=1e-8, atol=1e-10)
    plain = optimizers.minimize(ROSENBROCK, rule, start, steps=6)
    changed = np.abs(direct.points[-1] - plain.points[-1]).max() > 0.01
    assert changed != ((name, wrapper) in INDIFFERENT)


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
    result = run_of(rule, steps=4)
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
        np.linalg.norm(np.diff(run_of(rule, steps=1).points, axis=0)) for rule in (inside, outside)
    ]
    assert lengths[0] == pytest.approx(0.1)
    assert lengths[1] > 1.0


def test_hyperparameters_of_every_layer_may_belong_to_the_run() -> None:
    rates, rhos, limits = [1e-3, 2e-3, 3e-3], [0.0, 0.1, 0.2], [0.1, 10.0, 1e3]
    batch = run_of(
        ClipByNorm(optimizer=SAM(optimizer=SGD(learning_rate=rates), rho=rhos), clipnorm=limits)
    )
    assert batch.runs == 3
    for index, (rate, rho, limit) in enumerate(zip(rates, rhos, limits, strict=True)):
        sam = SAM(optimizer=SGD(learning_rate=rate), rho=rho)
        single = run_of(ClipByNorm(optimizer=sam, clipnorm=limit))
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
        ("adaptive_gradient_clipping", {"unit": "all"}, "AdaptiveGradientClipping: unit must be o"),
        ("mechanic", {"num_betas": 0}, "Mechanic: num_betas must be a whole number in [1, 15], "),
        ("schedule_free", {"beta_1": 1.0}, "ScheduleFree: beta_1 must be in [1e-06, 1), got 1.0"),
        (
            "gradient_accumulation",
            {"gradient_accumulation_steps": 0.5},
            "GradientAccumulation: gradient_accumulation_steps must be a whole number in [1, ",
        ),
        ("clip_by_block_rms", {"threshold": 0}, "ClipByBlockRMS: threshold must be in (0, inf), "),
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
