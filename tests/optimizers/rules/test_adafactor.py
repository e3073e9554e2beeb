"""Adafactor: steps worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from tests.optimizers.helpers import RMS_X, SIGN, Array, G, X, assert_equal, walked
from tests.optimizers.rules.test_shampoo import Slope
from tests.reference import blocks


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # The root mean square of u is below the limit 1.
        ({"epsilon_1": 0.07}, X - 0.1 * RMS_X * G / np.sqrt(np.array([0.16, 0.23]))),
        (
            {"learning_rate": 3.0, "epsilon_1": 0.0, "epsilon_2": 4.0, "clip_threshold": 0.5},
            X - 1.0 * 4.0 * 0.5 * SIGN,
        ),
        ({"epsilon_1": 0.0, "weight_decay": 0.5}, 0.95 * X - 0.1 * 0.95 * RMS_X * SIGN),
        # v = (0.09, 0.16), of which the first is lifted to 0.35^2.
        (
            {"epsilon_1": 0.35, "weight_decay": 0.5, "form": "torch"},
            0.95 * X - 0.1 * RMS_X * np.array([0.3 / 0.35, -1.0]),
        ),
        (
            {
                "learning_rate": 3.0,
                "epsilon_1": 0.0,
                "weight_decay": 0.5,
                "form": "optax",
                "relative_step": False,
            },
            0.5 * X - 3.0 * RMS_X * SIGN,
        ),
    ],
)
def test_first_step(values: dict[str, Any], expected: Array) -> None:
    rule = optimizers.get("adafactor", **{"learning_rate": 0.1, **values})
    np.testing.assert_allclose(walked(rule, G), expected, rtol=1e-14)


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


def test_first_step_of_a_matrix() -> None:
    """At first nothing is remembered, so v is that of the gradient: R C over the mean of R."""
    slope = np.array([[3.0, -1.0, 2.0], [0.5, 4.0, -2.5]])
    start = np.full(6, 2.0)
    rule = optimizers.get("adafactor", learning_rate=0.1, clip_threshold=np.inf)
    squares = slope * slope
    rows, columns = squares.mean(axis=1), squares.mean(axis=0)
    expected = start - 0.1 * 2.0 * (slope / np.sqrt(np.outer(rows, columns) / rows.mean())).ravel()
    found = optimizers.minimize(Slope(slope), rule, start, 1, record_state=True)
    np.testing.assert_allclose(found.points[1], expected, rtol=1e-13)
    assert found.state is not None
    np.testing.assert_allclose(found.state["v"][1], [*rows, *columns], rtol=1e-13)


def test_every_block_has_a_size_and_a_limit_of_its_own() -> None:
    xor = objectives.get("xor_mlp")
    rule = optimizers.get("adafactor", learning_rate=0.1)
    point = np.array(xor.start)
    whole, _ = rule.step(point, xor.gradient(point), rule.init(point, xor), xor)
    biases = slice(4, 6)
    part = point[biases]
    own, _ = rule.step(part, xor.gradient(point)[biases], rule.init(part))
    np.testing.assert_allclose(whole[biases], own, rtol=1e-13)


@pytest.mark.parametrize("preset", ["keras", "torch", "optax"])
@pytest.mark.parametrize("id", ["mlp", "xor_mlp", "deep_linear"])
def test_a_run_on_blocks_does_not_depend_on_its_batch(id: str, preset: str) -> None:
    network = objectives.get(id)
    starts = network.random_points(np.random.default_rng(2), 5)
    rule = optimizers.get("adafactor", preset, learning_rate=0.1, weight_decay=0.01)
    batch = optimizers.minimize(network, rule, starts, 12, record_state=True)
    for index in range(5):
        alone = optimizers.minimize(network, rule, starts[:, index], 12, record_state=True)
        assert_equal(batch.run(index), alone)


def test_optax_agrees_but_for_its_decay_in_float32() -> None:
    """On arrays it was run as it is; tests/reference/generate.py puts that right."""
    found = [run for run in blocks.recorded() if run["optimizer"] == "adafactor"]
    assert len(found) == 4
    for run in found:
        values = {
            ours: run["hyper"][theirs]
            for theirs, ours in (
                ("learning_rate", "learning_rate"),
                ("weight_decay_rate", "weight_decay"),
            )
            if theirs in run["hyper"]
        }
        rule = optimizers.get("adafactor", "optax", **values)
        points = optimizers.minimize(
            blocks.OF_BLOCKS[run["problem"]], rule, run["start"], run["steps"]
        ).points
        np.testing.assert_allclose(points, run["trajectory"], rtol=0.0, atol=1e-7)
