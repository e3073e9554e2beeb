"""Maps of many runs: two hyperparameters, basins of attraction, noise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

import optimizers
from declarations import Declared, Integer, counted
from experiments import (
    Axis,
    BasinMap,
    Basins,
    Ensemble,
    EnsembleResult,
    Scene,
    Sweep,
    SweepMap,
)
from experiments.basins import PATIENCE
from experiments.course import tolerance_text
from experiments.sweep import LAST, VERDICTS
from experiments.trials import with_values
from figures import basins as basin_pictures
from figures import ensemble as noise_pictures
from figures.sweep import sweep as sweep_picture
from figures.theme import Theme
from ui.chart import chart
from ui.links.settings import (
    MOST_BASINS,
    OUTCOMES,
    TABS,
    TOLERANCES,
    BasinSettings,
    MapsSettings,
    NoiseSettings,
    SweepSettings,
    numbers_of,
)
from ui.pages.experiment import head, limits, open_in_playground, results
from ui.pages.style import present_theme
from ui.sidebar.fields import number_field
from ui.state import bind, change_settings, is_fixed, looks, settings, write_link
from ui.words import wording
from ui.words.parameters import main_parameters


def maps() -> None:
    """The page."""
    scene = head("Maps", "Hundreds or thousands of runs in one picture.")
    theme = present_theme()
    tab = settings(MapsSettings).tab
    st.segmented_control(
        "Map",
        list(TABS),
        format_func=TABS.__getitem__,
        required=True,
        label_visibility="collapsed",
        **bind("maps.tab", tab, _changing(MapsSettings, "tab")),
    )
    write_link(MapsSettings, SweepSettings, BasinSettings, NoiseSettings)
    if not scene.entries:
        st.info("No optimizer is in the race. Add one in the Playground.")
    elif tab == "sweep":
        _sweep(scene, theme)
    elif tab == "basins":
        _basins(scene, theme)
    else:
        _noise(scene, theme)


def _changing(page: type[Declared], name: str, **further: Any) -> Any:
    """What a widget calls with the new value of a setting."""
    return lambda value: change_settings(page, **{name: value}, **further)


def _points(page: type[Declared], place: Any) -> None:
    place.number_input(
        "points per side",
        help=page.parameters["points"].help,
        **limits(page, "points"),
        **bind(f"{page.__name__}.points", settings(page).points, _changing(page, "points")),  # type: ignore[attr-defined]
    )


# ---- two hyperparameters ----


def _sweep(scene: Scene, theme: Theme) -> None:
    own = settings(SweepSettings)
    place = min(own.entry, len(scene.entries) - 1)
    rule = optimizers.registry[scene.entries[place].optimizer]
    if len(numbers_of(rule)) < 2:
        st.info(f"{rule.title} has less than two hyperparameters that are numbers.")
        return
    _sweep_widgets(scene, own, place, rule, chosen_numbers(own, rule))
    for found in results([sweep_config(scene, own)], "The map is run"):
        _show_sweep(scene, own.outcome, place, found, theme)


def _show_sweep(scene: Scene, outcome: str, place: int, found: SweepMap, theme: Theme) -> None:
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
        entries[place] = with_values(entries[place], values)
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
    place: int,
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
            place,
            lambda entry: change_settings(SweepSettings, entry=entry, x="", y="", **nothing),
        ),
    )
    _points(SweepSettings, middle)
    right.selectbox(
        "colour",
        list(OUTCOMES),
        format_func=OUTCOMES.__getitem__,
        **bind("sweep.outcome", own.outcome, _changing(SweepSettings, "outcome")),
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
            **bind(f"sweep.{axis}", name, _changing(SweepSettings, axis, **further)),
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
                _changing(SweepSettings, f"{axis}_{end}"),
                False,
                titled=True,
                about=f"The {'first' if index == 0 else 'last'} {name.replace('_', ' ')}",
            )
        if isinstance(declared, Integer):
            side.caption("Whole numbers: those between the two ends.")


# ---- basins ----


def _basins(scene: Scene, theme: Theme) -> None:
    objective = scene.landscape()
    if objective.dims < 2:
        st.info(f"{objective.title} has one variable: a basin map needs two.")
        return
    if not objective.minimisers:
        st.info(f"The minimum of {objective.title} is not known: there is nothing to arrive at.")
        return
    own = settings(BasinSettings)
    names = wording.names(scene)
    places = basin_places(own, scene)
    left, middle, right = st.columns([4, 1, 1], vertical_alignment="bottom")
    left.multiselect(
        "optimizers",
        range(len(names)),
        format_func=names.__getitem__,
        max_selections=MOST_BASINS,
        **bind("basins.entries", list(places), _changing(BasinSettings, "entries")),
    )
    middle.selectbox(
        "tolerance",
        TOLERANCES,
        help=BasinSettings.parameters["tolerance"].help,
        **bind("basins.tolerance", own.tolerance, _changing(BasinSettings, "tolerance")),
    )
    _points(BasinSettings, right)
    columns = st.columns(2) if len(places) > 1 else [st.container()]
    configs = [
        BasinMap(scene, scene.entries[place], own.points, float(own.tolerance)) for place in places
    ]
    for number, found in enumerate(results(configs, "The basins are mapped")):
        with columns[number % len(columns)]:
            _basin(scene, found, names[places[number]], f"maps.basins.{places[number]}", theme)
    st.caption(
        "The colour says which minimum a start leads to; stars are global minima, dots local ones. "
        f"A run has arrived when f stays within {own.tolerance} of the value there for {PATIENCE} "
        "steps. Grey: at none of the known minima after all steps; nearly black: diverged. "
        + (f"A slice of the landscape: {objective.plane}. " if objective.dims > 2 else "")
        + ("" if is_fixed("start") else "A click opens the race from that start.")
    )


def basin_places(own: BasinSettings, scene: Scene) -> tuple[int, ...]:
    """The optimizers that are shown, by their places in the scene."""
    known = tuple(place for place in own.entries if place < len(scene.entries))[:MOST_BASINS]
    return known or tuple(range(min(len(scene.entries), 2)))


def _basin(scene: Scene, found: Basins, name: str, key: str, theme: Theme) -> None:
    st.markdown(f"**{name}** · {basin_words(found)}")
    clicked = chart(
        basin_pictures.basins(found, theme),
        key,
        f"Which minimum {name} reaches from every start.",
    )
    if clicked is not None and not is_fixed("start"):
        start = basin_start(found, clicked.row, clicked.column)
        open_in_playground(scene.replace(start=start, starts=1))


def basin_start(found: Basins, row: int, column: int) -> tuple[float, ...]:
    """The start of a cell."""
    return tuple(found.plane.points(found.a[column], found.b[row]).tolist())


def basin_words(found: Basins) -> str:
    """How many starts reach the minimum."""
    which = "the" if found.global_minima == 1 else "a"
    words = f"{100 * found.share:.0f} % of the starts reach {which} global minimum"
    diverged = float(np.mean(found.reached == -2))
    words += f", {100 * diverged:.0f} % diverge" if diverged else ""
    light, deep = basin_pictures.lightness(found)
    return f"{words} · light: {light}, deep: {deep}"


# ---- noise ----


def _noise(scene: Scene, theme: Theme) -> None:
    own = settings(NoiseSettings)
    left, middle, right = st.columns([1, 1, 2], vertical_alignment="bottom")
    number_field(
        left,
        "noise.level",
        "gradient noise",
        NoiseSettings.parameters["level"].valid,  # type: ignore[attr-defined]
        noise_level(scene, own),
        _changing(NoiseSettings, "level"),
        False,
        titled=True,
    )
    middle.number_input(
        "seeds",
        help=NoiseSettings.parameters["seeds"].help,
        **limits(NoiseSettings, "seeds"),
        **bind("noise.seeds", own.seeds, _changing(NoiseSettings, "seeds")),
    )
    right.toggle(
        "zoom to where the runs end",
        **bind("noise.zoom", own.zoom, _changing(NoiseSettings, "zoom")),
    )
    config = Ensemble(scene.replace(noise=noise_level(scene, own)), own.seeds)
    for found in results([config], "The race is run with every seed"):
        _ensemble(found, own, theme)


def noise_level(scene: Scene, own: NoiseSettings) -> float:
    """The noise that was asked for, else that of the scene; without any there is no ensemble."""
    if own.level is not None:
        return own.level
    batches = scene.batch_size is not None and scene.landscape().examples is not None
    return scene.noise if scene.noise or batches else 1.0


def _ensemble(found: EnsembleResult, own: NoiseSettings, theme: Theme) -> None:
    names = wording.names(found.config.scene)
    styles = looks(theme)
    st.markdown(f"## {noise_sentence(found, names)}")
    left, right = st.columns(2)
    with left:
        st.markdown("**f on the way**")
        chart(
            noise_pictures.bands(found, names, styles, theme),
            "maps.bands",
            "Median and quantiles of f of every optimizer, step by step.",
        )
        st.caption("Line: median; darker band: half of the runs; lighter band: 90 %.")
    with right:
        st.markdown("**Where the runs end**")
        cloud = noise_pictures.cloud(found, names, styles, theme, own.zoom)
        chart(cloud, "maps.cloud", "The last points of all runs on the landscape.")
        st.caption(cloud_words(found, noise_pictures.outside(found, cloud)))
    st.markdown("**Who wins how often**")
    chart(
        noise_pictures.wins(found, names, styles, theme),
        "maps.wins",
        "The share of the seeds with which every optimizer has the lowest final f.",
    )
    st.dataframe(_win_rows(found, names), hide_index=True, key="noise.wins", column_config=_FORMATS)


def cloud_words(found: EnsembleResult, outside: int) -> str:
    """What the picture of the end points does not show."""
    objective = found.config.scene.landscape()
    words = []
    if objective.dims > 2:
        words = [f"A slice of the landscape ({objective.plane}); the points are dropped on it."]
    if outside:
        total = len(found.members) * found.config.seeds
        words.append(f"{outside} of the {total} end points are outside of the picture.")
    return " ".join(words)


def noise_sentence(found: EnsembleResult, names: Sequence[str]) -> str:
    """The winner in words."""
    best = int(np.argmax(found.wins))
    if not found.wins[best]:
        return "Every optimizer diverged or left the domain with every seed."
    if not found.random:
        return (
            f"{names[best]} has the lowest final f. Nothing is random here, so that all seeds "
            f"give the same: {_what_is_missing(found.config.scene)}."
        )
    low, high = (100 * share for share in found.intervals[best])
    return (
        f"{names[best]} wins with {100 * found.wins[best]:.0f} % of "
        f"{counted(found.config.seeds, 'seed')} (95 % interval: {low:.0f} to {high:.0f} %)."
    )


def _what_is_missing(scene: Scene) -> str:
    """Why the runs of a scene are the same with every seed, or what would change that."""
    if scene.noise:
        return "the noise is on the gradient, which is not used"
    if scene.batch_size is not None and not scene.shuffle:
        return "shuffle the mini-batches"
    return "add noise, or mini-batches"


def _win_rows(found: EnsembleResult, names: Sequence[str]) -> list[dict[str, Any]]:
    order = np.argsort(-found.wins, kind="stable")
    rows = []
    for place in order:
        member = found.members[place]
        median = float(np.quantile(member.scores, 0.5, method="inverted_cdf"))
        rows.append(
            {
                "optimizer": names[place],
                "wins": float(found.wins[place]),
                "at least": 100.0 * float(found.intervals[place, 0]),
                "at most": 100.0 * float(found.intervals[place, 1]),
                "median final f": median if math.isfinite(median) else None,
                "lost": float(np.mean(np.isinf(member.scores))),
            }
        )
    return rows


_FORMATS = {
    "wins": st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1),
    "at least": st.column_config.NumberColumn(
        format="%.0f %%", help="The Wilson interval of 95 % of the wins."
    ),
    "at most": st.column_config.NumberColumn(format="%.0f %%"),
    "median final f": st.column_config.NumberColumn(format="%.3g"),
    "lost": st.column_config.NumberColumn(
        format="percent", help="The share of the runs that diverged or ended outside the domain."
    ),
}
