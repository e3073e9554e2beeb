"""What the arrays of the point do, below the stage."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest

from experiments import Entry, Scene, run_entry
from experiments.spectra import Spectra, matrices, singular_values
from optimizers.variables import Variable
from tests.ui.driver import assert_fine, component, opened
from tests.ui.jsdoc import Types
from ui.links.scene_link import decode, encode
from ui.stage.assets import LAYERS
from ui.stage.packing import unpack
from ui.words import spectra as words

TITLE = "Layers"


def offered(app: Any) -> bool:
    return TITLE in [each.label for each in app.expander]


def strips(app: Any, part: str) -> Any:
    return unpack(component(app, f"layers.{part}").bytes)["plot"]


def keys(app: Any) -> list[str]:
    return [element.proto.id.rsplit("-", 1)[-1] for element in app.get("bidi_component")]


def spreads(app: Any) -> str:
    return " ".join(each.value for each in app.caption if "over smallest" in each.value)


@pytest.mark.parametrize("name", ["rosenbrock", "logistic_regression", "deep_linear"])
def test_where_no_block_is_a_matrix_nothing_is_offered_and_nothing_said(name: str) -> None:
    app = opened(f=name, layers="values", matrix="2", n="20")
    assert_fine(app)
    assert not offered(app)
    assert not spreads(app)


def test_nothing_is_worked_out_before_it_is_unfolded() -> None:
    app = opened(f="xor_mlp", n="20")
    assert offered(app)
    assert not [key for key in keys(app) if key.startswith("layers")]
    assert not spreads(app)


def test_a_link_unfolds_it_and_it_shows_every_run() -> None:
    app = opened(f="xor_mlp", n="20", o=["muon", "sgd"], layers="values")
    assert_fine(app)
    for part in ("gradient", "update", "weights"):
        plot = strips(app, part)
        assert [each["text"] for each in plot["layout"]["annotations"]] == ["Muon", "SGD"]
    scene = Scene("xor_mlp", steps=20, entries=())
    run = run_entry(scene, Entry("muon")).trajectory
    found = singular_values(run, matrices(scene.landscape())[0])
    drawn = strips(app, "update")["data"][0]["y"]
    np.testing.assert_array_equal(drawn, found.update[:, 0].astype(np.float32))
    assert f"Muon {found.spread:.3g}, SGD" in spreads(app)


def test_of_several_matrices_one_is_chosen_and_the_link_says_which() -> None:
    link = {"f": "mlp", "p.second": "4", "n": "20", "o": ["adam"], "layers": "values"}
    app = opened(**link)
    assert "of W1," in spreads(app)
    (choice,) = [radio for radio in app.radio if radio.label == "Matrix"]
    choice.set_value("2").run()
    assert_fine(app)
    assert "of W2," in spreads(app)
    assert app.query_params["matrix"] == "2"
    assert "of W2," in spreads(opened(**link, matrix="2"))
    assert "of W1," in spreads(opened(**link, matrix="9")), "there are not so many"


def test_the_view_is_in_the_link_as_long_as_it_is_unfolded() -> None:
    config, said = decode({"f": ["xor_mlp"], "layers": ["values"]})
    assert (config.view.layers, said) == ("values", [])
    assert encode(config)["layers"] == ["values"]
    config, said = decode({"layers": ["all"], "matrix": ["0"]})
    assert (config.view.layers, config.view.matrix, len(said)) == ("", "", 2)


def test_all_arrays_are_sent_for_every_step() -> None:
    app = opened(f="xor_mlp", n="20", o=["muon", "sgd"], layers="values")
    sent = unpack(component(app, "layers.arrays").bytes)
    assert [runner["name"] for runner in sent["runners"]] == ["Muon", "SGD"]
    run = run_entry(Scene("xor_mlp", steps=20, entries=()), Entry("muon")).trajectory
    np.testing.assert_array_equal(sent["runners"][0]["points"], run.points.astype(np.float32))
    assert_told(sent)


def test_the_difference_to_a_minimum_can_be_shown_where_one_is_known() -> None:
    link = {"f": "xor_mlp", "n": "20", "o": ["muon"]}
    app = opened(**link, layers="values")
    values = unpack(component(app, "layers.arrays").bytes)["runners"][0]["points"]
    (choice,) = [radio for radio in app.radio if radio.key == "layers.shown"]
    choice.set_value("difference").run()
    assert_fine(app)
    assert app.query_params["layers"] == "difference"
    offsets = unpack(component(app, "layers.arrays").bytes)["runners"][0]["points"]
    minimum = (values - offsets).mean(axis=0)
    known = np.array(Scene("xor_mlp").landscape().minimisers)
    assert np.abs(known - minimum).max(axis=1).min() < 1e-6
    unknown = opened(f="mlp", n="20", layers="difference")
    assert_fine(unknown)
    assert not [radio for radio in unknown.radio if radio.key == "layers.shown"]


def assert_told(sent: Any) -> None:
    """What is sent is what the types of the JavaScript say."""
    types = Types(LAYERS / "types.js")
    assert types.faults(sent, "Content") == []
    assert types.unseen() == []


def test_a_run_that_diverges_has_its_strip() -> None:
    app = opened(
        f="xor_mlp", n="60", o=["sgd~learning_rate-1e200", "adam"], layers="values", batch="2"
    )
    assert_fine(app)
    assert len(strips(app, "weights")["layout"]["annotations"]) == 2


def test_of_several_starts_the_best_is_shown_and_called_so() -> None:
    app = opened(f="xor_mlp", n="30", o=["adam"], starts="4", layers="values")
    assert_fine(app)
    sent = unpack(component(app, "layers.arrays").bytes)
    assert [runner["name"] for runner in sent["runners"]] == ["Adam, best of 4"]
    assert "moved it: Adam, best of 4 " in spreads(app)


# ---- what is said ----


def spectra(update: Any, spans: int = 1) -> Spectra:
    values = np.asarray(update, dtype=np.float64)
    count = len(values)
    matrix = Variable("W", (2, 2), slice(0, 4))
    return Spectra(matrix, np.arange(count), values, values, values, np.full(count, spans))


MOVED = spectra([[np.nan, np.nan], [3.0, 2.0], [3.0, 2.0]])
STILL = spectra([[np.nan, np.nan], [0.0, 0.0]])


def test_the_spread_of_every_run_that_moved_is_said() -> None:
    said = words.spreads(["Muon", "SGD"], [MOVED, spectra([[240.4, 1.0]])])
    assert said.endswith("of W, the median over the steps that moved it: Muon 1.5, SGD 240.")


def test_nothing_is_said_of_runs_that_did_not_move() -> None:
    assert words.spreads(["Muon"], [STILL]) == ""
    assert words.spreads([], []) == ""
    assert "Muon" not in words.spreads(["Muon", "SGD"], [STILL, MOVED])


def test_nothing_is_said_of_steps_that_were_not_kept() -> None:
    sums = spectra([[3.0, 2.0]], spans=4)
    assert words.spreads(["Muon"], [sums]) == ""
    title = functools.partial(words.title, matrix=MOVED.matrix)
    assert title("update", runs=[MOVED, sums]) == "Update of W, up to 4 steps together"
    assert title("weights", runs=[sums]) == "Weights of W"
    assert title("update", runs=[MOVED]) == "Update of W"


def test_a_lower_rank_is_called_so() -> None:
    said = words.spreads(["SGD"], [spectra([[3.0, 0.0], [3.0, 0.0], [3.0, 1.0]])])
    assert said.endswith("SGD ∞ (in half of the steps or more its rank is below 2).")
