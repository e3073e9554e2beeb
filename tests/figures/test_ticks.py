"""Logarithmic axes have powers of ten as marks, and never too few of any."""

from __future__ import annotations

import math

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

import objectives
from experiments import Entry, Scene, Sweep, Tuning, run_race, sweep_map, tune
from experiments.plane import declared_plane
from experiments.profiles import Costs
from experiments.sweep import Axis
from figures import landscape, profiles, stage
from figures.curves import SCALES, CurveView
from figures.plain import Plot
from figures.sensitivity import sensitivity
from figures.sweep import sweep
from figures.theme import LIGHT, styles
from figures.ticks import NARROWEST, decades, log_axis, marks, power
from ui.words import wording


def shown(axis: dict[str, object]) -> list[float]:
    """The marks that are seen on a logarithmic axis."""
    low, high = axis["range"]  # type: ignore[misc]
    if "dtick" in axis:
        stride = axis["dtick"]
        assert stride == int(stride)  # type: ignore[call-overload]
        places = np.arange(math.ceil(low / stride), math.floor(high / stride) + 1)
        return list(10.0 ** (places * stride))
    return [value for value in axis["tickvals"] if low <= math.log10(value) <= high]  # type: ignore[attr-defined]


@given(st.floats(-30, 30), st.floats(-4, 2))
def test_a_logarithmic_axis_has_some_marks_that_can_be_read(low: float, width: float) -> None:
    high = low + 10.0**width
    values, names = marks(low, high)
    assert 2 <= len(values) <= 10
    assert len(set(names)) == len(names)
    logs = np.log10(values)
    assert (logs >= low - 1e-9).all()
    assert (logs <= high + 1e-9).all()
    if len(decades(low, high)) > 1:
        np.testing.assert_allclose(logs, np.round(logs), atol=1e-9)
    else:
        assert [float(name) for name in names] == values


@pytest.mark.parametrize(
    ("low", "high", "names"),
    [
        (0.9, 110.0, ["1", "10", "10²"]),
        (0.0004, 0.03, ["10⁻³", "10⁻²"]),
        (0.004, 0.03, ["0.005", "0.01", "0.02"]),
        (2.31, 2.35, ["2.31", "2.32", "2.33", "2.34", "2.35"]),
        (1.5, 9.0, ["2", "3", "4", "5", "6", "7", "8", "9"]),
    ],
)
def test_the_names_of_marks(low: float, high: float, names: list[str]) -> None:
    assert marks(math.log10(low) - 1e-9, math.log10(high) + 1e-9)[1] == names


@pytest.mark.parametrize(("number", "name"), [(36.0, "36"), (1e-16, "1e-16"), (10.0, "10")])
def test_one_number_alone_is_its_own_mark(number: float, name: str) -> None:
    exponent = math.log10(number)
    values, names = marks(exponent, exponent)
    assert values == pytest.approx([number])
    assert names == [name]


def test_powers_of_ten() -> None:
    assert [power(exponent) for exponent in (-12, -1, 0, 1, 2)] == [
        "10⁻¹²",
        "10⁻¹",
        "1",
        "10",
        "10²",
    ]


def test_rounding_is_not_shown_as_a_movement() -> None:
    low, high = log_axis(1.0, 1.0 + 1e-15)["range"]
    assert high - low == pytest.approx(NARROWEST)
    assert (low + high) / 2 == pytest.approx(1.0)


def log_axes(plot: Plot) -> list[dict[str, object]]:
    go.Figure(plot)
    axes = (plot["layout"][name] for name in ("xaxis", "yaxis"))
    return [axis for axis in axes if axis.get("type") == "log"]


@pytest.mark.parametrize("rate", [1e-9, 1e-5, 1e-3, 1e-2])
@pytest.mark.parametrize("quantity", ["gap", "gradient", "rate", "step"])
def test_curves_have_marks_however_little_they_move(rate: float, quantity: str) -> None:
    scene = Scene(steps=20, entries=(Entry("sgd", values=(("learning_rate", rate),)),))
    view = stage.StageView(curves=CurveView(quantity=quantity))
    made = stage.build(run_race(scene), wording.names(scene), LIGHT, view)
    (axis,) = log_axes(made.curves)
    assert len(shown(axis)) > 1


def test_a_symmetric_scale_has_powers_of_ten_on_both_sides() -> None:
    assert "symlog" in SCALES
    view = stage.StageView(curves=CurveView(quantity="value", scale="symlog"))
    scene = Scene(objective="sine_parabola_1d", steps=50)
    axis = stage.build(run_race(scene), wording.names(scene), LIGHT, view).curves["layout"]["yaxis"]
    names = axis["ticktext"]
    middle = names.index("0")
    assert names[middle + 1 :] == [name.removeprefix("−") for name in reversed(names[:middle])]
    assert all(name == "1" or name.startswith("10") for name in names[middle + 1 :])
    assert axis["tickvals"] == sorted(axis["tickvals"])


def test_the_charts_of_many_runs_have_powers_of_ten() -> None:
    scene = Scene(objective="ellipse", steps=30, entries=(Entry("sgd"), Entry("adam")))
    tuned = tune(Tuning(scene, trials=8, starts=2))
    looks = styles(("sgd", "adam"), LIGHT)
    values = np.array([[10.0, 40.0], [20.0, 20.0], [np.inf, 8.0]])
    costs = Costs((("a", 0), ("b", 0), ("c", 0)), ("sgd", "adam"), np.array([2, 2, 1]), values)
    axes = Axis("learning_rate", 1e-4, 1.0, points=10), Axis("momentum", 0.0, 0.9, points=5)
    found = sweep_map(Sweep(scene, Entry("momentum"), *axes))
    plots = [
        sensitivity(tuned, ("SGD", "Adam"), looks, LIGHT),
        profiles.performance(costs, ("SGD", "Adam"), looks, LIGHT),
        profiles.data(costs, ("SGD", "Adam"), looks, LIGHT),
        sweep(found, "gap", LIGHT),
    ]
    for plot in plots:
        axes_found = log_axes(plot)
        assert axes_found
        for axis in axes_found:
            assert len(shown(axis)) > 1, plot["layout"]


def test_heights_above_zero_are_marked_by_powers_of_ten() -> None:
    objective = objectives.get("rosenbrock")
    elevation = landscape.elevation(objective, declared_plane(objective), "log")
    places, names = elevation.transform.ticks()
    assert names == ["0", "1", "10", "100", "1000"]
    assert elevation.transform.backward(np.array(places)) == pytest.approx([0, 1, 10, 100, 1000])
