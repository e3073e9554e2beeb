"""Weight decay: against PyTorch, and by itself."""

from __future__ import annotations

import numpy as np
import pytest

import optimizers
from optimizers import Adam, WeightDecay
from tests.optimizers.helpers import ROSENBROCK, START, agree, run_of

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


def test_decoupled_weight_decay_in_torch() -> None:
    adam = optimizers.get("adam", preset="torch", learning_rate=0.05)
    agree(run_of(WeightDecay(optimizer=adam, weight_decay=0.3), steps=6).points, TORCH_ADAMW)


def test_l2_in_torch() -> None:
    adam = optimizers.get("adam", preset="torch", learning_rate=0.05)
    decay = WeightDecay(optimizer=adam, weight_decay=30.0, weight_decay_mode="l2")
    agree(run_of(decay, steps=6).points, TORCH_ADAM_L2)


def test_weight_decay_of_0_changes_nothing() -> None:
    adam = Adam(learning_rate=0.1)
    for mode in ("decoupled", "l2"):
        decay = WeightDecay(optimizer=adam, weight_decay=0.0, weight_decay_mode=mode)
        np.testing.assert_array_equal(run_of(decay).points, run_of(adam).points)


@pytest.mark.parametrize("mode", ["decoupled", "l2"])
@pytest.mark.parametrize("name", ["sgd", "adam", "rmsprop", "lion", "adagrad"])
def test_weight_decay_is_the_keyword_of_the_rule(name: str, mode: str) -> None:
    plain = optimizers.get(name, learning_rate=0.002)
    wrapped = WeightDecay(optimizer=plain, weight_decay=0.3, weight_decay_mode=mode)
    own = plain.replace(weight_decay=0.3, weight_decay_mode=mode)
    schedule = optimizers.get_schedule("cosine")
    np.testing.assert_allclose(
        run_of(wrapped, schedule=schedule).points, run_of(own, schedule=schedule).points, rtol=1e-13
    )


def test_a_rule_without_learning_rate_decays_with_1() -> None:
    newton = optimizers.get("newton", form="textbook")
    plain, decayed = (
        run_of(newton, steps=1),
        run_of(WeightDecay(optimizer=newton, weight_decay=0.25), 1),
    )
    expected = plain.points[1] - 0.25 * np.array(START)
    np.testing.assert_allclose(decayed.points[1], expected, rtol=1e-15)
    assert decayed.learning_rates is None
    wrapped = WeightDecay(optimizer=newton, weight_decay=0.25)
    g = ROSENBROCK.gradient(np.array(START))
    point, _ = wrapped.step(START, g, wrapped.init(START), ROSENBROCK)
    np.testing.assert_array_equal(point, decayed.points[1])


@pytest.mark.parametrize(
    ("inside", "decoupled", "l2"),
    [("sgd", "all", "all"), ("sign_sgd", "sign", "all"), ("nelder_mead", "nothing", "nothing")],
)
def test_what_of_the_gradient_counts(inside: str, decoupled: str, l2: str) -> None:
    """The decay in the gradient is weighed against all of it, if anything of it is looked at."""
    rule = optimizers.get(inside)
    for mode, heeded in (("decoupled", decoupled), ("l2", l2)):
        wrapped = WeightDecay(optimizer=rule, weight_decay=0.1, weight_decay_mode=mode)
        assert wrapped.heeds == heeded
