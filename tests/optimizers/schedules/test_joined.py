"""One schedule after another: against the code of Optax and PyTorch."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

import optimizers
from optimizers import Constant, Cosine, Joined, MultiStep, Polynomial, Schedule
from tests.optimizers.helpers import COMPLETED, factors_of

REFERENCE: dict[str, tuple[Schedule, int, Schedule]] = {
    "hold and fall": (Constant(), 8, Cosine(alpha=0.1)),
    "warm up and fall": (Constant(warmup_steps=4), 5, Polynomial(power=2.0)),
    "begin anew": (Cosine(), 13, Cosine()),
    "never": (Polynomial(decay_steps=10), 400, Constant()),
}


def join_schedules(schedules: Sequence[Callable[[int], float]], boundaries: list[int]) -> Any:
    """That of Optax 0.2.8."""

    def schedule(step: int) -> float:
        output = schedules[0](step)
        for boundary, following in zip(boundaries, schedules[1:], strict=True):
            output = output if step < boundary else following(step - boundary)
        return output

    return schedule


def sequential_lr(schedules: Sequence[Callable[[int], float]], milestones: list[int]) -> Any:
    """The choice that ``SequentialLR`` of PyTorch 2.13.0 makes in every step."""
    counts = [0] * len(schedules)
    rates = [schedules[0](0)]
    for last_epoch in range(1, 24):
        index = bisect_right(milestones, last_epoch)
        begins = index > 0 and milestones[index - 1] == last_epoch
        counts[index] = 0 if begins else counts[index] + 1
        rates.append(schedules[index](counts[index]))
    return rates.__getitem__


@pytest.mark.parametrize("join", [join_schedules, sequential_lr], ids=["Optax", "PyTorch"])
@pytest.mark.parametrize("form", REFERENCE)
def test_the_libraries_agree(form: str, join: Callable[..., Any]) -> None:
    first, boundary, second = REFERENCE[form]
    pieces = [
        lambda step: first.factor(step, boundary),
        lambda step: second.factor(step, 20 - boundary),
    ]
    expected = join(pieces, [boundary])
    joined = Joined(first=first, boundary=boundary, second=second)
    assert factors_of(joined) == [expected(step) for step in COMPLETED]


def test_by_hand() -> None:
    joined = Joined(first="polynomial", boundary=2, second=Polynomial(alpha=0.5), warmup_steps=1)
    assert [joined.factor(step, 7) for step in range(7)] == [0.5, 1.0, 0.5, 1.0, 0.875, 0.75, 0.625]


def test_three_schedules() -> None:
    last = Joined(first=Constant(), boundary=2, second=MultiStep(milestones=(1,), gamma=0.25))
    joined = Joined(first=Polynomial(alpha=0.5), boundary=2, second=last)
    assert [joined.factor(step, 6) for step in range(6)] == [1.0, 0.75, 1.0, 1.0, 1.0, 0.25]


def test_a_part_is_a_value() -> None:
    joined = Joined(second=Cosine(alpha=0.5))
    assert joined == Joined(first="constant", second=Cosine(alpha=0.5)) != Joined()
    assert hash(joined) == hash(Joined(second=Cosine(alpha=0.5)))
    assert repr(joined) == "Joined(second=Cosine(alpha=0.5))"


@pytest.mark.parametrize("second", ["joined", "cosinus", Cosine, None, 0.5])
def test_what_is_no_part(second: Any) -> None:
    """The id of a joined schedule would stand for the same one again."""
    with pytest.raises(ValueError, match=r"^Joined: second must be a schedule or one of 'constant"):
        optimizers.get_schedule("joined", second=second)


def test_parts_are_told_how_long_they_last() -> None:
    joined = Joined(boundary=30, warmup_steps=10)
    assert joined.parts(100) == {"first": (Constant(), 30), "second": (Cosine(), 60)}
    assert joined.parts(20)["second"] == (Cosine(), 0)
    assert "second" in joined.idle(40)
    assert "second" not in joined.idle(41)
    np.testing.assert_array_equal(
        [joined.factor(k, 40) for k in range(40)],
        [joined.replace(second="constant").factor(k, 40) for k in range(40)],
    )
