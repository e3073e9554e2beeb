"""Singular values as figures: a strip for every run."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from experiments.spectra import Spectra
from figures import spectra
from figures.theme import LIGHT, styles
from optimizers.variables import Variable

NAMES = ("adam", "sgd")
STYLES = styles(NAMES, LIGHT)


def found(update: Any) -> Spectra:
    values = np.asarray(update, dtype=np.float64)
    rows, side = values.shape
    matrix = Variable("W", (side, side), slice(0, side * side))
    return Spectra(matrix, np.arange(rows), values, values, values, np.ones(rows, dtype=np.int64))


def figure(*runs: Spectra) -> Any:
    count = len(runs)
    return go.Figure(spectra.figure(runs, "update", NAMES[:count], STYLES[:count], LIGHT))


NOTHING = [np.nan, np.nan]
ADAM = found([NOTHING, [1.0, 0.1], [2.0, 0.2]])
SGD = found([NOTHING, [5.0, 1e-3], [4.0, 0.0]])


def test_every_run_has_a_strip_of_its_own_and_all_have_the_same_axes() -> None:
    made = figure(ADAM, SGD)
    assert [line.yaxis for line in made.data] == ["y", "y", "y2", "y2"]
    assert [line.line.color for line in made.data] == [
        look.color for look in STYLES for _ in range(2)
    ]
    first, second = made.layout.yaxis, made.layout.yaxis2
    assert first.range == second.range
    assert first.type == second.type == "log"
    assert first.domain[0] >= second.domain[1]
    assert [each.text for each in made.layout.annotations] == ["adam", "sgd"]
    assert made.layout.xaxis.anchor == "y2"


def test_a_line_is_a_singular_value_over_the_steps_with_gaps_where_it_is_0() -> None:
    largest, least = figure(SGD).data
    assert largest.x.tolist() == [0, 1, 2]
    np.testing.assert_array_equal(largest.y, np.float32([np.nan, 5.0, 4.0]))
    np.testing.assert_array_equal(least.y, np.float32([np.nan, 1e-3, np.nan]))
    # A single point is no line.
    assert (largest.mode, least.mode) == ("lines", "markers")


def test_all_values_are_in_the_range() -> None:
    low, high = figure(ADAM, SGD).layout.yaxis.range
    assert low < -3 < np.log10(5.0) < high


def test_a_run_that_goes_off_does_not_press_the_others_flat() -> None:
    lost = found([NOTHING, [1.0, 0.5], [1e250, 1e200], NOTHING])
    assert figure(ADAM, lost).layout.yaxis.range[1] < 4
    gone = found([NOTHING, [1.0, 1e-300]])
    assert figure(gone).layout.yaxis.range[0] > -12


@pytest.mark.parametrize("run", [found([NOTHING] * 3), found([[0.0, 0.0]] * 3), found([NOTHING])])
def test_where_there_is_nothing_the_strip_is_empty(run: Spectra) -> None:
    made = figure(run)
    assert not np.isfinite(np.concatenate([line.y for line in made.data])).any()
    assert np.isfinite(made.layout.yaxis.range).all()


def test_of_many_singular_values_some_are_drawn_with_the_first_and_the_last() -> None:
    made = figure(found(np.tile(np.arange(20.0, 0.0, -1.0), (3, 1))))
    heights = [line.y[0] for line in made.data]
    assert len(heights) == spectra.MOST_LINES
    assert (heights[0], heights[-1]) == (20.0, 1.0)


@pytest.mark.parametrize("count", [1, 2, 12])
def test_strips_do_not_overlap(count: int) -> None:
    plot = spectra.figure([ADAM] * count, "update", ["adam"] * count, STYLES[:1] * count, LIGHT)
    domains = [axis["domain"] for name, axis in plot["layout"].items() if name.startswith("yaxis")]
    assert len(domains) == count
    ends = sorted(domains)
    assert ends[0][0] == 0
    assert all(below[1] < above[0] for below, above in itertools.pairwise(ends))
    assert ends[-1][1] < 1
