"""All rules, wrappers and schedules, by their ids."""

from __future__ import annotations

from typing import Any

from declarations import Registry, close_names, shown
from optimizers.optimizer import Optimizer, Wrapper
from optimizers.schedule import Schedule

registry = Registry("optimizer", Optimizer, "optimizers.rules")
wrappers = Registry("wrapper", Wrapper, "optimizers.wrappers")
schedules = Registry("schedule", Schedule, "optimizers.schedules")


def names() -> list[str]:
    """The ids of the update rules."""
    return list(registry)


def wrapper_names() -> list[str]:
    """The ids of the wrappers, which go around any rule."""
    return list(wrappers)


def schedule_names() -> list[str]:
    """The ids of the learning-rate schedules."""
    return list(schedules)


def get(name: str, preset: Any = None, **hyperparameters: Any) -> Optimizer:
    """An update rule, or a wrapper around one (``optimizer=...``), by its id.

    Args:
        name: the id, see `names` and `wrapper_names`; or the name of the class, in any case.
        preset: "keras", "torch" or "optax" for that library's defaults and form of the rule.
        hyperparameters: what differs from the defaults.

    Raises:
        ValueError: an unknown id, preset or hyperparameter, or a value that is not valid.

    Example:
        >>> get("adam", preset="torch").epsilon, get("AdamW") == get("adamw")
        (1e-08, True)
        >>> get("adam", beta_1=1.2)
        Traceback (most recent call last):
        ValueError: Adam: beta_1 must be in [0, 1), got 1.2
        >>> get("rmsporp")
        Traceback (most recent call last):
        ValueError: no optimizer is called 'rmsporp'; did you mean 'rmsprop'...
    """
    name = wrappers.checked_id(registry.checked_id(name))
    found: Registry[Any] = wrappers if name in wrappers else registry
    values = hyperparameters
    if preset is not None:
        cls = found[name]
        if not isinstance(preset, str):
            known = ", ".join(map(repr, cls.presets))
            allowed = f"None or one of {known}" if known else "None"
            raise ValueError(f"{cls.__name__}: preset must be {allowed}, got {shown(preset)}")
        if preset not in cls.presets:
            hint = close_names(preset, cls.presets) if cls.presets else "it has none"
            raise ValueError(f"{cls.__name__}: no preset is called {shown(preset)}; {hint}")
        values = {**cls.presets[preset], **hyperparameters}
    rule: Optimizer = found.build(name, values)
    return rule


def get_schedule(name: str, **values: Any) -> Schedule:
    """A learning-rate schedule by its id. Raises ValueError like `get`.

    >>> get_schedule("cosine", warmup_steps=10).factor(0, 100)
    0.09090909090909091
    """
    return schedules.build(schedules.checked_id(name), values)
