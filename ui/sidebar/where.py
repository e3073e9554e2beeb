"""Where: the landscape, its shape, the start and the number of steps."""

from __future__ import annotations

import streamlit as st

import objectives
from declarations import Interval
from experiments import Scene
from experiments.scene import MOST_STEPS
from objectives.landscapes.formula import Formula
from ui.cards import landscape_card
from ui.sidebar.data import data_section
from ui.sidebar.fields import number_field, parameter_widgets, set_parameter, whole_number
from ui.sidebar.formula import formula_domain, formula_knobs, formula_text
from ui.sidebar.how import option
from ui.state import bind, change_landscape, change_scene, config
from ui.words import search, wording
from ui.words.messages import notice, toast
from ui.words.quoting import literal

NUMBERS = Interval.parse("(-inf, inf)")
MOST_FIELDS = 9
LONGEST_NAME = 40
"""So many characters of a coordinate's name are above its field."""
MOST_FOUND = 5
"""So many other landscapes are named that a search has found."""
SCALES = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0]
STRETCHED_LOSS = (
    "It stretches the loss over the parameters and leaves the examples alone. To scale the "
    "features, choose another scaling above."
)
STEPS = [10, 20, 50, 100, 150, 200, 300, 500, 700, 1000, 2000, 5000, 10_000, 20_000]


def landscape(scene: Scene, locked: bool) -> None:
    """Which landscape, its formula and its shape."""
    left, right = st.columns([5, 1], vertical_alignment="bottom")
    left.selectbox(
        "Landscape",
        wording.landscape_names(),
        format_func=wording.landscape_label,
        disabled=locked,
        # What is typed need not be in a name: it is looked for in `_chosen`.
        accept_new_options=True,
        filter_mode="contains",
        **bind("landscape", scene.objective, _chosen),
    )
    if right.button("", icon=":material/info:", key="about.landscape", help="About this landscape"):
        landscape_card(scene.objective)
    # As it is before it is turned or stretched.
    present = scene.replace(angle=0.0, scale=(1.0, 1.0)).landscape()
    if isinstance(present, Formula):
        formula_text(present, locked)
    st.latex("f = " + scene.landscape().formula)
    if isinstance(present, Formula):
        formula_knobs(present, locked)
    if present.parameters or present.dims == 2:
        with st.expander("Shape", key="shape", on_change="rerun") as shape:
            if shape.open:
                _shape(scene, present, locked)
    data_section(scene, locked)


def _chosen(text: str) -> None:
    """Go to the landscape that was chosen, or to the one that is nearest to what was typed."""
    if text in objectives.registry:
        change_landscape(text)
        return
    found = search.landscapes(text, wording.landscape_names())
    if not found:
        toast(f"No landscape is found by {text!r}.")
        return
    change_landscape(found[0])
    others = [objectives.registry[name].title for name in found[1 : 1 + MOST_FOUND]]
    if others:
        more = " and others" if len(found) > 1 + MOST_FOUND else ""
        notice(f"{text!r} also finds {', '.join(others)}{more}.")


def _shape(scene: Scene, present: objectives.Objective, locked: bool) -> None:
    parameter_widgets(
        f"shape.{scene.objective}",
        type(present),
        {name: getattr(present, name) for name in present.parameters},
        set_parameter,
        disabled=locked,
        only=_of_shape(present),
        idle=present.idle(),
    )
    if isinstance(present, Formula):
        formula_domain(present, locked)
    if present.dims == 2:
        st.slider(
            "rotation (degrees)",
            -180,
            180,
            disabled=locked,
            **bind(
                "angle",
                round(scene.angle),
                lambda angle: change_scene(angle=float(angle), start=None),
            ),
        )
        for axis, name in enumerate(present.coordinates):

            def rescale(value: float, axis: int = axis) -> None:
                scale = list(config().scene.scale)
                scale[axis] = value
                change_scene(scale=tuple(scale), start=None)

            st.select_slider(
                f"stretch of {name}",
                SCALES,
                help=f"So many times as wide along {name}, about the middle of the picture. "
                + (STRETCHED_LOSS if isinstance(present, objectives.LearningProblem) else ""),
                disabled=locked,
                **bind(
                    f"scale.{axis}", min(SCALES, key=lambda s: abs(s - scene.scale[axis])), rescale
                ),
            )


def _of_shape(present: objectives.Objective) -> tuple[str, ...]:
    """The parameters that mean something: of own data, none that make the built-in table."""
    if isinstance(present, Formula):
        return ()
    names = tuple(present.parameters)
    if isinstance(present, objectives.LearningProblem) and present.features is not None:
        return tuple(name for name in names if name not in present.of_built_in)
    return names


def start(scene: Scene, locked: bool) -> None:
    """Where the runs begin: one point, or several at random."""
    objective = scene.landscape()
    start = objective.start if scene.start is None else scene.start
    many = scene.starts > 1
    if objective.dims > MOST_FIELDS:
        st.markdown("**Start** · click on the map")
        where = "the landscape's own" if scene.start is None else "chosen on the map"
        st.caption(f"{objective.dims} coordinates, {where}.")
    else:
        st.markdown("**Start** · click on the map, or")
        _coordinates(objective, start, locked or many)
    _random_starts(scene, locked)
    if scene.starts > 1 or start != objective.start:
        suggestion = wording.suggestion(scene)
        if suggestion:
            st.caption(suggestion)


def _coordinates(objective: objectives.Objective, start: tuple[float, ...], disabled: bool) -> None:
    columns = st.columns(min(objective.dims, 3))
    for axis in range(objective.dims):

        def move(value: float, axis: int = axis) -> None:
            present = config().scene
            point = list(objective.start if present.start is None else present.start)
            point[axis] = value
            change_scene(start=tuple(point))

        name = objective.coordinates[axis]
        with columns[axis % len(columns)]:
            key = f"start.{config().scene.objective}.{axis}"
            label = literal(name, LONGEST_NAME)
            number_field(
                st, key, label, NUMBERS, start[axis], move, disabled, titled=True, about=name
            )
            low, high = objective.domain[axis]
            rungs = [float(f"{low + (high - low) * i / 100:.6g}") for i in range(101)]
            st.select_slider(
                label,
                rungs,
                format_func=lambda rung: f"{rung:.3g}",
                label_visibility="collapsed",
                disabled=disabled,
                **bind(
                    f"{key}.slider",
                    min(rungs, key=lambda rung: abs(rung - start[axis])),
                    move,
                ),
            )


def _random_starts(scene: Scene, locked: bool) -> None:
    left, right = st.columns(2)
    for container, name, words in ((left, "starts", "random starts"), (right, "seed", "seed")):
        option(whole_number, scene, name, words, locked, Scene.options[name].help, container)


def steps(scene: Scene, locked: bool) -> None:
    """How many steps."""
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.select_slider(
        "Steps",
        STEPS,
        disabled=locked,
        **bind(
            "steps.slider",
            min(STEPS, key=lambda rung: abs(rung - scene.steps)),
            lambda steps: change_scene(steps=steps),
        ),
    )
    right.number_input(
        "steps",
        step=1,
        label_visibility="collapsed",
        disabled=locked,
        **bind("steps", scene.steps, _set_steps),
    )


def _set_steps(steps: int | None) -> None:
    # With limits of its own the field would only turn red, without a word.
    try:
        change_scene(steps=steps)
    except ValueError:
        toast(f"steps must be from 1 to {MOST_STEPS:,}")
