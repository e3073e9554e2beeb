"""Whatever is given for an option, of whatever kind: the one error form, or it is valid."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from declarations import shown
from tests.optimizers.helpers import named

FORM = re.compile(r"^[\w.]+: \w+ must .+, got .+$")


class Unwritable:
    """An object that cannot even be shown."""

    def __repr__(self) -> str:
        raise RuntimeError("no words for it")

    def __array__(self, *arguments: Any, **options: Any) -> Any:
        raise RuntimeError("no numbers either")


WRONG: dict[str, Any] = {
    "None": None,
    "True": True,
    "nan": float("nan"),
    "inf": float("inf"),
    "-1": -1,
    "0.5": 0.5,
    "huge": 10**5000,
    "complex": 1j,
    "text": "no such thing",
    "empty text": "",
    "bytes": b"x",
    "list": [1, 2],
    "texts": ["norm", "x"],
    "ragged": [[1], [2, 3]],
    "tuple": (1, 2, 3),
    "pair": ("norm", "x"),
    "array pair": (np.zeros(3), 1.0),
    "empty": [],
    "dict": {"a": 1},
    "set": {1, 2},
    "array": np.arange(3.0),
    "matrix": np.ones((2, 2)),
    "texts in an array": np.array(["all", "ends"]),
    "object array": np.array([None, {}], dtype=object),
    "seeds beyond": np.array([2**64 - 1], dtype=np.uint64),
    "object": object(),
    "class": dict,
    "function": len,
    "unwritable": Unwritable(),
    "long": np.full(1_000_000, np.nan),
    "long list": ["x"] * 50_000,
    "long text": "x" * 1_000_000,
}

OPTIONS = [
    *("objective", "optimizer", "start", "steps", "record", "record_state", "tolerance", "noise"),
    *("seed", "batch_size", "shuffle", "clip", "box", "domain", "schedule", "progress"),
]


def refused(call: Callable[[], Any], form: re.Pattern[str] | None = FORM) -> None:
    """It may be valid; else the sentence has the form, and is not long."""
    try:
        call()
    except ValueError as error:
        sentence = str(error)
        assert form is None or form.match(sentence), sentence
        assert len(sentence) < 500
        assert "\n" not in sentence


@pytest.mark.parametrize("option", OPTIONS)
def test_options_of_minimize(option: str) -> None:
    options: dict[str, Any] = {
        "objective": objectives.get("linear_regression"),
        "optimizer": optimizers.get("sgd"),
        "start": (0.5, 0.5),
        "steps": 2,
    }
    # Arrays may be one value for every run; how many there are must then agree.
    several = re.compile(FORM.pattern + r"|^minimize: one number of runs is needed, got ")
    for kind, wrong in WRONG.items():
        if option == "progress" and callable(wrong):
            continue
        with named(kind):
            refused(partial(optimizers.minimize, **options | {option: wrong}), several)


@pytest.mark.parametrize("kind", WRONG)
def test_names_and_presets(kind: str) -> None:
    wrong = WRONG[kind]
    form = None if isinstance(wrong, str) else FORM
    for get in (optimizers.get, optimizers.get_schedule, objectives.get):
        with pytest.raises(ValueError, match=r".") as caught:
            get(wrong)  # type: ignore[operator]
        assert form is None or form.match(str(caught.value)), caught.value
        assert len(str(caught.value)) < 1200
    for name in ("adam", "newton", "lookahead"):
        refused(lambda name=name: optimizers.get(name, wrong), form)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("registry", "name"),
    [
        *((optimizers.registry, name) for name in optimizers.names()),
        *((optimizers.wrappers, name) for name in optimizers.wrapper_names()),
        *((optimizers.schedules, name) for name in optimizers.schedule_names()),
    ],
)
def test_every_parameter(registry: Any, name: str) -> None:
    inside = {"optimizer": optimizers.get("sgd")} if registry is optimizers.wrappers else {}
    for key, kind in itertools.product([*registry[name].parameters, *inside], WRONG):
        with named(key, kind):
            refused(partial(registry.build, name, inside | {key: WRONG[kind]}))


@pytest.mark.parametrize("kind", WRONG)
def test_objectives_made_of_others(kind: str) -> None:
    wrong, sphere = WRONG[kind], objectives.get("sphere")
    refused(lambda: objectives.numerical(wrong))
    refused(lambda: objectives.numerical(sphere, h=wrong))
    refused(lambda: objectives.transformed(wrong))
    refused(lambda: objectives.transformed(sphere, angle=wrong))
    refused(lambda: objectives.transformed(sphere, scale=wrong))


def test_what_is_shown_is_short_and_in_one_line() -> None:
    for value in WRONG.values():
        assert len(shown(value)) <= 120
        assert "\n" not in shown(value)
    assert shown(0.1) == "0.1"
    assert shown((1.0, np.nan)) == "(1.0, nan)"
