"""The rules known from PyTorch, Optax and their papers: steps worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import objectives
import optimizers
from declarations import Real
from declarations.arrays import Array
from optimizers import Optimizer

RULES = (
    *("radam", "rprop", "asgd", "adabelief", "yogi", "adan", "lars", "sign_sgd", "signum"),
    *("novograd", "ademamix", "adopt", "sophia", "schedule_free_sgd", "schedule_free_adamw"),
    *("prodigy", "d_adaptation", "d_adaptation_sgd", "dog", "dowg", "polyak", "sgld"),
)
each_rule = pytest.mark.parametrize("name", RULES)

SPHERE = objectives.get("sphere")
ROSENBROCK = objectives.get("rosenbrock")


class Ellipse:
    """f(x) = (a . x^2) / 2 + lowest, whose Hessian is diag(a)."""

    vectorized = True

    def __init__(self, *curvatures: float, lowest: float = 0.0) -> None:
        self.curvatures = np.array(curvatures)
        self.fmin = lowest
        self.dims = len(curvatures)

    def value(self, point: Array) -> Array:
        return 0.5 * np.tensordot(self.curvatures, point * point, axes=1) + self.fmin

    def gradient(self, point: Array) -> Array:
        return (self.curvatures * point.T).T

    def hessian(self, point: Array) -> Array:
        diagonal = np.zeros((self.dims, *point.shape))
        for i, curvature in enumerate(self.curvatures):
            diagonal[i, i] = curvature
        return diagonal


def walk(
    rule: Optimizer, start: Any, gradients: list[Any], objective: Any = None, **options: Any
) -> list[Array]:
    """The points after each of the given gradients."""
    point, state = np.array(start, dtype=float), rule.init(start)
    points = []
    for gradient in gradients:
        point, state = rule.step(point, gradient, state, objective, **options)
        points.append(point)
    return points


def states(rule: Optimizer, start: Any, gradients: list[Any]) -> list[dict[str, Any]]:
    """The states after each of the given gradients."""
    point, state = np.array(start, dtype=float), rule.init(start)
    found = []
    for gradient in gradients:
        point, state = rule.step(point, gradient, state)
        found.append(state)
    return found


def close(actual: Any, expected: Any, tolerance: float = 1e-14) -> None:
    assert_allclose(actual, expected, rtol=tolerance, atol=1e-300)


# RAdam


def test_radam_begins_as_momentum() -> None:
    points = walk(optimizers.get("radam", learning_rate=0.1), [1.0], [[2.0], [1.0]])
    close(points[0], [1 - 0.1 * 2])
    # m = 0.9 * 0.2 + 0.1 * 1 = 0.28 and its bias correction is 1 - 0.81.
    close(points[1], [0.8 - 0.1 * 0.28 / 0.19])


def test_radam_rectifies_from_the_sixth_step() -> None:
    # beta_2 = 0.9 gives rho_inf = 19 and rho_5 = 4.58, rho_6 = 5.39.
    rule = optimizers.get("radam", learning_rate=0.1, beta_2=0.9, epsilon=0.0)
    points = walk(rule, [2.0], [[2.0]] * 6)
    close(points[4], [2 - 5 * 0.1 * 2])
    rho = 19 - 12 * 0.531441 / (1 - 0.531441)
    rectification = math.sqrt((rho - 4) * (rho - 2) * 19 / (15 * 17 * rho))
    close(points[5] - points[4], [-0.1 * rectification], 1e-12)


@pytest.mark.parametrize(("hat", "divisor"), [(True, 2 + 0.5 / math.sqrt(0.468559)), (False, 2.5)])
def test_radam_adds_epsilon_before_or_after_the_correction(hat: bool, divisor: float) -> None:
    rule = optimizers.get("radam", learning_rate=0.1, beta_2=0.9, epsilon=0.5, epsilon_hat=hat)
    points = walk(rule, [1.0], [[2.0]] * 6)
    rho = 19 - 12 * 0.531441 / (1 - 0.531441)
    rectification = math.sqrt((rho - 4) * (rho - 2) * 19 / (15 * 17 * rho))
    close(points[5] - points[4], [-0.1 * rectification * 2 / divisor], 1e-12)


def test_radam_without_any_memory_never_adapts() -> None:
    # rho_inf = 1 for beta_2 = 0 and 4, a division by zero, for beta_2 = 0.6.
    for beta_2 in (0.0, 0.6):
        rule = optimizers.get("radam", learning_rate=0.1, beta_1=0.0, beta_2=beta_2)
        close(walk(rule, [1.0], [[2.0]] * 20)[-1], [1 - 20 * 0.1 * 2], 1e-13)


# Rprop


def test_rprop_grows_stands_and_shrinks() -> None:
    rule = optimizers.get("rprop", learning_rate=0.1)
    points = walk(rule, [0.0], [[1.0], [5.0], [-1.0], [-2.0], [-0.1], [0.0], [-3.0]])
    expected = [
        -0.1,  # the first step
        -0.1 - 0.12,  # same sign: 1.2 times as long
        -0.22,  # the sign flips: no move, half as long
        -0.22 + 0.06,  # after a flip the step stays as it is
        -0.16 + 0.072,
        -0.088,  # no slope, no move
        -0.088 + 0.072,
    ]
    close(np.concatenate(points), expected)


def test_rprop_keeps_its_step_within_the_limits() -> None:
    rule = optimizers.get("rprop", learning_rate=0.1, min_step_size=0.08, max_step_size=0.11)
    points = walk(rule, [0.0], [[1.0], [1.0], [-1.0], [-1.0], [1.0], [1.0]])
    close(np.concatenate(points), [-0.1, -0.21, -0.21, -0.13, -0.13, -0.21])


def test_rprop_ignores_the_size_of_the_gradient() -> None:
    gradients = np.array([[3.0, -1e-200], [2.0, -5e-200], [-1.0, 1e-250], [4.0, 1e-200]])
    rule = optimizers.get("rprop")
    assert_array_equal(
        walk(rule, [1.0, 1.0], list(gradients)), walk(rule, [1.0, 1.0], list(np.sign(gradients)))
    )


# ASGD


def test_asgd_steps_and_averages() -> None:
    rule = optimizers.get("asgd", learning_rate=0.5, lambd=0.1, t0=0.0)
    point, state = np.array([1.0]), rule.init([1.0])
    x, averages = [], []
    for gradient in (2.0, -1.0, 0.5, 1.0):
        point, state = rule.step(point, [gradient], state)
        x.append(point[0])
        averages.append(rule.evaluation_point(point, state)[0])  # type: ignore[index]
    close(x[0], (1 - 0.1 * 0.5) * 1 - 0.5 * 2)
    eta = 0.5 / 1.05**0.75
    close(x[1], (1 - 0.1 * eta) * -0.05 + eta)
    close(averages, [x[0], x[1], (x[1] + x[2]) / 2, (x[1] + x[2] + x[3]) / 3])


def test_asgd_of_torch_answers_with_the_iterate() -> None:
    run = optimizers.minimize(
        SPHERE, optimizers.get("asgd", preset="torch", learning_rate=0.1), (1.0, 2.0), 20
    )
    assert_array_equal(run.averages, run.points)


def test_asgd_averages_noise_away() -> None:
    start = np.full((2, 50), 1.0)
    rule = optimizers.get("asgd", learning_rate=0.2, lambd=0.0, t0=50.0)
    run = optimizers.minimize(SPHERE, rule, start, 1000, noise=1.0, seed=np.arange(50))
    assert run.average_values is not None
    assert run.average_values[-1].mean() < 0.1 * run.values[-1].mean()


# AdaBelief, Yogi, Adan


def test_adabelief_divides_by_the_surprise() -> None:
    rule = optimizers.get("adabelief", learning_rate=0.1, epsilon=0.5, epsilon_root=0.01)
    points = walk(rule, [1.0], [[2.0], [1.0]])
    s = 0.001 * (2 - 0.2) ** 2 + 0.01
    close(points[0], [1 - 0.1 * 2 / (math.sqrt(s / 0.001) + 0.5)])
    s = 0.999 * s + 0.001 * (1 - 0.28) ** 2 + 0.01
    step = 0.1 * (0.28 / 0.19) / (math.sqrt(s / (1 - 0.999**2)) + 0.5)
    close(points[1], points[0] - step, 1e-13)


def test_adabelief_speeds_up_on_a_steady_slope() -> None:
    points = walk(optimizers.get("adabelief", learning_rate=0.1), [0.0], [[-1.0]] * 60)
    assert points[59] - points[58] > 3 * points[0]


def test_yogi_moves_v_by_the_squared_gradient() -> None:
    rule = optimizers.get("yogi", learning_rate=0.1, epsilon=0.5, initial_accumulator_value=1.0)
    points = walk(rule, [1.0], [[2.0], [0.5]])
    # v = 1 + 0.001 * 4, as 4 is above it, then 1.004 - 0.001 * 0.25, as 0.25 is below it.
    close(points[0], [1 - 0.1 * 11 / (math.sqrt(1004) + 0.5)], 1e-13)
    m, v = 0.9 * 1.1 + 0.1 * 0.5, 1.004 - 0.00025
    step = 0.1 * m / 0.19 / (math.sqrt(v / (1 - 0.999**2)) + 0.5)
    close(points[1], points[0] - step, 1e-13)


def test_adan_adds_what_the_gradient_is_changing_to() -> None:
    rule = optimizers.get("adan", learning_rate=0.1, epsilon=0.5, epsilon_root=0.25)
    points = walk(rule, [1.0], [[1.0], [2.0], [-1.0]])
    close(points[0], [1 - 0.1 * 1 / (math.sqrt(1.25) + 0.5)])
    m, v, n = 0.02, 0.0, 0.01
    for t, gradient, change in ((2, 2, 1), (3, -1, -3)):
        m = 0.98 * m + 0.02 * gradient
        v = 0.92 * v + 0.08 * change
        n = 0.99 * n + 0.01 * (gradient + 0.92 * change) ** 2
        ahead = m / (1 - 0.98**t) + 0.92 * v / (1 - 0.92**t)
        step = 0.1 * ahead / (math.sqrt(n / (1 - 0.99**t) + 0.25) + 0.5)
        close(points[t - 1], points[t - 2] - step, 1e-13)


def test_adan_decays_in_three_ways() -> None:
    options = {"learning_rate": 0.1, "weight_decay": 0.5}
    stepped = 3.0 - 0.1 * 1 / (1 + 1e-8)
    for mode, expected in (
        ("proximal", stepped / 1.05),
        ("decoupled", stepped - 3 * 0.05),
        ("l2", 3 - 0.1 * 2.5 / (2.5 + 1e-8)),
    ):
        rule = optimizers.get("adan", weight_decay_mode=mode, **options)
        close(walk(rule, [3.0], [[1.0]])[0], [expected])


# LARS, NovoGrad


def test_lars_steps_by_a_share_of_the_points_length() -> None:
    rule = optimizers.get("lars", learning_rate=10.0, trust_coefficient=0.01, momentum=0.5)
    points = walk(rule, [3.0, 4.0], [[0.0, 2.0], [1.0, 0.0]])
    close(points[0], [3, 4 - 10 * 0.01 * 5])
    size = math.sqrt(9 + 3.5**2)
    close(points[1], [3 - 0.1 * size, 3.5 - 0.25])


def test_lars_with_decay_nesterov_and_epsilon() -> None:
    rule = optimizers.get(
        "lars",
        learning_rate=10.0,
        trust_coefficient=0.01,
        momentum=0.5,
        nesterov=True,
        weight_decay=0.5,
        epsilon=1.0,
    )
    u = np.array([0 + 0.5 * 3, 1 + 0.5 * 4])
    step = 10 * 0.01 * 5 / (math.hypot(1.5, 3.0) + 1) * u
    close(walk(rule, [3.0, 4.0], [[0.0, 1.0]])[0], np.array([3, 4]) - 1.5 * step)


@pytest.mark.parametrize(
    ("start", "gradient", "end"),
    [((0.0, 0.0), (0.0, 2.0), (0.0, -0.2)), ((3.0, 4.0), (0.0, 0.0), (3.0, 4.0))],
)
def test_lars_trusts_the_gradient_where_a_norm_is_zero(start: Any, gradient: Any, end: Any) -> None:
    close(walk(optimizers.get("lars", learning_rate=0.1), start, [gradient])[0], end)


def test_novograd_divides_by_the_norm() -> None:
    rule = optimizers.get("novograd", learning_rate=0.1, epsilon=0.0)
    points = walk(rule, [1.0, 1.0], [[3.0, 4.0], [0.0, 10.0]])
    close(points[0], [1 - 0.06, 1 - 0.08])
    v = 0.98 * 25 + 0.02 * 100
    m = np.array([0.95 * 0.6, 0.95 * 0.8 + 10 / math.sqrt(v)])
    close(points[1], points[0] - 0.1 * m)


def test_novograd_decays_inside_the_momentum() -> None:
    rule = optimizers.get(
        "novograd", learning_rate=0.1, weight_decay=0.5, epsilon=1.0, epsilon_root=11.0
    )
    points = walk(rule, [2.0, 2.0], [[3.0, 4.0], [0.0, 0.0]])
    close(points[0], [2 - 0.1 * (3 / 7 + 1), 2 - 0.1 * (4 / 7 + 1)])
    m = 0.95 * np.array([3 / 7 + 1, 4 / 7 + 1]) + 0.5 * points[0]
    close(points[1], points[0] - 0.1 * m)


# Signs


def test_sign_sgd_takes_the_sign() -> None:
    rule = optimizers.get("sign_sgd", learning_rate=0.1)
    close(walk(rule, [1.0, 1.0, 1.0], [[5.0, -1e-9, 0.0]])[0], [0.9, 1.1, 1.0])


def test_signum_outvotes_a_single_gradient() -> None:
    points = walk(optimizers.get("signum", learning_rate=0.1), [1.0], [[2.0], [-1.0], [-1.0]])
    # The averages are 0.2, then 0.18 - 0.1 = 0.08, then 0.072 - 0.1 = -0.028.
    close(np.concatenate(points), [0.9, 0.8, 0.9])


def test_signum_without_memory_is_sign_sgd() -> None:
    run, other = (
        optimizers.minimize(ROSENBROCK, rule, (-1.2, 1.0), 50)
        for rule in (
            optimizers.get("signum", learning_rate=0.03, momentum=0.0),
            optimizers.get("sign_sgd", learning_rate=0.03),
        )
    )
    assert_array_equal(run.points, other.points)


# AdEMAMix, ADOPT


def test_ademamix_adds_the_slow_momentum() -> None:
    rule = optimizers.get("ademamix", learning_rate=0.1, beta_3=0.99, epsilon=0.5, alpha=4.0)
    points = walk(rule, [1.0], [[1.0], [3.0]])
    close(points[0], [1 - 0.1 * (1 + 4 * 0.01) / 1.5])
    m, slow, v = 0.09 + 0.3, 0.0099 + 0.03, 0.000999 + 0.009
    step = 0.1 * (m / 0.19 + 4 * slow) / (math.sqrt(v / (1 - 0.999**2)) + 0.5)
    close(points[1], points[0] - step, 1e-13)


def test_ademamix_brings_the_slow_momentum_in() -> None:
    options = {"learning_rate": 0.1, "beta_3": 0.99, "epsilon": 0.0, "alpha": 4.0}
    points = walk(optimizers.get("ademamix", warmup_steps=2, **options), [1.0], [[1.0], [1.0]])
    beta_3 = math.exp(1 / (0.5 / math.log(0.9) + 0.5 / math.log(0.99)))
    assert 0.9 < beta_3 < 0.99
    close(points[0], [1 - 0.1 * (1 + 2 * (1 - beta_3))], 1e-13)
    slow = (1 - beta_3) * 0.99 + 0.01
    close(points[1], points[0] - 0.1 * (1 + 4 * slow), 1e-13)


def test_adopt_stands_then_divides_by_the_past() -> None:
    rule = optimizers.get("adopt", learning_rate=0.1, beta_2=0.75)
    points = walk(rule, [1.0, 1.0], [[2.0, 0.0], [1.0, 1.0], [100.0, 0.1]])
    close(points[0], [1, 1])
    # The second component was flat so far: divided by epsilon, and clipped at 1.
    close(points[1], [1 - 0.1 * 0.1 * 0.5, 1 - 0.1 * 0.1 * 1])
    clipped = 2**0.25
    m = [0.9 * 0.05 + 0.1 * clipped, 0.9 * 0.1 + 0.1 * 0.1 / math.sqrt(0.25)]
    close(points[2], points[1] - 0.1 * np.array(m))


def test_adopt_without_clipping() -> None:
    rule = optimizers.get("adopt", learning_rate=0.1, beta_2=0.75, clipping=False)
    close(walk(rule, [1.0], [[2.0], [100.0]])[1], [1 - 0.1 * 0.1 * 50])


# Sophia


def test_sophia_divides_by_the_curvature_up_to_the_limit() -> None:
    rule = optimizers.get("sophia", learning_rate=0.1, beta_1=0.5, gamma=0.5, clip_threshold=0.8)
    points = walk(rule, [1.0, 1.0, 1.0], [[0.01, -1.0, 0.02]], Ellipse(4.0, -1.0, 100.0))
    # h = 0.01 * (4, -1, 100); the negative curvature is replaced by epsilon.
    expected = [1 - 0.1 * 0.005 / 0.02, 1 + 0.1 * 0.8, 1 - 0.1 * 0.01 / 0.5]
    close(points[0], expected)


def test_sophia_looks_at_the_curvature_now_and_then() -> None:
    for interval, hessians in ((1, 20), (10, 2), (7, 3)):
        rule = optimizers.get("sophia", update_interval=interval)
        run = optimizers.minimize(ROSENBROCK, rule, (-1.2, 1.0), 20)
        assert run.evaluations.hessian == hessians


def test_sophia_of_optax_begins_with_a_sign_step() -> None:
    rule = optimizers.get("sophia", preset="optax", learning_rate=0.1, weight_decay=0.0, gamma=1.0)
    ellipse = Ellipse(4.0, 4.0)
    points = walk(rule, [1.0, 1.0], [[0.01, -0.02], [0.01, -0.02]], ellipse)
    close(points[0], [0.9, 1.1])
    # Then h = 0.04, and m without bias is the gradient itself.
    close(points[1], [0.9 - 0.1 * 0.01 / 0.04, 1.1 + 0.1 * 0.02 / 0.04])


def test_sophia_takes_the_curvature_before_the_decay() -> None:
    asked: list[Array] = []

    class Watched(Ellipse):
        def hessian(self, point: Array) -> Array:
            asked.append(point.copy())
            return super().hessian(point)

    rule = optimizers.get("sophia", learning_rate=0.1, weight_decay=0.5)
    points = walk(rule, [2.0], [[100.0]], Watched(1.0))
    assert_array_equal(asked, [[2.0]])
    close(points[0], [2 - 2 * 0.05 - 0.1])


# Schedule-Free


def test_schedule_free_sgd_by_hand() -> None:
    rule = optimizers.get("schedule_free_sgd", learning_rate=0.5)
    point, state = np.array([1.0]), rule.init([1.0])
    point, state = rule.step(point, [2.0], state)
    close(point, [0.0])  # z = 1 - 0.5 * 2, and x and y with it
    point, state = rule.step(point, [-1.0], state)
    close(point, [0.9 * 0.25 + 0.1 * 0.5])  # z = 0.5, x = (0 + 0.5) / 2
    close(rule.evaluation_point(point, state), [0.25])


def test_schedule_free_adamw_by_hand() -> None:
    rule = optimizers.get(
        "schedule_free_adamw", learning_rate=0.5, beta_2=0.75, epsilon=0.5, weight_decay=0.1
    )
    point, state = np.array([1.0]), rule.init([1.0])
    point, state = rule.step(point, [2.0], state)
    z = 1 - 0.5 * (2 / 2.5 + 0.1)
    close(point, [z])
    point, state = rule.step(point, [-1.0], state)
    root = math.sqrt((0.75 * 1 + 0.25 * 1) / (1 - 0.75**2))
    z_2 = z - 0.5 * (-1 / (root + 0.5) + 0.1 * z)
    x = (z + z_2) / 2
    close(point, [0.9 * x + 0.1 * z_2])
    close(rule.evaluation_point(point, state), [x])


def test_schedule_free_of_keras_shrinks_the_point_instead() -> None:
    rule = optimizers.get(
        "schedule_free_adamw",
        preset="keras",
        learning_rate=0.5,
        beta_1=0.5,
        epsilon=0.0,
        weight_decay=0.2,
    )
    # y = 2 becomes 1.8, so x = (1.8 - 0.5 * 2) / 0.5 = 1.6 when z = 2 goes to 1.5; c = 1.
    close(walk(rule, [2.0], [[3.0]])[0], [1.5])
    # z = 1, x = (1.35 - 0.75) / 0.5 = 1.2 and then (1.2 + 1) / 2 = 1.1, so y = 1.05.
    close(walk(rule, [2.0], [[3.0], [3.0]])[1], [1.05])


@pytest.mark.parametrize(("power", "share"), [(2.0, 4 / 5), (0.0, 1 / 2), (1.0, 2 / 3)])
def test_schedule_free_weighs_by_the_learning_rate(power: float, share: float) -> None:
    for name in ("schedule_free_sgd", "schedule_free_adamw"):
        rule = optimizers.get(
            name, learning_rate=0.5, warmup_steps=2, weight_lr_power=power, beta_1=0.5
        )
        point = walk(rule, [1.0], [[1.0], [1.0]])[1]
        # z goes by 0.25, then by 0.5.
        x = (1 - share) * 0.75 + share * 0.25
        close(point, [0.5 * x + 0.5 * 0.25], 1e-7)


@pytest.mark.parametrize("name", ["schedule_free_sgd", "schedule_free_adamw"])
def test_schedule_free_answers_with_the_average_of_z(name: str) -> None:
    gradients = list(np.random.default_rng(0).standard_normal((50, 2)))
    rule = optimizers.get(name, learning_rate=0.1)
    point, state = np.array([1.0, -1.0]), rule.init([1.0, -1.0])
    z = []
    for gradient in gradients:
        point, state = rule.step(point, gradient, state)
        z.append(state["z"])
        average = rule.evaluation_point(point, state)
        assert average is not None
        assert_allclose(average, np.mean(z, axis=0), atol=1e-13)
        assert_allclose(point, 0.9 * average + 0.1 * z[-1], atol=1e-13)


@pytest.mark.parametrize("name", ["asgd", "schedule_free_sgd", "schedule_free_adamw"])
def test_an_average_is_the_askers_own(name: str) -> None:
    rule = optimizers.get(name)
    point, state = rule.step([1.0], [2.0], rule.init([1.0]))
    average = rule.evaluation_point(point, state)
    assert average is not None
    expected = average.copy()
    average += 1
    assert_array_equal(rule.evaluation_point(point, state), expected)


@pytest.mark.parametrize("name", ["asgd", "schedule_free_sgd", "schedule_free_adamw"])
def test_an_average_is_recorded_next_to_the_iterate(name: str) -> None:
    run = optimizers.minimize(
        SPHERE, optimizers.get(name, learning_rate=0.1), (1.0, 2.0), 30, record_state=True
    )
    assert run.averages is not None
    assert run.average_values is not None
    assert not np.array_equal(run.averages, run.points)
    assert_array_equal(run.averages[0], run.points[0])
    assert_allclose(run.average_values, 0.5 * (run.averages**2).sum(axis=1), rtol=1e-14)


# Parameter-free rules


def test_prodigy_by_hand() -> None:
    # No memory at all: m = d g, v = d^2 g^2, and every step is d times the sign.
    rule = optimizers.get("prodigy", beta_1=0.0, beta_2=0.0, epsilon=0.0, initial_d=0.5, d_coef=3.0)
    gradients = [[-2.0], [-2.0], [-2.0]]
    close(np.concatenate(walk(rule, [0.0], gradients)), [0.5, 1.0, 2.5])
    # d = 3 <g, x_0 - x> d^2 / d_0 over |g| d^2 / d_0 is three times the way so far.
    close([state["d"] for state in states(rule, [0.0], gradients)], [0.5, 1.5, 3.0])


def test_prodigy_moments_by_hand() -> None:
    rule = optimizers.get("prodigy", learning_rate=0.5, beta_2=0.75, beta_3=0.5, initial_d=0.1)
    points = walk(rule.replace(epsilon=0.2), [1.0], [[2.0], [1.0]])
    rate = 0.5 * 0.1
    root = math.sqrt(0.25) * 0.1 * 2
    close(points[0], [1 - rate * 0.1 * 0.1 * 2 / (root + 0.1 * 0.2)], 1e-13)
    # The way so far proves too little, so d stays at 0.1.
    m, v = 0.9 * 0.02 + 0.1 * 0.1, 0.75 * 0.01 + 0.25 * 0.01
    close(points[1], points[0] - rate * m / (math.sqrt(v) + 0.1 * 0.2), 1e-13)


def test_prodigy_remembers_for_the_root_of_beta_2() -> None:
    gradients = [[1.0, -2.0], [0.5, -1.0], [-1.0, 1.0]]
    options = {"beta_2": 0.25, "initial_d": 0.1}
    found = states(optimizers.get("prodigy", **options), [1.0, 2.0], gradients)
    stated = states(optimizers.get("prodigy", beta_3=0.5, **options), [1.0, 2.0], gradients)
    for one, other in zip(found, stated, strict=True):
        assert_array_equal(one["s"], other["s"])
        assert_array_equal(one["numerator"], other["numerator"])
    # s = d_0 g at first, halved when the next gradient comes.
    close(found[1]["s"], 0.1 * np.array([0.5 + 0.5, -1 - 1]))


def test_prodigy_decays_by_the_step_it_found() -> None:
    options = {"learning_rate": 0.5, "initial_d": 0.1, "bias_correction": True}
    plain = walk(optimizers.get("prodigy", **options), [3.0], [[1.0]])[0]
    decayed = walk(optimizers.get("prodigy", weight_decay=2.0, **options), [3.0], [[1.0]])[0]
    rate = 0.05 * math.sqrt(0.001) / 0.1
    close(plain - decayed, [3 * 2 * rate], 1e-12)


def test_prodigy_grows_no_faster_than_allowed() -> None:
    options = {"beta_1": 0.0, "beta_2": 0.0, "epsilon": 0.0, "initial_d": 0.5, "d_coef": 3.0}
    rule = optimizers.get("prodigy", growth_rate=1.25, **options)
    # After the first proof, of 1.5, d may be that times 1.25 but not above it; the next is 3.
    found = states(rule, [0.0], [[-2.0]] * 3)
    close([state["d"] for state in found], [0.5, 1.5, 1.875])


def test_d_adaptation_by_hand() -> None:
    rule = optimizers.get(
        "d_adaptation",
        learning_rate=3.0,
        beta_1=0.0,
        beta_2=0.25,
        epsilon=1.0,
        initial_d=0.1,
    )
    gradients = [[2.0], [2.0], [2.0]]
    points = walk(rule, [1.0], gradients)
    d = [state["d"] for state in states(rule, [1.0], gradients)]
    close(points[0], [1 - 0.3 * 2 / (math.sqrt(3) + 1)])
    # s = 0.3, then 0.45; the agreement is 0.3 * 2 * 0.3 / (sqrt(3) + 1).
    proved = 0.5 * 0.18 / (math.sqrt(3) + 1) / (0.5 * 0.45)
    assert proved > 0.1
    close(d[:2], [0.1, proved], 1e-13)
    close(points[1], points[0] - 0.3 * 2 / (math.sqrt(3.75) + 1))
    close(points[2], points[1] - 3 * proved * 2 / (math.sqrt(0.25 * 3.75 + 3) + 1), 1e-13)


def test_d_adaptation_has_momentum_and_decays_by_the_step_it_found() -> None:
    rule = optimizers.get(
        "d_adaptation", learning_rate=0.5, epsilon=1.0, initial_d=0.1, weight_decay=2.0
    )
    points = walk(rule, [3.0], [[2.0], [-1.0]])
    m, v = 0.1 * 0.05 * 2, 0.001 * 4
    close(points[0], [3 - 3 * 2 * 0.05 - m / (math.sqrt(v) + 1)])
    m, v = 0.9 * m - 0.1 * 0.05, 0.999 * v + 0.001
    close(points[1], points[0] * (1 - 2 * 0.05) - m / (math.sqrt(v) + 1))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("d_adaptation", {"learning_rate": 3.0, "beta_1": 0.0, "beta_2": 0.25}),
        ("d_adaptation_sgd", {"learning_rate": 2.0}),
    ],
)
def test_d_adaptation_grows_no_faster_than_allowed(name: str, options: dict[str, float]) -> None:
    gradients = [[1.0]] * 6
    freely = [state["d"] for state in states(optimizers.get(name, **options), [1.0], gradients)]
    rule = optimizers.get(name, growth_rate=1.25, **options)
    slowly = [state["d"] for state in states(rule, [1.0], gradients)]
    assert max(np.divide(freely[1:], freely[:-1])) > 1.5
    assert max(np.divide(slowly[1:], slowly[:-1])) == pytest.approx(1.25)


def test_d_adaptation_corrects_the_bias_if_asked() -> None:
    rule = optimizers.get("d_adaptation", preset="optax", initial_d=0.1, epsilon=0.0)
    # As Adam's first step: d times the sign.
    close(walk(rule, [1.0], [[2.0]])[0], [0.9], 1e-13)


def test_d_adaptation_sgd_by_hand() -> None:
    rule = optimizers.get("d_adaptation_sgd", initial_d=0.1)
    gradients = [[0.0], [2.0], [2.0], [2.0], [2.0]]
    found = states(rule, [1.0], gradients)
    close([state["s"][0] for state in found], [0, 0.1, 0.2, 0.3, 0.5])
    # The numerator is 0.1 (0 + 0.1 + 0.2), and twice that over s = 0.3 is 0.2.
    close([state["d"] for state in found][:4], [0.1, 0.1, 0.1, 0.2])
    close(np.concatenate(walk(rule, [1.0], gradients))[:3], [1, 0.99, 0.9 * 0.99 + 0.1 * 0.8])


def test_d_adaptation_sgd_measures_the_gradient_without_decay() -> None:
    rule = optimizers.get("d_adaptation_sgd", initial_d=0.1, momentum=0.0, weight_decay=0.5)
    # The scale is |g| = 2, the step goes along g + 0.5 x = 4.
    close(walk(rule, [4.0], [[2.0]])[0], [4 - 0.1 / 2 * 4])
    # Decoupled, with a rate of 0.1 / 2, the point shrinks first and then goes half way to 3.9.
    rule = rule.replace(weight_decay_mode="decoupled", weight_decay=2.0, momentum=0.5)
    close(walk(rule, [4.0], [[2.0]])[0], [(4 - 4 * 2 * 0.05 + 3.9) / 2])


def test_dog_by_hand() -> None:
    rule = optimizers.get("dog", initial_distance=0.1, epsilon=5.0)
    points = walk(rule, [3.0, 4.0], [[0.0, -2.0], [4.0, -2.0], [0.0, 1.0]])
    # The first distance is 0.1 (1 + 5).
    close(points[0], [3, 4 + 0.6 * 2 / math.sqrt(4 + 5)])
    close(points[1], points[0] + 0.6 / math.sqrt(4 + 20 + 5) * np.array([-4, 2]))
    distance = math.hypot(*(points[1] - np.array([3, 4])))
    assert distance > 0.6
    close(points[2], points[1] - distance / math.sqrt(4 + 20 + 1 + 5) * np.array([0, 1]))


def test_dog_takes_the_same_path_on_any_scale() -> None:
    class Scaled:
        vectorized = True

        def value(self, point: Array) -> Array:
            return 1024 * ROSENBROCK.value(point)

        def gradient(self, point: Array) -> Array:
            return 1024 * ROSENBROCK.gradient(point)

    rule = optimizers.get("dog", epsilon=0.0)
    run = optimizers.minimize(ROSENBROCK, rule, (-1.2, 1.0), 100)
    scaled = optimizers.minimize(Scaled(), rule, (-1.2, 1.0), 100)
    assert np.ptp(run.points, axis=0).min() > 0.05
    assert_array_equal(run.points, scaled.points)


def test_dowg_by_hand() -> None:
    rule = optimizers.get("dowg", initial_square_distance=0.25, epsilon=0.5)
    points = walk(rule, [1.0], [[-2.0], [-1.0]])
    close(points[0], [1 + 2 * 0.25 / (1 + 0.5)])
    # It got 1/3 away, less than 0.5: the first guess still holds.
    close(points[1], points[0] + 0.25 / (math.sqrt(1 + 0.25) + 0.5))


def test_dowg_goes_by_the_distance_travelled() -> None:
    rule = optimizers.get("dowg", learning_rate=4.0, initial_square_distance=0.25, epsilon=0.0)
    points = walk(rule, [1.0], [[-2.0], [-1.0]])
    close(points[0], [1 + 4 * 2 * 0.25 / 1])
    # Squared distance 4 by now, and the weighted sum 0.25 * 4 + 4 * 1.
    close(points[1], points[0] + 4 * 4 / math.sqrt(5))


@pytest.mark.parametrize(
    ("name", "first"),
    [("dog", {"initial_distance": 0.1}), ("dowg", {"initial_square_distance": 0.25})],
)
def test_distance_rules_decay_in_two_ways(name: str, first: dict[str, float]) -> None:
    # A distance of 0.5 over |g| = 2 is a rate of 0.25; over |g + 0.5 x| = 4 it is 0.125.
    for mode, expected in (("decoupled", 4 - 0.25 * (0.5 * 4) - 0.25 * 2), ("l2", 4 - 0.125 * 4)):
        rule = optimizers.get(name, epsilon=0.0, weight_decay=0.5, weight_decay_mode=mode, **first)
        close(walk(rule, [4.0], [[2.0]])[0], [expected])


@each_rule
def test_a_flat_start_is_survived(name: str) -> None:
    """A gradient of exactly 0 proves nothing, and afterwards the rule goes on."""
    points = walk(optimizers.get(name), [1.0, 2.0], [[0.0, 0.0]] * 3 + [[1.0, -1.0]] * 3, SPHERE)
    assert np.isfinite(points).all()
    assert not np.array_equal(points[-1], points[2])


def test_polyak_halves_the_way_on_a_quadratic() -> None:
    # (a x^2 / 2) / (a x)^2 times a x is x / 2, whatever the curvature and the lowest value.
    for curvature, lowest in ((1.0, 0.0), (8.0, 0.0), (0.25, -16.0)):
        ellipse = Ellipse(curvature, lowest=lowest)
        run = optimizers.minimize(ellipse, optimizers.get("polyak"), (4.0,), 5)
        assert_array_equal(run.points[:, 0], [4, 2, 1, 0.5, 0.25, 0.125])
        assert run.evaluations.value == 5


def test_polyak_reaches_the_minimum_of_a_cone_in_one_step() -> None:
    class Cone:
        def value(self, point: Array) -> float:
            return 3 * math.hypot(*point) + 7

        def gradient(self, point: Array) -> Array:
            return 3 * point / math.hypot(*point)

    points = walk(
        optimizers.get("polyak", minimum_value=7.0), [3.0, 4.0], [[1.8, 2.4]], objective=Cone()
    )
    assert_allclose(points[0], [0, 0], atol=1e-15)


def test_polyak_limits() -> None:
    def step(**values: Any) -> float:
        rule = optimizers.get("polyak", **values)
        return float(4 - walk(rule, [4.0], [[4.0]], Ellipse(1.0))[0][0])

    close(step(), 2)
    close(step(learning_rate=0.5), 1)
    close(step(max_learning_rate=0.25), 1)
    close(step(epsilon=16.0), 1)
    close(step(minimum_value=4.0), 1)
    close(step(minimum_value=16.0), -2)
    assert step(minimum_value=16.0, variant="sps+") == 0


def test_polyak_stays_where_the_slope_is_nothing() -> None:
    points = walk(optimizers.get("polyak"), [1.0], [[1e-8], [2e-8]], Ellipse(1.0))
    assert_array_equal(points[0], [1.0])
    close(points[1], [1 - 0.5 / 2e-8])


def test_polyak_without_a_known_minimum_aims_at_zero() -> None:
    class Raised:
        def value(self, point: Array) -> float:
            return float(0.5 * point[0] ** 2 + 8)

        def gradient(self, point: Array) -> Array:
            return point

    assert_array_equal(walk(optimizers.get("polyak"), [4.0], [[4.0]], Raised())[0], [0.0])


# SGLD


def test_sgld_adds_noise_of_the_temperature() -> None:
    rule = optimizers.get("sgld", learning_rate=0.1, temperature=5.0)
    noise = np.random.default_rng([3, 2]).standard_normal(2)
    points = walk(rule, [1.0, 2.0], [[0.5, -1.0]], seed=3)
    close(points[0], np.array([1, 2]) - 0.1 * np.array([0.5, -1]) + noise)


def test_sgld_repeats_itself_for_a_seed() -> None:
    rule = optimizers.get("sgld")
    runs = [optimizers.minimize(SPHERE, rule, (1.0, 2.0), 50, seed=seed) for seed in (1, 1, 2)]
    assert_array_equal(runs[0].points, runs[1].points)
    assert not np.isclose(runs[0].points[1:], runs[2].points[1:]).any()


def test_sgld_without_heat_is_sgd() -> None:
    cold = optimizers.get("sgld", learning_rate=0.002, temperature=0.0)
    sgd = optimizers.get("sgd", learning_rate=0.002)
    runs = [optimizers.minimize(ROSENBROCK, rule, (-1.2, 1.0), 100) for rule in (cold, sgd)]
    assert_array_equal(runs[0].points, runs[1].points)


def test_sgld_settles_into_the_boltzmann_distribution() -> None:
    rule = optimizers.get("sgld", learning_rate=0.1, temperature=2.0)
    run = optimizers.minimize(SPHERE, rule, (0.0, 0.0), 200, seed=np.arange(1000), record="ends")
    # The variance of x = 0.9 x + sqrt(0.4) n is 0.4 / (1 - 0.81); its estimate is good to 3 %.
    assert run.points[-1].var() == pytest.approx(0.4 / 0.19, rel=0.1)


# All of them


def in_batches(name: str) -> dict[str, Array]:
    """Different values for three runs, for every real parameter that is on by default."""
    varied = {}
    for parameter_name, parameter in optimizers.registry[name].parameters.items():
        if isinstance(parameter, Real) and parameter.default is not None:
            low, high = parameter.slider
            spaced = np.geomspace if parameter.log else np.linspace
            varied[parameter_name] = spaced(low, high, 7)[[2, 5, 3]]
    return varied


@pytest.mark.parametrize("dims", [1, 2, 3])
@each_rule
def test_a_batch_is_its_runs(name: str, dims: int) -> None:
    varied = in_batches(name)
    objective = Ellipse(*(0.5, 8.0, 2.0)[:dims])
    start = np.array([[1.3, -0.7, 2.1], [-1.9, 0.4, 0.8], [0.6, -2.2, 1.1]])[:dims]
    options: dict[str, Any] = {"schedule": optimizers.get_schedule("cosine", warmup_steps=3)}
    batch = optimizers.minimize(
        objective, optimizers.get(name, **varied), start, 25, seed=np.arange(3), **options
    )
    for i in range(3):
        values = {parameter: value[i] for parameter, value in varied.items()}
        run = optimizers.minimize(
            objective, optimizers.get(name, **values), start[:, i], 25, seed=i, **options
        )
        assert_array_equal(batch.run(i).points, run.points)
        if run.averages is not None:
            assert_array_equal(batch.run(i).averages, run.averages)


@each_rule
def test_the_loop_makes_the_same_steps(name: str) -> None:
    """The loop works in place: a state that shares memory with the point would show here."""
    values = {} if optimizers.registry[name].family is None else {"learning_rate": 0.01}
    cold = {"temperature": 0.0} if name == "sgld" else {}
    rule = optimizers.get(name, **values, **cold)
    run = optimizers.minimize(ROSENBROCK, rule, (-1.2, 1.0), 30)
    point, state = np.array([-1.2, 1.0]), rule.init([-1.2, 1.0])
    for i in range(1, 1 + run.last_step):
        point, state = rule.step(point, ROSENBROCK.gradient(point), state, ROSENBROCK)
        assert_array_equal(run.points[i], point)


@each_rule
@pytest.mark.parametrize("learning_rate", [1e-300, 1e9, 1e300])
def test_any_learning_rate_is_survived(name: str, learning_rate: float) -> None:
    rule = optimizers.get(name, learning_rate=learning_rate)
    run = optimizers.minimize(ROSENBROCK, rule, ((-1.2, 1.0, 0.0), (1.0, 1.0, 0.0)), 20)
    assert np.isfinite(run.points[0]).all()


@each_rule
def test_the_learning_rate_of_the_schedule_is_used(name: str) -> None:
    rule = optimizers.get(name, learning_rate=0.5)
    gradients = [[1.0, -2.0], [0.5, -1.0]]
    scheduled = walk(rule, [1.0, 2.0], gradients, SPHERE, learning_rate=0.25)
    own = walk(rule.replace(learning_rate=0.25), [1.0, 2.0], gradients, SPHERE)
    assert_array_equal(scheduled, own)
    assert not np.array_equal(scheduled, walk(rule, [1.0, 2.0], gradients, SPHERE))
