"""How: noise, limits, the gradient and the stop rules."""

from __future__ import annotations

import streamlit as st

from declarations import Interval, counted
from experiments import Scene
from ui.messages import toast
from ui.state import bind, change_scene

NUMBERS = Interval.parse("(-inf, inf)")
ABOVE_ZERO = Interval.parse("(0, inf)")
FROM_ZERO = Interval.parse("[0, inf)")


def run_options(scene: Scene, locked: bool) -> None:
    """All options of the runs, folded away."""
    with st.expander("Noise, limits and stop rules", key="run", on_change="rerun") as box:
        if not box.open:
            return
        _option(
            "gradient noise",
            "noise",
            scene.noise,
            FROM_ZERO,
            locked,
            0.0,
            "Standard deviation of the noise added to every component of the gradient.",
        )
        objective = scene.landscape()
        if objective.examples is not None:
            st.number_input(
                f"mini-batch (of {counted(objective.examples, 'example')})",
                1,
                objective.examples,
                step=1,
                disabled=locked,
                **bind(
                    "batch",
                    scene.batch_size or objective.examples,
                    lambda size: change_scene(
                        batch_size=None if size == objective.examples else size
                    ),
                ),
            )
            st.toggle(
                "new order in every epoch",
                disabled=locked,
                **bind("shuffle", scene.shuffle, lambda on: change_scene(shuffle=on)),
            )
        _option(
            "clip the norm at",
            "clip_norm",
            scene.clip_norm,
            ABOVE_ZERO,
            locked,
            None,
            "Empty is off.",
        )
        _option(
            "clip each component at",
            "clip_value",
            scene.clip_value,
            ABOVE_ZERO,
            locked,
            None,
            "Empty is off.",
        )
        st.segmented_control(
            "at the border of the picture",
            ["free", "project", "stop"],
            required=True,
            disabled=locked,
            help="Free: nothing happens. Project: back to the nearest point inside. "
            "Stop: the run ends.",
            **bind("box", scene.box, lambda box: change_scene(box=box)),
        )
        _option(
            "central differences with h =",
            "difference",
            scene.difference,
            ABOVE_ZERO,
            locked,
            None,
            "In place of the analytic gradient. Empty is the analytic gradient.",
        )
        st.caption("Stop when")
        _option(
            "f changes by at most",
            "loss_change",
            scene.loss_change,
            FROM_ZERO,
            locked,
            None,
            "From one step to the next; with mini-batches, from one epoch to the next. "
            "Empty is off.",
        )
        _option(
            "the gradient norm is at most",
            "gradient_norm",
            scene.gradient_norm,
            FROM_ZERO,
            locked,
            None,
            "Empty is off.",
        )
        _option("f is at most", "loss", scene.loss, NUMBERS, locked, None, "Empty is off.")
        st.number_input(
            "so many steps in a row",
            1,
            1000,
            step=1,
            disabled=locked,
            **bind("patience", scene.patience, lambda count: change_scene(patience=count)),
        )


def _option(
    words: str,
    field: str,
    value: float | None,
    valid: Interval,
    disabled: bool,
    off: float | None,
    help: str,
) -> None:
    """A number that may be left empty."""

    def changed(text: str) -> None:
        if not text.strip():
            change_scene(**{field: off})
            return
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            toast(f"{words}: {text!r} is not a number")
            return
        if not valid.contains(number) or number in (float("inf"), float("-inf")):
            toast(f"{words}: must be in {valid}, got {number:g}")
            return
        change_scene(**{field: number})

    st.text_input(
        words,
        help=help,
        disabled=disabled,
        placeholder="off",
        **bind(field, "" if value in (None, off) else repr(value), changed),
    )
