"""One gradient step of one neuron, every line with the numbers put in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from declarations import Real, Vector
from experiments.worked_step import WorkedStep, worked_steps
from ui.links.neuron_link import MOST_INPUTS, MOST_STEPS, Neuron
from ui.sidebar.fields import number_field
from ui.state import bind, neuron_state, set_neuron, write_neuron_link
from ui.words.messages import warn_of_link

DIGITS = 6
FIELD = 98
"""Pixels: three fields fit beside each other on a phone."""
MOST_ROWS = 12
"""So many of the last steps are in the table."""


def neuron() -> None:
    """The page."""
    st.title("One gradient step, in numbers", anchor=False)
    st.caption(
        "A neuron with a sigmoid answers one example, and gradient descent moves its weights "
        "towards the target. Every line is the formula, and then the formula with the numbers "
        "put in."
    )
    present, messages = neuron_state()
    if messages:
        warn_of_link(messages)
    _start(present)
    steps = worked_steps(
        present.weights,
        present.bias,
        present.inputs,
        present.target,
        present.learning_rate,
        present.step,
        bias_learns=present.bias_learns,
    )
    _buttons(present)
    _lines(steps[-1])
    _table(steps)
    write_neuron_link()


def _change(**changes: Any) -> None:
    """Another neuron starts with its first step."""
    set_neuron(neuron_state()[0].replace(**{"step": 1} | changes))


# ---- what is put in ----


def _start(present: Neuron) -> None:
    """The fields of the neuron and its example."""
    with st.container(border=True):
        left, right = st.columns(2, vertical_alignment="center")
        left.segmented_control(
            "inputs",
            list(range(1, MOST_INPUTS + 1)),
            required=True,
            **bind("neuron.inputs", len(present.inputs), _resize),
        )
        right.toggle(
            "the bias learns as well",
            **bind("neuron.bias_learns", present.bias_learns, lambda on: _change(bias_learns=on)),
        )
        _fields("weights", present.weights)
        _fields("inputs", present.inputs)
        with st.container(horizontal=True):
            for name in ("bias", "target", "learning_rate"):
                _field(name, getattr(present, name))


def _resize(count: int) -> None:
    """More inputs or fewer; new ones are 1, with a weight of 0.1."""
    present = neuron_state()[0]
    _change(
        weights=(present.weights + (0.1,) * count)[:count],
        inputs=(present.inputs + (1.0,) * count)[:count],
    )


def _fields(field: str, values: Sequence[float]) -> None:
    parameter = Neuron.parameters[field]
    assert isinstance(parameter, Vector)
    letter = parameter.symbol
    with st.container(horizontal=True):
        for index, value in enumerate(values):

            def put(number: float, index: int = index) -> None:
                numbers = list(getattr(neuron_state()[0], field))
                numbers[index] = number
                _change(**{field: tuple(numbers)})

            with st.container(width=FIELD, gap=None):
                st.caption(f"${letter}_{index + 1}$")
                name = f"{letter}{index + 1}"
                number_field(st, f"neuron.{name}", name, parameter.valid, value, put, False)


def _field(name: str, value: float) -> None:
    parameter = Neuron.parameters[name]
    assert isinstance(parameter, Real)
    words = name.replace("_", " ")
    with st.container(width=FIELD, gap=None):
        st.caption(f"{words} ${parameter.symbol}$")
        number_field(
            st,
            f"neuron.{name}",
            words,
            parameter.valid,
            value,
            lambda number: _change(**{name: number}),
            False,
        )


def _buttons(present: Neuron) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(f"Step {present.step}", anchor=False, width="stretch")
        st.button(
            "Next step",
            type="primary",
            icon=":material/skip_next:",
            disabled=present.step >= MOST_STEPS,
            on_click=_change,
            kwargs={"step": present.step + 1},
        )
        st.button(
            "Start again",
            icon=":material/restart_alt:",
            disabled=present.step == 1,
            on_click=_change,
            kwargs={"step": 1},
        )


# ---- what comes of it ----


def _lines(step: WorkedStep) -> None:
    """Every line: what it is, its formula, and the formula with the numbers."""
    with st.container(key="neuron.lines", gap="small"):
        for words, formula, numbers, result in [*_forward(step), *_back(step), *_after(step)]:
            middle = f"={numbers}" if numbers else ""
            label, line = st.columns([1, 4], vertical_alignment="center")
            label.markdown(f":gray[{words}]")
            line.markdown(rf"$\displaystyle {formula}{middle}=\mathbf{{{tex(result)}}}$")


Line = tuple[str, str, str, float]
"""What it is, its formula, the numbers put in, the result."""


def _forward(step: WorkedStep) -> list[Line]:
    """What the neuron answers, and how wrong it is."""
    products = zip(step.weights, step.inputs, strict=True)
    terms = "+".join(rf"{_put(w)}\cdot{_put(x)}" for w, x in products)
    symbols = "+".join(f"w_{i + 1}x_{i + 1}" for i in range(len(step.inputs)))
    power = rf"e^{{-{_put(step.net_input)}}}"
    return [
        ("Net input", f"h={symbols}+b", f"{terms}+{_put(step.bias)}", step.net_input),
        ("Output", r"o=f(h)=\frac1{1+e^{-h}}", rf"\frac1{{1+{power}}}", step.output),
        ("Error", "e=y-o", f"{tex(step.target)}-{_put(step.output)}", step.error),
    ]


def _back(step: WorkedStep) -> list[Line]:
    """What the error asks of every parameter."""
    o, eta, delta = (_put(v) for v in (step.output, step.learning_rate, step.error_term))
    lines = [
        ("Slope of the sigmoid", r"f'(h)=o\,(1-o)", rf"{o}\cdot(1-{o})", step.slope),
        (
            "Error term",
            r"\delta=e\,f'(h)",
            rf"{_put(step.error)}\cdot{_put(step.slope)}",
            step.error_term,
        ),
    ]
    lines += [
        (
            f"Increment of w{i}",
            rf"\Delta w_{i}=\alpha\,\delta\,x_{i}",
            rf"{eta}\cdot{delta}\cdot{_put(x)}",
            increment,
        )
        for i, (x, increment) in enumerate(zip(step.inputs, step.increments, strict=True), 1)
    ]
    if step.bias_increment:
        increment = ("Increment of b", r"\Delta b=\alpha\,\delta", rf"{eta}\cdot{delta}")
        lines.append((*increment, step.bias_increment))
    return lines


def _after(step: WorkedStep) -> list[Line]:
    """The new parameters, and what the neuron says with them."""
    moved = [
        (f"w_{i}", *numbers)
        for i, numbers in enumerate(
            zip(step.weights, step.increments, step.new_weights, strict=True), 1
        )
    ]
    if step.bias_increment:
        moved.append(("b", step.bias, step.bias_increment, step.new_bias))
    lines = [
        (
            f"New {name.replace('_', '')}",
            rf"{name}\leftarrow {name}+\Delta {name}",
            f"{tex(before)}+{_put(increment)}",
            after,
        )
        for name, before, increment, after in moved
    ]
    error = f"{tex(step.target)}-{_put(step.new_output)}"
    return [
        *lines,
        ("New output", "o'=f(h')", "", step.new_output),
        ("New error", "e'=y-o'", error, step.new_error),
    ]


def tex(value: float) -> str:
    """A number in TeX, to six digits."""
    text = f"{value:.{DIGITS}g}"
    if "e" not in text:
        return text
    mantissa, exponent = text.split("e")
    return rf"{mantissa}\cdot10^{{{int(exponent)}}}"


def _put(value: float) -> str:
    """A number inside a formula: a negative one, or one with a power of ten, in brackets."""
    text = tex(value)
    return f"({text})" if text.startswith("-") or "cdot" in text else text


def _table(steps: list[WorkedStep]) -> None:
    """The steps so far; the error is that before the step, and the last row is where it led."""
    last = steps[-1]
    rows = [
        _row(number, step.weights, step.bias, step.output, step.error, step.loss)
        for number, step in enumerate(steps)
    ]
    rows.append(
        _row(len(steps), last.new_weights, last.new_bias, last.new_output, last.new_error,
             last.new_loss)
    )  # fmt: skip
    st.markdown("**The steps so far**")
    st.dataframe(
        rows[-MOST_ROWS:],
        hide_index=True,
        key="neuron.table",
        column_config={
            title: st.column_config.NumberColumn(format="%.8g")
            for title in rows[0]
            if title != "steps"
        },
    )
    if len(rows) > MOST_ROWS:
        st.caption(f"The last {MOST_ROWS} of {len(rows)} rows.")


def _row(
    steps: int, weights: Sequence[float], bias: float, output: float, error: float, loss: float
) -> dict[str, Any]:
    named = {f"w{i + 1}": weight for i, weight in enumerate(weights)}
    return {
        "steps": steps,
        **named,
        "b": bias,
        "output": output,
        "error": error,
        "e²/2": loss,
    }
