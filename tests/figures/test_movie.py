"""A race as a GIF, read back with Pillow and held against the run."""

from __future__ import annotations

import dataclasses
import functools
import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from experiments import Entry, Scene
from experiments.race import Race, run_race
from figures import stage as pictures
from figures.movie import HOLD, Film, Head, Shot, gif
from figures.raster import ENGLISH, FINE, rgba
from figures.stage import Stage, StageView
from figures.theme import DARK, LIGHT, Theme

SMALL = Shot(width=320, height=240, seconds=1.0, curves=False)


@functools.cache
def race(objective: str = "rosenbrock", *optimizers: str, steps: int = 40) -> Race:
    entries = tuple(Entry(name) for name in optimizers or ("adam", "sgd"))
    return run_race(Scene(objective=objective, entries=entries, steps=steps))


def staged(of: Race, theme: Theme = LIGHT) -> Stage:
    names = [runner.entry.optimizer for runner in of.runners]
    return pictures.build(of, names, theme, StageView())


def last_step(of: Race) -> int:
    return max(int(runner.trajectory.last_step) for runner in of.runners)


def filmed(of: Race, shot: Shot = SMALL, theme: Theme = LIGHT, title: str = "A race") -> Any:
    made = gif(staged(of, theme), title, last_step(of), theme, shot)
    return Image.open(io.BytesIO(made))


def seconds(picture: Any) -> float:
    total = 0
    for number in range(picture.n_frames):
        picture.seek(number)
        total += picture.info["duration"]
    return total / 1000


def test_a_gif_has_the_size_the_time_and_the_frames_that_were_asked_for() -> None:
    picture = filmed(race())
    assert picture.size == (320, 240)
    assert picture.n_frames == SMALL.frames == 20
    # The last frame stands for longer.
    assert seconds(picture) == pytest.approx(1.0 - 0.05 + HOLD)
    assert picture.info["duration"] == 1000 * HOLD


@pytest.mark.parametrize(("loop", "said"), [(True, 0), (False, None)])
def test_a_gif_begins_again_where_it_is_asked_to(loop: bool, said: int | None) -> None:
    shot = Shot(320, 240, 1.0, loop, curves=False)
    assert filmed(race(), shot).info.get("loop") == said


@pytest.mark.slow
@pytest.mark.parametrize("objective", ["rosenbrock", "himmelblau"])
def test_a_gif_of_the_default_size_is_small(objective: str) -> None:
    of = race(objective, "adam", "sgd", "momentum", "rmsprop")
    assert len(gif(staged(of), "A race", last_step(of), LIGHT, Shot())) < 3e6


def pixel(of: Race, film: Film, index: int, step: float) -> tuple[int, int]:
    """Where a run is at a step, from the run alone: a pixel of the picture."""
    run = of.runners[index].trajectory
    x, y = (np.interp(step, run.steps, coordinate) for coordinate in run.points.T)
    (x_low, x_high), (y_low, y_high) = of.objective.domain
    left, top, right, bottom = (edge / FINE for edge in film.map.area)
    across = left + (x - x_low) / (x_high - x_low) * (right - left)
    along = bottom - (y - y_low) / (y_high - y_low) * (bottom - top)
    return int(across), int(along)


@pytest.mark.parametrize("number", [5, 12, 17])
def test_the_head_is_where_the_run_is(number: int) -> None:
    of = race("rosenbrock", "adam")
    stage = staged(of)
    film = Film(stage, "", last_step(of), LIGHT, SMALL, ENGLISH)
    picture = filmed(of)
    picture.seek(number)
    step = last_step(of) * number / 19
    found = picture.convert("RGB").getpixel(pixel(of, film, 0, step))
    assert found == rgba(stage.runners[0]["color"])[:3]


def test_the_path_grows_to_the_whole_of_it() -> None:
    of = race("rosenbrock", "adam")
    stage = staged(of)
    film = Film(stage, "", last_step(of), LIGHT, SMALL, ENGLISH)
    color = rgba(stage.runners[0]["color"])[:3]

    def seen(number: int) -> list[bool]:
        picture.seek(number)
        shown = picture.convert("RGB")
        steps = of.runners[0].trajectory.steps[1:]
        return [shown.getpixel(pixel(of, film, 0, step)) == color for step in steps]

    picture = filmed(of)
    early, late = seen(4), seen(19)
    # A dot of four pixels of the layout is a pixel or two here: smoothing takes some of them.
    assert sum(late) >= 0.8 * len(late)
    assert sum(early) < 0.5 * sum(late)
    assert late[-1]


def test_a_head_is_between_two_rows() -> None:
    head = Head.at(np.array([0, 10, 20]), 15.0)
    assert head == Head(1, 0.5)
    points = np.array([[0.0, 0.0], [2.0, 4.0], [4.0, 4.0]])
    assert head.trail(points).tolist() == [[0.0, 0.0], [2.0, 4.0], [3.0, 4.0]]
    assert Head.at(np.array([0, 10, 20]), 99.0) == Head(2, 0.0)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_ground_and_the_colours_are_kept_in_the_palette(theme: Theme) -> None:
    picture = filmed(race(), theme=theme)
    for number in range(picture.n_frames):
        picture.seek(number)
        assert picture.convert("RGB").getpixel((2, 2)) == rgba(theme.background)[:3]


def frame(of: Race, theme: Theme = LIGHT, title: str = "A race", shot: Shot = SMALL) -> Any:
    return Film(staged(of, theme), title, last_step(of), theme, shot, ENGLISH).frame(10)


def test_light_and_dark_have_their_grounds() -> None:
    for theme in (LIGHT, DARK):
        assert frame(race(), theme).getpixel((2, 2)) == rgba(theme.background)[:3]


@pytest.mark.parametrize("name", ["quartic_two_wells", "logistic_regression", "mlp", "rastrigin"])
def test_every_kind_of_landscape_is_drawn(name: str) -> None:
    """Of one dimension, of data, of many dimensions, of many minima."""
    of = race(name, "adam", steps=10)
    shot = Shot(320, 240, 1.0)
    shown = np.asarray(frame(of, shot=shot)).astype(int)
    film = Film(staged(of), "", last_step(of), LIGHT, shot, ENGLISH)
    for figure in (film.map, film.curves):
        left, top, right, bottom = (edge // FINE for edge in figure.area)
        inside = shown[top:bottom, left:right].reshape(-1, 3)
        color = np.array(rgba(film.stage.runners[0]["color"])[:3])
        assert (np.abs(inside - color).max(axis=1) < 40).any()


def test_a_run_that_diverges_ends_with_a_cross_in_the_picture() -> None:
    entry = Entry("sgd", values=(("learning_rate", 0.5),))
    of = run_race(Scene(objective="rosenbrock", entries=(entry,), steps=40))
    assert of.runners[0].trajectory.status == "diverged"
    film = Film(staged(of), "", last_step(of), LIGHT, SMALL, ENGLISH)
    end = film.stage.paths[0][-1]
    assert end["marker"]["symbol"] == "x"
    ((across, along),) = film.map.inside(end["x"], end["y"])
    x, y = int(film.map.left + across) // FINE, int(film.map.top + along) // FINE
    without = dataclasses.replace(film.stage, paths=[[*t[:3], t[2]] for t in film.stage.paths])
    other = Film(without, "", last_step(of), LIGHT, SMALL, ENGLISH)
    for number, marked in ((SMALL.frames - 2, False), (SMALL.frames - 1, True)):
        pair = (np.asarray(each.frame(number)).astype(int) for each in (film, other))
        differs = np.abs(np.subtract(*pair)).max(axis=2) > 0
        # The names of the runners have their marks, too.
        differs = differs[film.map.top // FINE :]
        assert differs.any() == marked
        if marked:
            rows, columns = np.nonzero(differs)
            assert abs(rows.mean() + film.map.top // FINE - y) < 2
            assert abs(columns.mean() - x) < 2


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_colour_of_the_ground_is_that_of_its_height(theme: Theme) -> None:
    of = race("himmelblau", "adam")
    film = Film(staged(of, theme), "", last_step(of), theme, SMALL, ENGLISH)
    ground = film.stage.backdrop.ground
    shown = film.frame(0)
    places, colors = zip(*theme.scale, strict=True)
    scale = np.array([rgba(color)[:3] for color in colors])
    for row, column in ((5, 60), (36, 10), (66, 40), (20, 20)):
        share = (ground["z"][row, column] - ground["zmin"]) / (ground["zmax"] - ground["zmin"])
        expected = [np.interp(share, places, channel) for channel in scale.T]
        ((across, along),) = film.map.inside(ground["x"][column], ground["y"][row])
        place = (int(film.map.left + across) // FINE, int(film.map.top + along) // FINE)
        # Half a band, and an isoline that may be here.
        assert np.abs(np.subtract(shown.getpixel(place), expected)).max() < 30


@pytest.mark.parametrize(
    "title", ["<b>&amp;</b>" * 40, "a\nb\u202e\x00c", "日本語 🎬 " * 30, "", "%{x} $x$"]
)
def test_a_title_from_outside_breaks_nothing(title: str) -> None:
    of = race()
    with_title, without = np.asarray(frame(of, title=title)), np.asarray(frame(of, title=""))
    # What is below the title is the same, and between it and the counter there is nothing.
    assert (with_title[30:] == without[30:]).all()
    counter = np.flatnonzero((without[:20] != 255).any(axis=(0, 2))).min()
    assert (with_title[:20, counter - 5 : counter] == 255).all()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"width": 20_000}, r"width must be in \[160, 1280\], got 20000"),
        ({"height": 0}, r"height must be in \[160, 1280\], got 0"),
        ({"seconds": 1e9}, r"seconds must be in \[1, 10\], got 1e\+09"),
        ({"seconds": float("nan")}, "got nan"),
    ],
)
def test_what_would_be_too_much_is_said(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Shot(**asked)


def test_the_work_is_bounded() -> None:
    """All frames of the largest picture, a byte for a pixel."""
    for width, height in ((960, 540), (1280, 720), (1280, 1280)):
        shot = Shot(width, height, 10.0)
        assert shot.frames * width * height <= 165e6


def test_progress_is_told() -> None:
    told: list[float] = []
    of = race()
    gif(staged(of), "", last_step(of), LIGHT, SMALL, progress=told.append)
    assert told == [number / 20 for number in range(20)]
