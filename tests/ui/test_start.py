"""The start that is moved on the map, as Python hears of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.driver import assert_fine, moved, opened, shown, words


def start(app: Any) -> Any:
    return app.session_state["playground"].config.scene.start


def test_the_start_is_where_it_was_moved_to() -> None:
    app = moved(opened(n="20", o=["adam"]), [0.5, 2.0])
    assert_fine(app)
    assert start(app) == (0.5, 2.0)
    assert shown(app)["start"] == {"at": pytest.approx([0.5, 2.0]), "live": True}
    assert "x=0.5~2.0" in shown(app)["link"]
    assert app.query_params["x"] == "0.5~2.0"


def test_a_start_in_hand_is_in_no_link() -> None:
    app = moved(opened(n="20", o=["adam"]), [0.5, 2.0], held=True)
    assert_fine(app)
    assert start(app) == (0.5, 2.0)
    assert shown(app)["link"] == ""
    assert "x" not in app.query_params
    moved(app, [0.5, 2.0], held=False)
    assert app.query_params["x"] == "0.5~2.0"


@pytest.mark.parametrize("part", ["lock", "hide"])
def test_a_fixed_start_is_not_moved(part: str) -> None:
    app = opened(n="20", o=["adam"], **{part: "start"})
    assert shown(app)["start"] is None
    assert not shown(app)["clickable"]
    moved(app, [0.5, 2.0])
    assert_fine(app)
    assert start(app) is None


def test_a_start_that_cannot_be_is_said() -> None:
    app = moved(opened(n="20", o=["adam"]), [1e300, 2.0])
    assert not app.exception
    assert start(app) is None
    assert "start must be numbers in" in words(app.toast)


def test_of_heavy_races_the_last_place_is_run_alone() -> None:
    assert not shown(opened(n="20000", f="mlp", o=["sgd"]))["start"]["live"]
