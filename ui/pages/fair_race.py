"""The fair race: all optimizers of the scene get the same budget for tuning."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from experiments import Entry, Scene, Tuned, Tuning
from experiments.ensemble import wilson
from experiments.leaderboard import Standing
from experiments.runs import is_stochastic
from figures.sensitivity import sensitivity
from figures.theme import Style, Theme
from ui.chart import chart
from ui.links.settings import RaceSettings
from ui.pages.experiment import head, limits, open_in_playground, results
from ui.state import (
    bind,
    change_settings,
    config,
    is_fixed,
    looks,
    present_theme,
    settings,
    write_link,
)
from ui.words import wording

MOST_NAMED = 3
"""So many optimizers that share the first place are named."""
MANY = 30
"""From so many starts on, the share of wins is known well enough."""
METHODS = {"grid": "even grid", "random": "at random", "halving": "successive halving"}


def fair_race() -> None:
    """The page."""
    scene = head(
        "Fair race",
        "Every optimizer gets the same budget to tune its learning rate, and then they race.",
    )
    own = _budget(any(is_stochastic(scene, entry) for entry in scene.entries))
    write_link(RaceSettings)
    untuned = _untuned(scene)
    objective = scene.landscape()
    entries = tuple(entry for entry in untuned if not entry.rule(objective).ascends)
    if len(entries) < len(untuned):
        st.caption("Optimizers that are told to go uphill are not tuned: the race is to a minimum.")
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
    if len(untuned) < len(scene.entries):
        st.caption(
            "Optimizers of the race that differ only in their learning rate are one here: "
            "that is what is tuned."
        )
    for tuned in results([config], "The optimizers are tuned"):
        _show(config, tuned)


def _show(config: Tuning, tuned: Tuned) -> None:
    theme = present_theme()
    names = wording.names(config.scene)
    styles = _styles(config, theme)
    st.markdown(f"## {verdict(config, tuned, names)}")
    st.markdown(certainty(config, tuned, names))
    rows = board(tuned, names)
    _table(rows, config)
    st.caption(
        "Ranked by the median of the final f over all starts and seeds, ties by the upper "
        "quartile. Lost is a run that diverged"
        + (" or left the domain." if config.scene.landscape().bounded else ".")
        + " Evaluations are all calls of the objective that the tuning took; an optimizer with "
        "nothing to tune needs few."
    )
    with st.container(horizontal=True):
        if st.button(
            "Show the tuned race",
            icon=":material/play_arrow:",
            type="primary",
            help="From the start of the scene alone, where another one may win than on the whole.",
            disabled=is_fixed("settings"),
        ):
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
        st.header("How much the learning rate matters", anchor=False)
        chart(
            sensitivity(tuned, names, styles, theme),
            "race.sensitivity",
            "How far every optimizer came down, against the learning rate.",
        )
        st.caption(
            "Thick: the good learning rates, within ten times of the lowest point of the "
            "same curve; the legend says how many decades wide they are together. "
            "× at the top, a row for each: most runs were lost. "
            "Heights are above the lowest f that any run reached; what is smaller than a "
            "ten-billionth of the largest is drawn at the bottom."
        )


def _budget(random: bool) -> RaceSettings:
    """The widgets of the budget; where nothing is random, seeds have no effect."""
    own = settings(RaceSettings)
    declared = RaceSettings.parameters

    def changing(name: str) -> Any:
        return lambda value: change_settings(RaceSettings, **{name: value})

    left, middle, right = st.columns([3, 2, 2], vertical_alignment="bottom")
    row = left.container(horizontal=True)
    for name in ("trials", "starts", "seeds"):
        idle = name == "seeds" and not random
        reason = " Nothing is random here, so that all seeds give the same." if idle else ""
        row.number_input(
            name,
            help=f"{declared[name].help}{reason}",
            disabled=idle,
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
    return tuple(dict.fromkeys(entry.without("learning_rate") for entry in scene.entries))


def _styles(tuning: Tuning, theme: Theme) -> list[Style]:
    """How the optimizers look: of those that are the same but for their rates, as the first."""
    own: dict[Entry, Style] = {}
    for entry, look in zip(config().scene.entries, looks(theme), strict=True):
        own.setdefault(entry.without("learning_rate"), look)
    return [own[entry] for entry in tuning.scene.entries]


def verdict(config: Tuning, tuned: Tuned, names: Sequence[str]) -> str:
    """The result in one sentence."""
    best = tuned.board[0]
    if not np.isfinite(best.median):
        return "Tuned on this budget, every optimizer lost most of its runs."
    first = [names[standing.entry] for standing in tuned.board if standing.rank == 1]
    if len(names) == 1:
        return f"{first[0]} is tuned: its median f is {best.median:.3g}."
    if len(first) > MOST_NAMED:
        how_many = "all" if len(first) == len(names) else f"{len(first)} of"
        return f"Tuned, {how_many} {len(names)} optimizers share the first place."
    if len(first) > 1:
        return f"Tuned, {', '.join(first[:-1])} and {first[-1]} share the first place."
    decided = _decided(tuned)
    wins = f"{best.wins * decided:.3g} of {decided} {_runs(config, decided)}"
    return f"Tuned, {first[0]} comes first: it wins in {wins}."


def certainty(config: Tuning, tuned: Tuned, names: Sequence[str]) -> str:
    """How far the sentence can be trusted, and what else there is to know of the first one."""
    best, decided = tuned.board[0], _decided(tuned)
    parts = []
    if decided and len(names) > 1 and tuned.board[1].rank > 1:
        low, high = (100 * share for share in wilson(best.wins, decided))
        parts.append(
            f"So few {_runs(config, 2)} leave its share of wins between {low:.0f} and "
            f"{high:.0f} % (95 % interval)."
            if decided < MANY
            else f"95 % interval of its share of wins: {low:.0f} to {high:.0f} %."
        )
    undecided = len(tuned.entries[0].losses) - decided
    if undecided and decided:
        what = f"{undecided} {_runs(config, undecided)}"
        parts.append(f"In {what} every optimizer was lost: nobody wins there.")
    if best.lost and decided:
        parts.append(f"{names[best.entry]} lost {100 * best.lost:.0f} % of its runs.")
    parts.append(_widths(tuned, best, names))
    return " ".join(filter(None, parts))


def _decided(tuned: Tuned) -> int:
    """The starts and seeds that somebody won."""
    losses = np.array([entry.losses for entry in tuned.entries])
    return int(np.isfinite(losses).any(axis=0).sum())


def _runs(config: Tuning, count: int) -> str:
    return ("start" if config.seeds == 1 else "run") + ("" if count == 1 else "s")


def _widths(tuned: Tuned, best: Standing, names: Sequence[str]) -> str:
    """How wide the good region of the winner is, beside the one that differs most."""
    own = tuned.entries[best.entry].sensitivity
    if own is None:
        return f"{names[best.entry]} has no learning rate to tune."
    name = names[best.entry]
    words = f"The learning rates that are good for {name} span {own.width:.1f} decades"
    others = [
        (entry.sensitivity.width, name)
        for entry, name in zip(tuned.entries, names, strict=True)
        if entry.sensitivity is not None and entry.sensitivity is not own
    ]
    if not others:
        return f"{words}."
    width, name = max(others, key=lambda other: abs(other[0] - own.width))
    return f"{words}, those for {name} {width:.1f}."


def board(tuned: Tuned, names: Sequence[str]) -> list[dict[str, Any]]:
    """The lines of the leader board, with all digits."""
    rows = []
    for standing in tuned.board:
        entry = tuned.entries[standing.entry]
        rows.append(
            {
                "rank": standing.rank,
                "optimizer": names[standing.entry],
                "learning rate": entry.entry.value("learning_rate"),
                "median f": standing.median,
                "lower quartile": standing.lower,
                "upper quartile": standing.upper,
                "wins": standing.wins,
                "lost": standing.lost,
                "good decades": None if entry.sensitivity is None else entry.sensitivity.width,
                "evaluations": standing.spent.total,
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
        height="content",
        placeholder="–",
        key="race.board",
        column_config={
            "rank": column.NumberColumn(width="small"),
            "learning rate": column.NumberColumn(format="%.4g"),
            "median f": column.NumberColumn(format="%.3g", help="–: most runs were lost."),
            "lower quartile": column.NumberColumn(format="%.3g"),
            "upper quartile": column.NumberColumn(format="%.3g"),
            "wins": column.ProgressColumn(
                format="percent", min_value=0, max_value=1, help="Ties are shared."
            ),
            "lost": column.NumberColumn(
                format="percent", help="The share of the runs that were lost."
            ),
            "good decades": column.NumberColumn(
                format="%.2f", help="How wide the region of good learning rates is."
            ),
            "evaluations": column.NumberColumn(
                format="localized", help="All calls of the objective in the search."
            ),
        },
    )
