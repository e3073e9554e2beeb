"""Files to take home: the wide table, and what they are called."""

from __future__ import annotations

import csv
import io

import pytest

from experiments import Entry, Scene
from experiments.race import run_race
from tests.ui.driver import assert_fine, opened
from ui.words.files import file_name, wide_csv

RACE = run_race(
    Scene(
        objective="rosenbrock",
        entries=(
            Entry("adam"),
            Entry("sgd", values=(("learning_rate", 0.5),)),
            Entry("adam", values=(("learning_rate", 0.01),)),
        ),
        steps=30,
    )
)


def table(names: list[str]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(wide_csv(RACE, names))))


def test_the_wide_table_is_the_runs_with_all_digits() -> None:
    head, *rows = table(["Adam", "SGD", "Adam"])
    assert head[:4] == ["step", "Adam f", "SGD f", "Adam (2) f"]
    assert head[4:6] == ["Adam x", "Adam y"]
    assert [int(row[0]) for row in rows] == list(range(31))
    for index, runner in enumerate(RACE.runners):
        run = runner.trajectory
        length = len(run.steps)
        assert [float(row[1 + index]) for row in rows[:length]] == run.values.tolist()
        points = [
            [float(cell) for cell in row[4 + 2 * index : 6 + 2 * index]] for row in rows[:length]
        ]
        assert points == run.points.tolist()
        # After its end there is nothing.
        assert all(row[1 + index] == "" for row in rows[length:])
    assert len(RACE.runners[1].trajectory.steps) < 31


def test_no_title_of_a_column_is_a_formula_or_stands_twice() -> None:
    head = table(["=1+1", "a (2)", "a"])[0]
    assert head[1] == "'=1+1 f"
    assert len(set(table(["a", "a", "a (2)"])[0])) == len(head)


@pytest.mark.parametrize(
    ("ending", "what", "expected"),
    [("gif", "", "rosenbrock-adam-sgd.gif"), ("csv", "by-step", "rosenbrock-adam-sgd-by-step.csv")],
)
def test_files_are_named_after_the_scene(ending: str, what: str, expected: str) -> None:
    assert file_name(RACE, ending, what) == expected


def test_a_race_of_many_has_no_endless_name() -> None:
    many = ("adam", "sgd", "lion", "momentum", "rmsprop", "adagrad")
    race = run_race(Scene(entries=tuple(Entry(name) for name in many), steps=2))
    assert file_name(race, "gif").endswith("adam-sgd-lion-momentum-and-2-more.gif")


def menu(**params: object) -> object:
    app = opened(n="20", **params)
    app.session_state["menu.Take home"] = True
    return app.run()


@pytest.mark.slow
def test_a_gif_is_made_when_it_is_asked_for() -> None:
    app = menu(o=["adam", "sgd"])
    assert_fine(app)
    app.selectbox(key="movie.size").select("640 × 360")
    app.slider(key="movie.seconds").set_value(2)
    app.button(key="movie.make").click().run()
    assert_fine(app)
    (save,) = [each for each in app.get("download_button") if "GIF" in each.proto.label]
    assert save.proto.label.startswith("Save the GIF (0.")
    app.checkbox(key="movie.curves").uncheck().run()
    # What was made is not what is asked for now.
    assert not [each for each in app.get("download_button") if "GIF" in each.proto.label]
