"""A formula of one's own: its text, what is wrong with it, its parameters and its domain."""

from __future__ import annotations

import streamlit as st

from declarations import Vector
from figures.quoting import plain
from objectives.formula import FormulaError, parse
from objectives.landscapes.formula import Formula
from ui.sidebar.fields import number_field, parameter_widgets, set_parameter
from ui.state import bind, change_parameters, config, refuse_formula, refused_formula
from ui.words.messages import failure
from ui.words.quoting import literal

EXAMPLES = (
    "x^2 + a sin(5x)",
    "abs(x - y) + (x + y)^2",
    "log(x)^2 + (y - a)^2",
    "where(x < y, x^2, 4x^2) + y^2",
)
BEFORE, AFTER = 14, 12
"""So many characters around the one that is to blame are shown: a line of the sidebar."""


def formula_text(present: Formula, locked: bool) -> None:
    """The field for the formula, what is wrong with it, and examples."""
    refused = refused_formula()
    st.text_input(
        "f(x, y) =",
        help=Formula.parameters["text"].help
        + " Known are + - * / ^, comparisons and functions such as sin, exp, log, sqrt, abs, min, "
        "max and where(condition, a, b).",
        disabled=locked,
        **bind("formula.text", present.text if refused is None else refused.text, _typed),
    )
    if refused is not None:
        _say(refused.text, refused.error)
    with st.popover("Examples", disabled=locked, width="stretch", key="formula.examples"):
        for index, example in enumerate(EXAMPLES):
            st.button(
                literal(example),
                key=f"formula.example.{index}",
                width="stretch",
                on_click=_typed,
                args=(example,),
            )


def formula_knobs(present: Formula, locked: bool) -> None:
    """A knob for every parameter of the formula."""
    parameter_widgets(
        "formula",
        Formula,
        {"constants": tuple(present.values_of_parameters.items())},
        set_parameter,
        disabled=locked,
        only=("constants",),
    )


def _typed(text: str) -> None:
    """Walk on another formula, if it is one; what it shares with the last one keeps its value."""
    present = dict(config().scene.parameters)
    try:
        known = parse(text).parameters
        kept = tuple(pair for pair in present.get("constants", ()) if pair[0] in known)
        change_parameters(text=text, constants=kept)
    except FormulaError as error:
        refuse_formula(text, error)


def _say(text: str, error: FormulaError) -> None:
    """What is wrong, and a caret under where it is."""
    if error.at is not None:
        st.code(pointed(text, error.at), language=None)
    failure(error.sentence)


def pointed(text: str, at: int) -> str:
    """The text around a character, and a line with a caret under it."""
    first = max(0, at - BEFORE)
    piece = "".join(plain(sign) or " " for sign in text[first : at + AFTER])
    before, after = "…" if first else "", "…" if at + AFTER < len(text) else ""
    return f"{before}{piece}{after}\n{' ' * (len(before) + at - first)}^"


def formula_domain(present: Formula, locked: bool) -> None:
    """From where to where it is drawn, and its minima are looked for."""
    for axis, name in enumerate(present.parsed.variables):
        ends = present.domain[axis]
        declared = Formula.parameters[f"{name}_range"]
        assert isinstance(declared, Vector)
        for index, (column, words) in enumerate(zip(st.columns(2), ("from", "to"), strict=True)):

            def move(
                value: float, name: str = name, ends: tuple[float, float] = ends, index: int = index
            ) -> None:
                moved = (value, ends[1]) if index == 0 else (ends[0], value)
                set_parameter(f"{name}_range", moved)

            number_field(
                column,
                f"formula.{name}.{words}",
                f"{name} {words}",
                declared.valid,
                ends[index],
                move,
                locked,
                titled=True,
            )
