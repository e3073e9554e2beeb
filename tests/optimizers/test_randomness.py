"""Noise and mini-batches: random numbers that belong to the run and its seed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import objectives
import optimizers
from declarations.arrays import Array
from optimizers import SGD, Adam, Trajectory
from optimizers.randomness import (
    GRADIENT_NOISE,
    MINI_BATCHES,
    RULE,
    STEPS_AT_ONCE,
    NormalStream,
)

SPHERE = objectives.get("sphere")
START = (-4.0, 3.0)
SLOW = SGD(learning_rate=0.125)


def run(rule: Any = SLOW, steps: int = 20, start: Any = START, **options: Any) -> Trajectory:
    return optimizers.minimize(SPHERE, rule, start, steps, **options)


def noise_of(result: Trajectory, rate: float = 0.125) -> Array:
    """What was added to the gradient in every step, (steps, dims[, runs])."""
    return -np.diff(result.points, axis=0) / rate - result.points[:-1]


# Noise


def test_the_same_seed_gives_the_same_run() -> None:
    one, two, other = run(noise=1.0, seed=7), run(noise=1.0, seed=7), run(noise=1.0, seed=8)
    np.testing.assert_array_equal(one.points, two.points)
    assert not np.allclose(one.points, other.points)


def test_every_optimizer_sees_the_same_noise() -> None:
    """Gradient descent shows it at the learning rate, momentum in its velocity."""
    expected = noise_of(run(noise=1.0, seed=7))
    other_rate = noise_of(run(SGD(learning_rate=0.5), noise=1.0, seed=7), 0.5)
    np.testing.assert_allclose(other_rate, expected, atol=1e-13)
    momentum = run(SGD(learning_rate=0.125, momentum=0.5), noise=1.0, seed=7)
    velocity = np.diff(momentum.points, axis=0)
    before = np.concatenate([np.zeros((1, 2)), velocity[:-1]])
    seen = (0.5 * before - velocity) / 0.125 - momentum.points[:-1]
    np.testing.assert_allclose(seen, expected, atol=1e-13)


def test_rules_that_evaluate_again_see_one_landscape() -> None:
    """Within a step the same noise vector is added, wherever the gradient is taken."""
    seen = []

    class Peeking(SGD):
        def update(self, x: Array, g: Array, state: Any, now: Any) -> None:
            seen.append(now.gradient(x) - g)
            seen.append(now.gradient(x + 1.0) - g - 1.0)
            super().update(x, g, state, now)

    run(Peeking(learning_rate=0.125), noise=1.0)
    np.testing.assert_allclose(seen, 0.0, atol=1e-13)


def test_what_is_handed_over_has_the_noise_of_the_step_before() -> None:
    """So it is not used: the next step draws its own."""

    class HandingOver(SGD):
        def update(self, x: Array, g: Array, state: Any, now: Any) -> None:
            super().update(x, g, state, now)
            now.hand_over(value=now.value(x), gradient=now.gradient(x))

    result = run(HandingOver(learning_rate=0.125), noise=1.0, seed=7)
    np.testing.assert_array_equal(result.points, run(noise=1.0, seed=7).points)
    assert result.evaluations.gradient == 40


def test_a_run_has_several_streams() -> None:
    """What a rule draws has nothing to do with the noise on its gradient."""
    streams = [NormalStream(7, stream, 2).at(1) for stream in (MINI_BATCHES, GRADIENT_NOISE, RULE)]
    assert len({tuple(numbers) for numbers in streams}) == 3


def test_noise_is_standard_normal_times_its_size() -> None:
    noise = noise_of(run(steps=4000, noise=0.5, seed=3))
    assert abs(noise.mean()) < 4 * 0.5 / np.sqrt(noise.size)
    assert noise.std() == pytest.approx(0.5, rel=0.05)
    correlations = [
        np.mean(noise[:, 0] * noise[:, 1]),
        np.mean(noise[1:] * noise[:-1]),
    ]
    assert np.abs(correlations).max() < 4 * 0.25 / np.sqrt(4000)
    # Blocks of random numbers are drawn at once: none is used twice.
    assert len(np.unique(noise.round(9))) == noise.size
    assert len(noise) > STEPS_AT_ONCE


def test_noise_grows_in_proportion() -> None:
    one, three = noise_of(run(noise=1.0, seed=7)), noise_of(run(noise=3.0, seed=7))
    np.testing.assert_allclose(three, 3.0 * one, atol=1e-12)


def test_what_is_recorded_is_without_noise() -> None:
    result = run(noise=1.0, seed=7)
    np.testing.assert_array_equal(result.gradients, result.points)
    np.testing.assert_array_equal(result.values, SPHERE.value(result.points.T))


def test_noise_costs_no_evaluations() -> None:
    assert run(noise=1.0).evaluations == run().evaluations


def test_no_noise_is_no_noise() -> None:
    np.testing.assert_array_equal(run(noise=0.0, seed=7).points, run().points)
    np.testing.assert_array_equal(run(noise=0, seed=8).points, run().points)


def test_one_seed_serves_all_runs_of_a_batch() -> None:
    starts = np.array([[-4.0, 1.0], [3.0, 2.0]])
    noise = noise_of(run(start=starts, noise=1.0, seed=7))
    np.testing.assert_allclose(noise[..., 0], noise[..., 1], atol=1e-13)


def test_seeds_of_every_run() -> None:
    """Seeds may repeat and come in any order; every run is what it is alone."""
    seeds = [5, 3, 5, 2**40]
    batch = run(noise=1.0, seed=seeds)
    assert batch.runs == 4
    for index, seed in enumerate(seeds):
        single = run(noise=1.0, seed=seed)
        np.testing.assert_array_equal(batch.points[..., index], single.points)
    assert not np.allclose(batch.points[..., 0], batch.points[..., 1])


def test_noise_of_every_run() -> None:
    sizes = [0.0, 1.0, 2.0]
    batch = run(noise=sizes, seed=[1, 2, 3])
    for index, size in enumerate(sizes):
        single = run(noise=size, seed=index + 1)
        np.testing.assert_array_equal(batch.points[..., index], single.points)


@pytest.mark.parametrize("seed", [7, [1, 2, 3, 4]])
@pytest.mark.parametrize("noise", [0.5, [0.0, 0.5, 1.0, 0.0]])
def test_noise_goes_on_when_other_runs_have_ended(seed: Any, noise: Any) -> None:
    rates = np.array([0.9, 0.5, 0.1, 1e-4])
    batch = run(SGD(learning_rate=rates), 60, noise=noise, seed=seed, tolerance=0.5)
    assert len(set(batch.last_step.tolist())) > 2
    for index, rate in enumerate(rates):
        single = run(
            SGD(learning_rate=rate),
            60,
            noise=noise if isinstance(noise, float) else noise[index],
            seed=seed if isinstance(seed, int) else seed[index],
            tolerance=0.5,
        )
        np.testing.assert_array_equal(batch.run(index).points, single.points)


def test_draws_of_a_rule_begin_when_other_runs_have_ended() -> None:
    """The first run of the batch has nothing to do, and never draws."""
    starts = np.array([[0.0, -4.0, 1.0], [0.0, 3.0, 2.0]])
    rule = optimizers.get("sgld", learning_rate=0.01)
    batch = run(rule, start=starts, seed=[1, 2, 3], tolerance=1e-9)
    assert batch.last_step.tolist() == [0, 20, 20]
    for index in (1, 2):
        single = run(rule, start=starts[:, index], seed=index + 1, tolerance=1e-9)
        np.testing.assert_array_equal(batch.points[..., index], single.points)


def test_noise_in_three_dimensions_and_one() -> None:
    class Bowl:
        def value(self, point: Array) -> float:
            return float(0.5 * point @ point)

        def gradient(self, point: Array) -> Array:
            return point.copy()

    for dims in (1, 3, 20):
        result = optimizers.minimize(Bowl(), SLOW, np.ones(dims), 9, noise=1.0, seed=7)
        assert len(np.unique(noise_of(result).round(9))) == 9 * dims


# Mini-batches


class Mean:
    """The mean of |x - a|^2 / 2 over the examples a; keeps the batches it was asked for."""

    vectorized = True
    dims = 1

    def __init__(self, examples: int = 10) -> None:
        self.data = np.arange(examples, dtype=np.float64)
        self.examples = examples
        self.asked: list[NDArray[np.int64]] = []

    def value(self, point: Array, examples: Any = None) -> Array:
        chosen = self.data if examples is None else self.data[examples]
        chosen = chosen.reshape(*chosen.shape, *[1] * (point.ndim - chosen.ndim))
        return 0.5 * ((point[0] - chosen) ** 2).mean(axis=0)

    def gradient(self, point: Array, examples: Any = None) -> Array:
        if examples is None:
            return point - self.data.mean()
        self.asked.append(examples.copy())
        return point - self.data[examples].mean(axis=0)


def batches(size: int, steps: int, examples: int = 10, **options: Any) -> list[NDArray[np.int64]]:
    problem = Mean(examples)
    optimizers.minimize(problem, SLOW, (0.0,), steps, batch_size=size, **options)
    # The loop takes the gradient of the last point as well, for the record.
    return problem.asked[:steps]


@pytest.mark.parametrize(("size", "sizes"), [(1, [1] * 10), (3, [3, 3, 3, 1]), (5, [5, 5])])
@pytest.mark.parametrize("shuffle", [True, False])
def test_an_epoch_visits_every_example_once(size: int, sizes: list[int], shuffle: bool) -> None:
    steps = len(sizes)
    asked = batches(size, 4 * steps, shuffle=shuffle)
    assert [len(batch) for batch in asked] == sizes * 4
    orders = []
    for epoch in range(4):
        order = np.concatenate(asked[epoch * steps : (epoch + 1) * steps])
        assert sorted(order.tolist()) == list(range(10))
        orders.append(order.tolist())
    different = len({tuple(order) for order in orders})
    if shuffle:
        assert different == 4
    else:
        assert orders == [list(range(10))] * 4


@pytest.mark.parametrize("size", [10, 11, 10**9])
def test_a_batch_of_everything(size: int) -> None:
    assert [sorted(batch.tolist()) for batch in batches(size, 3)] == [list(range(10))] * 3
    problem = Mean()
    full = optimizers.minimize(problem, SLOW, (0.0,), 20)
    same = optimizers.minimize(problem, SLOW, (0.0,), 20, batch_size=size)
    np.testing.assert_allclose(same.points, full.points, rtol=1e-14)


def test_every_order_is_as_likely() -> None:
    """Over many epochs each example comes first about as often as any other."""
    asked = batches(10, 2000, seed=1)
    first = np.bincount([batch[0] for batch in asked], minlength=10)
    assert np.abs(first - 200).max() < 5 * np.sqrt(200)


def test_the_same_seed_gives_the_same_batches() -> None:
    one, two, other = (batches(3, 8, seed=seed) for seed in (1, 1, 2))
    assert all((a == b).all() for a, b in zip(one, two, strict=True))
    assert any((a != b).any() for a, b in zip(one, other, strict=True))


def test_every_optimizer_sees_the_same_batches() -> None:
    problem = Mean()
    optimizers.minimize(problem, Adam(), (0.0,), 8, batch_size=3, seed=1)
    for seen, expected in zip(problem.asked, batches(3, 8, seed=1), strict=False):
        np.testing.assert_array_equal(seen, expected)


def test_noise_changes_no_batches() -> None:
    noisy, quiet = batches(3, 8, seed=1, noise=1.0), batches(3, 8, seed=1)
    assert all((a == b).all() for a, b in zip(noisy, quiet, strict=True))


def test_a_step_takes_the_gradient_of_its_batch() -> None:
    problem = Mean()
    result = optimizers.minimize(problem, SLOW, (0.0,), 8, batch_size=3, seed=1)
    x = np.zeros(1)
    for batch, point in zip(problem.asked, result.points[1:], strict=False):
        x = x - 0.125 * (x - problem.data[batch].mean())
        np.testing.assert_allclose(point, x, rtol=1e-14)


def test_what_is_recorded_is_of_all_examples() -> None:
    problem = Mean()
    result = optimizers.minimize(problem, SLOW, (0.0,), 8, batch_size=3, seed=1)
    np.testing.assert_array_equal(result.values, problem.value(result.points.T))
    np.testing.assert_array_equal(result.gradients, result.points - 4.5)


def test_batches_of_every_run() -> None:
    seeds, rates = [3, 1, 3], np.array([0.5, 0.1, 0.2])
    problem = Mean()
    batch = optimizers.minimize(
        problem, SGD(learning_rate=rates), (0.0,), 8, batch_size=3, seed=seeds
    )
    assert [asked.shape for asked in problem.asked[:4]] == [(3, 3), (3, 3), (3, 3), (1, 3)]
    for index, (seed, rate) in enumerate(zip(seeds, rates, strict=True)):
        single = optimizers.minimize(
            problem, SGD(learning_rate=rate), (0.0,), 8, batch_size=3, seed=seed
        )
        np.testing.assert_allclose(batch.points[..., index], single.points, rtol=1e-13)


def test_batches_go_on_when_other_runs_have_ended() -> None:
    rates, seeds = np.array([1e9, 0.5, 0.1]), [1, 2, 3]
    batch = optimizers.minimize(
        Mean(), SGD(learning_rate=rates), (0.0,), 60, batch_size=3, seed=seeds
    )
    assert batch.status.tolist() == ["diverged", "step limit", "step limit"]
    for index in range(3):
        rule = SGD(learning_rate=rates[index])
        single = optimizers.minimize(Mean(), rule, (0.0,), 60, batch_size=3, seed=seeds[index])
        np.testing.assert_allclose(batch.run(index).points, single.points, rtol=1e-12)


def test_batches_of_an_objective_that_is_not_vectorized() -> None:
    class Plain(Mean):
        vectorized = False

        def gradient(self, point: Array, examples: Any = None) -> Array:
            assert point.shape == (1,)
            return super().gradient(point, examples)

    starts, seeds = np.array([[0.0, 9.0]]), [1, 2]
    batch = optimizers.minimize(Plain(), SLOW, starts, 8, batch_size=3, seed=seeds)
    for index in range(2):
        single = optimizers.minimize(
            Plain(), SLOW, starts[:, index], 8, batch_size=3, seed=seeds[index]
        )
        np.testing.assert_allclose(batch.points[..., index], single.points, rtol=1e-14)


@pytest.mark.parametrize("size", [0, -1, 2.5, True, "3"])
def test_batch_sizes_that_are_none(size: Any) -> None:
    message = r"^minimize: batch_size must be a whole number in \[1, inf\), got "
    with pytest.raises(ValueError, match=message):
        optimizers.minimize(Mean(), SLOW, (0.0,), 8, batch_size=size)
