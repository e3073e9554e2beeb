"""Scenes of own data: their learning rates, and that numbers of any size are drawn."""

from __future__ import annotations

import numpy as np
import pytest

from experiments import Scene, run_race
from figures import stage
from figures.theme import LIGHT
from ui.stage.packing import pack, unpack


@pytest.mark.parametrize("scaling", ["none", "standard", "minmax"])
def test_the_suggested_rates_fit_the_data_not_the_table(scaling: str) -> None:
    """Years and incomes: a rate from the built-in data would throw every run out at once."""
    x = np.linspace(1950.0, 2020.0, 30)
    given = (
        ("features", tuple((float(v),) for v in x)),
        ("targets", tuple((900.0 + 40.0 * (x - 1950.0)).tolist())),
        ("scaling", scaling),
    )
    race = run_race(Scene(objective="linear_regression", parameters=given))
    for runner in race.runners:
        assert runner.trajectory.status == "step limit"
        assert runner.trajectory.values[-1] < runner.trajectory.values[0]


@pytest.mark.parametrize("name", ["linear_regression", "logistic_regression", "mlp"])
@pytest.mark.parametrize("scaling", ["standard", "minmax"])
def test_the_suggested_rates_suit_many_features_that_belong_together(
    name: str, scaling: str
) -> None:
    rng = np.random.default_rng(1)
    x = (rng.normal(size=(60, 8)) + 3.0 * rng.normal(size=(60, 1))) * 10.0 ** np.arange(-2, 6)
    y = x @ 10.0 ** -np.arange(-2.0, 6.0)
    if name != "linear_regression":
        y = (y > 0.0).astype(float)
    given = (
        ("features", tuple(map(tuple, x.tolist()))),
        ("targets", tuple(y.tolist())),
        ("scaling", scaling),
    )
    for runner in run_race(Scene(objective=name, parameters=given)).runners:
        assert runner.trajectory.status == "step limit"
        assert runner.trajectory.values[-1] < 0.5 * runner.trajectory.values[0]


@pytest.mark.parametrize("scaling", ["standard", "minmax", "none"])
@pytest.mark.parametrize(
    "numbers",
    [
        (1e38, 3e38, 5e38), (1e60, -2e60, 3e60), (1.7e9 + 1, 1.7e9 + 2, 1.7e9 + 4),
        (1e-50, 3e-50, 4e-50),
    ],
)  # fmt: skip
def test_features_of_any_size_are_drawn(numbers: tuple[float, ...], scaling: str) -> None:
    scene = Scene(
        objective="linear_regression", steps=20,
        parameters=(
            ("features", tuple((number,) for number in numbers)), ("targets", (1.0, 5.0, 3.0)),
            ("scaling", scaling),
        ),
    )  # fmt: skip
    made = stage.build(run_race(scene), ["a"] * 4, LIGHT, stage.StageView())
    assert made.data is not None
    sent = unpack(pack([made.map["data"], made.data.plot["data"], made.data.answers]))
    drawn = sent[1][0]
    width = max(numbers) - min(numbers)
    np.testing.assert_allclose(drawn["x"], numbers, rtol=1e-6, atol=1e-3 * width)
    for trace in sent[0]:
        assert np.isfinite(trace["x"]).all()
        assert np.isfinite(trace["y"]).all()
    (low, high) = made.map["layout"]["yaxis"]["range"]
    assert len(np.unique(sent[0][0]["y"])) == len(sent[0][0]["y"])
    assert low < high
    assert all(np.isfinite(answers["values"]).all() for answers in sent[2])


def test_targets_far_from_zero_that_hardly_differ_are_drawn() -> None:
    targets = (1.7e9 + 1, 1.7e9 + 3, 1.7e9 + 4)
    scene = Scene(
        objective="linear_regression", steps=20,
        parameters=(("features", ((1.0,), (2.0,), (3.0,))), ("targets", targets)),
    )  # fmt: skip
    race = run_race(scene)
    made = stage.build(race, ["a"] * 4, LIGHT, stage.StageView())
    assert made.data is not None
    assert made.data.plot["data"][0]["y"].tolist() == list(targets)
    walked = race.runners[3].trajectory.points[:, 0]
    low, high = race.objective.domain[0]
    np.testing.assert_allclose(made.paths[3][1]["x"], walked, rtol=0, atol=1e-3 * (high - low))
    ground = made.map["data"][0]
    assert len(np.unique(ground["x"])) == len(ground["x"])
