"""Widgets for the settings of a map."""

from __future__ import annotations

from typing import Any

from declarations import Declared
from ui.pages.experiment import limits
from ui.state import bind, change_settings, settings


def changing(page: type[Declared], name: str, **further: Any) -> Any:
    """What a widget calls with the new value of a setting."""
    return lambda value: change_settings(page, **{name: value}, **further)


def points(page: type[Declared], container: Any) -> None:
    """How many points there are along a side."""
    container.number_input(
        "points per side",
        help=page.parameters["points"].help,
        **limits(page, "points"),
        **bind(f"{page.__name__}.points", settings(page).points, changing(page, "points")),  # type: ignore[attr-defined]
    )
