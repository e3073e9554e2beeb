"""The benchmark table: optimizers on many landscapes from many starts, as the field compares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

import objectives
import optimizers
from declarations import Choice, counted
from experiments import Entry, Scene
from experiments.comparison import Comparison, Table
from experiments.profiles import Costs, costs
from experiments.storage import as_csv, as_parquet
from figures import profiles
from figures.theme import styles
from ui.chart import chart
from ui.links.settings import BenchmarkSettings
from ui.pages.experiment import head, limits, racers, results
from ui.state import bind, change_settings, present_theme, settings, write_link

MOST_DRAWN = 12
"""So many optimizers have a colour of their own; of more, the best are drawn."""


def benchmark() -> None:
    """The page."""
    own = settings(BenchmarkSettings)
    landscapes = _landscapes(own.landscapes)
    scene = head(
        "Benchmark",
        "Every optimizer on many landscapes, from many starts, with the learning rate suggested "
        "for each landscape. A problem is solved when f has come down by all but a small share "
        "(the tolerance) of the way to the minimum.",
        lambda scene: f"{_of_whom(scene, own)} · {counted(len(landscapes), 'landscape')}",
    )
    _widgets(own)
    write_link(BenchmarkSettings)
    rules = tuple(dict.fromkeys(entry.optimizer for entry in scene.entries))
    if own.optimizers == "all":
        rules = tuple(optimizers.names())
    if not rules:
        st.info("No optimizer is in the race. Add one in the Playground.")
        return
    config = Comparison(landscapes, rules, own.starts, own.steps, own.seed)
    if own.optimizers != "all" and scene.entries != tuple(map(Entry, rules)):
        st.caption(
            "Every rule is run once, with its defaults and the suggested learning rates: what was "
            "set in the race does not count here."
        )
    for table in results([config], "The landscapes are worked through"):
        _show(table, own)


def _of_whom(scene: Scene, own: BenchmarkSettings) -> str:
    return f"all {len(optimizers.names())} optimizers" if own.optimizers == "all" else racers(scene)


def _widgets(own: BenchmarkSettings) -> None:
    """What is compared, and how."""
    declared = BenchmarkSettings.parameters

    def bound(name: str) -> dict[str, Any]:
        def change(value: Any) -> None:
            change_settings(BenchmarkSettings, **{name: value})

        return {"help": declared[name].help} | bind(f"table.{name}", getattr(own, name), change)

    columns = st.columns([2, 2, 1, 1, 1, 2], vertical_alignment="bottom")
    for container, name in zip(columns, ("landscapes", "optimizers"), strict=False):
        container.selectbox(name, _options(name), **bound(name))
    for container, name in zip(columns[2:], ("starts", "steps", "seed"), strict=False):
        container.number_input(name, **limits(BenchmarkSettings, name), **bound(name))
    columns[5].selectbox("tolerance", _options("tolerance"), **bound("tolerance"))


def _options(name: str) -> list[str]:
    parameter = BenchmarkSettings.parameters[name]
    assert isinstance(parameter, Choice)
    return [str(option) for option in parameter.options]


def _landscapes(chosen: str) -> tuple[str, ...]:
    """The ids of a choice: "featured", "all", or those of a group."""
    registry = objectives.registry
    return tuple(
        name
        for name in objectives.names()
        if chosen == "all"
        or registry[name].group == chosen
        or (chosen == "featured" and registry[name].featured)
    )


def _show(table: Table, own: BenchmarkSettings) -> None:
    theme = present_theme()
    found = costs(table, float(own.tolerance))
    solved = np.isfinite(found.values).mean(axis=0)
    order = np.argsort(-solved, kind="stable")
    problems = len(found.problems)
    best = optimizers.registry[found.solvers[order[0]]].title
    st.markdown(f"## {best} solves most: {solved[order[0]]:.0%} of {counted(problems, 'problem')}.")
    drawn = order[:MOST_DRAWN]
    shown = Costs(
        found.problems,
        tuple(found.solvers[index] for index in drawn),
        found.dims,
        found.values[:, drawn],
    )
    names = [optimizers.registry[name].title for name in shown.solvers]
    looks = styles(shown.solvers, theme)
    left, right = st.columns(2)
    with left:
        st.markdown("**Performance profile**")
        chart(
            profiles.performance(shown, names, looks, theme),
            "table.performance",
            "Share of the problems solved within a multiple of the best optimizer's evaluations.",
        )
    with right:
        st.markdown("**Data profile**")
        chart(
            profiles.data(shown, names, looks, theme),
            "table.data",
            "Share of the problems solved within a number of evaluations.",
        )
    st.caption(
        "At τ = 1 a curve shows how often an optimizer is the quickest, at the right end how much "
        "it solves at all (Dolan & Moré 2002, Moré & Wild 2009)."
        + (f" Drawn are the best {MOST_DRAWN} of {len(order)}." if len(order) > MOST_DRAWN else "")
    )
    _table(found, order, solved)
    with st.container(horizontal=True):
        _download("All runs as CSV", lambda: as_csv(table), "benchmark.csv", "text/csv")
        _download(
            "All runs as Parquet",
            lambda: as_parquet(table),
            "benchmark.parquet",
            "application/octet-stream",
        )


def _download(label: str, make: Callable[[], bytes], file: str, kind: str) -> None:
    st.download_button(label, make, file, kind, on_click="ignore", icon=":material/download:")


def _table(found: Costs, order: Any, solved: Any) -> None:
    """One line for every optimizer, the one that solves most first."""
    quickest = found.values == found.values.min(axis=1, keepdims=True)
    quickest &= np.isfinite(found.values)
    rows = []
    for index in order:
        evaluations = found.values[:, index]
        reached = evaluations[np.isfinite(evaluations)]
        rows.append(
            {
                "optimizer": optimizers.registry[found.solvers[index]].title,
                "solved": float(solved[index]),
                "quickest": float(quickest[:, index].mean()),
                "median evaluations, if solved": (
                    float(np.median(reached)) if reached.size else None
                ),
            }
        )
    column = st.column_config
    st.dataframe(
        rows,
        hide_index=True,
        placeholder="–",
        key="table.rows",
        column_config={
            "solved": column.ProgressColumn(format="percent", min_value=0, max_value=1),
            "quickest": column.NumberColumn(
                format="percent", help="Of all problems; ties count for each."
            ),
            "median evaluations, if solved": column.NumberColumn(
                format="%.0f",
                help="Of the problems that it solved, which may be the easy ones alone.",
            ),
        },
    )
