"""The Playground: pick, tune, watch."""

from __future__ import annotations

import dataclasses
import weakref
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import streamlit as st

import optimizers
from declarations import Real
from experiments import Race, Runner, Scene, Summary, cost, of_runner
from experiments.spectra import matrices
from explain.verdict import verdict
from figures import stage as pictures
from figures.theme import Style, Theme
from ui.pages import verdicts
from ui.pages.downloads import downloads
from ui.server import cache
from ui.server.guard import guarded
from ui.server.progress import progress
from ui.sidebar import sidebar
from ui.sidebar.drawer import close_drawer
from ui.sidebar.who import entries
from ui.stage import fan, stage
from ui.stage.payload import payload
from ui.state import (
    bind,
    change_scene,
    config,
    from_stage,
    is_fixed,
    is_locked,
    link,
    looks,
    open_scene,
    pin,
    present_theme,
    refusal,
    set_view,
    settle,
    state,
    write_link,
)
from ui.words import wording
from ui.words.learning import learned
from ui.words.messages import busy, failure, link_messages, toast
from ui.words.parameters import slider_rungs
from ui.words.scenes import SCENES, Prepared, groups
from ui.words.tables import results, step_table


def playground() -> None:
    """The page."""
    made = _run()
    with st.sidebar:
        knobs = sidebar()
    link_messages()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="head"):
        title = st.container(horizontal=True, vertical_alignment="center", gap="small")
        _menus()
    # Between two runs of the script a visitor holds no large race; the cache may.
    kept = weakref.ref(made) if cache.is_large(made.race) else lambda: made
    _race(made.scene, kept, knobs, title)
    close_drawer()


@dataclasses.dataclass(frozen=True)
class _Made:
    """What was run, of which scene, and what could not be."""

    scene: Scene
    race: Race
    failures: list[cache.Failure]


def _run() -> _Made:
    scene = config().scene
    with progress("The race is run") as report:
        race, failures = cache.race(scene, report)
    return _Made(scene, race, failures)


@st.fragment
@guarded
def _race(ran: Scene, kept: Callable[[], _Made | None], knobs: Any, title: Any) -> None:
    """What follows the knobs of the race: when one is turned, only this runs.

    Args:
        ran: the scene of the whole page; in the meantime knobs may have been turned.
        kept: gives what came of it; None where that was too large to be kept.
        knobs: the container of the desk in the sidebar; None where the link hides it.
        title: the container for what there is to see.
    """
    scene = config().scene
    if scene.replace(entries=()) != ran.replace(entries=()) and not state().start_held:
        # The start has been moved on the map; the sidebar shows it, too.
        st.rerun()
    made = kept()
    if made is None or scene != ran:
        made = _run()
    race, theme = made.race, present_theme()
    summaries = [of_runner(runner, race) for runner in race.runners]
    uids = _uids(race)
    key = _fan_key(race, uids)
    if knobs is not None:
        with knobs:
            entries(
                scene,
                is_locked("optimizers"),
                looks(theme),
                _outcomes(race, scene, summaries),
                "" if key is None else key.text,
            )
    # At once: a turn that the desk has an answer to is in the link, should the server end now.
    if not state().start_held:
        write_link()
    names = wording.names(race.scene)
    title.title(race.objective.title, anchor=False, width="content")
    title.markdown(_look_at(race))
    for each in made.failures:
        (busy if each.is_busy else failure)(each)
    _pin_waits()
    _stage(race, names, theme, uids)
    _offer_fan(race, key)
    _results(race, names, summaries, uids, _looks(race, theme))
    settle()


def _outcomes(race: Race, scene: Scene, summaries: list[Summary]) -> list[str]:
    """For every optimizer of the scene, in two words what came of its run."""
    found = {
        runner.entry: wording.outcome(
            summary.course, summary.final_value, race.objective.fmin, verdict(runner, race).kind
        )
        for runner, summary in zip(race.runners, summaries, strict=True)
    }
    return [found.get(entry, "not run") for entry in scene.entries]


def _results(
    race: Race,
    names: list[str],
    summaries: list[Summary],
    uids: list[int],
    looks: list[Style],
) -> None:
    """What came of the race, in words and numbers."""
    verdicts.results(race, names, summaries, uids, looks)
    if not race.runners:
        st.info("No optimizer is in the race. Add one in the sidebar.")
        return
    learned(race, names)
    with st.expander("In numbers", key="numbers", on_change="rerun") as box:
        if box.open:
            results(race, names, _pinned_race())
    _layers(race, names, looks)
    step_table(race, names, _inspector, cache.held(race))


def _layers(race: Race, names: list[str], looks: list[Style]) -> None:
    """What the arrays of the point do, where one of them is a matrix."""
    found = matrices(race.objective)
    if not found:
        return
    with st.expander("Layers", **bind("layers", bool(config().view.layers), _unfold)) as box:
        if box.open:
            from ui.pages.layers import layers

            layers(race, found, names, looks)


def _unfold(is_open: bool) -> None:
    set_view(dataclasses.replace(config().view, layers="values" if is_open else ""))


def _inspector(scene: Scene, runner: Runner, name: str) -> None:
    # Most visitors never look at a step; it needs all that traces a rule.
    from ui.inspector import inspector

    inspector(scene, runner, name)


def _menus() -> None:
    """What to do with the scene."""
    _menu("Scenes", ":material/movie:", _scenes)
    _pin_button()
    _menu("Share", ":material/share:", _share)
    _menu("Take home", ":material/download:", _take_home)


def _share() -> None:
    # Most visitors share nothing; files of scenes need to know of own data.
    from ui.pages.share import share

    share()


def _take_home() -> None:
    from ui.links.scene_file import write_scene

    made, theme, present = _run(), present_theme(), config()
    downloads(
        made.race,
        wording.names(made.race.scene),
        theme,
        present.view,
        _looks(made.race, theme),
        lambda: write_scene(present),
    )


def _menu(title: str, icon: str, fill: Callable[[], None]) -> None:
    """A menu whose inside is made when it is open: most reruns come from a slider."""
    with st.popover(title, icon=icon, key=f"menu.{title}", on_change="rerun") as menu:
        if menu.open:
            fill()


def _scenes() -> None:
    with st.container(key="scenes", gap="xxsmall"):
        for group, scenes in groups().items():
            st.markdown(f"**{group}**")
            for prepared in scenes:
                reason = refusal(prepared.scene)
                st.button(
                    f"{prepared.title} :small[:gray[{prepared.line}]]",
                    key=f"scene.{prepared.title}",
                    help=reason or prepared.look_at,
                    disabled=bool(reason),
                    type="tertiary",
                    width="stretch",
                    on_click=open_scene,
                    args=(prepared.scene, prepared.view),
                )


def _look_at(race: Race) -> str:
    known: Prepared | None = next((each for each in SCENES if each.scene == race.scene), None)
    return known.look_at if known else race.objective.lesson_here


def _pin_button() -> None:
    if state().pinned is None:
        st.button(
            "Pin",
            icon=":material/keep:",
            on_click=lambda: pin(config().scene),
            help="Keep this result as a faint baseline while you turn the knobs.",
        )
    else:
        st.button("Unpin", icon=":material/keep_off:", on_click=pin, args=(None,))


def _pin_waits() -> None:
    """Say why a pinned race is not shown: it has minimized another function."""
    pinned = state().pinned
    if pinned is not None and pinned.function != config().scene.function:
        title = pinned.landscape().title
        st.caption(
            f"The pinned race waits: it belongs to {title} with other settings than these."
            if pinned.objective == config().scene.objective
            else f"The pinned race waits: it belongs to {title}."
        )


def _pinned_race() -> Race | None:
    """The pinned race, where it can be compared with the present one."""
    pinned = state().pinned
    if pinned is None or pinned.function != config().scene.function:
        return None
    found, _ = cache.race(pinned)
    if len(found.runners) == len(pinned.entries):
        return found
    with progress("The pinned race is run") as report:
        return cache.race(pinned, report)[0]


def _stage(race: Race, names: list[str], theme: Theme, uids: list[int]) -> None:
    view = config().view
    built = pictures.build(race, names, theme, view, _pinned_race(), _looks(race, theme))
    steps = race.last_step if race.runners else race.scene.steps
    content = payload(
        built,
        race,
        view,
        theme,
        max(steps, 1),
        clickable=not is_fixed("start"),
        uids=uids,
        link="" if state().start_held else urlencode(link(), doseq=True),
        live=not cost.is_heavy(race.objective, race.scene.steps, 1),
    )
    stage(content, on_start=_start_moved, on_view=_view_chosen)


def _looks(race: Race, theme: Theme) -> list[Style]:
    """How those entries are drawn that have run."""
    ran = set(race.scene.entries)
    every = zip(looks(theme), config().scene.entries, strict=True)
    return [look for look, entry in every if entry in ran]


def _uids(race: Race) -> list[int]:
    """The numbers of those entries that have run."""
    ran = set(race.scene.entries)
    numbered = zip(state().uids, config().scene.entries, strict=True)
    return [uid for uid, entry in numbered if entry in ran]


def _fan_key(race: Race, uids: list[int]) -> cache.FanKey | None:
    """What the runs of all positions of the knob in hand depend on; None where none is."""
    held = state().held
    if held is None or held.uid not in uids or race.scene.starts > 1:
        return None
    entry = race.scene.entries[uids.index(held.uid)]
    return cache.FanKey.of(race, config().view, entry, held.uid, held.name)


def _offer_fan(race: Race, key: cache.FanKey | None) -> None:
    """Send the runs of all positions once, when a knob has been taken hold of.

    The browser keeps them; the desk tells it by their name when they no longer hold.
    """
    own = state()
    asked, own.asked = own.asked, False
    if asked and key is not None:
        parameter = optimizers.registry[key.entry.optimizer].parameters[key.name]
        assert isinstance(parameter, Real)
        fan(cache.fan(race, key, slider_rungs(parameter)))


def _start_moved() -> None:
    """All optimizers start from where the map was clicked, or where their start is dragged to."""
    moved = from_stage("start")
    if not moved or is_fixed("start"):
        return
    state().start_held = bool(moved["held"])
    race = cache.race(config().scene)[0]
    try:
        change_scene(start=pictures.clicked_point(race, config().view, moved["at"]), starts=1)
    except ValueError as error:
        toast(error)


def _view_chosen() -> None:
    """A choice above the curves, or above the map."""
    chosen = dict(from_stage("view") or {})
    view = config().view
    for name, value in chosen.items():
        if name in ("quantity", "scale", "clock"):
            curves = dataclasses.replace(view.curves, **{name: value})
            view = dataclasses.replace(view, curves=curves)
        elif name in ("color", "plane"):
            view = dataclasses.replace(view, **{name: value})
    set_view(view)
