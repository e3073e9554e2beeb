"""All rules and wrappers, in all the settings that make them another rule."""

from __future__ import annotations

from typing import Any

import pytest

import optimizers
from declarations import Choice, Real
from optimizers import Optimizer

IDS = [*optimizers.names(), *optimizers.wrapper_names()]


def make(name: str, **values: Any) -> Optimizer:
    if name in optimizers.wrappers:
        values = {"optimizer": optimizers.get("adam"), **values}
    return optimizers.get(name, **values)


def variants(name: str) -> list[Optimizer]:
    """The rule as it is, with every preset, every option and every switch of its own."""
    cls = optimizers.wrappers[name] if name in optimizers.wrappers else optimizers.registry[name]
    made = [make(name), *(make(name, preset=preset) for preset in cls.presets)]
    for parameter_name, parameter in cls.parameters.items():
        options: tuple[Any, ...] = ()
        if isinstance(parameter, Choice):
            options = parameter.options
        elif type(parameter.default) is bool:
            options = (not parameter.default,)
        elif isinstance(parameter, Real):
            options = parameter.slider
        made += [make(name, **{parameter_name: option}) for option in options]
    return made


each_rule = pytest.mark.parametrize("name", IDS)
