"""The arrays of the points of a race, as the browser paints them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from experiments import Entry, Scene, run_race
from figures import arrays as module
from figures.arrays import arrays
from figures.theme import LIGHT, styles

XOR = Scene("xor_mlp", steps=30, entries=(Entry("adam"), Entry("muon")))
LOST = Entry("sgd", values=(("learning_rate", 1e6),))


def made(scene: Scene, difference: bool = False) -> Any:
    names = [entry.optimizer for entry in scene.entries]
    return arrays(run_race(scene), names, styles(names, LIGHT), LIGHT, difference)


def test_every_block_is_somewhere_in_the_points() -> None:
    blocks = made(XOR)["blocks"]
    assert [block["name"] for block in blocks] == ["W", "b", "v", "c"]
    assert [block["first"] for block in blocks] == [0, 4, 6, 8]
    # A bias stands beside its matrix, a row for every row of it.
    sizes = [(block["rows"], block["columns"]) for block in blocks]
    assert sizes == [(2, 2), (2, 1), (1, 2), (1, 1)]


def test_the_range_of_colours_holds_all_numbers_of_all_runs() -> None:
    content = made(XOR)
    points = np.concatenate([runner["points"] for runner in content["runners"]])
    largest = np.abs(points).max(axis=0)
    limits = [block["limit"] for block in content["blocks"]]
    expected = [largest[:4].max(), largest[4:6].max(), largest[6:8].max(), largest[8]]
    assert limits == pytest.approx(expected, rel=1e-6)


def test_a_run_that_diverged_does_not_make_the_others_pale() -> None:
    alone = made(XOR.replace(entries=(Entry("adam"),)))
    both = made(XOR.replace(entries=(Entry("adam"), LOST)))
    assert both["blocks"] == alone["blocks"]
    only = made(XOR.replace(entries=(LOST,)))
    start = np.abs(np.array(XOR.landscape().start))
    assert only["blocks"][0]["limit"] == pytest.approx(start[:4].max())


def test_what_is_beyond_single_precision_stays_finite_and_nothing_else_does() -> None:
    sent = module._screened(np.array([1e300, -1e300, np.nan, np.inf, 1.0]))
    assert sent.dtype == np.float32
    assert np.isfinite(sent).tolist() == [True, True, False, False, True]
    assert (sent[0], sent[1]) == (np.float32(3e38), np.float32(-3e38))


def test_the_difference_is_to_the_minimum_next_to_the_end() -> None:
    race = run_race(XOR.replace(steps=600, entries=(Entry("adam"),)))
    run = race.runners[0].trajectory
    known = np.array(race.objective.minimisers)
    nearest = known[np.abs(known - run.points[-1]).max(axis=1).argmin()]
    sent = arrays(race, ["adam"], styles(["adam"], LIGHT), LIGHT, True)["runners"][0]
    rows = np.searchsorted(run.steps, sent["steps"])
    np.testing.assert_allclose(sent["points"], run.points[rows] - nearest, atol=1e-6)
    lost = made(XOR.replace(entries=(LOST,)), difference=True)
    assert np.isfinite(lost["runners"][0]["points"][0]).all()


def test_of_a_large_race_fewer_steps_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_NUMBERS", 9 * 2 * 10)
    for runner in made(XOR)["runners"]:
        assert runner["points"].shape == (10, 9)
        assert (runner["steps"][0], runner["steps"][-1]) == (0, 30)
