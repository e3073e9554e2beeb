"""Own data in use, and the table that they were read from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from ui.links.own_tables import distinct, keep_table
from ui.state.visitor import change_scene, config, state

if TYPE_CHECKING:
    from ui.own_data import Examples, Table

NAMES = ("column_names", "class_names")
SET_BY_DATA = ("features", "targets", *NAMES, "scaling")
"""The parameters that own data set."""


def use_data(found: Examples, said: Iterable[str]) -> None:
    """Train on other examples; ``said`` is what was left out or assumed."""
    values = {"scaling": "standard", **dict(config().scene.parameters)}
    values |= {"features": found.features, "targets": found.targets}
    for name in NAMES:
        values.pop(name, None)
        if getattr(found, name):
            values[name] = distinct(getattr(found, name))
    _change_data(values)
    state().noted = (found.features, tuple(said))
    keep_table((found.features, found.targets))


def drop_data() -> None:
    """Back to the built-in examples."""
    _change_data({k: v for k, v in config().scene.parameters if k not in SET_BY_DATA})


def _change_data(values: dict[str, Any]) -> None:
    change_scene(
        parameters=tuple(values.items()),
        angle=0.0,
        scale=(1.0, 1.0),
        start=None,
        batch_size=None,
    )


def notes() -> tuple[str, ...]:
    """What was said of the own data that are in use."""
    features = dict(config().scene.parameters).get("features")
    noted = state().noted
    return noted[1] if noted is not None and noted[0] is features else ()


def table_of(key: str, read: Callable[[], Table]) -> Table:
    """The table that is read from what ``key`` stands for; read once."""
    own = state()
    if own.table is None or own.table[0] != key:
        own.table = (key, read())
    return own.table[1]
