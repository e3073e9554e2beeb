"""What is said of learning problems, and the page of one neuron, without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

import objectives
from experiments import Entry, Scene, run_race
from optimizers import minimize
from optimizers.rules.sgd import SGD
from tests.ui.driver import words
from ui.links.config import Config
from ui.links.neuron_link import MOST_STEPS, Neuron, decode_neuron, encode_neuron
from ui.links.scene_link import encode
from ui.words.scenes import SCENES

pytestmark = pytest.mark.slow

APP = Path(__file__).parents[2] / "app.py"


def opened(**params: Any) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    for key, value in params.items():
        app.query_params[key] = value
    return app.run()


def prepared(title: str) -> Scene:
    return next(each.scene for each in SCENES if each.title == title)


def learned(app: AppTest) -> Any:
    """The table of what was learned."""
    tables = [table.value for table in app.dataframe if "training loss" in table.value.columns]
    return tables[0] if tables else None


def equations(app: AppTest) -> str:
    return next((m.value for m in app.markdown if "y = " in m.value), "")


# ---- results ----


@pytest.mark.parametrize("scaling", ["none", "standard", "minmax"])
def test_the_line_is_in_the_units_of_the_data(scaling: str) -> None:
    app = opened(f="linear_regression", **{"p.scaling": scaling}, o="sgd", n="1000")
    assert not app.exception
    said = "SGD: y = 0.96 + 0.77 x; closed form: y = 0.96 + 0.77 x."
    units = " That is in the units of the data; θ below belongs to the scaled x."
    assert equations(app) == said + (units if scaling != "none" else "")
    table = learned(app)
    assert list(table["run"]) == ["SGD", "closed form"]
    assert table["θ₀"][0] == pytest.approx(table["θ₀"][1], abs=1e-6)
    assert table["training loss"][1] == pytest.approx(0.022583333333333337, rel=1e-12)


def test_a_falling_line_has_its_sign() -> None:
    own = {"p.features": "0_1_2", "p.targets": "-1.0~-3.0~-5.0"}
    app = opened(f="linear_regression", n="2000", o="sgd", **own)
    assert equations(app).endswith("closed form: y = −1 − 2 x.")


def test_the_line_of_mini_batches_counts_epochs() -> None:
    app = opened(f="noisy_line", batch="10", n="300", o="sgd")
    table = learned(app)
    assert (table["updates"][0], table["epochs"][0]) == (300, 30.0)


def test_labels_have_accuracies_and_held_out_ones() -> None:
    app = opened(f="mlp", n="100", o=["adam~learning_rate-0.05"])
    table = learned(app)
    problem = objectives.get("mlp")
    run = (
        run_race(
            Scene(
                objective="mlp",
                steps=100,
                entries=(Entry("adam", values=(("learning_rate", 0.05),)),),
            )
        )
        .runners[0]
        .trajectory
    )
    for part, held_out in (("training", False), ("held-out", True)):
        share = problem.accuracy(run.points[-1], held_out)  # type: ignore[attr-defined]
        assert table[f"{part} accuracy (%)"][0] == pytest.approx(100.0 * share)
        loss = problem.losses(run.points[-1], held_out).mean()  # type: ignore[attr-defined]
        assert table[f"{part} loss"][0] == pytest.approx(loss)
    assert not any(column.startswith("x") for column in table.columns)
    assert equations(app) == ""


def test_a_neuron_has_its_parameters_and_its_minimum() -> None:
    table = learned(opened(f="and_neuron", n="2000", o=["sgd~learning_rate-1.0"]))
    assert list(table["run"]) == ["SGD", "minimum"]
    for name in ("w₁", "w₂", "b"):
        assert table[name][0] == pytest.approx(table[name][1], abs=1e-6)
    table = learned(opened(f="xor_mlp", n="20", o="sgd"))
    assert {"W₁₁", "b₁", "v₂", "c"} <= set(table.columns)


def test_a_run_that_diverged_has_no_line() -> None:
    app = opened(f="linear_regression", o=["sgd~learning_rate-1e9"], n="100")
    assert not app.exception
    assert "SGD: " in equations(app)


def test_landscapes_have_no_models() -> None:
    assert learned(opened()) is None
    assert learned(opened(f="linear_regression", turn="30.0", n="20")) is None


@pytest.mark.parametrize("scaling", ["standard", "minmax"])
def test_scaled_and_raw_weights_are_each_others_inverse(scaling: str) -> None:
    x = np.random.default_rng(0).normal(size=(20, 2)) * [1.0, 30.0] + [5.0, -100.0]
    problem: Any = objectives.get("linear_regression", features=x, targets=x[:, 0], scaling=scaling)
    weights, bias = problem.in_raw_features(np.array([2.0, 3.0]), np.array(1.0))
    said = problem.predictions(np.array([1.0, 2.0, 3.0]))
    np.testing.assert_allclose(bias + x @ weights, said, rtol=1e-12)
    back = problem.in_scaled_features(weights, bias)
    assert back[0] == pytest.approx([2.0, 3.0])
    assert back[1] == pytest.approx(1.0)


# ---- prepared scenes ----


def test_and_is_learned_until_the_cost_is_below_a_thousandth() -> None:
    race = run_race(prepared("AND until the cost is below 0.001"))
    run = race.runners[0].trajectory
    assert run.status == "converged"
    assert run.values[-1] < 0.001 <= run.values[-2]
    assert 2500 < run.last_step / 4 < 2600
    answers = race.objective.predictions(run.points[-1])  # type: ignore[attr-defined]
    assert np.round(answers).tolist() == [1.0, 0.0, 0.0, 0.0]


def test_the_round_valley_takes_one_step_and_the_tilted_one_many() -> None:
    tilted, round_ = (
        run_race(prepared(title)) for title in ("A tilted valley", "The valley becomes round")
    )
    curvatures = [
        np.linalg.eigvalsh(race.objective.hessian(np.array(race.objective.minimisers[0])))
        for race in (tilted, round_)
    ]
    assert [c[-1] / c[0] for c in curvatures] == pytest.approx([24.6, 1.0], abs=0.05)
    gaps = [
        [r.trajectory.values - race.objective.fmin for r in race.runners]
        for race in (tilted, round_)
    ]
    assert gaps[1][1][1] < 1e-15
    assert min(gap[5] for gap in gaps[0]) > 0.01


def test_two_moons_are_told_apart() -> None:
    race = run_race(prepared("Two moons"))
    for runner in race.runners:
        problem: Any = race.objective
        assert problem.accuracy(runner.trajectory.points[-1], held_out=True) > 0.93
        # A line comes first: no more than a line can do, for a while.
        assert 0.2 < runner.trajectory.values[20] < 0.4


def test_full_batches_reach_the_closed_form_and_small_ones_hover() -> None:
    line = objectives.get("linear_regression")
    (solution,) = line.minimisers
    full = minimize(line, SGD(learning_rate=0.147), line.start, 2000)
    assert full.points[-1] == pytest.approx(solution, abs=1e-6)
    seeds = np.arange(40)
    starts = np.repeat(np.array(line.start)[:, np.newaxis], len(seeds), axis=1)
    hovering = minimize(
        line, SGD(learning_rate=0.05), starts, 2000, batch_size=2, seed=seeds.tolist()
    )
    gaps = hovering.values[1000:].mean(axis=0) - line.fmin
    # Every one stays off the minimum, and none goes away.
    assert gaps.min() > 1e-4
    assert gaps.max() < 0.01
    center = hovering.points[1000:].mean(axis=(0, 2))
    assert center == pytest.approx(solution, abs=0.02)


# ---- one neuron ----


def neuron_page() -> None:
    from ui.pages.neuron import neuron

    neuron()


def neuron_opened(**params: str) -> AppTest:
    app = AppTest.from_function(neuron_page, default_timeout=60)
    for key, value in params.items():
        app.query_params[key] = value
    return app.run()


def lines(app: AppTest) -> dict[str, str]:
    """What is said of every quantity."""
    texts = [element.value for element in app.markdown]
    labels = [i for i, text in enumerate(texts) if text.startswith(":gray[")]
    return {texts[i].removeprefix(":gray[").removesuffix("]"): texts[i + 1] for i in labels}


def test_the_first_step_is_the_classic_one() -> None:
    app = neuron_opened()
    assert not app.exception
    found = lines(app)
    assert r"0.1\cdot1+0.2\cdot1+0=\mathbf{0.3}" in found["Net input"]
    assert r"\mathbf{0.574443}" in found["Output"]
    assert r"1\cdot0.104031\cdot1=\mathbf{0.104031}" in found["Increment of w1"]
    assert r"0.2+0.104031=\mathbf{0.304031}" in found["New w2"]
    assert r"\mathbf{0.375648}" in found["New error"]
    assert "New b" not in found
    assert dict(app.query_params) == {}


def test_next_step_goes_on_and_start_again_returns() -> None:
    app = neuron_opened()
    begin = lines(app)
    next_step, again = app.button
    assert again.disabled
    next_step.click().run()
    assert r"0.204031\cdot1+0.304031\cdot1+0=" in lines(app)["Net input"]
    assert app.query_params["step"] == "2"
    assert len(app.dataframe[0].value) == 3
    errors = app.dataframe[0].value["error"]
    assert errors.is_monotonic_decreasing
    assert errors[1] == pytest.approx(0.37564792, abs=5e-9)
    app.button[1].click().run()
    assert lines(app) == begin


def test_fields_change_the_neuron_and_start_it_anew() -> None:
    app = neuron_opened(step="7")
    app.text_input(key="neuron.w1.number").set_value("-0,5").run()
    assert app.query_params["w"] == "-0.5~0.2"
    assert "step" not in app.query_params
    assert r"(-0.5)\cdot1" in lines(app)["Net input"]
    app.toggle(key="neuron.bias_learns").set_value(True).run()
    assert "New b" in lines(app)
    app.segmented_control(key="neuron.inputs").set_value(3).run()
    assert "New w3" in lines(app)
    app.text_input(key="neuron.learning_rate.number").set_value("-1").run()
    assert "must be in (0, 1e+06]" in words(app.toast)
    assert not app.exception


def test_a_bad_neuron_link_is_said() -> None:
    app = neuron_opened(w="1~2~3~4", eta="-1", step="9999", b="nan", color="red")
    assert not app.exception
    said = words(app.warning)
    for piece in ("w=1~2~3~4", "eta=-1", "step=9999", "b=nan", "color=red"):
        assert piece in said
    assert "0.1" in lines(app)["Net input"]


finite = st.floats(-1e6, 1e6)


@given(
    st.integers(1, 3).flatmap(
        lambda n: st.tuples(*[st.tuples(*[finite] * n)] * 2)
    ),
    finite, finite, st.floats(1e-12, 1e6), st.booleans(), st.integers(1, MOST_STEPS),
)  # fmt: skip
def test_a_neuron_link_is_exact(
    vectors: Any, bias: float, target: float, rate: float, learns: bool, step: int
) -> None:
    weights, inputs = vectors
    neuron = Neuron(
        weights=weights,
        bias=bias,
        inputs=inputs,
        target=target,
        learning_rate=rate,
        bias_learns=learns,
        step=step,
    )
    read, sentences = decode_neuron(encode_neuron(neuron))
    assert read == neuron
    assert sentences == []


def test_the_prepared_and_scene_is_in_the_link() -> None:
    scene = prepared("AND until the cost is below 0.001")
    assert encode(Config(scene))["stoploss"] == ["0.001"]
