"""Clipping by the norm."""

from __future__ import annotations

import numpy as np
import pytest

from optimizers import SGD, ClipByNorm


@pytest.mark.parametrize("form", ["keras", "torch", "optax"])
def test_clip_by_norm(form: str) -> None:
    wrapped = ClipByNorm(optimizer=SGD(learning_rate=1.0), clipnorm=2.0, clip_form=form)
    own = SGD(learning_rate=1.0, clipnorm=2.0, clip_form=form)
    for g in ((30.0, 40.0), (0.3, 0.4), (0.0, 0.0)):
        point, _ = wrapped.step((0.0, 0.0), g, wrapped.init((0.0, 0.0)))
        assert point.tolist() == own.step((0.0, 0.0), g, {})[0].tolist()
        size = np.hypot(*g) + (1e-6 if form == "torch" else 0.0)
        np.testing.assert_allclose(-point, np.array(g) * min(1.0, 2.0 / max(size, 1.0)), rtol=1e-14)


def test_the_global_norm_has_no_small_number_beside_it() -> None:
    rule = SGD(learning_rate=1.0, global_clipnorm=2.0)
    point, _ = rule.step((0.0, 0.0), (30.0, 40.0), {})
    np.testing.assert_allclose(-point, [1.2, 1.6], rtol=1e-14)


def test_a_clipped_run_of_a_batch_has_its_own_limit() -> None:
    wrapped = ClipByNorm(optimizer=SGD(learning_rate=1.0), clipnorm=[1.0, 5.0])
    start = np.zeros((2, 2))
    point, _ = wrapped.step(start, [[30.0, 30.0], [40.0, 40.0]], wrapped.init(start))
    np.testing.assert_allclose(-point, [[0.6, 3.0], [0.8, 4.0]], rtol=1e-15)
