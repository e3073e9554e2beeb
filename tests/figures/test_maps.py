"""The pictures of many runs: valid Plotly, and the numbers are those of the result."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest

from experiments import (
    Axis,
    BasinMap,
    Ensemble,
    Entry,
    Scene,
    Sweep,
    Tuning,
    basin_map,
    run_ensemble,
    sweep_map,
    tune,
)
from experiments.basins import Basins
from experiments.ensemble import EnsembleResult
from experiments.plane import declared_plane
from experiments.sweep import DIVERGED, VERDICTS, SweepMap
from experiments.tuning import Tuned
from figures import basins, ensemble
from figures.charts import LOST, NOTHING
from figures.sensitivity import sensitivity
from figures.sweep import VERDICT_COLORS, sweep
from figures.theme import LIGHT, THEMES, Theme, styles
from ui.stage.packing import pack
from ui.words import wording

ENTRIES = (Entry("sgd"), Entry("adam"), Entry("bfgs"))
themes = pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)


@pytest.fixture(scope="module")
def tuned() -> Tuned:
    return tune(Tuning(Scene(steps=50, entries=ENTRIES), trials=24, starts=3))


@pytest.fixture(scope="module")
def swept() -> SweepMap:
    axes = Axis("learning_rate", points=12), Axis("momentum", points=9)
    return sweep_map(Sweep(Scene(objective="ellipse"), Entry("momentum"), *axes))


@pytest.fixture(scope="module")
def mapped() -> Basins:
    return basin_map(BasinMap(Scene(objective="himmelblau"), Entry("sgd"), 30))


@pytest.fixture(scope="module")
def noisy() -> EnsembleResult:
    scene = Scene(objective="himmelblau", noise=2.0, steps=60, entries=ENTRIES)
    return run_ensemble(Ensemble(scene, 20))


def looks(count: int = len(ENTRIES), theme: Theme = LIGHT) -> list:  # type: ignore[type-arg]
    return styles([entry.optimizer for entry in ENTRIES[:count]], theme)


NAMES = ["SGD", "Adam", "BFGS"]


# ---- sensitivity ----


@themes
def test_sensitivity_is_valid(tuned: Tuned, theme: Theme) -> None:
    plot = sensitivity(tuned, NAMES, looks(theme=theme), theme)
    assert len(go.Figure(plot).data) == len(plot["data"])
    assert pack(plot)


def test_sensitivity_shows_the_scores(tuned: Tuned) -> None:
    plot = sensitivity(tuned, NAMES, looks(), LIGHT)
    lines, goods = plot["data"][1::3], plot["data"][0::3]
    with_rate = [entry for entry in tuned.entries if entry.sensitivity is not None]
    assert len(lines) == len(with_rate)
    bottom = 10 ** plot["layout"]["yaxis"]["range"][0]
    for line, good, entry in zip(lines, goods, with_rate, strict=True):
        curve = entry.sensitivity
        assert curve is not None
        gaps = curve.scores - tuned.floor
        lasting = np.isfinite(gaps)
        np.testing.assert_array_equal(line["x"], curve.rates)
        np.testing.assert_array_equal(np.isfinite(line["y"]), lasting)
        assert (line["y"][lasting] >= bottom).all()
        high = lasting & (gaps > 1e-9 * gaps[lasting].max())
        np.testing.assert_allclose(line["y"][high], gaps[high])
        assert f"{curve.width:.1f} decades" in line["name"]
        np.testing.assert_array_equal(np.isfinite(good["y"]), curve.good)


def test_every_lost_rate_is_marked_above_the_curves(tuned: Tuned) -> None:
    plot = sensitivity(tuned, NAMES, looks(), LIGHT)
    marks = [trace for trace in plot["data"] if trace.get("marker", {}).get("symbol") == "x-thin"]
    lost = [
        entry.sensitivity.rates[np.isinf(entry.sensitivity.scores)]
        for entry in tuned.entries
        if entry.sensitivity is not None
    ]
    assert any(len(rates) for rates in lost)
    highest = max(np.nanmax(t["y"]) for t in plot["data"] if t["mode"] == "lines")
    for mark, rates in zip(marks, lost, strict=True):
        np.testing.assert_array_equal(mark["x"], rates)
        assert (mark["y"] > highest).all()


# ---- sweep ----


@themes
@pytest.mark.parametrize("outcome", ["gap", "verdict", "steps"])
def test_sweep_is_valid(swept: SweepMap, outcome: str, theme: Theme) -> None:
    plot = sweep(swept, outcome, theme)
    assert len(go.Figure(plot).data) == len(plot["data"])
    assert pack(plot)


def test_sweep_shows_the_gaps_and_hides_no_divergence(swept: SweepMap) -> None:
    under, over = sweep(swept, "gap", LIGHT)["data"][:2]
    diverged = swept.verdict == DIVERGED
    assert diverged.any()
    assert (~diverged).any()
    np.testing.assert_array_equal(np.isnan(over["z"]), diverged)
    shown = 10.0 ** over["z"][~diverged].astype(float)
    np.testing.assert_allclose(shown, np.maximum(swept.final_gap[~diverged], 1e-16), rtol=1e-4)
    assert under["colorscale"][DIVERGED][1] == LOST
    np.testing.assert_array_equal(under["z"], swept.verdict)


def test_sweep_shows_verdicts_in_their_colours(swept: SweepMap) -> None:
    layer = sweep(swept, "verdict", LIGHT)["data"][0]
    np.testing.assert_array_equal(layer["z"], swept.verdict)
    assert layer["meta"]["labels"] == list(VERDICTS)
    for verdict, color in enumerate(VERDICT_COLORS.values()):
        share = (verdict - layer["zmin"]) / (layer["zmax"] - layer["zmin"])
        around = [named for place, named in layer["colorscale"] if abs(place - share) < 0.1]
        assert color in around


def test_sweep_shows_steps_where_the_minimum_was_reached(swept: SweepMap) -> None:
    over = sweep(swept, "steps", LIGHT)["data"][1]
    reached = swept.steps >= 0
    assert reached.any()
    np.testing.assert_array_equal(np.isfinite(over["z"]), reached)
    np.testing.assert_array_equal(over["customdata"][reached], swept.steps[reached])


def test_sweep_stars_the_best_cell_and_draws_the_limit(swept: SweepMap) -> None:
    plot = sweep(swept, "gap", LIGHT)
    assert swept.best is not None
    row, column = swept.best
    star = plot["data"][-1]
    assert (star["x"][0], star["y"][0]) == (swept.x[column], swept.y[row])
    texts = [trace["text"][0] for trace in plot["data"] if trace.get("mode") == "text"]
    assert [text.strip() for text in texts] == ["stability limit (theory)"]
    low, high = plot["layout"]["xaxis"]["range"]
    assert plot["layout"]["xaxis"]["type"] == "log"
    assert low < np.log10(swept.x[0]) < np.log10(swept.x[-1]) < high


def test_sweep_shows_f_itself_where_the_minimum_is_not_known() -> None:
    axes = Axis("learning_rate", 1e-3, 0.1, points=5), Axis("beta_1", points=4)
    found = sweep_map(Sweep(Scene(objective="mlp", steps=20), Entry("adam"), *axes))
    over = sweep(found, "gap", LIGHT)["data"][1]
    losses = found.final_gap + found.floor
    np.testing.assert_allclose(over["customdata"], losses, rtol=1e-5)
    np.testing.assert_allclose(10.0 ** over["z"].astype(float), losses, rtol=1e-5)
    assert over["colorbar"]["title"]["text"] == "f"


def test_sweep_where_one_cell_alone_has_a_number() -> None:
    axes = Axis("learning_rate", points=8), Axis("momentum", points=7)
    found = sweep_map(Sweep(Scene("linear_regression", steps=60), Entry("momentum"), *axes))
    assert found.steps[found.steps >= 0].tolist() == [36]
    bar = sweep(found, "steps", LIGHT)["data"][1]["colorbar"]
    assert bar["ticktext"] == ["36"]


def test_sweep_where_everything_diverged() -> None:
    axes = Axis("learning_rate", 50.0, 100.0, points=3), Axis("momentum", 0.0, 0.5, points=3)
    found = sweep_map(Sweep(Scene(objective="ellipse"), Entry("momentum"), *axes))
    assert found.best is None
    for outcome in ("gap", "verdict", "steps"):
        plot = sweep(found, outcome, LIGHT)
        assert go.Figure(plot).data
        assert (plot["data"][0]["z"] == DIVERGED).all()


# ---- basins ----


@themes
@pytest.mark.parametrize("objective", ["himmelblau", "shubert", "rosenbrock_4d"])
def test_basins_are_valid(objective: str, theme: Theme) -> None:
    found = basin_map(BasinMap(Scene(objective=objective, steps=30), Entry("adam"), 12))
    plot = basins.basins(found, theme)
    assert len(go.Figure(plot).data) == len(plot["data"])
    assert pack(plot)


def test_basins_show_which_minimum_and_how_soon(mapped: Basins) -> None:
    layer = basins.basins(mapped, LIGHT)["data"][0]
    colors = [color for _, color in layer["colorscale"]]
    labels = layer["meta"]["labels"]
    assert len(colors) == len(labels) == layer["zmax"] + 1
    assert colors[:2] == [NOTHING, LOST]
    for row, column in np.ndindex(mapped.reached.shape):
        minimum, index = mapped.reached[row, column], layer["z"][row, column]
        if minimum < 0:
            assert index == (1 if minimum == -2 else 0)
            continue
        assert (index - 2) // basins.SHADES == minimum
        where, steps = labels[index].removesuffix(" steps").rsplit(", ", 1)
        coordinates = ", ".join(f"{value:.4g}" for value in mapped.minima[minimum])
        assert where == f"to the minimum at ({coordinates})"
        *low, high = [int(word) for word in steps.split() if word.isdecimal()]
        assert (low[0] if low else 0) <= mapped.steps[row, column] <= high
    assert {0} < set(np.unique((layer["z"] - 2.0) // basins.SHADES).astype(int))


def test_more_steps_are_never_lighter(mapped: Basins) -> None:
    z = basins.basins(mapped, LIGHT)["data"][0]["z"]
    for minimum in range(len(mapped.minima)):
        here = mapped.reached == minimum
        order = np.argsort(mapped.steps[here], kind="stable")
        assert (np.diff(z[here][order].astype(int)) >= 0).all()
    brightness = [
        int(color[1:3], 16) + int(color[3:5], 16) + int(color[5:], 16)
        for color in basins.shades(basins.HUES[0])
    ]
    assert (np.diff(brightness) < 0).all()


def test_a_large_basin_map_is_one_byte_a_cell() -> None:
    found = basin_map(BasinMap(Scene(objective="himmelblau", steps=20), Entry("sgd"), 100))
    layer = basins.basins(found, LIGHT)["data"][0]
    assert layer["z"].dtype == np.uint8
    assert len(pack(layer)) < 100 * 100 + 10_000


# ---- noise ----


@themes
@pytest.mark.parametrize("objective", ["himmelblau", "sine_parabola_1d", "rosenbrock_4d", "mlp"])
def test_noise_is_valid(objective: str, theme: Theme) -> None:
    scene = Scene(objective=objective, noise=1.0, steps=20, entries=ENTRIES[:2])
    found = run_ensemble(Ensemble(scene, 5))
    names = wording.names(scene)
    for zoom in (True, False):
        assert go.Figure(ensemble.cloud(found, names, looks(2), theme, zoom)).data
    for plot in (ensemble.bands, ensemble.wins):
        made = plot(found, names, looks(2), theme)
        assert len(go.Figure(made).data) == len(made["data"])
        assert pack(made)


def test_bands_are_the_quantiles(noisy: EnsembleResult) -> None:
    plot = ensemble.bands(noisy, NAMES, looks(), LIGHT)
    medians = [trace for trace in plot["data"] if "fill" not in trace]
    wide = [trace for trace in plot["data"] if "fill" in trace][0::2]
    for line, band, member in zip(medians, wide, noisy.members, strict=True):
        np.testing.assert_allclose(line["customdata"], np.maximum(member.bands[2], 1e-16))
        count = len(noisy.steps)
        np.testing.assert_allclose(10.0 ** band["y"][:count], np.maximum(member.bands[0], 1e-16))
        np.testing.assert_allclose(
            10.0 ** band["y"][count:][::-1], np.maximum(member.bands[4], 1e-16)
        )


def test_a_diverged_median_ends() -> None:
    entries = (Entry("sgd", values=(("learning_rate", 10.0),)), Entry("adam"))
    found = run_ensemble(Ensemble(Scene(noise=1.0, steps=50, entries=entries), 10))
    plot = ensemble.bands(found, ["SGD", "Adam"], looks(2), LIGHT)
    gone, fine = (trace for trace in plot["data"] if "fill" not in trace)
    assert np.isnan(gone["y"][-1])
    assert np.isfinite(fine["y"]).all()


def test_the_cloud_is_where_the_runs_end(noisy: EnsembleResult) -> None:
    plot = ensemble.cloud(noisy, NAMES, looks(), LIGHT, True)
    clouds = [trace for trace in plot["data"] if trace.get("name") in NAMES]
    inside = 0
    for cloud, member in zip(clouds, noisy.members, strict=True):
        np.testing.assert_allclose([cloud["x"], cloud["y"]], member.ends)
        (a, b), (c, d) = (plot["layout"][axis]["range"] for axis in ("xaxis", "yaxis"))
        held = (member.ends[0] >= a) & (member.ends[0] <= b)
        inside += int((held & (member.ends[1] >= c) & (member.ends[1] <= d)).sum())
    assert inside >= 0.8 * 20 * len(NAMES)


def test_what_the_cloud_does_not_show_is_counted(noisy: EnsembleResult) -> None:
    plot = ensemble.cloud(noisy, NAMES, looks(), LIGHT, True)
    (a, b), (c, d) = (plot["layout"][axis]["range"] for axis in ("xaxis", "yaxis"))
    hidden = sum(
        not (a <= x <= b and c <= y <= d) for member in noisy.members for x, y in member.ends.T
    )
    assert ensemble.outside(noisy, plot) == hidden
    plot["layout"]["xaxis"]["range"] = [b + 1.0, b + 2.0]
    assert ensemble.outside(noisy, plot) == 20 * len(NAMES)


def test_the_cloud_of_a_network_is_not_cut_at_the_domain() -> None:
    """Its parameters have no border."""
    entries = (Entry("sgd", values=(("learning_rate", 20.0),)),)
    scene = Scene(objective="mlp", noise=1.0, steps=60, entries=entries)
    found = run_ensemble(Ensemble(scene, 20))
    ends = declared_plane(scene.landscape()).coordinates(found.members[0].ends.T)
    assert (np.abs(ends) > 6).any(axis=1).mean() > 0.5, "the example is of use"
    zoomed = ensemble.cloud(found, NAMES[:1], looks(1), LIGHT, True)
    whole = ensemble.cloud(found, NAMES[:1], looks(1), LIGHT, False)
    assert ensemble.outside(found, zoomed) <= 4 < ensemble.outside(found, whole)


def test_wins_have_their_intervals(noisy: EnsembleResult) -> None:
    plot = ensemble.wins(noisy, NAMES, looks(), LIGHT)
    assert sum(trace["x"][0] for trace in plot["data"]) == pytest.approx(100.0)
    for trace in plot["data"]:
        place = NAMES.index(trace["y"][0])
        share, bars = trace["x"][0], trace["error_x"]
        assert share == pytest.approx(100.0 * noisy.wins[place])
        low, high = 100.0 * noisy.intervals[place]
        assert share - bars["arrayminus"][0] == pytest.approx(low)
        assert share + bars["array"][0] == pytest.approx(high)
