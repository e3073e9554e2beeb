"""ACProp: steps worked out by hand."""

from __future__ import annotations

import math

import pytest

import optimizers
from tests.optimizers.helpers import close, walk


@pytest.mark.parametrize(
    ("center", "surprises"),
    [("after", (2 - 1, -1 - 0)), ("before", (2 - 0, -1 - 1))],
)
def test_acprop_divides_by_the_surprises_before(center: str, surprises: tuple[int, int]) -> None:
    rule = optimizers.get(
        "acprop",
        learning_rate=0.5,
        beta_1=0.5,
        beta_2=0.75,
        epsilon=1.0,
        epsilon_root=0.25,
        center=center,
    )
    points = walk(rule, [1.0], [[2.0], [-1.0], [4.0]])
    close(points[0], [1 - 0.5 * 2 / 2])
    s = 0.25 * surprises[0] ** 2 + 0.25
    close(points[1], points[0] + 0.5 * 1 / (math.sqrt(s / 0.25) + 1))
    s = 0.75 * s + 0.25 * surprises[1] ** 2 + 0.25
    close(points[2], points[1] - 0.5 * 4 / (math.sqrt(s / (1 - 0.75**2)) + 1))


def test_the_two_centers_differ_by_a_factor_of_the_spread() -> None:
    """From the old average a gradient is 1 / beta_1 times as far as from the new one."""
    paths = {}
    for center, rate in (("after", 0.02), ("before", 0.04)):
        rule = optimizers.get("acprop", learning_rate=rate, beta_1=0.5, center=center)
        points = walk(rule, [1.0, 2.0], [[1.0, -2.0], [0.5, 1.0], [3.0, 0.3]])
        paths[center] = points[2] - points[0]
    close(paths["after"], paths["before"], 1e-12)


def test_a_rare_large_gradient_counts_in_full() -> None:
    rule = optimizers.get("acprop", learning_rate=0.01, beta_2=0.9)
    calm = [[(-1.0) ** step] for step in range(100)]
    before, after = walk(rule, [0.0], [*calm, [50.0]])[-2:]
    assert 0.3 < before[0] - after[0] < 1.0
