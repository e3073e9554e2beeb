"""Clipping by the value."""

from __future__ import annotations

from optimizers import SGD, ClipByValue


def test_clip_by_value() -> None:
    wrapped = ClipByValue(optimizer=SGD(learning_rate=1.0), clipvalue=2.0)
    point, _ = wrapped.step((0.0, 0.0, 0.0), (30.0, -0.5, -4.0), wrapped.init((0.0, 0.0, 0.0)))
    assert point.tolist() == [-2.0, 0.5, 2.0]
