"""The arrays of which a point is made: who says so, who carries it, and who need not know."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from optimizers.iteration import Iteration
from optimizers.problem import Problem
from optimizers.variables import variables
from tests.optimizers.every_rule import each_rule, variants
from tests.optimizers.helpers import Array, Ellipse, assert_equal, random_starts

BLOCKS = (("W", (2, 2)), ("b", (2,)))
STARTS = random_starts(3, dims=6)


class Bowl(Ellipse):
    """An ellipse whose point is a matrix and a vector, or one vector."""

    def __init__(self, blocks: Any = BLOCKS) -> None:
        super().__init__(1.0, 2.0, 4.0, 0.5, 3.0, 1.5)
        if blocks is not None:
            self.blocks = blocks


@pytest.mark.parametrize("shape", [(6,), (6, 5)])
def test_variables_are_views_in_c_order(shape: tuple[int, ...]) -> None:
    flat = np.arange(float(np.prod(shape))).reshape(shape)
    weights, biases = variables(BLOCKS, 6)
    assert weights.of(flat).shape == (2, 2, *shape[1:])
    assert biases.of(flat).shape == (2, *shape[1:])
    assert np.shares_memory(weights.of(flat), flat)
    np.testing.assert_array_equal(weights.of(flat)[1, 0], flat[2])
    np.testing.assert_array_equal(biases.of(flat)[1], flat[5])
    assert (weights.is_matrix, biases.is_matrix) == (True, False)


def test_without_blocks_a_point_is_one_vector() -> None:
    (only,) = variables((), 3)
    assert (only.name, only.shape, only.is_matrix) == ("x", (3,), False)
    flat = np.ones((3, 2))
    assert only.of(flat).shape == (3, 2)
    assert np.shares_memory(only.of(flat), flat)


@pytest.mark.parametrize(
    ("blocks", "sentence"),
    [
        ((("W", (2, 2)), ("b", (1,))), "Bowl: blocks must hold 6 numbers, those of a point, got 5"),
        ((("W", (2, 2)), ("W", (2,))), "Bowl: blocks must be pairs of a name of their own and a "),
        ((("W", (2, 0)), ("b", (6,))), "Bowl: blocks must be pairs of a name of their own and a "),
        ((("W", 4), ("b", 2)), "Bowl: blocks must be pairs of a name of their own and a shape, go"),
        (("W", "b"), "Bowl: blocks must be pairs of a name of their own and a shape, got"),
        (((1, (6,)),), "Bowl: blocks must be pairs of a name of their own and a shape, got"),
        (7, "Bowl: blocks must be pairs of a name of their own and a shape, got 7"),
    ],
)
def test_blocks_that_are_none_are_refused_with_a_sentence(blocks: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as error:
        optimizers.minimize(Bowl(blocks), "sgd", STARTS, 1)
    assert "\n" not in str(error.value)


def test_lists_and_numbers_of_numpy_are_good_enough() -> None:
    found = Problem(Bowl([["W", np.array([2, 2])], ("b", [2])])).blocks
    assert found == BLOCKS
    assert all(type(size) is int for _, shape in found for size in shape)


def test_a_step_sees_the_blocks_of_a_foreign_objective() -> None:
    now = Iteration(Problem(Bowl()))
    assert [(each.name, each.shape) for each in now.variables(STARTS)] == list(BLOCKS)


@each_rule
def test_a_rule_that_does_not_ask_never_knows(name: str) -> None:
    for rule in variants(name):
        with_blocks, without = (
            optimizers.minimize(Bowl(blocks), rule, STARTS, 8, seed=4, record_state=True)
            for blocks in (BLOCKS, None)
        )
        if rule == optimizers.SM3(clipvalue=0.01):
            # All components are cut to one size, which then is the largest of any row.
            assert np.array_equal(with_blocks.points, without.points)
        elif rule.sees_blocks:
            assert not np.array_equal(with_blocks.points, without.points), rule
        elif not getattr(rule, "clips_blocks", False):
            assert_equal(with_blocks, without)


@pytest.mark.parametrize("id", objectives.names())
def test_the_blocks_of_every_landscape_make_up_its_points(id: str) -> None:
    objective = objectives.get(id)
    found = Problem(objective).variables(objective.dims)
    assert sum(np.prod(each.shape) for each in found) == objective.dims
    assert objectives.numerical(objective).blocks == objective.blocks


def test_networks_say_what_they_are_made_of() -> None:
    deep = objectives.get("mlp", hidden=3, second=2, dataset="moons")
    assert deep.blocks == (("W1", (3, 3)), ("W2", (2, 4)), ("W3", (1, 3)))
    xor = objectives.get("xor_mlp")
    names = [f"{letter}" for letter, shape in xor.blocks for _ in range(int(np.prod(shape)))]
    plain = [name.translate(str.maketrans("", "", "₁₂")) for name in xor.coordinates]
    assert names == plain
    two = objectives.get("logistic_regression", features=[[1, 2], [3, 5]], targets=[0, 1])
    assert two.blocks == (("w", (1, 2)), ("b", (1,)))
    assert objectives.get("linear_regression").blocks[0] == ("b", (1,))
    assert objectives.get("deep_linear").blocks == (("w1", (1, 1)), ("w2", (1, 1)))


def test_the_blocks_of_a_network_are_its_layers() -> None:
    """The answer of a network, worked out by its blocks alone."""
    network: Any = objectives.get("mlp", hidden=3, second=2)
    point = np.array(network.start)
    *hidden, output = (each.of(point) for each in variables(network.blocks, network.dims))
    level = network.inputs
    for matrix in hidden:
        level = np.tanh(matrix[:, :-1] @ level + matrix[:, -1:])
    z = output[:, :-1] @ level + output[:, -1:]
    np.testing.assert_allclose(network.predictions(point), 1.0 / (1.0 + np.exp(-z[0])), rtol=1e-13)


def test_a_turned_landscape_has_no_blocks() -> None:
    deep = objectives.get("deep_linear")
    assert objectives.transformed(deep, scale=(2.0, 3.0)).blocks == deep.blocks
    assert objectives.transformed(deep, angle=-720.0).blocks == deep.blocks
    assert objectives.transformed(deep, angle=90.0).blocks == ()


def test_what_is_foreign_is_carried_too() -> None:
    assert objectives.numerical(Bowl()).blocks == BLOCKS
    assert Problem(objectives.numerical(Bowl(None))).blocks == ()


def test_an_array_of_a_batch_is_that_of_its_runs() -> None:
    flat: Array = np.arange(12.0).reshape(6, 2)
    for whole, one in zip(variables(BLOCKS, 6), variables(BLOCKS, 6), strict=True):
        np.testing.assert_array_equal(whole.of(flat)[..., 1], one.of(flat[:, 1].copy()))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # The matrix has norm 5, the vector norm 1.
        ({"clipnorm": 2.0}, (0.4, 1.0)),
        ({"clipnorm": 0.5}, (0.1, 0.5)),
        ({"global_clipnorm": np.sqrt(26.0) / 2.0}, (0.5, 0.5)),
        ({"clipnorm": np.sqrt(26.0) / 2.0, "clip_form": "torch"}, (0.5, 0.5)),
        ({"clipnorm": np.sqrt(26.0) / 2.0, "clip_form": "optax"}, (0.5, 0.5)),
    ],
)
@pytest.mark.parametrize("runs", [None, 3])
def test_keras_clips_every_block_by_itself(
    values: Any, expected: tuple[float, float], runs: int | None
) -> None:
    slope = np.array([3.0, 0.0, 0.0, 4.0, 0.6, -0.8])
    rule = optimizers.get("sgd", learning_rate=1.0, **values)
    start = np.zeros(6) if runs is None else np.zeros((6, runs))
    gradient = slope if runs is None else np.repeat(slope[:, np.newaxis], runs, axis=1)
    point, _ = rule.step(start, gradient, rule.init(start), Bowl())
    shares = np.repeat(expected, [4, 2])
    np.testing.assert_allclose(point.T, np.broadcast_to(-shares * slope, point.T.shape), rtol=1e-6)
