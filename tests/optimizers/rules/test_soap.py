"""SOAP: Adam along the eigenvectors of the gradients."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from optimizers.rules.soap import Soap
from tests.optimizers.helpers import STARTS, Array, G, X, assert_equal, run, walked
from tests.optimizers.rules.test_shampoo import MATRIX, Slope

RATE = 0.1


def by_hand(gradients: list[Array], rule: Soap) -> Array:
    """The moves of a matrix, with eigenvectors anew in every step for its power iterations."""
    left = (1.0 - rule.beta_2) * gradients[0] @ gradients[0].T
    right = (1.0 - rule.beta_2) * gradients[0].T @ gradients[0]
    bases = [np.linalg.eigh(each)[1][:, ::-1] for each in (left, right)]
    m = v = moved = np.zeros_like(gradients[0])
    for t, g in enumerate(gradients, start=1):
        m = rule.beta_1 * m + (1.0 - rule.beta_1) * g
        v = rule.beta_2 * v + (1.0 - rule.beta_2) * (bases[0].T @ g @ bases[1]) ** 2
        along = (bases[0].T @ m @ bases[1]) / (np.sqrt(v) + rule.epsilon)
        rate = RATE * np.sqrt(1.0 - rule.beta_2**t) / (1.0 - rule.beta_1**t)
        moved = moved - rate * bases[0] @ along @ bases[1].T
        left = rule.beta_2 * left + (1.0 - rule.beta_2) * g @ g.T
        right = rule.beta_2 * right + (1.0 - rule.beta_2) * g.T @ g
        if t % rule.precondition_frequency == 0:
            orders = []
            for index, each in enumerate((left, right)):
                sizes = np.diag(bases[index].T @ each @ bases[index])
                orders.append(np.argsort(-sizes))
                bases[index] = np.linalg.qr(each @ bases[index][:, orders[-1]])[0]
            v = v[orders[0]][:, orders[1]]
    return moved


def test_the_first_step_of_a_vector() -> None:
    """Of a vector: Adam's, with epsilon before the bias correction, and the decay behind it."""
    rule = optimizers.get("soap", learning_rate=RATE, epsilon=0.02, weight_decay=0.5)
    step = RATE * np.sqrt(0.05) / 0.05 * 0.05 * G / (np.sqrt(0.05) * np.abs(G) + 0.02)
    np.testing.assert_allclose(walked(rule, G), (X - step) * (1.0 - RATE * 0.5), rtol=1e-14)


@pytest.mark.parametrize("every", [1, 2])
def test_steps_of_a_matrix(every: int) -> None:
    # What was the smallest eigenvector becomes the largest: the order changes on the way.
    left, _, right = np.linalg.svd(MATRIX[:, :3])
    rng = np.random.default_rng(8)
    others = np.diag([1.0, 4.0, 9.0]) + 0.3 * rng.normal(size=(4, 3, 3))
    gradients = [left @ middle @ right for middle in (np.diag([3.0, 2.0, 1.0]), *others)]
    rule: Any = optimizers.get(
        "soap",
        learning_rate=RATE,
        epsilon=1e-3,
        beta_1=0.8,
        precondition_frequency=every,
        weight_decay=0.0,
    )
    slope = Slope(gradients[0])
    point, state = np.zeros(9), rule.init(np.zeros(9), slope)
    for gradient in gradients:
        point, state = rule.step(point, gradient.ravel(), state, slope)
    np.testing.assert_allclose(point, by_hand(gradients, rule).ravel(), rtol=1e-9)


def test_it_moves_in_the_first_step() -> None:
    found = optimizers.minimize(Slope(MATRIX), optimizers.get("soap"), np.ones(15), 1)
    assert (np.abs(np.diff(found.points, axis=0)) > 1e-6).any()


def test_a_side_that_is_too_long_keeps_its_axes() -> None:
    """With both it is Adam."""
    options = {"learning_rate": RATE, "epsilon": 1e-7, "weight_decay": 0.0}
    soap = optimizers.get("soap", max_precondition_dim=1, beta_2=0.999, beta_1=0.9, **options)
    adam = optimizers.get("adam", **options)
    xor = objectives.get("xor_mlp")
    one, other = (optimizers.minimize(xor, rule, steps=20) for rule in (soap, adam))
    np.testing.assert_allclose(one.points, other.points, rtol=1e-10, atol=1e-12)


def test_a_vector_may_have_a_basis() -> None:
    """Along the first gradient, all of which is one coordinate: the step is as long as the rate."""
    rule = optimizers.get(
        "soap", learning_rate=RATE, epsilon=1e-12, weight_decay=0.0, precondition_1d=True
    )
    step = walked(rule, G) - X
    np.testing.assert_allclose(np.linalg.norm(step), RATE, rtol=1e-3)
    np.testing.assert_allclose(step / RATE, -G / np.linalg.norm(G), atol=1e-3)


def test_normalized_directions_have_a_size_of_one() -> None:
    rule = optimizers.get(
        "soap", learning_rate=RATE, weight_decay=0.0, normalize_gradient=True, correct_bias=False
    )
    found = optimizers.minimize(Slope(MATRIX), rule, np.ones(15), 4)
    sizes = np.sqrt((np.diff(found.points, axis=0) ** 2).mean(axis=1))
    np.testing.assert_allclose(sizes, RATE, rtol=1e-6)


def test_without_blocks_it_is_adam() -> None:
    options = {"learning_rate": RATE, "weight_decay": 0.0}
    soap = optimizers.get("soap", **options)
    adam = optimizers.get("adam", beta_1=0.95, beta_2=0.95, epsilon=1e-8, **options)
    np.testing.assert_allclose(
        run(STARTS, 40, rule=soap).points, run(STARTS, 40, rule=adam).points, rtol=1e-11
    )


@pytest.mark.parametrize("every", [1, 3])
@pytest.mark.parametrize("id", ["mlp", "xor_mlp", "deep_linear"])
def test_a_run_on_matrices_does_not_depend_on_its_batch(id: str, every: int) -> None:
    objective: Any = objectives.get(id)
    starts = objective.random_points(np.random.default_rng(2), 5)
    values = {"learning_rate": np.linspace(0.01, 0.2, 5), "beta_2": np.linspace(0.8, 0.99, 5)}
    rule = optimizers.get("soap", precondition_frequency=every, precondition_1d=True, **values)
    batch = optimizers.minimize(objective, rule, starts, 12, record_state=True)
    for index in range(5):
        own = rule.replace(**{name: float(value[index]) for name, value in values.items()})
        alone = optimizers.minimize(objective, own, starts[:, index], 12, record_state=True)
        assert_equal(batch.run(index), alone)
