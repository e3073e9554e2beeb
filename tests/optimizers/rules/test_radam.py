"""RAdam: steps worked out by hand."""

from __future__ import annotations

import math

import pytest

import optimizers
from tests.optimizers.helpers import close, walk


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
