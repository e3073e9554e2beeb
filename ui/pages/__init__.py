"""The pages of the app, each imported when it is first opened."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import streamlit as st

from ui.server.guard import guarded

PAGES = (
    # module, function, title, path, icon
    ("fair_race", "fair_race", "Fair race", "fair-race", ":material/flag:"),
    ("maps", "maps", "Maps", "maps", ":material/grid_on:"),
    ("benchmark", "benchmark", "Benchmark", "benchmark", ":material/leaderboard:"),
    ("neuron", "neuron", "Neuron", "neuron", ":material/neurology:"),
    ("reference", "optimizers_page", "Optimizers", "optimizers", ":material/route:"),
    ("reference", "landscapes_page", "Landscapes", "landscapes", ":material/terrain:"),
)
"""All but the first one, in the order of the navigation."""


def page(module: str, function: str, **options: Any) -> Any:
    """A page of the navigation, whose module is imported when somebody opens it."""
    return st.Page(_opener(module, function), **options)


def playground_page() -> Any:
    """The first page, to which the others lead back."""
    return page(
        "playground",
        "playground",
        title="Playground",
        icon=":material/landscape_2:",
        default=True,
    )


def _opener(module: str, function: str) -> Callable[[], None]:
    def open_page() -> None:
        guarded(getattr(importlib.import_module(f"ui.pages.{module}"), function))()

    # Streamlit tells pages apart by the name of their function.
    open_page.__name__ = function
    return open_page
