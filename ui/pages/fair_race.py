"""The fair race: all optimizers of the scene get the same budget for tuning."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from experiments import Entry, Scene, Tuned, Tuning
from experiments.leaderboard import Standing
from figures.sensitivity import sensitivity
from figures.theme import DARK, LIGHT, styles
from ui import wording
from ui.chart import chart
from ui.pages.experiment import head, limits, open_in_playground, results
from ui.settings import RaceSettings
from ui.state import bind, change_settings, settings, write_link

METHODS = {"grid": "even grid", "random": "at random", "halving": "successive halving"}


def fair_race() -> None:
    """The page."""
    scene = head(
        "Fair race",
        "Every optimizer gets the same budget to tune its learning rate, and then they race.",
    )
    own = _budget()
    write_link(RaceSettings)
    entries = _untuned(scene)
    if not entries:
        st.info("No optimizer is in the race. Add one in the Playground.")
        return
    config = Tuning(
        scene.replace(entries=entries),
        trials=own.trials,
        starts=own.starts,
        seeds=own.seeds,
        method=own.method,
        also=own.also and own.method != "grid",
    )
    for tuned in results([config], "The optimizers are tuned"):
        _show(config, tuned)


def _show(config: Tuning, tuned: Tuned) -> None:
    theme = DARK if st.context.theme.type == "dark" else LIGHT
    names = wording.names(config.scene)
    looks = styles([entry.optimizer for entry in config.scene.entries], theme)
    st.markdown(f"#### {verdict(config, tuned, names)}")
    rows = board(tuned, names)
    _table(rows, config)
    with st.container(horizontal=True):
        if st.button("Show the tuned race", icon=":material/play_arrow:", type="primary"):
            open_in_playground(tuned.scene.replace(starts=1))
        st.download_button(
            "Board as CSV",
            lambda: board_csv(rows),
            "fair-race.csv",
            "text/csv",
            on_click="ignore",
            icon=":material/download:",
        )
    if any(entry.sensitivity is not None for entry in tuned.entries):
        st.subheader("How much the learning rate matters", anchor=False)
        chart(
            sensitivity(tuned, names, looks, theme),
            "race.sensitivity",
            "The gap that every optimizer reached, against the learning rate.",
        )
        st.caption(
            "Thick: the good learning rates, within ten times of the best gap of the same "
            "optimizer; the legend says how many decades wide they are together. "
            "× at the top, a row for each: most runs were lost, they diverged or left the domain. "
            "The gap is over the lowest loss that any run reached; what is smaller than a "
            "ten-billionth of the largest gap is drawn at the bottom."
        )


def _budget() -> RaceSettings:
    """The widgets of the budget."""
    own = settings(RaceSettings)
    declared = RaceSettings.parameters

    def changing(name: str) -> Any:
        return lambda value: change_settings(RaceSettings, **{name: value})

    left, middle, right = st.columns([3, 2, 2], vertical_alignment="bottom")
    row = left.container(horizontal=True)
    for name in ("trials", "starts", "seeds"):
        row.number_input(
            name,
            help=declared[name].help,
            **limits(RaceSettings, name),
            **bind(f"race.{name}", getattr(own, name), changing(name)),
        )
    middle.selectbox(
        "learning rates",
        list(METHODS),
        format_func=METHODS.__getitem__,
        help=declared["method"].help,
        **bind("race.method", own.method, changing("method")),
    )
    right.toggle(
        "all hyperparameters",
        help=declared["also"].help,
        disabled=own.method == "grid",
        **bind("race.also", own.also and own.method != "grid", changing("also")),
    )
    return own


def _untuned(scene: Scene) -> tuple[Entry, ...]:
    """The optimizers without their learning rates: what differs in these alone is the same."""
    bare = (
        Entry(
            entry.optimizer,
            entry.preset,
            tuple((name, value) for name, value in entry.values if name != "learning_rate"),
            entry.schedule,
            entry.schedule_values,
            entry.wrappers,
        )
        for entry in scene.entries
    )
    return tuple(dict.fromkeys(bare))


def verdict(config: Tuning, tuned: Tuned, names: Sequence[str]) -> str:
    """The result in one sentence."""
    best = tuned.board[0]
    if not np.isfinite(best.median):
        return "Tuned on this budget, every optimizer lost most of its runs."
    losses = np.array([entry.losses for entry in tuned.entries])
    decided = int(np.isfinite(losses).any(axis=0).sum())
    runs = ("start" if config.seeds == 1 else "run") + ("" if decided == 1 else "s")
    first = [standing for standing in tuned.board if standing.rank == 1]
    if len(first) > 1:
        shared = " and ".join(names[standing.entry] for standing in first)
        return f"Tuned, {shared} share the first place."
    name = names[best.entry]
    words = f"Tuned, {name} comes first: it wins in {best.wins * decided:.3g} of {decided} {runs}"
    return f"{words}{_widths(tuned, best, names)}."


def _widths(tuned: Tuned, best: Standing, names: Sequence[str]) -> str:
    """How wide the good region of the winner is, beside the one that differs most."""
    own = tuned.entries[best.entry].sensitivity
    if own is None:
        return " and has no learning rate to tune"
    words = f"; its good region is {own.width:.1f} decades wide"
    others = [
        (entry.sensitivity.width, name)
        for entry, name in zip(tuned.entries, names, strict=True)
        if entry.sensitivity is not None and entry.sensitivity is not own
    ]
    if not others:
        return words
    width, name = max(others, key=lambda other: abs(other[0] - own.width))
    return f"{words}, that of {name} {width:.1f}"


def board(tuned: Tuned, names: Sequence[str]) -> list[dict[str, Any]]:
    """The lines of the leader board, with all digits."""
    rows = []
    for standing in tuned.board:
        entry = tuned.entries[standing.entry]
        spent = standing.spent
        rows.append(
            {
                "rank": standing.rank,
                "optimizer": names[standing.entry],
                "learning rate": entry.entry.value("learning_rate"),
                "median loss": standing.median,
                "lower quartile": standing.lower,
                "upper quartile": standing.upper,
                "wins": standing.wins,
                "lost": standing.lost,
                "good decades": None if entry.sensitivity is None else entry.sensitivity.width,
                "evaluations": spent.value + spent.gradient + spent.hessian,
                "tuned": ", ".join(f"{k} {v:.4g}" for k, v in entry.settings[entry.best]),
            }
        )
    return rows


def board_csv(rows: list[dict[str, Any]]) -> str:
    """The board for keeping."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _table(rows: list[dict[str, Any]], config: Tuning) -> None:
    column = st.column_config
    hidden = set() if config.also else {"tuned"}
    shown = [
        {
            name: None if isinstance(value, float) and not np.isfinite(value) else value
            for name, value in row.items()
            if name not in hidden
        }
        for row in rows
    ]
    st.dataframe(
        shown,
        hide_index=True,
        key="race.board",
        column_config={
            "rank": column.NumberColumn(width="small"),
            "learning rate": column.NumberColumn(format="%.4g"),
            "median loss": column.NumberColumn(format="%.3g", help="Empty: most runs were lost."),
            "lower quartile": column.NumberColumn(format="%.3g"),
            "upper quartile": column.NumberColumn(format="%.3g"),
            "wins": column.ProgressColumn(
                format="percent", min_value=0, max_value=1, help="Ties are shared."
            ),
            "lost": column.NumberColumn(
                format="percent", help="Runs that diverged or left the domain."
            ),
            "good decades": column.NumberColumn(
                format="%.2f", help="How wide the region of good learning rates is."
            ),
            "evaluations": column.NumberColumn(
                format="localized", help="All calls of the objective in the search."
            ),
        },
    )
