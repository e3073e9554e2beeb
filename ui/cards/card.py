"""The card of an optimizer and of a landscape, made from their declarations."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import streamlit as st

import objectives
import optimizers
from declarations import Boolean, Choice, Real, counted
from explain.conformance import LIBRARIES, conformance
from ui.cards import lively
from ui.words import wording


@st.dialog("Optimizer", width="large")
def optimizer_card(name: str) -> None:
    """Everything about a rule: equation, intuition, strengths, weaknesses, defaults, paper."""
    show_optimizer(name, st.rerun)


def show_optimizer(name: str, opened: lively.Opened) -> None:
    """The content of the card; ``opened`` leads to the Playground with a scene of the card."""
    cls = optimizers.registry[name]
    st.header(cls.title, anchor=False)
    st.caption(f"{cls.group} · {cls.year}")
    st.latex(cls.rule)
    if cls.rule_note:
        st.caption(cls.rule_note)
    st.markdown(cls.intuition)
    left, right = st.columns(2)
    left.markdown("**Strengths**\n" + "".join(f"\n- {line}" for line in cls.strengths))
    right.markdown("**Weaknesses**\n" + "".join(f"\n- {line}" for line in cls.weaknesses))
    lively.of_rule(name, opened)
    st.markdown("**Hyperparameters**")
    st.table(hyperparameters(name))
    st.markdown("**Kept from step to step**" + ("" if cls.keeps else " nothing"))
    if cls.keeps:
        st.table(kept(name))
    st.markdown("**Beside the libraries**\n" + "".join(f"\n- {line}" for line in agreement(name)))
    source = f"[{cls.paper}]({cls.link})" if cls.link else cls.paper
    st.markdown(f"**Source** {source} ({cls.year})")
    with st.expander("The rule in every detail, and how the libraries differ"):
        st.code(inspect.cleandoc(cls.__doc__ or ""), language=None, wrap_lines=True)


def hyperparameters(name: str) -> list[dict[str, str]]:
    """The parameters of a rule beside the defaults of the libraries; "=" where they agree."""
    cls = optimizers.registry[name]
    presets: Mapping[str, Mapping[str, Any]] = cls.presets
    rows = []
    for parameter_name, parameter in cls.parameters.items():
        differs = any(parameter_name in values for values in presets.values())
        if parameter_name in optimizers.FirstOrder.parameters and not (
            differs or parameter_name in ("learning_rate", "weight_decay")
        ):
            continue
        row = {
            "name": parameter_name,
            "default": _default(parameter.default),
            "valid": _valid(parameter),
        }
        for library in presets:
            value = presets[library].get(parameter_name, parameter.default)
            row[LIBRARIES[library]] = _default(value)
        rows.append(row | {"meaning": parameter.meaning})
    return rows


def kept(name: str) -> list[dict[str, str]]:
    """What a rule keeps from one step to the next."""
    return [
        {
            "symbol": f"${entry.symbol}$" if entry.symbol else "",
            "shape": entry.kind,
            "meaning": entry.meaning,
        }
        for entry in optimizers.registry[name].keeps.values()
    ]


def agreement(name: str) -> list[str]:
    """How closely a rule agrees with the libraries, a sentence for each."""
    found = [measured.sentence for measured in conformance(name)]
    return found or [f"It is not compared with {', '.join(LIBRARIES.values())}."]


def _default(value: Any) -> str:
    if value is None:
        return "off"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _valid(parameter: Any) -> str:
    if isinstance(parameter, Boolean):
        return "yes / no"
    if isinstance(parameter, Choice):
        return ", ".join(str(option) for option in parameter.options)
    return (
        str(parameter.valid) if isinstance(parameter, Real) or hasattr(parameter, "valid") else ""
    )


@st.dialog("Landscape", width="large")
def landscape_card(name: str) -> None:
    """Everything about a landscape: formula, gradient, minimisers, lesson, source."""
    show_landscape(name, st.rerun)


def show_landscape(name: str, opened: lively.Opened) -> None:
    """The content of the card; ``opened`` leads to the Playground with a scene of the card."""
    cls = objectives.registry[name]
    objective = objectives.get(name)
    st.header(cls.title, anchor=False)
    st.caption(f"{cls.group} · {counted(objective.dims, 'variable')} · {cls.landscape}")
    st.latex("f = " + cls.formula)
    st.latex(r"\nabla f = " + cls.gradient_formula)
    if cls.hessian_formula:
        st.latex(r"\nabla^2 f = " + cls.hessian_formula)
    st.markdown(f"**What one learns here** {cls.lesson}")
    if cls.show:
        st.markdown(f"**Try** {cls.show}")
    lively.of_landscape(name, opened)
    if objective.minimisers:
        st.markdown(f"**Minimum** f* = {wording.number(objective.fmin, 6)} at")
        st.table([_point_row(objective, point) for point in objective.minimisers])
    if objective.minimisers_note:
        st.caption(objective.minimisers_note)
    st.markdown(f"**Source** {cls.source}")


def _point_row(objective: objectives.Objective, point: tuple[float, ...]) -> dict[str, str]:
    pairs = zip(objective.coordinates, point, strict=True)
    return {name: f"{value:.10g}" for name, value in pairs}
