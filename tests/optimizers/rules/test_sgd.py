"""SGD: steps worked out by hand."""

from __future__ import annotations

import numpy as np

import objectives
import optimizers
from tests.optimizers.helpers import G, X, walked


def test_first_step() -> None:
    rule = optimizers.get("sgd", learning_rate=0.1)
    expected = X - 0.1 * G
    np.testing.assert_allclose(walked(rule, G), expected, rtol=1e-14)


def test_momentum_inside_and_outside_of_the_learning_rate() -> None:
    """The two forms agree for a constant rate and differ under a schedule, as the card says."""
    paths = {
        (form, name): optimizers.minimize(
            objectives.get("sphere"),
            optimizers.get("sgd", learning_rate=0.1, momentum=0.9, momentum_form=form),
            (-4.0, 3.0),
            steps=20,
            schedule=optimizers.get_schedule(name),
        ).points
        for form in ("keras", "torch")
        for name in ("constant", "cosine")
    }
    np.testing.assert_allclose(paths["keras", "constant"], paths["torch", "constant"], atol=1e-14)
    difference = paths["keras", "cosine"] - paths["torch", "cosine"]
    assert np.abs(difference).max() > 0.1
