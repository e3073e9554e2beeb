"""The Keras family of update rules: steps worked out by formula, and runs that do not mix."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from declarations.arrays import Array
from declarations.parameters import Real

FAMILY = [
    *("sgd", "momentum", "nesterov"),
    *("rmsprop", "adam", "amsgrad", "adamw", "adamax", "nadam"),
    *("adagrad", "adadelta", "ftrl", "lion", "lamb", "adafactor"),
]
RELATIVE_TO_THE_POINT = {"ftrl", "lamb", "adafactor"}

X = np.array([1.0, -2.0])
G = np.array([0.3, -0.4])
SIZE = np.array([0.3, 0.4])
ZERO = np.zeros(2)
SIGN = np.array([1.0, -1.0])
RMS_X = np.sqrt(2.5)
NORM_X = np.sqrt(5.0)


def walked(rule: optimizers.Optimizer, *gradients: Array, rates: Any = None) -> Array:
    """The point after one step for every gradient, from X."""
    point, state = X, rule.init(X)
    for gradient, rate in zip(gradients, rates or [None] * len(gradients), strict=True):
        point, state = rule.step(point, gradient, state, learning_rate=rate)
    return point


def nadam_step(psi: float) -> Array:
    """The first step of Nadam for beta_1 = 0.8, epsilon = 0.02 and learning rate 1."""
    mu_1, mu_2 = 0.8 * (1 - 0.5 * 0.96**psi), 0.8 * (1 - 0.5 * 0.96 ** (2 * psi))
    return G * (mu_2 * 0.2 / (1 - mu_1 * mu_2) + 1) / (SIZE + 0.02)


FIRST_STEPS: list[tuple[str, dict[str, Any], Array]] = [
    ("sgd", {}, X - 0.1 * G),
    ("momentum", {}, X - 0.1 * G),
    ("nesterov", {}, X - 0.1 * 1.9 * G),
    ("rmsprop", {"rho": 0.75, "epsilon": 0.04}, X - 0.1 * G / np.sqrt(0.25 * G**2 + 0.04)),
    (
        "rmsprop",
        {"rho": 0.75, "epsilon": 0.04, "epsilon_inside_sqrt": False},
        X - 0.1 * G / (0.5 * SIZE + 0.04),
    ),
    (
        "rmsprop",
        {"rho": 0.75, "epsilon": 0.04, "centered": True},
        X - 0.1 * G / np.sqrt((0.25 - 0.0625) * G**2 + 0.04),
    ),
    (
        "rmsprop",
        {
            "rho": 0.75,
            "epsilon": 0.04,
            "bias_correction": True,
            "initial_accumulator_value": 0.2,
        },
        X - 0.1 * G / np.sqrt((0.25 * G**2 + 0.75 * 0.2) / 0.25 + 0.04),
    ),
    # The corrected variance of a single gradient is 0.
    (
        "rmsprop",
        {"rho": 0.75, "epsilon": 0.04, "centered": True, "bias_correction": True},
        X - 0.1 * G / 0.2,
    ),
    (
        "adam",
        {"beta_2": 0.99, "epsilon": 0.02},
        X - 0.1 * 0.1 / 0.1 * 0.1 * G / (0.1 * SIZE + 0.02),
    ),
    (
        "adam",
        {"epsilon": 0.02, "epsilon_hat": False, "epsilon_root": 0.01},
        X - 0.1 * G / (np.sqrt(G**2 + 0.01) + 0.02),
    ),
    ("amsgrad", {"epsilon": 0.02}, X - 0.1 * G / (SIZE + 0.02)),
    (
        "adamw",
        {"epsilon": 0.02, "epsilon_hat": False, "weight_decay": 0.5},
        X * (1 - 0.1 * 0.5) - 0.1 * G / (SIZE + 0.02),
    ),
    ("adagrad", {"epsilon": 0.02}, X - 0.1 * G / np.sqrt(0.1 + G**2 + 0.02)),
    (
        "adagrad",
        {"epsilon": 0.02, "epsilon_inside_sqrt": False, "initial_accumulator_value": 0.0},
        X - 0.1 * G / (SIZE + 0.02),
    ),
    (
        "adadelta",
        {"rho": 0.75, "epsilon": 0.04},
        X - 0.1 * 0.2 * G / np.sqrt(0.25 * G**2 + 0.04),
    ),
    ("adamax", {"epsilon": 0.02}, X - 0.1 * G / (SIZE + 0.02)),
    ("nadam", {"beta_1": 0.8, "epsilon": 0.02}, X - 0.1 * nadam_step(1.0)),
    (
        "nadam",
        {"beta_1": 0.8, "epsilon": 0.02, "momentum_decay": 0.004},
        X - 0.1 * nadam_step(0.004),
    ),
    (
        "nadam",
        {"beta_1": 0.8, "epsilon": 0.02, "momentum_decay": np.inf},
        X - 0.1 * G * (0.8 * 0.2 / (1 - 0.64) + 1) / (SIZE + 0.02),
    ),
    (
        "ftrl",
        {},
        (X * (np.sqrt(0.1 + G**2) - np.sqrt(0.1)) - 0.1 * G) / np.sqrt(0.1 + G**2),
    ),
    (
        "ftrl",
        {
            "learning_rate_power": -1.0,
            "initial_accumulator_value": 0.0,
            "l1_regularization_strength": 0.1,
            "l2_regularization_strength": 0.05,
            "l2_shrinkage_regularization_strength": 0.03,
            "beta": 0.2,
        },
        # z = (0.3 + 0.06 - 0.9, -0.4 - 0.12 + 3.2), q = (0.9, 1.6) + 0.1 + 0.2 / 0.1
        np.array([(-0.1 + 0.54) / 3.0, (0.1 - 2.68) / 3.7]),
    ),
    ("lion", {}, X - 0.1 * SIGN),
    ("lamb", {"epsilon": 0.0}, X - 0.1 * NORM_X / np.sqrt(2.0) * SIGN),
    (
        "lamb",
        {"epsilon": 0.0, "weight_decay": 2.0},
        X * (1 - 0.1 * 2.0) - 0.1 * 0.8 * NORM_X / np.sqrt(2.0) * SIGN,
    ),
    (
        "lamb",
        {"epsilon": 0.0, "weight_decay": 2.0, "weight_decay_mode": "inner"},
        # u = (1, -1) + 2 (1, -2)
        X - 0.1 * NORM_X / np.sqrt(34.0) * np.array([3.0, -5.0]),
    ),
    # The root mean square of u is below the limit 1.
    ("adafactor", {"epsilon_1": 0.07}, X - 0.1 * RMS_X * G / np.sqrt(np.array([0.16, 0.23]))),
    (
        "adafactor",
        {"learning_rate": 3.0, "epsilon_1": 0.0, "epsilon_2": 4.0, "clip_threshold": 0.5},
        X - 1.0 * 4.0 * 0.5 * SIGN,
    ),
    (
        "adafactor",
        {"epsilon_1": 0.0, "weight_decay": 0.5},
        0.95 * X - 0.1 * 0.95 * RMS_X * SIGN,
    ),
    (
        "adafactor",
        # v = (0.09, 0.16), of which the first is lifted to 0.35^2.
        {"epsilon_1": 0.35, "weight_decay": 0.5, "form": "torch"},
        0.95 * X - 0.1 * RMS_X * np.array([0.3 / 0.35, -1.0]),
    ),
    (
        "adafactor",
        {
            "learning_rate": 3.0,
            "epsilon_1": 0.0,
            "weight_decay": 0.5,
            "form": "optax",
            "relative_step": False,
        },
        0.5 * X - 3.0 * RMS_X * SIGN,
    ),
]


@pytest.mark.parametrize(("name", "values", "expected"), FIRST_STEPS)
def test_first_step(name: str, values: dict[str, Any], expected: Array) -> None:
    rule = optimizers.get(name, **{"learning_rate": 0.1, **values})
    np.testing.assert_allclose(walked(rule, G), expected, rtol=1e-14)


def test_every_rule_has_a_first_step() -> None:
    assert {name for name, _, _ in FIRST_STEPS} == set(FAMILY)


SECOND_STEPS: list[tuple[str, dict[str, Any], Array, Array]] = [
    ("momentum", {}, G, X - 0.1 * (1 + 1.9) * G),
    ("nesterov", {}, G, X - 0.1 * (1.9 + 0.9 * 1.9 + 1) * G),
    ("nesterov", {"momentum_form": "torch"}, G, X - 0.1 * (1.9 + 0.9 * 1.9 + 1) * G),
    # The first step of PyTorch is not dampened.
    (
        "momentum",
        {"momentum_form": "torch", "dampening": 0.4},
        G,
        X - 0.1 * (1 + 0.9 + 0.6) * G,
    ),
    (
        "rmsprop",
        {"rho": 0.0, "momentum": 0.5, "nesterov": True, "epsilon": 0.0},
        G,
        X - 0.1 * (1.5 + 1 + 0.5 * 1.5) * SIGN,
    ),
    # v = 0.4375 g^2 and the mean gradient is -0.0625 g.
    (
        "rmsprop",
        {"rho": 0.75, "epsilon": 0.04, "centered": True},
        -G,
        X
        - 0.1 * G / np.sqrt((0.25 - 0.0625) * G**2 + 0.04)
        + 0.1 * G / np.sqrt((0.4375 - 0.0625**2) * G**2 + 0.04),
    ),
    # m_hat = 0.9 / 1.9 g, and v_hat = 0.999 / 1.999 g^2 is below its maximum g^2.
    (
        "amsgrad",
        {"epsilon": 0.02},
        ZERO,
        X - 0.1 * (1 + 0.9 / 1.9) * G / (SIZE + 0.02),
    ),
    (
        "amsgrad",
        {"epsilon": 0.02, "amsgrad": "raw"},
        ZERO,
        X - 0.1 * G / (SIZE + 0.02) - 0.1 * 0.9 / 1.9 * G / (SIZE / np.sqrt(1.999) + 0.02),
    ),
    (
        "adagrad",
        {"initial_accumulator_value": 0.0, "epsilon": 0.0, "learning_rate_decay": 0.25},
        G,
        X - 0.1 * (1 + 0.8 / np.sqrt(2.0)) * SIGN,
    ),
    (
        "adadelta",
        {"rho": 0.75, "epsilon": 0.0625},
        ZERO,
        X - 0.1 * 0.25 * G / np.sqrt(0.25 * G**2 + 0.0625),
    ),
    (
        "adamax",
        {"epsilon": 0.02, "beta_2": 0.5},
        ZERO,
        X - 0.1 * G / (SIZE + 0.02) - 0.1 * 0.9 / 1.9 * G / (0.5 * SIZE + 0.02),
    ),
    (
        "adamax",
        {"epsilon": 0.02, "beta_2": 0.5, "epsilon_in_max": True},
        ZERO,
        X - 0.1 * G / (SIZE + 0.02) - 0.1 * 0.9 / 1.9 * G / (0.5 * (SIZE + 0.02)),
    ),
    # m = 0.16 g and v = 0.25 g^2.
    (
        "nadam",
        {"beta_1": 0.8, "beta_2": 0.5, "epsilon": 0.02, "momentum_decay": np.inf},
        ZERO,
        X
        - 0.1 * G * (0.8 * 0.2 / (1 - 0.64) + 1) / (SIZE + 0.02)
        - 0.1 * G * (0.8 * 0.16 / (1 - 0.512)) / (SIZE / np.sqrt(3.0) + 0.02),
    ),
    # m = 0.01 g and the direction is 0.9 m - 0.1 * 0.05 g, still that of g.
    ("lion", {}, -0.05 * G, X - 0.1 * 2 * SIGN),
    ("lion", {}, -0.2 * G, X),
]


@pytest.mark.parametrize(("name", "values", "gradient", "expected"), SECOND_STEPS)
def test_second_step(name: str, values: dict[str, Any], gradient: Array, expected: Array) -> None:
    rule = optimizers.get(name, learning_rate=0.1, **values)
    np.testing.assert_allclose(walked(rule, G, gradient), expected, rtol=1e-14)


def test_the_memories_of_adadelta() -> None:
    rule = optimizers.get("adadelta", learning_rate=0.1, rho=0.75, epsilon=0.04)
    first = 0.2 * G / np.sqrt(0.25 * G**2 + 0.04)
    second = np.sqrt(0.25 * first**2 + 0.04) * G / np.sqrt(0.4375 * G**2 + 0.04)
    mean_step = 0.75 * 0.25 * first**2 + 0.25 * second**2
    third = np.sqrt(mean_step + 0.04) * G / np.sqrt((0.75 * 0.4375 + 0.25) * G**2 + 0.04)
    expected = X - 0.1 * (first + second + third)
    np.testing.assert_allclose(walked(rule, G, G, G), expected, rtol=1e-14)


@pytest.mark.parametrize(("share", "moves"), [(0.06, 3), (0.1, 1)])
def test_the_memory_of_lion(share: float, moves: int) -> None:
    """After g and 0 the memory is g / 4, and the third direction g / 16 - 3 / 4 share g."""
    rule = optimizers.get("lion", learning_rate=0.1, beta_1=0.25, beta_2=0.5)
    expected = X - 0.1 * moves * SIGN
    np.testing.assert_allclose(walked(rule, G, ZERO, -share * G), expected, rtol=1e-14)


@pytest.mark.parametrize("form", ["keras", "torch", "optax"])
def test_the_memory_of_adafactor_grows(form: str) -> None:
    rule = optimizers.get("adafactor", learning_rate=0.1, epsilon_1=0.0, epsilon_2=4.0, form=form)
    first, second = walked(rule, G), walked(rule, G, 0.5 * G)
    ratio = 0.5 / np.sqrt((1 - 2**-0.8) + 2**-0.8 * 0.25)
    np.testing.assert_allclose(second, first - 0.1 * 4.0 * ratio * SIGN, rtol=1e-14)


def test_without_relative_step_the_learning_rate_of_adafactor_stays() -> None:
    limited = optimizers.get("adafactor", learning_rate=3.0, epsilon_1=0.0, epsilon_2=1e3)
    free = limited.replace(relative_step=False)
    np.testing.assert_allclose(walked(limited, G, G), X - (1 + np.sqrt(0.5)) * 1e3 * SIGN)
    np.testing.assert_allclose(walked(free, G), X - 3 * 1e3 * SIGN)


@pytest.mark.parametrize(
    ("name", "values", "unit"),
    [("momentum", {}, G), ("rmsprop", {"momentum": 0.9, "rho": 0.0, "epsilon": 0.0}, SIGN)],
)
def test_where_the_learning_rate_is_shows_under_a_schedule(
    name: str, values: dict[str, Any], unit: Array
) -> None:
    inside = optimizers.get(name, momentum_form="keras", **values)
    outside = optimizers.get(name, momentum_form="torch", **values)
    rates = [0.5, 0.1]
    np.testing.assert_allclose(
        walked(inside, G, G, rates=rates), X - (0.5 + 0.9 * 0.5 + 0.1) * unit, rtol=1e-14
    )
    np.testing.assert_allclose(
        walked(outside, G, G, rates=rates), X - (0.5 + 0.1 * 1.9) * unit, rtol=1e-14
    )


@pytest.mark.parametrize("name", FAMILY)
def test_l2_decay_is_a_term_of_the_gradient(name: str) -> None:
    rule = optimizers.get(name, learning_rate=0.1, weight_decay=0.0)
    decayed = rule.replace(weight_decay=0.3, weight_decay_mode="l2")
    np.testing.assert_array_equal(walked(decayed, G), walked(rule, G + 0.3 * X))


@pytest.mark.parametrize("name", sorted(set(FAMILY) - RELATIVE_TO_THE_POINT))
def test_decoupled_decay_shrinks_the_point_and_not_the_step(name: str) -> None:
    rule = optimizers.get(name, learning_rate=0.1, weight_decay=0.0)
    decayed = rule.replace(weight_decay=0.3)
    step = walked(rule, G) - X
    np.testing.assert_allclose(walked(decayed, G), 0.97 * X + step, rtol=1e-14)


def test_a_coordinate_without_any_gradient_stays() -> None:
    """0/0 in the libraries, at the start of a run whose first coordinate is level."""
    level = np.array([0.0, -0.4])
    for rule in (
        optimizers.get("adagrad", initial_accumulator_value=0.0, epsilon=0.0),
        optimizers.get("ftrl", initial_accumulator_value=0.0),
    ):
        point = walked(rule, level)
        assert point[0] == X[0]
        assert point[1] > X[1]


def test_ftrl_stands_still_where_a_schedule_ends_at_0() -> None:
    rule = optimizers.get("ftrl", learning_rate=0.1, beta=0.1)
    np.testing.assert_array_equal(
        walked(rule, G, G, rates=[0.1, 0.0]), walked(rule, G, rates=[0.1])
    )


def test_the_memories_of_lamb() -> None:
    rule = optimizers.get("lamb", learning_rate=0.1, beta_1=0.8, beta_2=0.5, epsilon=0.02)
    u = G / (SIZE + 0.02)
    expected = X - 0.1 * NORM_X / np.hypot(*u) * u
    m = np.array([0.16 * 0.3 + 0.2 * 0.3, 0.16 * -0.4])
    v = np.array([0.25 * 0.09 + 0.5 * 0.09, 0.25 * 0.16])
    u = m / 0.36 / (np.sqrt(v / 0.75) + 0.02)
    expected = expected - 0.1 * np.hypot(*expected) / np.hypot(*u) * u
    np.testing.assert_allclose(walked(rule, G, np.array([0.3, 0.0])), expected, rtol=1e-14)


@pytest.mark.parametrize("name", sorted(set(FAMILY) - {"adamw"}))
def test_without_any_gradient_nothing_moves(name: str) -> None:
    values = {"initial_accumulator_value": 0.0} if name == "ftrl" else {}
    np.testing.assert_array_equal(walked(optimizers.get(name, **values), ZERO, ZERO), X)


def test_lamb_leaves_the_origin() -> None:
    rule = optimizers.get("lamb", learning_rate=0.1, epsilon=0.0)
    point, _ = rule.step(ZERO, G, rule.init(ZERO))
    np.testing.assert_allclose(point, -0.1 * SIGN, rtol=1e-14)


class Wavy:
    """f(x) = x^2 + 10 sin x, in one dimension."""

    def value(self, point: Array) -> Any:
        return point[0] ** 2 + 10.0 * np.sin(point[0])

    def gradient(self, point: Array) -> Array:
        return np.array([2.0 * point[0] + 10.0 * np.cos(point[0])])


def test_the_run_of_rmsprop_that_the_project_began_with() -> None:
    """The published table counts the start as step 1: its step k is the point after k - 1 steps.

    With rho 0 and epsilon 0.9 inside the root, RMSprop walks with the step a g / sqrt(g^2 + 0.9).
    """
    rule = optimizers.get("rmsprop", learning_rate=0.1, rho=0.0, epsilon=0.9)
    run = optimizers.minimize(Wavy(), rule, start=(8.0,), steps=60)
    x = {step: f"{run.points[step - 1, 0]:.4f}" for step in range(1, 61)}
    f = {step: f"{run.values[step - 1]:.4f}" for step in range(1, 61)}
    assert f[1] == "73.8936"
    assert x[2] == "7.9002"
    assert (x[41], f[41]) == ("4.0196", "8.4625")
    assert x[45] == "3.8379"
    assert {x[step] for step in range(46, 61)} == {"3.8375"}
    assert {f[step] for step in range(46, 61)} == {"8.3156"}


class Coupled:
    """A quartic bowl in three dimensions whose coordinates depend on each other."""

    vectorized = True

    def value(self, point: Array) -> Any:
        x, y, z = point
        return x * x + 3.0 * y * y + 0.1 * z * z * z * z + x * y - y * z

    def gradient(self, point: Array) -> Array:
        x, y, z = point
        return np.array([2.0 * x + y, 6.0 * y + x - z, 0.4 * z * z * z - y])


def values_per_run(rule: type[optimizers.Optimizer], runs: int) -> dict[str, Array]:
    """Some valid values of every real hyperparameter, the first of them at the slider's low end."""
    rng = np.random.default_rng(5)
    values = {}
    for name, parameter in rule.parameters.items():
        if isinstance(parameter, Real) and parameter.default is not None:
            low, high = parameter.slider
            share = rng.uniform(0.0, 1.0, runs)
            share[0] = 0.0
            values[name] = (
                low * (high / low) ** share if parameter.log else low + (high - low) * share
            )
    return values


VARIANTS: list[tuple[str, dict[str, Any]]] = [
    *((name, {}) for name in FAMILY),
    *((name, {"preset": "torch"}) for name in FAMILY if name not in ("ftrl", "lion", "lamb")),
    *((name, {"preset": "optax"}) for name in FAMILY if name != "ftrl"),
    ("sgd", {"nesterov": True, "clipnorm": np.linspace(0.1, 1.0, 9)}),
    ("sgd", {"momentum_form": "torch", "dampening": 0.5}),
    ("adam", {"amsgrad": True, "global_clipnorm": 0.5}),
    ("adam", {"amsgrad": "corrected", "clipvalue": np.linspace(0.1, 1.0, 9)}),
    ("rmsprop", {"centered": True, "bias_correction": True, "nesterov": True}),
    ("rmsprop", {"centered": True, "momentum_form": "torch", "nesterov": True}),
    ("adamax", {"epsilon_in_max": True, "clipnorm": 0.5, "clip_form": "torch"}),
]


@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_a_run_is_the_same_in_a_batch_and_alone(name: str, options: dict[str, Any]) -> None:
    runs, steps = 9, 60
    values = values_per_run(optimizers.registry[name], runs)
    batch = optimizers.get(name, **{**values, **options})
    start = np.random.default_rng(1).normal(size=(3, runs))
    together = optimizers.minimize(Coupled(), batch, start, steps, record_state=True)
    assert together.state is not None
    for run in range(runs):
        alone = optimizers.minimize(
            Coupled(), single(batch, run), start[:, run], steps, record_state=True
        )
        rows = len(alone.points)
        assert alone.status == together.status[run]
        assert rows == together.last_step[run] + 1
        np.testing.assert_array_equal(alone.points, together.points[:rows, :, run])
        assert alone.state is not None
        for key, kept in alone.state.items():
            np.testing.assert_array_equal(kept, together.state[key][:rows, ..., run])


def single(batch: optimizers.Optimizer, run: int) -> optimizers.Optimizer:
    """The rule of one run of a batch, its hyperparameters as plain numbers."""
    own = {
        name: float(getattr(batch, name)[run])
        for name in batch.parameters
        if isinstance(getattr(batch, name), np.ndarray)
    }
    return batch.replace(**own)
