"""D-Adaptation (SGD): steps worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import close, states, walk


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


def test_d_grows_no_faster_than_allowed() -> None:
    rule, gradients = optimizers.get("d_adaptation_sgd", learning_rate=2.0), [[1.0]] * 6
    freely = [state["d"] for state in states(rule, [1.0], gradients)]
    slowly = [state["d"] for state in states(rule.replace(growth_rate=1.25), [1.0], gradients)]
    assert max(np.divide(freely[1:], freely[:-1])) > 1.5
    assert max(np.divide(slowly[1:], slowly[:-1])) == pytest.approx(1.25)
