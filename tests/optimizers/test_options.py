"""What is refused of starts, options and names, in one form of sentence."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from optimizers import Adam
from tests.optimizers.helpers import Foreign, run

TURNED = "; points are columns, so transpose it"


@pytest.mark.parametrize(
    ("start", "message"),
    [
        ((1.0, 2.0, 3.0), "rosenbrock: start must have the shape (2,) or (2, runs), got (3,)"),
        ((), "rosenbrock: start must have the shape (2,) or (2, runs), got (0,)"),
        (1.0, "rosenbrock: start must have the shape (2,) or (2, runs), got ()"),
        (
            np.zeros((3, 2)),
            f"rosenbrock: start must have the shape (2,) or (2, runs), got (3, 2){TURNED}",
        ),
        (np.zeros((3, 4)), "rosenbrock: start must have the shape (2,) or (2, runs), got (3, 4)"),
        (np.zeros((2, 0)), "rosenbrock: start must have the shape (2,) or (2, runs), got (2, 0)"),
        (
            np.zeros((2, 2, 2)),
            "rosenbrock: start must have the shape (2,) or (2, runs), got (2, 2, 2)",
        ),
        ((1.0, np.nan), "rosenbrock: start must be finite, got (1.0, nan)"),
        ((np.inf, 0.0), "rosenbrock: start must be finite, got (inf, 0.0)"),
        ("ab", "rosenbrock: start must be numbers, got 'ab'"),
        (("a", "b"), "rosenbrock: start must be numbers, got ('a', 'b')"),
        (((1.0,), (1.0, 2.0)), "rosenbrock: start must be numbers, got ((1.0,), (1.0, 2.0))"),
        ((1j, 0.0), "rosenbrock: start must be numbers, got (1j, 0.0)"),
    ],
)
def test_bad_starts(start: Any, message: str) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(message) + "$"):
        run(start)


@pytest.mark.parametrize(
    "start", [np.array([1j, 0.0]), (10**400, 0.0)], ids=["complex array", "huge"]
)
def test_starts_that_numpy_would_not_refuse_so(start: Any) -> None:
    with pytest.raises(ValueError, match=r"^rosenbrock: start must be "):
        run(start)


def test_a_bad_start_of_a_foreign_objective() -> None:
    message = r"^Foreign: start must have the shape \(dims,\) or \(dims, runs\), got \(\)$"
    with pytest.raises(ValueError, match=message):
        run(1.0, objective=Foreign())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"steps": -1}, "minimize: steps must be a whole number in [0, inf), got -1"),
        ({"steps": 2.5}, "minimize: steps must be a whole number in [0, inf), got 2.5"),
        ({"steps": True}, "minimize: steps must be a whole number in [0, inf), got True"),
        ({"steps": "9"}, "minimize: steps must be a whole number in [0, inf), got '9'"),
        (
            {"rule": "adagrat"},
            (
                "minimize: optimizer must be one of optimizers.names(), got 'adagrat'; "
                "did you mean 'adagrad' or 'madgrad' or 'adafactor'?"
            ),
        ),
        ({"rule": Adam}, f"minimize: optimizer must be an optimizer or its id, got {Adam!r}"),
        ({"record": "some"}, "minimize: record must be 'all', 'ends' or a number, got 'some'"),
        ({"record": 0}, "minimize: record must be a whole number in [1, inf), got 0"),
        ({"record": 1.5}, "minimize: record must be a whole number in [1, inf), got 1.5"),
        ({"record": None}, "minimize: record must be a whole number in [1, inf), got None"),
        ({"noise": -0.1}, "minimize: noise must be in [0, inf), got -0.1"),
        ({"noise": np.nan}, "minimize: noise must be in [0, inf), got nan"),
        ({"noise": np.inf}, "minimize: noise must be in [0, inf), got inf"),
        ({"noise": "much"}, "minimize: noise must be in [0, inf), got 'much'"),
        ({"noise": [[0.1]]}, "minimize: noise must be in [0, inf), got [[0.1]]"),
        ({"noise": True}, "minimize: noise must be in [0, inf), got True"),
        ({"seed": -1}, "minimize: seed must be a whole number in [0, inf), got -1"),
        ({"seed": 0.5}, "minimize: seed must be a whole number in [0, inf), got 0.5"),
        ({"seed": "x"}, "minimize: seed must be a whole number in [0, inf), got 'x'"),
        ({"seed": [1, -1]}, "minimize: seed must be a whole number in [0, inf), got [1, -1]"),
        ({"seed": True}, "minimize: seed must be a whole number in [0, inf), got True"),
        ({"batch_size": 5}, "rosenbrock: has no examples to take mini-batches from"),
        ({"clip": 0}, "ClipByNorm: clipnorm must be in (0, inf), got 0"),
        ({"clip": ("value", -1)}, "ClipByValue: clipvalue must be in (0, inf), got -1"),
        ({"clip": ("size", 1)}, "minimize: clip must be by 'norm' or 'value', got 'size'"),
        ({"box": "closed"}, "minimize: box must be one of 'free', 'project', 'stop', got 'closed'"),
        ({"box": None}, "minimize: box must be one of 'free', 'project', 'stop', got None"),
        (
            {"domain": ((0, 1),)},
            "minimize: domain must be 2 pairs (low, high), got ((0, 1),)",
        ),
        (
            {"domain": ((1, 0), (0, 1))},
            "minimize: domain must be 2 pairs (low, high), got ((1, 0), (0, 1))",
        ),
        (
            {"domain": ((0, np.nan), (0, 1))},
            "minimize: domain must be 2 pairs (low, high), got ((0, nan), (0, 1))",
        ),
        ({"tolerance": -1}, "Tolerance: gradient_norm must be in [0, inf), got -1"),
        ({"tolerance": ["x"]}, "minimize: tolerance must be made of Tolerance, got ['x']"),
    ],
)
def test_bad_options(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(message) + "$"):
        run(**options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"schedule": "cosin"},
            "minimize: schedule must be one of optimizers.schedule",
        ),
        ({"schedule": 3}, "minimize: schedule must be a schedule, its id or None, got 3"),
        ({"schedule": optimizers.Cosine}, "minimize: schedule must be"),
        ({"tolerance": object()}, "minimize: tolerance must be"),
        ({"clip": ("norm",)}, "minimize: clip must be"),
        ({"clip": [1.0, -2.0]}, "ClipByNorm: clipnorm must be"),
        ({"shuffle": "yes"}, "minimize: shuffle must be"),
        ({"domain": "wide"}, "minimize: domain must be"),
        ({"domain": ((0, 1), (0,))}, "minimize: domain must be"),
    ],
)
def test_options_of_the_wrong_kind(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(message)):
        run(**options)


def test_a_box_needs_a_domain() -> None:
    for box in ("project", "stop"):
        with pytest.raises(ValueError, match=f"^Foreign: box='{box}' needs a domain$"):
            run(objective=Foreign(), box=box)
    assert run(objective=Foreign(), box="stop", domain=((-2, 2), (-2, 2))).status == "step limit"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: optimizers.get("adm"), "no optimizer is called 'adm'; did you mean 'adam'"),
        (lambda: optimizers.get("adam", learning_rat=1), "Adam: no parameter is called 'learning"),
        (
            lambda: optimizers.get("adam", preset="xyz"),
            "Adam: no preset is called 'xyz'; known are",
        ),
        (
            lambda: optimizers.get("newton", preset="keras"),
            "Newton: no preset is called 'keras'; it",
        ),
        (
            lambda: optimizers.get("adam", learning_rate=-1),
            "Adam: learning_rate must be in (0, inf)",
        ),
        (
            lambda: optimizers.get_schedule("cosin"),
            "no schedule is called 'cosin'; did you mean 'cos",
        ),
        (
            lambda: objectives.get("rosenbrok"),
            "no objective is called 'rosenbrok'; did you mean 'ro",
        ),
        (lambda: optimizers.get(""), "no optimizer is called ''; known are "),
    ],
)
def test_unknown_names(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(message)):
        call()


def test_classes_are_there_by_name() -> None:
    assert optimizers.Adam is optimizers.registry["adam"]
    assert optimizers.Lookahead is optimizers.wrappers["lookahead"]
    assert optimizers.Cosine is optimizers.schedules["cosine"]
    with pytest.raises(AttributeError, match="no attribute 'Adamo'"):
        _ = optimizers.Adamo
