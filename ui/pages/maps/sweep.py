"""Two hyperparameters of one optimizer, a run for every pair."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

import optimizers
from declarations import Integer, counted
from experiments import (
    Axis,
    Scene,
    Sweep,
    SweepMap,
)
from experiments.course import tolerance_text
from experiments.sweep import LAST, VERDICTS
from experiments.trials import with_values
from figures.sweep import sweep as sweep_picture
from figures.theme import Theme
from ui.chart import chart
from ui.links.settings import (
    OUTCOMES,
    SweepSettings,
    numbers_of,
)
from ui.pages.experiment import open_in_playground, results
from ui.pages.maps.settings_widgets import changing, points
from ui.sidebar.fields import number_field
from ui.state import bind, change_settings, is_fixed, settings
from ui.words import wording
from ui.words.parameters import main_parameters


def sweep_tab(scene: Scene, theme: Theme) -> None:
    """The map of a sweep, and what is varied in it."""
    own = settings(SweepSettings)
    index = min(own.entry, len(scene.entries) - 1)
    rule = optimizers.registry[scene.entries[index].optimizer]
    if len(numbers_of(rule)) < 2:
        st.info(f"{rule.title} has less than two hyperparameters that are numbers.")
        return
    _sweep_widgets(scene, own, index, rule, chosen_numbers(own, rule))
    for found in results([sweep_config(scene, own)], "The map is run"):
        _show_sweep(scene, own.outcome, index, found, theme)


def _show_sweep(scene: Scene, outcome: str, index: int, found: SweepMap, theme: Theme) -> None:
    clicked = chart(
        sweep_picture(found, outcome, theme),
        "maps.sweep",
        f"{OUTCOMES[outcome]} by {found.config.x.parameter} and {found.config.y.parameter}.",
    )
    st.markdown(sweep_sentence(found))
    locked = is_fixed("settings")
    st.caption(sweep_caption(found, outcome, locked))
    if clicked is not None and not locked:
        values = cell_values(found, clicked.row, clicked.column)
        entries = list(scene.entries)
        entries[index] = with_values(entries[index], values)
        open_in_playground(scene.replace(entries=tuple(entries), starts=1))


def sweep_caption(found: SweepMap, outcome: str, locked: bool) -> str:
    """How to read the map."""
    words = [] if locked else ["A click on a cell opens that run in the Playground."]
    dark = "grey cells never came so low" if outcome == "steps" else "dark cells diverged"
    words.append(f"The star is the best cell; {dark}.")
    if found.boundary is not None:
        words.append("Dashed: beyond it, theory says, runs diverge.")
    if outcome == "gap":
        words.append(f"Where a run ends is the median of its last {LAST} values.")
    words += [f"{name.replace('_', ' ')}: {reason}" for name, reason in idle_axes(found).items()]
    return " ".join(words)


def idle_axes(found: SweepMap) -> dict[str, str]:
    """The axes along which nothing changes, each with the reason."""
    config, ends = found.config, {}
    for axis, values in ((config.x, found.x), (config.y, found.y)):
        # A whole number is the same for all runs of a batch.
        ends[axis.parameter] = values if values.dtype.kind == "f" else int(values[-1])
    # The two sides together: what needs the other one has an effect somewhere on the map.
    sides = [len(values) for values in ends.values() if isinstance(values, np.ndarray)]
    batch = {
        name: np.resize(values, max(sides, default=1)) if isinstance(values, np.ndarray) else values
        for name, values in ends.items()
    }
    rule = config.entry.rule(config.scene.landscape()).replace(**batch)
    reasons = rule.idle(config.scene.steps)
    return {name: reasons[name] for name in ends if name in reasons}


def chosen_numbers(own: SweepSettings, rule: type[optimizers.Optimizer]) -> tuple[str, str]:
    """The two hyperparameters: those that were chosen if the rule has them, else its first."""
    known = list(dict.fromkeys([*_main_numbers(rule), *numbers_of(rule)]))
    x = own.x if own.x in known else next(name for name in known if name != own.y)
    y = own.y if own.y in known and own.y != x else next(name for name in known if name != x)
    return x, y


def _main_numbers(rule: type[optimizers.Optimizer]) -> list[str]:
    """The learning rate, the momentum and what else is the rule's own."""
    main = [name for name in main_parameters(rule) if name in numbers_of(rule)]
    return sorted(main, key=lambda name: name != "learning_rate")


def sweep_config(scene: Scene, own: SweepSettings) -> Sweep:
    """The sweep of the present settings; what it varies is left out of the optimizer."""
    entry = scene.entries[min(own.entry, len(scene.entries) - 1)]
    x, y = chosen_numbers(own, optimizers.registry[entry.optimizer])
    return Sweep(
        scene,
        entry.without(x, y),
        Axis(x, own.x_low, own.x_high, own.points),
        Axis(y, own.y_low, own.y_high, own.points),
    )


def cell_values(found: SweepMap, row: int, column: int) -> tuple[tuple[str, Any], ...]:
    """The two hyperparameters of a cell."""
    return (
        (found.config.x.parameter, found.x[column].item()),
        (found.config.y.parameter, found.y[row].item()),
    )


def sweep_sentence(found: SweepMap) -> str:
    """The map in words."""
    counts = np.bincount(found.verdict.ravel(), minlength=len(VERDICTS)) / found.verdict.size
    shares = ", ".join(
        f"{100 * share:.0f} % {verdict}"
        for verdict, share in zip(VERDICTS, counts, strict=True)
        if share
    )
    if found.best is None:
        return f"No run stayed in the domain ({shares})."
    row, column = found.best
    where = " and ".join(
        f"{name.replace('_', ' ')} {value:.3g}" for name, value in cell_values(found, row, column)
    )
    steps, gap = int(found.steps[row, column]), float(found.final_gap[row, column])
    if found.config.scene.landscape().fmin is None:
        what = f"f {gap + found.floor:.3g}"
    else:
        near = tolerance_text(found.config.tolerance)
        what = f"{counted(steps, 'step')} to {near}" if steps >= 0 else f"gap {gap:.2g}"
    return f"Best at {where}: {what}. Of all runs {shares}."


def _sweep_widgets(
    scene: Scene,
    own: SweepSettings,
    selected: int,
    rule: type[optimizers.Optimizer],
    chosen: tuple[str, str],
) -> None:
    names = wording.names(scene)
    known = numbers_of(rule)
    nothing = {"x_low": None, "x_high": None, "y_low": None, "y_high": None}
    left, middle, right = st.columns([2, 1, 2], vertical_alignment="bottom")
    left.selectbox(
        "optimizer",
        range(len(names)),
        format_func=names.__getitem__,
        **bind(
            "sweep.entry",
            selected,
            lambda entry: change_settings(SweepSettings, entry=entry, x="", y="", **nothing),
        ),
    )
    points(SweepSettings, middle)
    right.selectbox(
        "colour",
        list(OUTCOMES),
        format_func=OUTCOMES.__getitem__,
        **bind("sweep.outcome", own.outcome, changing(SweepSettings, "outcome")),
    )
    sides = st.columns(2, gap="medium")
    for side, axis, name, other in zip(sides, "xy", chosen, reversed(chosen), strict=True):
        which, ends = side.columns(2, vertical_alignment="bottom")
        row = ends.container(horizontal=True)
        further = {f"{axis}_low": None, f"{axis}_high": None}
        which.selectbox(
            f"along {axis}",
            [option for option in known if option != other],
            format_func=lambda option: option.replace("_", " "),
            help=rule.parameters[name].help,
            **bind(f"sweep.{axis}", name, changing(SweepSettings, axis, **further)),
        )
        declared = rule.parameters[name]
        for end, word, index in (("low", "from", 0), ("high", "to", 1)):
            typed = getattr(own, f"{axis}_{end}")
            shown = float(declared.slider[index] if typed is None else typed)  # type: ignore[attr-defined]
            number_field(
                row,
                f"sweep.{axis}.{end}",
                word,
                declared.valid,  # type: ignore[attr-defined]
                shown,
                changing(SweepSettings, f"{axis}_{end}"),
                False,
                titled=True,
                about=f"The {'first' if index == 0 else 'last'} {name.replace('_', ' ')}",
            )
        if isinstance(declared, Integer):
            side.caption("Whole numbers: those between the two ends.")
