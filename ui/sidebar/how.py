"""How: noise, limits, the gradient and the stop rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from declarations import Choice, counted
from experiments import Scene
from ui.sidebar.fields import number_or_off, whole_number
from ui.state import bind, change_scene

OFF = "Empty is off."


def run_options(scene: Scene, locked: bool) -> None:
    """All options of the runs, folded away."""
    with st.expander("Noise, limits and stop rules", key="run", on_change="rerun") as box:
        if not box.open:
            return
        _number(scene, "noise", "gradient noise", locked, Scene.options["noise"].help)
        _batches(scene, locked)
        _number(scene, "clip_norm", "clip the norm at", locked)
        _number(scene, "clip_value", "clip each component at", locked)
        at_border = Scene.options["box"]
        assert isinstance(at_border, Choice)
        st.segmented_control(
            "at the border of the picture",
            at_border.options,
            required=True,
            disabled=locked,
            help=at_border.help,
            **bind("box", scene.box, lambda box: change_scene(box=box)),
        )
        differences = "In place of the analytic gradient. Empty is the analytic gradient."
        _number(scene, "difference", "central differences with h =", locked, differences)
        st.caption("Stop when")
        change = f"{Scene.options['loss_change'].help} {OFF}"
        _number(scene, "loss_change", "f changes by at most", locked, change)
        _number(scene, "gradient_norm", "the gradient norm is at most", locked)
        _number(scene, "loss", "f is at most", locked)
        option(whole_number, scene, "patience", "so many steps in a row", locked)


def _batches(scene: Scene, locked: bool) -> None:
    """How many examples make a gradient, and in which order; nothing where there are none."""
    examples = scene.landscape().examples
    if examples is None:
        return
    st.number_input(
        f"mini-batch (of {counted(examples, 'example')})",
        1,
        examples,
        step=1,
        disabled=locked,
        **bind(
            "batch",
            scene.batch_size or examples,
            lambda size: change_scene(batch_size=None if size == examples else size),
        ),
    )
    st.toggle(
        "new order in every epoch",
        disabled=locked,
        **bind("shuffle", scene.shuffle, lambda on: change_scene(shuffle=on)),
    )


def option(
    field: Callable[..., None],
    scene: Scene,
    name: str,
    words: str,
    locked: bool,
    help: str | None = None,
    container: Any = st,
) -> None:
    """A field for a declared option of the scene: one of those in `ui.sidebar.fields`."""
    field(
        container,
        name,
        words,
        Scene.options[name],
        getattr(scene, name),
        lambda value: change_scene(**{name: value}),
        locked,
        help,
    )


def _number(scene: Scene, name: str, words: str, locked: bool, help: str = OFF) -> None:
    option(number_or_off, scene, name, words, locked, help)
