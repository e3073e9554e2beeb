"""The table of a race, and the step table of a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from experiments import Race, Runner, Scene, Summary, of_runner
from experiments.course import TOLERANCE_TEXT
from ui.words import files, wording

COLUMNS = {
    "status": "status",
    "course": "how it ends",
    "final_value": "final f",
    "gap": "gap",
    "distance": "distance",
    "steps": "steps",
    "steps_to_tolerance": f"steps to {TOLERANCE_TEXT}",
    "evaluations_to_tolerance": f"evaluations to {TOLERANCE_TEXT}",
    "evaluations": "evaluations",
    "path_length": "path length",
}


HELPS = {"gap": wording.GAP, "distance": "To the nearest known minimum."}

LARGEST = 1e9
"""A column with larger numbers is text: the table would cut them off or refuse them."""


def results(race: Race, names: list[str], pinned: Race | None) -> None:
    """One line for every run; with a pinned race, the differences to it."""
    rows = []
    for runner, name in zip(race.runners, names, strict=True):
        summary = of_runner(runner, race)
        rows.append({"optimizer": wording.label(name, runner)} | _row(summary))
    show(rows, "results")
    if pinned is not None:
        _differences(race, names, pinned)


def _row(summary: Summary) -> dict[str, Any]:
    row = {}
    for field, title in COLUMNS.items():
        value = getattr(summary, field)
        if field == "status":
            value = f"{wording.STATUS_ICONS[value]} {value}"
        row[title] = value
    return row


def large(rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """The columns with a number that is too large for a table."""
    return {
        title
        for row in rows
        for title, value in row.items()
        if isinstance(value, float) and not abs(value) <= LARGEST
    }


def readable(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows for a table, with all numbers of a column as text where one is too large for it."""
    texts = large(rows)
    return [
        {
            title: wording.number(value, 4) if title in texts and value is not None else value
            for title, value in row.items()
        }
        for row in rows
    ]


def show(rows: Sequence[Mapping[str, Any]], key: str, digits: int = 4, **options: Any) -> None:
    """A table of what is known of some runs."""
    shown = readable(rows)
    floats = {title for row in shown for title, value in row.items() if isinstance(value, float)}
    formats = {
        title: st.column_config.NumberColumn(format=f"%.{digits}g", help=HELPS.get(title))
        for title in floats
    }
    # Numbers that had to become text stand where numbers stand.
    formats |= {
        title: st.column_config.TextColumn(alignment="right", help=HELPS.get(title))
        for title in large(rows)
    }
    st.dataframe(shown, hide_index=True, placeholder="–", column_config=formats, key=key, **options)


def _differences(race: Race, names: list[str], pinned: Race) -> None:
    """What has changed since the race was pinned."""
    before = {
        name: of_runner(runner, pinned)
        for runner, name in zip(pinned.runners, wording.names(pinned.scene), strict=True)
    }
    st.markdown("**Against the pinned race**")
    rows = []
    for runner, name in zip(race.runners, names, strict=True):
        now = of_runner(runner, race)
        # A renamed entry, as when its rate tells it from a twin, has no counterpart.
        then = before.get(name)
        steps = None if then is None else then.steps_to_tolerance
        rows.append(
            {
                "optimizer": name,
                "final f before": None if then is None else then.final_value,
                "final f now": now.final_value,
                "difference": None if then is None else now.final_value - then.final_value,
                f"steps to {TOLERANCE_TEXT} before": steps,
                f"steps to {TOLERANCE_TEXT} now": now.steps_to_tolerance,
            }
        )
    show(rows, "differences")


def step_table(
    race: Race,
    names: list[str],
    above: Callable[[Scene, Runner, str], None],
    again: Callable[[], Race],
) -> None:
    """Every step of one run, in numbers; ``above`` shows one step of it.

    ``again`` gives the race when the button is pressed, which is held longer than the race.
    """
    with st.expander("Step by step", key="steps.table", on_change="rerun") as box:
        if not box.open:
            return
        chosen = st.selectbox("Run", names, key="steps.run")
        index = names.index(chosen) if chosen in names else 0
        runner = race.runners[index]
        above(race.scene, runner, chosen)
        titles = files.header(race)
        rows = [dict(zip(titles, row, strict=True)) for row in files.step_rows(runner)]
        show(rows, "steps.rows", 6, height=320)
        st.download_button(
            "Steps as CSV",
            lambda: files.steps_csv(again(), index),
            "steps.csv",
            "text/csv",
            on_click="ignore",
        )
