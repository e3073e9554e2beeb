"""Widgets made from declared parameters: what a class declares is what the sidebar shows."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import streamlit as st

from declarations import Boolean, Choice, Declared, Integer, Interval, Named, Parameter, Real, Text
from ui.state import bind, change_parameters
from ui.words.messages import toast
from ui.words.parameters import exact, label, slider_rungs


def parameter_widgets(
    key: str,
    cls: type[Declared],
    values: Mapping[str, Any],
    change: Callable[[str, Any], None],
    *,
    disabled: bool,
    only: tuple[str, ...] | None = None,
    idle: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """One row for every parameter of ``cls``, or for ``only`` some.

    ``values`` are the present ones; ``change(name, value)`` is called with a new one, which has
    been checked against the declaration. A knob that is ``idle``, with the reason by its name,
    cannot be turned; its help begins with the reason.
    """
    for name, parameter in cls.parameters.items():
        if only is not None and name not in only:
            continue
        show = _WIDGETS.get(type(parameter))
        if show is not None:
            off, shown = disabled or name in idle, parameter
            if name in idle:
                shown = dataclasses.replace(parameter, help=f"{idle[name]} {parameter.help}")
            show(f"{key}.{name}", name, shown, values[name], _changer(name, change), off)


def set_parameter(name: str, value: Any) -> None:
    """Change a parameter of the landscape, or say why not."""
    try:
        change_parameters(**{name: value})
    except ValueError as error:
        toast(error)


def _changer(name: str, change: Callable[[str, Any], None]) -> Callable[[Any], None]:
    def changed(value: Any) -> None:
        change(name, value)

    return changed


def _real(
    key: str,
    name: str,
    parameter: Parameter,
    value: float | None,
    change: Callable[[Any], None],
    disabled: bool,
) -> None:
    """A slider for comfort and a field for the exact number; both show the same value."""
    assert isinstance(parameter, Real)
    if parameter.default is None and not _switch(key, name, parameter, value, change, disabled):
        return
    shown = parameter.slider[0] if value is None else value
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    rungs = slider_rungs(parameter)
    nearest = min(rungs, key=lambda rung: abs(rung - shown))
    left.select_slider(
        label(name, parameter),
        rungs,
        format_func=lambda rung: f"{rung:.3g}",
        help=parameter.help,
        disabled=disabled,
        **bind(f"{key}.slider", nearest, change),
    )
    number_field(right, key, name, parameter.valid, shown, change, disabled)


def number_field(
    container: Any,
    key: str,
    name: str,
    valid: Interval,
    value: float,
    change: Callable[[float], None],
    disabled: bool,
    titled: bool = False,
    about: str = "",
) -> None:
    """A field for an exact number, as text: Streamlit's number field rounds to its format.

    What is not a number in the valid interval is refused with a sentence, and the value stays;
    ``about`` is what the sentence calls it, if the name says too little.
    """
    container.text_input(
        name,
        label_visibility="visible" if titled else "collapsed",
        disabled=disabled,
        **bind(f"{key}.number", exact(value), _as_number(about or name, valid, change)),
    )


def _as_number(
    called: str, valid: Interval, change: Callable[[float], None]
) -> Callable[[str], None]:
    """What a field for a number does with its text."""

    def changed(text: str) -> None:
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            toast(f"{called}: {text!r} is not a number")
            return
        if not valid.holds(number):
            toast(f"{called} must be in {valid}, got {number:g}")
            return
        change(number)

    return changed


def number_or_off(
    container: Any,
    key: str,
    name: str,
    parameter: Parameter,
    value: float | None,
    change: Callable[[float | None], None],
    disabled: bool,
    help: str | None = None,
) -> None:
    """A field for an exact number that may be left empty: then the value is the default."""
    assert isinstance(parameter, Real)
    off = parameter.default
    typed = _as_number(name, parameter.valid, change)
    container.text_input(
        name,
        help=help,
        disabled=disabled,
        placeholder="off",
        **bind(
            key,
            "" if value in (None, off) else repr(value),
            lambda text: typed(text) if text.strip() else change(off),
        ),
    )


def whole_number(
    container: Any,
    key: str,
    name: str,
    parameter: Parameter,
    value: int,
    change: Callable[[int], None],
    disabled: bool,
    help: str | None = None,
) -> None:
    """A field for a whole number, with the limits that are declared."""
    assert isinstance(parameter, Integer)
    valid = parameter.valid
    low = math.ceil(valid.low) + (not valid.includes_low) if math.isfinite(valid.low) else None
    high = math.floor(valid.high) - (not valid.includes_high) if math.isfinite(valid.high) else None
    container.number_input(
        name,
        min_value=low,
        max_value=high,
        step=1,
        help=help,
        disabled=disabled,
        **bind(key, value, change),
    )


def _switch(
    key: str,
    name: str,
    parameter: Real | Integer,
    value: Any,
    change: Callable[[Any], None],
    disabled: bool,
) -> bool:
    """A toggle for a parameter that can be off; returns whether it is on."""
    middle = parameter.slider[0]
    if isinstance(parameter, Real) and parameter.log:
        middle = float(f"{math.sqrt(parameter.slider[0] * parameter.slider[1]):.3g}")
    on = value is not None
    st.toggle(
        label(name, parameter),
        help=parameter.help,
        disabled=disabled,
        **bind(f"{key}.on", on, lambda wanted: change(middle if wanted else None)),
    )
    return on


def _integer(
    key: str,
    name: str,
    parameter: Parameter,
    value: int | None,
    change: Callable[[Any], None],
    disabled: bool,
) -> None:
    assert isinstance(parameter, Integer)
    if parameter.default is None and not _switch(key, name, parameter, value, change, disabled):
        return
    shown = parameter.slider[0] if value is None else value
    title = label(name, parameter)
    whole_number(st, key, title, parameter, shown, change, disabled, parameter.help)


def _boolean(
    key: str,
    name: str,
    parameter: Parameter,
    value: bool,
    change: Callable[[Any], None],
    disabled: bool,
) -> None:
    st.toggle(
        label(name, parameter), help=parameter.help, disabled=disabled, **bind(key, value, change)
    )


def _choice(
    key: str,
    name: str,
    parameter: Parameter,
    value: Any,
    change: Callable[[Any], None],
    disabled: bool,
) -> None:
    assert isinstance(parameter, Choice)
    words = [str(option).replace("_", " ") for option in parameter.options]
    by_word = dict(zip(words, parameter.options, strict=True))
    present = words[parameter.options.index(value)]
    st.selectbox(
        label(name, parameter),
        words,
        help=parameter.help,
        disabled=disabled,
        **bind(key, present, lambda word: change(by_word[word])),
    )


def _text(
    key: str,
    name: str,
    parameter: Parameter,
    value: str,
    change: Callable[[Any], None],
    disabled: bool,
) -> None:
    st.text_input(
        label(name, parameter), help=parameter.help, disabled=disabled, **bind(key, value, change)
    )


def _named(
    key: str,
    name: str,  # noqa: ARG001 - every number has one of its own
    parameter: Parameter,
    value: tuple[tuple[str, float], ...],
    change: Callable[[Any], None],
    disabled: bool,
) -> None:
    """A knob for each of some numbers with names."""
    assert isinstance(parameter, Named)
    for called, number in value:

        def changed(number: float, called: str = called) -> None:
            change(tuple({**dict(value), called: number}.items()))

        knob = Real(
            default=number,
            valid=parameter.valid,
            slider=parameter.slider,
            log=False,
            symbol="",
            help="",
        )
        _real(f"{key}.{called}", called, knob, number, changed, disabled)


_WIDGETS: dict[type[Parameter], Callable[..., None]] = {
    Real: _real,
    Integer: _integer,
    Boolean: _boolean,
    Choice: _choice,
    Named: _named,
    Text: _text,
}
