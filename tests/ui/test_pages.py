"""The pages of many runs without a browser: every landscape, links, and the way back."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import objectives
from experiments import Axis, BasinMap, Entry, Scene, Sweep, Tuning, basin_map, sweep_map, tune
from experiments.comparison import Comparison, compare
from experiments.ensemble import wilson
from tests.ui.driver import words
from ui.links.config import Config
from ui.links.page_link import decode_pages, encode_pages, is_of_pages
from ui.links.scene_link import encode
from ui.links.settings import (
    PAGES,
    BasinSettings,
    MapsSettings,
    NoiseSettings,
    RaceSettings,
    SweepSettings,
)
from ui.pages import fair_race
from ui.pages.maps import basins, sweep
from ui.server import cache
from ui.stage.packing import unpack

pytestmark = pytest.mark.slow

APP = Path(__file__).parents[2] / "app.py"
DOZEN = [
    "rosenbrock",
    "himmelblau",
    "rastrigin",
    "ellipse",
    "saddle",
    "shubert",
    "parabola_1d",
    "sine_parabola_1d",
    "reddi_1d",
    "rosenbrock_4d",
    "noisy_line",
    "xor_mlp",
    "mlp",
]
SMALL = {"race.trials": "6", "race.starts": "2", "sweep.points": "10", "basins.points": "12"}


def opened(page: str, **params: Any) -> AppTest:
    """A page, opened by a link."""
    app = AppTest.from_file(APP, default_timeout=60)
    app._page_hash = calc_hash(page)  # AppTest can only switch to pages that are files.
    for key, value in (SMALL | {"ensemble.seeds": "5", "n": "20"} | params).items():
        app.query_params[key] = value
    return app.run()


def charts(app: AppTest) -> list[dict[str, Any]]:
    """The figures that the page shows."""
    return [unpack(element.proto.bytes)["plot"] for element in app.get("bidi_component")]


def said(app: AppTest) -> str:
    kinds = (app.markdown, app.info, app.warning, app.caption)
    return words(*kinds)


def assert_fine(app: AppTest) -> None:
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("objective", DOZEN)
def test_every_page_opens(objective: str) -> None:
    app = opened("fair-race", f=objective)
    assert_fine(app)
    assert len(app.dataframe) == 1
    assert len(charts(app)) == 1
    for tab, count in (("sweep", 1), ("noise", 3)):
        app = opened("maps", f=objective, **{"maps.tab": tab})
        assert_fine(app)
        assert len(charts(app)) == count
    app = opened("maps", f=objective, **{"maps.tab": "basins"})
    assert_fine(app)
    mapped = Scene(objective=objective).landscape()
    if mapped.dims == 1:
        assert "has one variable: a basin map needs two" in said(app)
    elif not mapped.minimisers:
        assert "is not known: there is nothing to arrive at" in said(app)
    else:
        assert len(charts(app)) == 2


def test_without_optimizers_there_is_a_sentence() -> None:
    for page in ("fair-race", "maps", "benchmark"):
        app = opened(page, o="none")
        assert_fine(app)
        assert "Add one in the Playground" in said(app)


def test_the_board_is_that_of_the_experiment() -> None:
    scene = Scene(steps=20, entries=(Entry("sgd"), Entry("adam")))
    link = encode(
        Config(
            scene.replace(entries=(Entry("sgd", values=(("learning_rate", 5.0),)), Entry("adam")))
        )
    )
    app = opened("fair-race", **link)
    tuned = tune(Tuning(scene, trials=6, starts=2))
    shown = app.dataframe[0].value
    assert list(shown["optimizer"]) == [["SGD", "Adam"][line.entry] for line in tuned.board]
    np.testing.assert_array_equal(shown["median f"], [line.median for line in tuned.board])
    np.testing.assert_array_equal(shown["wins"], [line.wins for line in tuned.board])
    rates = [tuned.entries[line.entry].entry.value("learning_rate") for line in tuned.board]
    np.testing.assert_array_equal(shown["learning rate"], rates)
    rows = list(
        csv.DictReader(io.StringIO(fair_race.board_csv(fair_race.board(tuned, ["SGD", "Adam"]))))
    )
    assert [float(row["median f"]) for row in rows] == [line.median for line in tuned.board]


def test_the_sentence_of_a_race() -> None:
    config = Tuning(Scene(steps=100, entries=(Entry("sgd"), Entry("adam"))), trials=24)
    tuned = tune(config)
    best = tuned.board[0]
    names = ["SGD", "Adam"]
    words = fair_race.verdict(config, tuned, names)
    assert words.startswith(f"Tuned, {names[best.entry]} comes first")
    assert f"wins in {5 * best.wins:.3g} of 5 starts" in words
    words = fair_race.certainty(config, tuned, names)
    low, high = wilson(best.wins, 5)
    assert f"between {100 * low:.0f} and {100 * high:.0f} %" in words
    for entry in tuned.entries:
        assert entry.sensitivity is not None
        assert f"{entry.sensitivity.width:.1f}" in words


def test_the_sentences_of_other_races() -> None:
    easy = Scene(objective="sphere", steps=200, entries=(Entry("bfgs"), Entry("newton")))
    config = Tuning(easy, trials=4)
    assert fair_race.verdict(config, tune(config), ["BFGS", "Newton"]) == (
        "Tuned, BFGS and Newton share the first place."
    )
    alone = Tuning(Scene(entries=(Entry("adam"),)), trials=8)
    assert fair_race.verdict(alone, tune(alone), ["Adam"]).startswith("Adam is tuned")
    assert "wins" not in fair_race.certainty(alone, tune(alone), ["Adam"])
    narrow = Tuning(
        Scene(objective="mccormick", start=(-1.4, -2.9), steps=100, entries=(Entry("sgd"),) * 2),
        trials=2,
        rates=(0.08, 0.0825),
    )
    lost = tune(narrow)
    undecided = 5 - int(np.isfinite([entry.losses for entry in lost.entries]).any(axis=0).sum())
    assert 0 < undecided < 5, "the example is of use"
    assert f"In {undecided} start" in fair_race.certainty(narrow, lost, ["a", "b"])


def test_rates_alone_do_not_make_two_optimizers() -> None:
    app = opened("fair-race", o=["sgd~learning_rate-0.1", "sgd~learning_rate-1.0", "adam"])
    assert_fine(app)
    assert sorted(app.dataframe[0].value["optimizer"]) == ["Adam", "SGD"]


def test_the_tuned_race_opens_in_the_playground() -> None:
    app = opened("fair-race", o=["sgd", "adam"])
    tuned = tune(Tuning(Scene(steps=20, entries=(Entry("sgd"), Entry("adam"))), trials=6, starts=2))
    button = next(each for each in app.button if each.label == "Show the tuned race")
    button.click().run()
    assert_fine(app)
    scene = app.session_state["playground"].config.scene
    assert scene == tuned.scene


def test_all_hyperparameters_need_another_method_than_a_grid() -> None:
    app = opened("fair-race", **{"race.also": "1"})
    assert_fine(app)
    assert app.toggle(key="race.also").disabled
    app.selectbox(key="race.method").select("random").run()
    assert_fine(app)
    assert "tuned" in app.dataframe[0].value.columns


def test_bad_pieces_of_a_link_give_a_sentence() -> None:
    bad = {
        "race.trials": "1e9",
        "race.method": "luck",
        "race.tirals": "5",
        "sweep.x": "eval",
        "sweep.x_low": "nan",
        "basins.entries": "0~x",
        "maps.tab": "",
    }
    app = opened("fair-race", **bad)
    assert_fine(app)
    sentences = [line for line in said(app).splitlines() if "was ignored" in line]
    assert len(sentences) == len(bad)
    for key in bad:
        assert any(f"link's {key}=" in line for line in sentences)
    assert app.number_input(key="race.trials").value == 64
    app = opened("maps", **(bad | {"nonsense": "1"}))
    assert_fine(app)
    assert "link's nonsense=1 was ignored" in said(app)


def test_a_sweep_that_makes_no_sense_gives_a_sentence() -> None:
    app = opened("maps", **{"sweep.x_low": "2.0", "sweep.x_high": "1.0"})
    assert not app.exception
    assert "must go upwards" in app.error[0].value


@pytest.mark.parametrize(
    "page",
    [
        RaceSettings(trials=16, method="halving", also=True),
        MapsSettings(tab="noise"),
        SweepSettings(entry=1, x="beta_1", x_low=1 / 3, x_high=0.1 + 0.7, outcome="steps"),
        BasinSettings(entries=(2, 0), points=400),
        NoiseSettings(level=1e-5, seeds=7, zoom=False),
        *[cls() for cls in PAGES.values()],
    ],
)
def test_settings_survive_a_link(page: Any) -> None:
    params = encode_pages([page])
    assert all(is_of_pages(key) for key in params)
    found, sentences = decode_pages(params)
    assert page in found
    assert sentences == []
    assert bool(params) == (page != type(page)())


def test_the_address_says_what_is_shown() -> None:
    app = opened("maps", **{"sweep.outcome": "verdict", "sweep.points": "40"})
    assert app.query_params["sweep.outcome"] == "verdict"
    assert "sweep.points" not in app.query_params
    app.segmented_control(key="maps.tab").set_value("noise").run()
    assert_fine(app)
    assert app.query_params["maps.tab"] == "noise"


def test_widgets_of_the_sweep() -> None:
    app = opened("maps", o=["sgd", "adam"])
    app.selectbox(key="sweep.entry").select(1).run()
    assert_fine(app)
    app.selectbox(key="sweep.y").select("beta_2").run()
    app.text_input(key="sweep.y.low.number").set_value("0.7").run()
    app.selectbox(key="sweep.outcome").select("verdict").run()
    assert_fine(app)
    params = app.query_params
    assert params["sweep.entry"] == "1"
    assert params["sweep.y"] == "beta_2"
    assert params["sweep.y_low"] == "0.7"
    app.selectbox(key="sweep.y").select("beta_1").run()
    assert_fine(app)
    assert "sweep.y_low" not in app.query_params


def test_a_parameter_that_the_rule_lacks_is_left_alone() -> None:
    app = opened("maps", o=["sgd"], **{"sweep.x": "beta_1", "sweep.entry": "7"})
    assert_fine(app)
    assert app.selectbox(key="sweep.x").value == "learning_rate"


def test_a_cell_is_the_run_that_was_made() -> None:
    entry = Entry("momentum", values=(("learning_rate", 9.0), ("nesterov", True)))
    scene = Scene(objective="ellipse", steps=30, entries=(entry,))
    config = sweep.sweep_config(scene, SweepSettings(points=10))
    assert config.entry == Entry("momentum", values=(("nesterov", True),))
    found = sweep_map(config)
    axes = Axis("learning_rate", points=10), Axis("momentum", points=10)
    assert config == Sweep(scene, config.entry, *axes)
    values = dict(sweep.cell_values(found, 3, 7))
    assert values == {"learning_rate": found.x[7], "momentum": found.y[3]}


def test_a_basin_cell_is_its_start() -> None:
    for objective in ("himmelblau", "rosenbrock_4d"):
        found = basin_map(BasinMap(Scene(objective=objective, steps=10), Entry("sgd"), 10))
        start = basins.basin_start(found, 2, 7)
        place = found.plane.coordinates(np.array([start]))[0]
        np.testing.assert_allclose(place, [found.a[7], found.b[2]])


def test_an_experiment_that_was_stopped_waits() -> None:
    app = opened("maps", seed="99")
    own = app.session_state["playground"]
    scene = own.config.scene.replace(seed=98)
    own.stopped = (sweep.sweep_config(scene, SweepSettings(points=10)),)
    own.config = Config(scene)
    app.run()
    assert "This was cancelled" in said(app)
    assert not charts(app)
    next(each for each in app.button if each.label == "Run it").click().run()
    assert_fine(app)
    assert len(charts(app)) == 1


def test_the_tolerance_of_a_basin_map_can_be_chosen() -> None:
    app = opened("maps", f="himmelblau", o="sgd", n="60", **{"maps.tab": "basins"})
    loose = charts(app)[0]["data"][0]["z"]
    app.selectbox(key="basins.tolerance").select("1e-06").run()
    assert_fine(app)
    assert app.query_params["basins.tolerance"] == "1e-06"
    assert "within 1e-06" in said(app)
    assert not np.array_equal(charts(app)[0]["data"][0]["z"], loose)


def test_a_link_opens_a_card() -> None:
    for page, name, title in (
        ("optimizers", "adagrad", "Adagrad"),
        ("landscapes", "himmelblau", "Himmelblau"),
    ):
        app = opened(page, id=name)
        assert_fine(app)
        assert [element.value for element in app.header] == [title]
        app = opened(page, id="nonsense")
        assert_fine(app)
        assert "id=nonsense was ignored" in words(app.warning)
        assert len(app.header) == 1


def test_what_a_link_fixes_stays_fixed() -> None:
    app = opened("maps", f="ellipse", o="momentum", lock="optimizers")
    assert_fine(app)
    assert "A click" not in said(app)
    app = opened("maps", f="himmelblau", lock="optimizers", **{"maps.tab": "basins"})
    assert "A click" in said(app)
    app = opened("maps", f="himmelblau", lock="start", **{"maps.tab": "basins"})
    assert "A click" not in said(app)
    app = opened("fair-race", lock="optimizers")
    assert next(each for each in app.button if each.label == "Show the tuned race").disabled


@pytest.mark.parametrize(
    ("page", "same", "race", "said_of_it"),
    [
        ("fair-race", "are one here", ["adam", "adam~learning_rate-0.5"], True),
        ("fair-race", "are one here", ["adam", "adam~beta_1-0.5"], False),
        ("benchmark", "does not count here", ["adam", "adam~beta_1-0.5"], True),
        ("benchmark", "does not count here", ["adam", "sgd~learning_rate-0.5"], True),
        ("benchmark", "does not count here", ["adam", "sgd"], False),
    ],
)
def test_what_of_a_race_does_not_count_is_said(
    page: str, same: str, race: list[str], said_of_it: bool
) -> None:
    small = {"race.trials": "2", "race.starts": "1", "table.landscapes": "quadratic"}
    app = opened(page, o=race, n="20", **small, **{"table.starts": "1", "table.steps": "10"})
    assert_fine(app)
    assert (same in said(app)) == said_of_it


def test_results_are_kept_and_weigh_what_their_arrays_do() -> None:
    config = BasinMap(Scene(objective="himmelblau", steps=7), Entry("adam"), 37)
    assert not cache.is_kept(config)
    found = cache.experiment(config)
    assert cache.is_kept(config)
    assert cache.experiment(BasinMap(config.scene, config.entry, 37)) is found
    arrays = (found.a, found.b, found.reached, found.steps)
    plane = (found.plane.origin, found.plane.basis)
    assert cache._weight(found) == sum(array.nbytes for array in (*arrays, *plane))
    with pytest.raises(ValueError, match="read-only"):
        found.reached[0, 0] = 5


def test_the_benchmark_is_that_of_the_table() -> None:
    settings = {"table.landscapes": "quadratic", "table.starts": "2", "table.steps": "60"}
    app = opened("benchmark", o=["adam", "newton"], **settings)
    assert_fine(app)
    names = tuple(name for name in objectives.names() if _group(name) == "quadratic")
    table = compare(Comparison(names, ("adam", "newton"), 2, 60))
    solved = {
        name: np.isfinite(table.evaluations_to[table.optimizer == name, 1]).mean()
        for name in ("adam", "newton")
    }
    assert solved["newton"] > solved["adam"]
    rows = app.dataframe[0].value
    assert list(rows["optimizer"]) == ["Newton", "Adam"]
    assert list(rows["solved"]) == pytest.approx([solved["newton"], solved["adam"]])
    performance, data = charts(app)
    assert performance["data"][0]["name"] == "Newton"
    for plot in (performance, data):
        assert plot["data"][0]["y"][-1] == pytest.approx(solved["newton"])
    assert "table.tolerance=0.2" in said(
        opened("benchmark", **{"table.tolerance": "0.2"} | settings)
    )


def _group(name: str) -> str:
    return objectives.registry[name].group


@pytest.mark.parametrize(
    ("rule", "x", "y", "idle"),
    [
        ("sgd", "learning_rate", "dampening", ["dampening"]),
        ("sgd", "learning_rate", "momentum", []),
        ("adam", "learning_rate", "beta_1", []),
        ("adam", "learning_rate", "weight_decay", []),
        ("sign_sgd", "learning_rate", "clipnorm", ["clipnorm"]),
        ("schedule_free_sgd", "warmup_steps", "beta_1", []),
    ],
)
def test_an_axis_that_changes_nothing_says_so(rule: str, x: str, y: str, idle: list[str]) -> None:
    found = sweep_map(
        Sweep(Scene(steps=20), Entry(rule), Axis(x, points=5), Axis(y, points=4)),
    )
    assert list(sweep.idle_axes(found)) == idle
    flat = (found.final_gap == found.final_gap[:1]).all()
    assert not idle or flat
    said = sweep.sweep_caption(found, "gap", False)
    assert ("No effect" in said) == bool(idle)
