"""Who: the optimizers of the race and their settings."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import streamlit as st

import optimizers
from experiments import Entry, Scene
from experiments.scene import MOST_ENTRIES, suggested_learning_rate
from figures.theme import Style
from ui import wording
from ui.cards import optimizer_card
from ui.parameters import main_parameters, parameter_widgets
from ui.state import add_entry, bind, change_entry, config, copy_entry, remove_entry, state


def entries(scene: Scene, locked: bool, styles: list[Style]) -> None:
    """The optimizers of the race, each with its knobs, and a field to add one."""
    st.markdown("**Optimizers**")
    full = len(scene.entries) >= MOST_ENTRIES
    ids = [name for group in wording.groups().values() for name in group]

    def add(chosen: str | None) -> None:
        if chosen is not None:
            add_entry(chosen)

    st.selectbox(
        "Add an optimizer",
        ids,
        index=None,
        format_func=wording.optimizer_label,
        placeholder=f"At most {MOST_ENTRIES} in a race" if full else "Add an optimizer",
        label_visibility="collapsed",
        disabled=locked or full,
        **bind("add", None, add),
    )
    names = wording.names(scene)
    keys = [f"entry-{uid}" for uid in state().uids]
    _stripes(keys, styles)
    settings_hidden = "settings" in config().hide
    settings_locked = locked or "settings" in config().lock
    for place, (entry, name) in enumerate(zip(scene.entries, names, strict=True)):
        uid = state().uids[place]
        with st.container(key=keys[place]):
            if settings_hidden:
                st.markdown(name)
                continue
            rate = _rate(entry, scene)
            title = name if rate is None else f"{name} · α = {wording.number(rate)}"
            # The first one is open, so that a newcomer sees the knobs.
            with st.expander(
                title, expanded=place == 0, key=f"open-{uid}", on_change="rerun"
            ) as box:
                if box.open:
                    _entry(scene, place, entry, uid, settings_locked, locked)


def _stripes(keys: list[str], styles: list[Style]) -> None:
    """The colour of every optimizer, at the edge of its settings."""
    rules = [
        f".st-key-{key} {{border-left: 4px solid {style.color}; padding-left: 6px;"
        f" border-radius: 4px;}}"
        for key, style in zip(keys, styles, strict=True)
    ]
    st.html(f"<style>{' '.join(rules)}</style>")


def _rate(entry: Entry, scene: Scene) -> float | None:
    cls = optimizers.registry[entry.optimizer]
    if "learning_rate" not in cls.parameters:
        return None
    chosen = entry.value("learning_rate")
    return suggested_learning_rate(scene.landscape(), cls) if chosen is None else chosen


def _entry(
    scene: Scene, place: int, entry: Entry, uid: int, settings_locked: bool, locked: bool
) -> None:
    cls = optimizers.registry[entry.optimizer]
    base = Entry(entry.optimizer, preset=entry.preset)
    objective = scene.landscape()
    base_rule, rule = (_bare(each).rule(objective) for each in (base, entry))
    values = {name: getattr(rule, name) for name in cls.parameters}

    def change(name: str, value: Any) -> None:
        present = config().scene.entries[place]
        chosen = {**dict(present.values), name: value}
        if value == getattr(base_rule, name):
            del chosen[name]
        update(dataclasses.replace(present, values=tuple(chosen.items())))

    def update(changed: Entry) -> None:
        try:
            changed.rule(objective)
        except ValueError as error:
            st.toast(str(error), icon=":material/error:")
            return
        change_entry(place, changed)

    main = main_parameters(cls)
    rest = tuple(name for name in cls.parameters if name not in main)
    parameter_widgets(f"e{uid}", cls, values, change, disabled=settings_locked, only=main)
    if "learning_rate" in cls.parameters:
        if entry.value("learning_rate") is None:
            st.caption("The learning rate is the one suggested for this landscape.")
        elif st.button("Use the suggested learning rate", key=f"e{uid}.suggest", type="tertiary"):
            kept = tuple(pair for pair in entry.values if pair[0] != "learning_rate")
            change_entry(place, dataclasses.replace(entry, values=kept))
            st.rerun()
    if st.toggle("All settings", key=f"e{uid}.all"):
        _form(cls, entry, uid, settings_locked, update)
        parameter_widgets(f"e{uid}", cls, values, change, disabled=settings_locked, only=rest)
    about, copy, remove = st.columns(3)
    if about.button("About", key=f"e{uid}.about", width="stretch"):
        optimizer_card(entry.optimizer)
    copy.button(
        "Copy",
        key=f"e{uid}.copy",
        width="stretch",
        disabled=locked or len(scene.entries) >= MOST_ENTRIES,
        on_click=copy_entry,
        args=(place,),
        help="Race it twice, with other settings.",
    )
    remove.button(
        "Remove",
        key=f"e{uid}.remove",
        width="stretch",
        disabled=locked,
        on_click=remove_entry,
        args=(place,),
    )


def _bare(entry: Entry) -> Entry:
    return dataclasses.replace(entry, wrappers=(), schedule="")


def _form(
    cls: type[optimizers.Optimizer],
    entry: Entry,
    uid: int,
    disabled: bool,
    update: Callable[[Entry], None],
) -> None:
    """Whose form of the rule, the schedule and the wrappers."""
    if cls.presets:
        st.selectbox(
            "form and defaults of",
            ["", *cls.presets],
            format_func=lambda preset: wording.LIBRARIES.get(preset, "the paper / this library"),
            disabled=disabled,
            **bind(
                f"e{uid}.preset",
                entry.preset,
                lambda preset: update(dataclasses.replace(entry, preset=preset, values=())),
            ),
        )
    if "learning_rate" in cls.parameters:
        st.selectbox(
            "schedule",
            ["", *optimizers.schedule_names()],
            format_func=lambda name: optimizers.schedules[name].title if name else "none",
            disabled=disabled,
            **bind(
                f"e{uid}.schedule",
                entry.schedule,
                lambda name: update(dataclasses.replace(entry, schedule=name, schedule_values=())),
            ),
        )
        if entry.schedule:
            schedule = optimizers.schedules[entry.schedule]
            present = {
                name: dict(entry.schedule_values).get(name, parameter.default)
                for name, parameter in schedule.parameters.items()
            }

            def change_schedule(name: str, value: Any) -> None:
                chosen = {**dict(entry.schedule_values), name: value}
                if value == schedule.parameters[name].default:
                    del chosen[name]
                update(dataclasses.replace(entry, schedule_values=tuple(chosen.items())))

            parameter_widgets(
                f"e{uid}.{entry.schedule}", schedule, present, change_schedule, disabled=disabled
            )
    st.multiselect(
        "wrapped in",
        optimizers.wrapper_names(),
        format_func=lambda name: optimizers.wrappers[name].title,
        disabled=disabled,
        help="From the inside out: the first is next to the rule.",
        **bind(
            f"e{uid}.wrappers",
            [name for name, _ in entry.wrappers],
            lambda chosen: update(
                dataclasses.replace(
                    entry,
                    wrappers=tuple((name, dict(entry.wrappers).get(name, ())) for name in chosen),
                )
            ),
        ),
    )
    for name, chosen_values in entry.wrappers:
        wrapper = optimizers.wrappers[name]
        present = {
            key: dict(chosen_values).get(key, parameter.default)
            for key, parameter in wrapper.parameters.items()
        }

        def change_wrapper(
            key: str,
            value: Any,
            name: str = name,
            wrapper: type[optimizers.Wrapper] = wrapper,
            chosen_values: Any = chosen_values,
        ) -> None:
            chosen = {**dict(chosen_values), key: value}
            if value == wrapper.parameters[key].default:
                del chosen[key]
            wrappers = tuple(
                (each, tuple(chosen.items()) if each == name else kept)
                for each, kept in entry.wrappers
            )
            update(dataclasses.replace(entry, wrappers=wrappers))

        st.caption(wrapper.title)
        parameter_widgets(f"e{uid}.{name}", wrapper, present, change_wrapper, disabled=disabled)
